"""The library (文库): documents with their versions, copies and clauses, in one database that is never half written."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from corpus.catalog import Catalog, load_shelved
from corpus.contents import clauses_of, clauses_with_duties, units_by_id, units_of
from corpus.database import Database
from corpus.errors import NotFound
from corpus.health import contradictions
from corpus.incoming import Incoming
from corpus.matching import Memory
from corpus.model import Clause, Reading, Shelved, Unit
from corpus.quick import Quick
from corpus.records import AddOutcome, Changes, FileReport, Known, OfficeDuty, file_report, not_found
from corpus.shelving import Shelving
from corpus.status import reaches
from corpus.tables import FILES, INDEXES, REMOVALS, TEXTS, VERSIONS

_HELD = (
    select(TEXTS.c.version_id)
    .join(FILES, FILES.c.text_id == TEXTS.c.id)
    .where(FILES.c.sha256 == bindparam("sha256"), FILES.c.reader_version == bindparam("reader"))
)


class Batch:
    """Many adds, written in few transactions. `committed`: how many of them are safe on disk, in order of adding."""

    def __init__(self, database: Database, memory: Memory, every: int, seconds: float) -> None:
        self.committed = 0
        self._pending = 0
        self._database, self._memory = database, memory
        self._every, self._seconds = every, seconds
        self._began = 0.0

    def _before(self) -> None:
        if self._database.joined is None:
            self._database.begin()
            self._began = time.monotonic()

    def _after(self) -> None:
        self._pending += 1
        if self._pending >= self._every or time.monotonic() - self._began >= self._seconds:
            self.commit()

    def commit(self) -> None:
        """Write down what is pending now. Raises LibraryError; then nothing of it is written."""
        try:
            self._database.end(keep=True)
        except BaseException:
            self._memory.forget()
            raise
        self.committed += self._pending
        self._pending = 0


class Library:
    """The front door to all documents. Every method is one transaction: killed, the library is as before or as after.

    Raises errors of corpus.errors only: LibraryError when the database cannot be used, LibraryBusy when another
    process keeps it locked, LibraryDamaged when it is broken.
    """

    def __init__(self, url: str) -> None:
        """Open the database at `url` (sqlite:///… or postgresql…), made and migrated as needed."""
        self._database = Database(url)
        self._catalog: Catalog | None = None
        self._memory = Memory()
        self._batch: Batch | None = None

    @property
    def database(self) -> Database:
        """The database of the library, for records that live in it beside the documents."""
        return self._database

    def close(self) -> None:
        """Give back the database; a batch that is still open is undone."""
        self._database.close()

    def add(
        self, reading: Reading, *, sha256: str, reader_version: str, region: str | None = None, ocr: bool = False
    ) -> AddOutcome:
        """Put a reading on the shelf (design, section 3: versions, copies, editions).

        sha256: of the file's bytes. region: a place set by hand, which wins over what the text says. The same bytes
        change nothing unless `reader_version` is newer; then old addresses stay as aliases of the clauses whose words
        they named. Raises UnreadableFile when there are more clauses than can be numbered, BadField for a bad region.
        """
        incoming = Incoming(reading, sha256, reader_version, ocr)
        batch = self._batch if self._batch is not None and self._in_batch_thread() else None
        if batch is not None:
            batch._before()
        with self._database.write() as connection:
            shelving = Shelving(connection, self._memory)
            outcome = shelving.add(incoming, region)
        shelving.remember()
        if batch is not None:
            batch._after()
        return outcome

    @contextmanager
    def batch(self, every: int = 256, seconds: float = 1.0) -> Iterator[Batch]:
        """Adds of this thread inside the block are written together: `every` of them, or what `seconds` brought.

        One batch at a time. What is pending at the end is written, also when the block ends in an exception.
        """
        batch = self._batch = Batch(self._database, self._memory, every, seconds)
        self._owner = _thread()
        try:
            yield batch
        finally:
            self._batch = None
            batch.commit()

    def _in_batch_thread(self) -> bool:
        return self._owner == _thread()

    def known(self, sha256: str) -> Known | None:
        """The document that holds a file of these bytes, and the reader version that read it; None if there is none."""
        statement = (
            select(VERSIONS.c.document_id, FILES.c.reader_version)
            .join(TEXTS, TEXTS.c.version_id == VERSIONS.c.id)
            .join(FILES, FILES.c.text_id == TEXTS.c.id)
            .where(FILES.c.sha256 == sha256)
        )
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        return Known(row.document_id, row.reader_version) if row else None

    def held(self, sha256: str, reader_version: str) -> tuple[Shelved, FileReport] | None:
        """The document that holds a file of these bytes and what this very reader made of it; None if there is none."""
        with self._database.read() as connection:
            found = Quick(connection).run("file held", _HELD, {"sha256": sha256, "reader": reader_version})
            if not found:
                return None
            shelved = load_shelved(connection, version_id=found[0][0], hidden=True)[0]
            return shelved, file_report(connection.execute(select(FILES).where(FILES.c.sha256 == sha256)).one())

    def fingerprints(self, reader_version: str) -> frozenset[str]:
        """SHA-256 of all files that this very reader has read."""
        with self._database.read() as connection:
            read = select(FILES.c.sha256).where(FILES.c.reader_version == reader_version)
            return frozenset(connection.execute(read).scalars())

    def documents(self) -> list[Shelved]:
        """All documents that are shown, in order of arrival: no digest whose original is here."""
        with self._database.read() as connection:
            return list(self._look(connection).shelves)

    def find(self, words: str) -> Shelved:
        """The document that `words` mean: its id or former id, title (whole, in part, or shortened), 文号 or file name.

        Of several versions of one work the latest. Raises NotFound, or BadInput that lists the candidates.
        """
        with self._database.read() as connection:
            return self._look(connection).find(words)

    def get(self, document_id: str) -> Shelved:
        """The document of this id or former id. Raises NotFound."""
        with self._database.read() as connection:
            return self._get(connection, document_id)

    def show(self, document_id: str) -> tuple[Shelved, list[Clause]]:
        """A document with its clauses in reading order. Raises NotFound."""
        with self._database.read() as connection:
            shelved = self._get(connection, document_id)
            return shelved, clauses_of(connection, self._look(connection).text_id(shelved))

    def clause(self, document_id: str, address: str) -> Clause:
        """The clause of this address, else of this former address. Raises NotFound."""
        _, clauses = self.show(document_id)
        by_address = {clause.address: clause for clause in clauses}
        by_alias = {alias: clause for clause in clauses for alias in clause.aliases}
        found = by_address.get(address) or by_alias.get(address)
        if found is None:
            raise NotFound(f"“{document_id}”中没有条款“{address[:60]}”；请用 mingbai library show 查看条款地址。")
        return found

    def units(self, document_id: str | None = None) -> Iterator[Unit]:
        """The index units of one document, or of all that are shown, in reading order. Raises NotFound."""
        with self._database.read() as connection:
            shelves = self._look(connection).shelves if document_id is None else [self._get(connection, document_id)]
            for shelved in shelves:
                text_id = self._look(connection).text_id(shelved)
                yield from units_of(connection, shelved.document.document_id, text_id)

    def unit(self, unit_id: int) -> Unit:
        """The index unit of this number. Raises NotFound."""
        found = self.units_by_id([unit_id]).get(unit_id)
        if found is None:
            raise NotFound(f"库中没有编号 {unit_id} 的条款，索引可能过时；请运行 mingbai doctor --repair 重建索引。")
        return found

    def units_by_id(self, unit_ids: Iterable[int]) -> dict[int, Unit]:
        """The index units of these numbers that are shown, by number; others are left out."""
        with self._database.read() as connection:
            return {unit.unit_id: unit for unit in units_by_id(connection, unit_ids)}

    def duties(self, office: str | None = None, region: str | None = None) -> list[OfficeDuty]:
        """Who must do what, in order of documents and clauses.

        office: a family of the register, or a name as printed or as of today. region: only documents that hold there.
        """
        found: list[OfficeDuty] = []
        with self._database.read() as connection:
            shelves = self._look(connection).by_id
            for document_id, clause in clauses_with_duties(connection):
                document = shelves[document_id].document
                if not reaches(document.region, region):
                    continue
                duties = (d for d in clause.duties if office is None or office in (d.family, d.name, d.today))
                found.extend(OfficeDuty(document, clause, duty) for duty in duties)
        return found

    def remove(self, document_id: str) -> Shelved:
        """Take a document away with all its files and give back what it was. Raises NotFound.

        When an original goes, its digest comes back. A digest is only hidden: adding it again does not bring it back.
        """
        with self._database.write() as connection:
            shelved = self._get(connection, document_id)
            Shelving(connection, self._memory).remove(self._version_id(connection, shelved))
        return shelved

    def set_by_hand(self, document_id: str, /, **corrections: object) -> Shelved:
        """Correct fields of a document (title, issuers, region, issued_on, nature …); no reader overwrites them.

        None says that the document has no such thing. Raises NotFound, BadField.
        """
        with self._database.write() as connection:
            version_id = self._version_id(connection, self._get(connection, document_id))
            Shelving(connection, self._memory).correct(version_id, corrections)
            return self._get(connection, document_id)

    def forget_by_hand(self, document_id: str, *names: str) -> Shelved:
        """Drop hand corrections, so that the text speaks again. Raises NotFound."""
        with self._database.write() as connection:
            version_id = self._version_id(connection, self._get(connection, document_id))
            Shelving(connection, self._memory).forget(version_id, names)
            return self._get(connection, document_id)

    def version(self) -> int:
        """A number that grows with each change of what is held."""
        return int(self._database.glance("SELECT version FROM library"))

    def changed_since(self, version: int) -> Changes:
        """Documents shown now that changed after `version` of the library, and ids that are no longer shown."""
        with self._database.read() as connection:
            shown = set(self._look(connection).by_id)
            newer = connection.execute(select(VERSIONS.c.document_id).where(VERSIONS.c.changed_at > version)).scalars()
            touched = set(newer)
            gone = connection.execute(select(REMOVALS.c.document_id).where(REMOVALS.c.changed_at > version)).scalars()
            return Changes(frozenset(touched & shown), frozenset((touched | set(gone)) - shown))

    def visible(self, region: str | None, as_of: dt.date, include_old: bool = False) -> frozenset[str]:
        """Ids of the documents that may be searched (place rules of the design, section 3).

        Place known: documents of that place, of the places above it, of the nation, and those without a place. Place
        unknown (None): all. What is superseded on `as_of` or repealed only with `include_old`.
        """
        with self._database.read() as connection:
            return self._look(connection).visible(region, as_of, include_old)

    def files(self, document_id: str) -> list[FileReport]:
        """What was made of each file of a document, the quoted one first. Raises NotFound."""
        with self._database.read() as connection:
            shelved = self._get(connection, document_id)
            text_id = self._look(connection).text_id(shelved)
            quoted = select(TEXTS.c.sha256).where(TEXTS.c.id == text_id).scalar_subquery()
            mine = select(FILES).where(FILES.c.text_id == text_id).order_by(FILES.c.sha256 != quoted, FILES.c.id)
            return [file_report(row) for row in connection.execute(mine)]

    def index_row(self, name: str) -> Mapping[str, Any] | None:
        """The manifest of the index that is live under `name`; None if there is none."""
        with self._database.read() as connection:
            found = connection.execute(select(INDEXES.c.manifest).where(INDEXES.c.name == name)).scalar()
        return dict(found) if found is not None else None

    def set_index_row(self, name: str, manifest: Mapping[str, Any] | None) -> None:
        """Make an index live under `name`, in the place of the one before; None takes it away."""
        with self._database.write() as connection:
            connection.execute(delete(INDEXES).where(INDEXES.c.name == name))
            if manifest is not None:
                connection.execute(insert(INDEXES).values(name=name, manifest=dict(manifest)))

    def check(self) -> list[str]:
        """What in the library contradicts itself, one Chinese sentence each; [] when it is sound."""
        with self._database.read() as connection:
            return contradictions(connection)

    def _look(self, connection: Connection) -> Catalog:
        version = _version(connection)
        if self._database.joined is not None:
            return Catalog.load(connection, version)
        if self._catalog is None or self._catalog.version != version:
            self._catalog = Catalog.load(connection, version)
        return self._catalog

    def _get(self, connection: Connection, document_id: str) -> Shelved:
        shelved = self._look(connection).get(document_id)
        if shelved is None:
            raise not_found(document_id)
        return shelved

    def _version_id(self, connection: Connection, shelved: Shelved) -> int:
        return self._look(connection).version_id(shelved)


def _version(connection: Connection) -> int:
    return int(connection.execute(text("SELECT version FROM library")).scalar_one())


def _thread() -> int:
    import threading

    return threading.get_ident()
