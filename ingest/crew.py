"""Reading many plain-text files at once: processes of ours read and parse, the owner of the library mostly writes."""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ingest.packing import Packed
from ingest.sandbox import receive, send

FEWEST_FILES = 48  # below it the processes would cost more time than they save
_CHUNK = 8
_AHEAD = 24  # chunks that may lie ready: bounds the memory
_MOST = 4
_IN_HAND = 2  # chunks that a process is given at once: it never waits for the owner to find the time for it
_PIPE = 1 << 20  # room for what was read of a chunk, so that the process goes on while the owner writes
_LARGEST_REPLY = 400 << 20
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from ingest.crew_worker import serve; serve()"

Results = list[Packed | None]


class Reader(Protocol):
    """What reads one file, here or in another process; see `ingest.crew_worker.PlainReader`."""

    def read(self, path: Path) -> Packed | None:
        """What is made of a file, None if it must go the usual way."""

    def as_bytes(self) -> bytes:
        """What a process needs to read alike."""


class Crew:
    """Reads files ahead of the one who asks for them, in order: processes do, and the owner whenever it would wait.

    A file that the reader does not read (no plain text, known already, an error), or whose process has ended, comes
    back as None: the owner reads it in the usual way and says what is to be said.
    """

    def __init__(self, paths: Sequence[Path], reader: Reader) -> None:
        self._chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
        self._reader = reader
        self._turn = threading.Condition()
        self._taken = 0  # chunks given out, to a process or to the owner
        self._needed = 0  # the chunk that the owner wants next
        self._ready: dict[int, Results] = {}
        self._over = False
        self._started = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Start the processes: one for each processor that the owner does not need."""
        for _ in range(min(_MOST, (os.cpu_count() or 1) - 1, len(self._chunks) - 1)):
            command = [sys.executable, "-c", _START, json.dumps(sys.path)]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            try:
                process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
            except OSError:  # the machine gives no further process: the owner reads
                break
            _widen(process)
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

    def results(self) -> Iterator[tuple[Path, Packed | None]]:
        """Each path, in order, with what was made of it, or None."""
        for at, paths in enumerate(self._chunks):
            yield from zip(paths, self._result(at), strict=True)

    def _result(self, at: int) -> Results:
        """What was made of a chunk; until it is there the owner reads the next chunks that nobody has taken."""
        with self._turn:
            self._needed = at
            self._turn.notify_all()
        while True:
            with self._turn:
                if at in self._ready:
                    return self._ready.pop(at)
                mine = self._next()
                if mine is None:
                    self._turn.wait_for(lambda: at in self._ready)
                    continue
            made = [self._reader.read(path) for path in self._chunks[mine]]
            with self._turn:
                self._ready[mine] = made

    def _next(self) -> int | None:
        """The next chunk that nobody has taken, if it may be taken yet; under the lock."""
        if self._over or self._taken == len(self._chunks) or self._taken > self._needed + _AHEAD:
            return None
        self._taken += 1
        return self._taken - 1

    def _serve(self, process: subprocess.Popen[bytes]) -> None:
        """Feed one process; ends with it."""
        assert process.stdin is not None and process.stdout is not None
        in_hand: deque[int] = deque()
        try:
            receive(process.stdout, _LARGEST_REPLY)  # it has started
            send(process.stdin, self._reader.as_bytes())
            with self._turn:
                self._started += 1
                self._turn.notify_all()
            while self._hand_out(process, in_hand):
                made: Results = marshal.loads(receive(process.stdout, _LARGEST_REPLY))  # noqa: S302 - a process of ours
                if len(made) != len(self._chunks[in_hand[0]]):
                    raise ValueError(len(made))
                with self._turn:
                    self._ready[in_hand.popleft()] = made
                    self._turn.notify_all()
        except (OSError, EOFError, ValueError, TypeError):
            process.kill()
        finally:  # the owner waits for these chunks, whatever has happened
            with self._turn:
                self._ready |= {at: [None] * len(self._chunks[at]) for at in in_hand}
                self._turn.notify_all()

    def _hand_out(self, process: subprocess.Popen[bytes], in_hand: deque[int]) -> bool:
        """Give the process chunks to read, as many as it may have; False when there is nothing left for it."""
        assert process.stdin is not None
        while len(in_hand) < _IN_HAND:
            with self._turn:
                at = self._next()
                while at is None and not in_hand and not self._over and self._taken < len(self._chunks):
                    self._turn.wait()
                    at = self._next()
                if at is None:
                    break
                in_hand.append(at)
            send(process.stdin, marshal.dumps([str(path) for path in self._chunks[at]]))
        return bool(in_hand)


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Give the pipe that results come through more room, where the system lets us."""
    if sys.platform == "linux" and process.stdout is not None:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
