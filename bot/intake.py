"""Files onto the shelf: what ships, and what people bring."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.library import Library

_DIGESTS = "digests"
# A report is shown only when its document is safe on disk; this is how long the first of a group may wait.
_SECONDS_TO_REPORT = 1.0


def take_in(library: Library, files: Sequence[Path], region: str | None, day: dt.date) -> Iterator[dict[str, Any]]:
    """Read files in order, one ingest object each; what is reported is written. region: full path set by hand.

    To be run from start to end in one thread: the library's batch belongs to it.
    """
    from corpus.departments import Departments
    from ingest.pipeline import Ingester

    register = Departments.load()
    ingester = Ingester(library, lookup=lambda name: register.lookup(name, region, day), day=day)
    waiting: deque[dict[str, Any]] = deque()
    began = time.monotonic()
    with library.batch() as batch:
        for report in ingester.ingest_many(files, region):
            waiting.append(report.as_json())
            if time.monotonic() - began >= _SECONDS_TO_REPORT:
                batch.commit()
                yield from waiting
                waiting.clear()
                began = time.monotonic()
    yield from waiting


def shelve_digests(library: Library) -> None:
    """Put the shipped digests on the shelf when they are new or have changed since the last start.

    One that was removed by hand stays away (the library remembers it). Raises KnowledgeError for a malformed one.
    """
    shipped = {name: hashlib.sha256(content).hexdigest() for name, content in _digest_files()}
    kept = dict((library.index_row(_DIGESTS) or {}).get("files", {}))
    if shipped == kept:
        return
    from corpus.digests import load_digests

    for reading in load_digests():
        name = reading.document.source_file
        if kept.get(name) != shipped[name]:
            library.add(reading, sha256=shipped[name], reader_version=_DIGESTS)
    library.set_index_row(_DIGESTS, {"files": shipped})


def _digest_files() -> Iterator[tuple[str, bytes]]:
    for file in resources.files("corpus").joinpath("digests").iterdir():
        if file.name.endswith(".digest.yaml"):
            yield file.name, file.read_bytes()
