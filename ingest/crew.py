"""Reading many plain-text files at once: processes of ours read and parse, the owner of the library only writes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.limits import Limits
from ingest.sandbox import receive, send

FEWEST_FILES = 48  # below it the processes would cost more time than they save
_CHUNK = 8
_AHEAD = 24  # chunks that may lie ready: bounds the memory
_MOST = 4
_LARGEST_REPLY = 400 << 20
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from ingest.crew_worker import serve; serve()"


class Crew:
    """Processes that read files ahead of the one who asks for them, in order.

    A file that a process does not read (no plain text, known already, an error, a process that ended) comes back as
    None: the owner reads it in the usual way and says what is to be said. While the processes start, the owner reads
    too.
    """

    def __init__(
        self, paths: Sequence[Path], place: str | None, limits: Limits, known: frozenset[str] = frozenset()
    ) -> None:
        """known: SHA-256 of files that need not be read."""
        self._chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
        self._place, self._limits, self._known = place, limits, sorted(known)
        self._turn = threading.Condition()
        self._taken = 0  # chunks given out, to a process or to the owner
        self._needed = 0  # the chunk that the owner wants next
        self._ready: dict[int, list[bytes | None]] = {}
        self._over = False
        self._started = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Start the processes."""
        count = min(_MOST, os.cpu_count() or 1, len(self._chunks))
        for _ in range(count if count > 1 else 0):
            command = [sys.executable, "-c", _START, json.dumps(sys.path)]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            try:
                process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
            except OSError:  # the machine gives no further process: the owner reads
                break
            self._processes.append(process)
            self._threads.append(threading.Thread(target=self._serve, args=(process,), daemon=True))
            self._threads[-1].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        with self._turn:
            self._over = True
            self._turn.notify_all()
        for process in self._processes:
            process.kill()
            process.wait()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # bytes that the process did not take any more
                        stream.close()

    def results(self) -> Iterator[tuple[Path, bytes | None]]:
        """Each path, in order, with what `ingest.crew_worker` made of it, or None."""
        for at, paths in enumerate(self._chunks):
            yield from zip(paths, self._result(at) or [None] * len(paths), strict=True)

    def _result(self, at: int) -> list[bytes | None] | None:
        """What a process made of a chunk; None for a chunk that no process has taken."""
        with self._turn:
            self._needed = at
            if self._taken == at:
                self._taken += 1
                return None
            self._turn.notify_all()
            self._turn.wait_for(lambda: at in self._ready)
            return self._ready.pop(at)

    def _serve(self, process: subprocess.Popen[bytes]) -> None:
        """Feed one process; ends with it."""
        assert process.stdin is not None and process.stdout is not None
        try:
            receive(process.stdout, _LARGEST_REPLY)  # it has started
            send(process.stdin, json.dumps(self._known).encode())
        except (OSError, EOFError, ValueError):
            return
        with self._turn:
            self._started += 1
            self._turn.notify_all()
        while (at := self._take()) is not None:
            paths = self._chunks[at]
            made: list[bytes | None] = []
            try:
                request = {"paths": list(map(str, paths)), "place": self._place, "limits": asdict(self._limits)}
                send(process.stdin, json.dumps(request).encode())
                made.extend(receive(process.stdout, _LARGEST_REPLY) or None for _ in paths)
            except (OSError, EOFError, ValueError):
                process.kill()
            finally:  # the owner waits for this chunk, whatever has happened
                whole = len(made) == len(paths)
                with self._turn:
                    self._ready[at] = made if whole else [None] * len(paths)
                    self._turn.notify_all()
            if not whole:
                return

    def _take(self) -> int | None:
        with self._turn:
            self._turn.wait_for(
                lambda: self._over or self._taken == len(self._chunks) or self._taken < max(self._needed, 1) + _AHEAD
            )
            if self._over or self._taken == len(self._chunks):
                return None
            self._taken += 1
            return self._taken - 1
