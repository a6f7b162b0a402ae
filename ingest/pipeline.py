"""The front door of ingest (入库): a file in, clauses in the library out, and a report by the contract."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import MingbaiError
from corpus.model import Reading, Shelved
from corpus.records import FileReport
from corpus.regions import Regions
from corpus.status import status_on
from ingest import READER_VERSION
from ingest.crew import FEWEST_FILES, Crew
from ingest.crew_worker import PlainReader
from ingest.duties import Lookup
from ingest.limits import Limits
from ingest.packing import Packed, unpack
from ingest.readers import load, read_data
from ingest.sources import read_source, register


class Outcome(Protocol):
    """What the library did with a reading."""

    @property
    def outcome(self) -> str:
        """added, copy, unchanged or reread."""

    @property
    def shelved(self) -> Shelved:
        """The document as the library holds it."""


class Shelf(Protocol):
    """As much of `corpus.library.Library` as ingest uses."""

    def add(
        self, reading: Reading, *, sha256: str, reader_version: str, region: str | None = None, ocr: bool = False
    ) -> Outcome:
        """Put a reading into the library, all in one transaction."""

    def held(self, sha256: str, reader_version: str) -> tuple[Shelved, FileReport] | None:
        """The document that holds a file of these bytes and what this very reader made of it; None if there is none."""

    def fingerprints(self, reader_version: str) -> frozenset[str]:
        """SHA-256 of all files that this very reader has read."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file: the reading and the library's outcome, or the error; exactly one of the two is set.

    clauses: how many there are, where the reading has none because the file is unchanged.
    """

    source_file: str
    reading: Reading | None = None
    outcome: str | None = None
    error: MingbaiError | None = None
    status: str | None = None
    path: str | None = None
    clauses: int | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The object of the public contract (ingest.schema.json)."""
        if self.reading is None:
            error = self.error.as_json() if self.error else {"code": "internal_error", "text": "没有读出内容，请重试"}
            return {"source_file": self.source_file, "path": self.path, "error": error}
        reading, document = self.reading, self.reading.document
        return {
            "source_file": self.source_file,
            "path": self.path,
            "error": None,
            "outcome": self.outcome,
            "document_id": document.document_id,
            "title": document.title,
            "doc_number": document.doc_number,
            "issuers": list(document.issuers),
            "region": document.region,
            "self_place": document.self_place,
            "kind": document.kind,
            "status": self.status,
            "edition": document.edition.value,
            "issued_on": document.issued_on,
            "effective_from": document.effective_from,
            "effective_to": document.effective_to,
            "clauses": len(reading.clauses) if self.clauses is None else self.clauses,
            "duties": reading.duty_lines,
            "tables": reading.tables,
            "characters": {
                "read": reading.read,
                "kept": reading.kept,
                "furniture": reading.furniture,
                "lost": reading.lost,
            },
            "dropped": list(reading.dropped),
            "warnings": [{"code": n.code, "text": n.text} for n in reading.warnings],
            "evidence": dict(reading.evidence),
        }


class Ingester:
    """Puts files into a library. One object serves many files; `day` is the day that status is told for."""

    def __init__(
        self, library: Shelf, *, lookup: Lookup | None = None, day: dt.date | None = None, limits: Limits | None = None
    ) -> None:
        self._library = library
        self._lookup = lookup
        self._day = day
        self._limits = limits or Limits()
        self._regions = Regions.load()

    def ingest(self, path: Path, region: str | None = None) -> IngestReport:
        """Read one file and put it into the library.

        region: the document's place set by hand, in any usual form; it wins over the text. A file that cannot be read
        gives a report with the error, and the library is as before. Never raises for a bad file.
        """
        try:
            place = self._regions.find(region) if region else None
            data = load(path, self._limits)
            sha256 = hashlib.sha256(data).hexdigest()
            if place is None and (held := self._library.held(sha256, READER_VERSION)):
                return self._unchanged(path, *held)
            source = read_data(path.name, data, self._limits)
            reading = read_source(source, self._regions, self._lookup, place)
            return self._shelve(path, reading, sha256, place, ocr=source.ocr)
        except MingbaiError as error:
            return IngestReport(path.name, error=error, path=str(path))

    def ingest_many(self, paths: Iterable[Path], region: str | None = None) -> Iterator[IngestReport]:
        """Read files, in order; a bad file gives its error and the run goes on. Many are read ahead (ingest.crew)."""
        files = list(paths)
        try:
            place = self._regions.find(region) if region else None
        except MingbaiError:
            place, files_ahead = None, False  # each file says so
        else:
            files_ahead = len(files) >= FEWEST_FILES
        if not files_ahead:
            for path in files:
                yield self.ingest(path, region)
            return
        known = self._library.fingerprints(READER_VERSION) if place is None else frozenset()
        reader = PlainReader(place, self._limits, known, self._regions)
        with Crew(files, reader) as crew:
            for path, packed in crew.results():
                yield self.ingest(path, region) if packed is None else self._take_in(path, packed, place)

    def _unchanged(self, path: Path, shelved: Shelved, known: FileReport) -> IngestReport:
        """What the library holds of a file that was read before: nothing is read again."""
        counts = {name: getattr(known, name) for name in ("read", "kept", "furniture", "lost", "duty_lines", "tables")}
        reading = Reading(
            document=replace(shelved.document, source_file=path.name),
            clauses=(),
            front=known.front,
            dropped=known.dropped,
            warnings=known.warnings,
            evidence=known.evidence,
            **counts,
        )
        status = status_on(shelved.document, self._day or dt.date.today(), shelved.superseded_from)
        return IngestReport(path.name, reading, "unchanged", status=status.value, path=str(path), clauses=known.clauses)

    def _take_in(self, path: Path, packed: Packed, place: str | None) -> IngestReport:
        """Shelve what the crew has read."""
        sha256, reading = unpack(packed, lambda region: self._lookup or register(region))
        try:
            return self._shelve(path, reading, sha256, place, ocr=False)
        except MingbaiError as error:
            return IngestReport(path.name, error=error, path=str(path))

    def _shelve(self, path: Path, reading: Reading, sha256: str, place: str | None, *, ocr: bool) -> IngestReport:
        done = self._library.add(reading, sha256=sha256, reader_version=READER_VERSION, region=place, ocr=ocr)
        document = done.shelved.document
        if document.source_file != path.name:  # a copy: the library tells of the file that it quotes
            document = replace(document, source_file=path.name)
        reading = replace(reading, document=document)
        status = status_on(document, self._day or dt.date.today(), done.shelved.superseded_from)
        return IngestReport(path.name, reading, done.outcome, status=status.value, path=str(path))
