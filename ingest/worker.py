"""The reading process: takes files over its standard input, gives back their text over its standard output."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from corpus.errors import FileTooLarge, HostileFile, MissingProgram, UnreadableFile
from ingest.limits import Limits
from ingest.readers.dispatch import read_kind
from ingest.readers.formats import Kind, ScannedPages
from ingest.sandbox import answer_with, receive, source_as_json

_LARGEST_FILE = 2 << 30
_GRACE = 10  # seconds after which the process ends itself if nobody has ended it


def serve(memory: int) -> None:
    """Read files until the other side hangs up; `memory` bounds the address space in bytes."""
    stdin = os.fdopen(os.dup(0), "rb")
    stdout = os.fdopen(os.dup(1), "wb")
    # Libraries that print must not talk into the pipe.
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 1)
    _bound_memory(memory)
    while True:
        try:
            request: dict[str, Any] = json.loads(receive(stdin, _LARGEST_FILE))
            data = receive(stdin, _LARGEST_FILE)
        except EOFError:
            return
        limits = Limits(**request["limits"])
        _set_alarm(int(max(limits.seconds, limits.ocr_seconds)) + _GRACE)
        answer_with(stdout, _answer(Kind(request["kind"]), request["name"], data, limits))
        _set_alarm(0)


def _answer(kind: Kind, name: str, data: bytes, limits: Limits) -> dict[str, Any]:
    try:
        return {"source": source_as_json(read_kind(kind, name, data, limits))}
    except ScannedPages:
        return {"scanned": True}
    except UnreadableFile as error:
        return {"error": {"class": type(error).__name__, "text": error.text}}
    except Exception as error:  # noqa: BLE001 - whatever a foreign parser throws at a broken file ends in one line
        return _refusal(error, name)


def _refusal(error: Exception, name: str) -> dict[str, Any]:
    for cause, kind, text in _CAUSES:
        if isinstance(error, cause):
            return {"error": {"class": kind.__name__, "text": text.format(name=name, error=type(error).__name__)}}
    raise error


_CAUSES: tuple[tuple[type[Exception], type[UnreadableFile], str], ...] = (
    (MemoryError, FileTooLarge, "“{name}”占用内存过大，没有收录；请拆成几个文件，或另存为 txt 再收录"),
    (RecursionError, HostileFile, "“{name}”的结构嵌套过深，没有收录；请核对文件来源，或另存为 txt 再收录"),
    (
        ImportError,
        MissingProgram,
        "读“{name}”要用的程序库打不开（内存不足或安装不完整）；请关掉别的程序，或重新安装 mingbai 后再收录",
    ),
    (Exception, UnreadableFile, "“{name}”已损坏，读不出来（{error}）；请重新下载或重新保存后再收录"),
)


def _bound_memory(memory: int) -> None:
    if sys.platform == "win32":  # no such bound there: time alone bounds the process
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: int) -> None:
    """If our owner is killed while a file holds us fast, the default action of the alarm ends us too."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
