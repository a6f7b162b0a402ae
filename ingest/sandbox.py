"""Readers of binary formats run in a process of their own: bounded in time and memory, ended without mercy.

Files go in as bytes and come back as JSON, so a reader that a hostile file has taken over can hand back only text.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from corpus import errors
from ingest.limits import Limits
from ingest.model import Hint, Line, Source, Table
from ingest.readers.formats import Kind, ScannedPages

_FILES_PER_PROCESS = 200  # a fresh process now and then: libraries in C keep some memory
_LENGTH = struct.Struct(">Q")
_LARGEST_REPLY = 400 << 20
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from ingest.worker import serve; serve(json.loads(sys.argv[2]))"
)


class ReadingProcess:
    """One reading process, started when first needed and again after it was ended; serves one file at a time."""

    def __init__(self, memory: Callable[[Limits], int], seconds: Callable[[Limits], float]) -> None:
        self._memory = memory
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._bound = 0
        atexit.register(self.close)

    def read(self, kind: Kind, name: str, data: bytes, limits: Limits) -> Source:
        """The Source as the reader of this kind gives it. Raises what that raises, FileTooLarge when a bound breaks."""
        with self._lock:
            process = self._running(self._memory(limits))
            request = json.dumps({"kind": kind.value, "name": name, "limits": limits.as_json()}).encode()
            reply = self._exchange(process, request, data, self._seconds(limits))
        if isinstance(reply, str):
            raise errors.FileTooLarge(_OUT_OF_BOUNDS[reply].format(name=name, seconds=self._seconds(limits)))
        if "scanned" in reply:
            raise ScannedPages(f"“{name}”是扫描件，要用文字识别来读；请安装 mingbai[ocr] 后再收录")
        if "error" in reply:
            raise _as_error(reply["error"], name)
        return source_from_json(reply["source"])

    @property
    def process_id(self) -> int | None:
        """The reading process, None while there is none."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(BrokenPipeError):  # bytes that the process did not take any more
                        stream.close()
            process.wait()

    def _running(self, memory: int) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._served >= _FILES_PER_PROCESS or self._bound != memory):
            self.close()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, json.dumps(sys.path), json.dumps(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._served, self._bound = 0, memory
        self._served += 1
        return self._process

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, data: bytes, seconds: float
    ) -> dict[str, Any] | str:
        """Send and wait. A string says which bound was broken; the process is ended then."""
        answer: list[dict[str, Any]] = []

        def talk() -> None:
            try:
                assert process.stdin is not None and process.stdout is not None
                send(process.stdin, request)
                send(process.stdin, data)
                answer.append(json.loads(receive(process.stdout, _LARGEST_REPLY)))
            except (OSError, EOFError, ValueError):
                return  # the process has ended: no answer says so

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        thread.join(seconds)
        if answer:
            return answer[0]
        late = thread.is_alive()
        process.kill()
        thread.join(5)
        self.close()
        return "time" if late else "crash"


_OUT_OF_BOUNDS = {
    "time": "“{name}”读了 {seconds:.0f} 秒还没读完，已停止；请拆成几个文件，或另存为 txt 再收录",
    "crash": "“{name}”让读取程序中断（文件异常或占用内存过大），没有收录；请核对文件，或另存为 txt 再收录",
}


def source_as_json(source: Source) -> dict[str, Any]:
    """A Source as plain JSON values."""
    return asdict(source) | {"lines": [line._asdict() for line in source.lines]}


def source_from_json(raw: dict[str, Any]) -> Source:
    """The Source that source_as_json wrote; every value made anew and of its own type."""
    return Source(
        name=str(raw["name"]),
        lines=tuple(Line(str(x["text"]), x["page"], Hint(x["hint"]), x["table"]) for x in raw["lines"]),
        tables=tuple(Table(tuple(tuple(map(str, row)) for row in x["rows"]), x["page"]) for x in raw["tables"]),
        ocr=bool(raw["ocr"]),
        partial=raw["partial"],
        details={str(key): str(value) for key, value in raw["details"].items()},
    )


def _as_error(raw: dict[str, str], name: str) -> errors.MingbaiError:
    kind = getattr(errors, raw.get("class", ""), errors.UnreadableFile)
    if not (isinstance(kind, type) and issubclass(kind, errors.UnreadableFile)):
        kind = errors.UnreadableFile
    return kind(raw.get("text") or f"“{name}”读不出来；请重新保存，或另存为 txt 再收录")


def send(stream: IO[bytes], content: bytes) -> None:
    """Write one message to the pipe."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes], largest: int) -> bytes:
    """One message of the pipe. Raises EOFError when the other side has ended, ValueError for an absurd length."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = int(_LENGTH.unpack(head)[0])
    if length > largest:
        raise ValueError(length)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def answer_with(stream: IO[bytes], reply: dict[str, Any]) -> None:
    """Write one JSON message to the pipe."""
    send(stream, json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))


documents = ReadingProcess(lambda limits: limits.memory, lambda limits: limits.seconds)
scans = ReadingProcess(lambda limits: limits.ocr_memory, lambda limits: limits.ocr_seconds)
