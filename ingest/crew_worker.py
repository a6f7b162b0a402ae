"""A reading process of `ingest.crew`: takes paths over its standard input, gives back readings over its output."""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import MingbaiError
from corpus.regions import Regions
from ingest.limits import Limits
from ingest.packing import Packed, pack
from ingest.readers.formats import Kind, recognise
from ingest.readers.front import load
from ingest.readers.text import read_text
from ingest.sandbox import receive, send
from ingest.sources import read_source

_LARGEST_REQUEST = 400 << 20
_RARELY = (100_000, 50, 50)
_LARGEST_FILE = 2 << 20  # parsing a text takes many times its size; a large one is left to the usual way, one at a time


class PlainReader:
    """Reads plain-text files so far that the owner of the library only has to shelve them."""

    def __init__(self, place: str | None, limits: Limits, known: frozenset[str], regions: Regions) -> None:
        """place: set by hand for all files. known: SHA-256 of files that need not be read."""
        self._place, self._limits, self._known, self._regions = place, limits, known, regions

    def read(self, path: Path) -> Packed | None:
        """A plain-text file; None for any other, for a known and for an unreadable one: the usual way says what is
        to be said of it."""
        try:
            data = load(path, self._limits)
            if len(data) > _LARGEST_FILE or recognise(path.name, data) is not Kind.TEXT:
                return None
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in self._known:
                return None
            source = read_text(path.name, data, self._limits)
            return pack(read_source(source, self._regions, _no_register, self._place), sha256)
        except MingbaiError:
            return None

    def as_bytes(self) -> bytes:
        """What a process needs to read alike."""
        return marshal.dumps((self._place, asdict(self._limits), sorted(self._known)))

    @classmethod
    def of_bytes(cls, content: bytes, regions: Regions) -> PlainReader:
        """The reader that `as_bytes` told of."""
        place, limits, known = marshal.loads(content)  # noqa: S302 - from the owner of the library
        return cls(place, Limits(**limits), frozenset(known), regions)


def serve() -> None:
    """Read chunks of files until the other side hangs up; each chunk of paths gives one message."""
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(sys.stderr.fileno(), 1)  # libraries that print must not talk into the pipe
    regions = Regions.load()
    regions.spot("青禾县")  # the tables are built on first use
    gc.freeze()  # the tables stay; a reading leaves few cycles behind
    gc.set_threshold(*_RARELY)
    send(stdout, b"")
    reader = PlainReader.of_bytes(receive(stdin, _LARGEST_REQUEST), regions)
    while True:
        try:
            paths: Sequence[str] = marshal.loads(receive(stdin, _LARGEST_REQUEST))  # noqa: S302 - from the owner
        except EOFError:
            return
        made: list[Any] = [reader.read(Path(path)) for path in paths]
        send(stdout, marshal.dumps(made))


def _no_register(_name: str) -> tuple[None, None]:
    """Offices are looked up by the owner."""
    return None, None
