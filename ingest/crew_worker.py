"""A reading process of `ingest.crew`: takes paths over its standard input, gives back readings over its output."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from corpus.errors import MingbaiError
from corpus.regions import Regions
from ingest.limits import Limits
from ingest.packing import pack
from ingest.pipeline import read_source
from ingest.readers.formats import Kind, recognise
from ingest.readers.front import load
from ingest.readers.text import read_text
from ingest.sandbox import receive, send

_LARGEST_REQUEST = 400 << 20
_RARELY = (100_000, 50, 50)
_LARGEST_FILE = 2 << 20  # parsing a text takes many times its size; a large one is left to the owner, one at a time


def serve() -> None:
    """Read chunks of files until the other side hangs up; each file gives one message, empty for "read it yourself"."""
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(sys.stderr.fileno(), 1)  # libraries that print must not talk into the pipe
    regions = Regions.load()
    regions.spot("青禾县")  # the tables are built on first use
    gc.freeze()  # the tables stay; a reading leaves few cycles behind
    gc.set_threshold(*_RARELY)
    send(stdout, b"")
    known = frozenset(json.loads(receive(stdin, _LARGEST_REQUEST)))
    while True:
        try:
            request: dict[str, Any] = json.loads(receive(stdin, _LARGEST_REQUEST))
        except EOFError:
            return
        limits = Limits(**request["limits"])
        for path in request["paths"]:
            send(stdout, _read(Path(path), request["place"], limits, regions, known))


def _read(path: Path, place: str | None, limits: Limits, regions: Regions, known: frozenset[str]) -> bytes:
    """SHA-256 and reading of a plain-text file; nothing for any other, for a known and for an unreadable file."""
    try:
        data = load(path, limits)
        if len(data) > _LARGEST_FILE or recognise(path.name, data) is not Kind.TEXT:
            return b""
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in known:
            return b""
        source = read_text(path.name, data, limits)
        return pack(read_source(source, regions, _no_register, place), sha256)
    except MingbaiError:
        return b""


def _no_register(_name: str) -> tuple[None, None]:
    """Offices are looked up by the owner."""
    return None, None
