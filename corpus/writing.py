"""The rows behind a document: texts, files, clauses, sketches, and the count of changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, insert, select, update

from corpus.address import unit_address
from corpus.columns import Columns
from corpus.contents import clauses_of
from corpus.incoming import Incoming
from corpus.model import Clause
from corpus.quick import Quick, as_text
from corpus.records import CLAUSE_COLUMNS, clause_values, report_of
from corpus.tables import CLAUSES, FILES, FORMER_IDS, LIBRARY, REMOVALS, SHIFT, TEXTS, VERSIONS, WORK_LENGTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COUNT_UP = update(LIBRARY).values(version=LIBRARY.c.version + 1).returning(LIBRARY.c.version)
_FORGET_REMOVAL = delete(REMOVALS).where(REMOVALS.c.document_id == bindparam("identity"))
_KEYED = {table.name: insert(table).returning(table.c.id) for table in (VERSIONS, TEXTS, FILES)}


def owned(column: ColumnElement[int], owner: int) -> ColumnElement[bool]:
    """Numbers of clauses or units whose high bits name this text or version."""
    return column.between(owner << SHIFT, (owner + 1 << SHIFT) - 1)


class Writer:
    """Rows in and out, on one connection in one transaction. Decides nothing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.quick = Quick(connection)
        self.sketches: dict[int, NDArray[np.int64] | None] = {}  # what became of the sketch of each text
        self._at: int | None = None

    @property
    def at(self) -> int | None:
        """The library's version after this change; None while nothing has changed."""
        return self._at

    def now(self) -> int:
        """The library's version after this change; counted up once."""
        if self._at is None:
            self._at = int(self.quick.run("count up", _COUNT_UP, {})[0][0])
        return self._at

    def touch(self, version_id: int) -> None:
        """Note that a version changed."""
        self.connection.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(changed_at=self.now()))

    def insert_version(self, identity: str, work: str, next_unit: int, *, removed: bool) -> int:
        """A new version. removed: its id may be listed as removed. Returns its number."""
        if removed:
            self.quick.drop("forget removal", _FORGET_REMOVAL, {"identity": identity})
        values = {"document_id": identity, "work": work[:WORK_LENGTH], "next_unit": next_unit, "changed_at": self.now()}
        return self._keyed(VERSIONS, values)

    def insert_text(self, incoming: Incoming, version_id: int, *, live: bool) -> int:
        """A new text of a version, without its clauses and files. Returns its number."""
        values = incoming.values | self.text_facts(incoming)
        values["issuers"] = as_text(values["issuers"])
        values |= {"version_id": version_id, "edition": incoming.document.edition.value, "live": live, "hidden": False}
        text_id = self._keyed(TEXTS, values)
        self.sketches[text_id] = incoming.sample
        return text_id

    def text_facts(self, incoming: Incoming) -> dict[str, Any]:
        """What a text takes from the file that is quoted."""
        return {
            "sha256": incoming.sha256,
            "source_file": incoming.document.source_file,
            "clauses": len(incoming.clauses),
            "duties": incoming.reading.duty_lines,
            "tables": incoming.reading.tables,
            "ocr": incoming.ocr,
            "sketch": incoming.sample.tobytes(),
        }

    def file_facts(self, incoming: Incoming, text_id: int) -> dict[str, Any]:
        """What is kept of a file."""
        return {
            "sha256": incoming.sha256,
            "text_id": text_id,
            "name": incoming.document.source_file,
            "reader_version": incoming.reader_version,
            "ocr": incoming.ocr,
            "clauses": len(incoming.clauses),
            "titled": incoming.titled,
            "document": incoming.values,
            "report": report_of(incoming.reading),
        }

    def insert_file(self, incoming: Incoming, text_id: int) -> None:
        """A further file of a text."""
        values = self.file_facts(incoming, text_id)
        self._keyed(FILES, values | {name: as_text(values[name]) for name in ("document", "report")})

    def write_first(self, version_id: int, text_id: int, clauses: Columns) -> None:
        """The clauses of the first text of a new version."""
        rows, _ = clause_values(clauses, text_id, version_id, {}, 1)
        self.quick.insert(CLAUSES, rows, CLAUSE_COLUMNS)

    def rewrite(self, version_id: int, text_id: int, clauses: Sequence[Clause]) -> None:
        """Replace the clauses of a text. Units keep their number as long as their version has them in any edition."""
        numbers: dict[str, int] = {}
        of_version = select(CLAUSES.c.address, CLAUSES.c.unit_id).where(owned(CLAUSES.c.unit_id, version_id))
        for row in self.connection.execute(of_version):
            numbers[unit_address(row.address)] = row.unit_id & ((1 << SHIFT) - 1)
        mine = VERSIONS.c.id == version_id
        first = self.connection.execute(select(VERSIONS.c.next_unit).where(mine)).scalar_one()
        self.drop_clauses(text_id)
        rows, following = clause_values(Columns.of(clauses), text_id, version_id, numbers, first)
        self.quick.insert(CLAUSES, rows, CLAUSE_COLUMNS)
        self.connection.execute(update(VERSIONS).where(mine).values(next_unit=following))

    def clauses(self, text_id: int) -> list[Clause]:
        """The clauses of a text, in reading order."""
        return clauses_of(self.connection, text_id)

    def drop_clauses(self, text_id: int) -> None:
        """Take away the clauses of a text."""
        self.connection.execute(delete(CLAUSES).where(owned(CLAUSES.c.id, text_id)))

    def drop_text(self, row: Row[Any]) -> None:
        """Take away a text with its clauses and files."""
        self.drop_clauses(row.id)
        self.sketches[row.id] = None
        self.connection.execute(delete(TEXTS).where(TEXTS.c.id == row.id))

    def drop_version(self, version_id: int) -> None:
        """Take away a version that has no text left; its id counts as removed."""
        identity = self.identity(version_id)
        self.connection.execute(delete(VERSIONS).where(VERSIONS.c.id == version_id))
        self.gone(identity)

    def identity(self, version_id: int) -> str:
        """The document_id of a version."""
        mine = select(VERSIONS.c.document_id).where(VERSIONS.c.id == version_id)
        return str(self.connection.execute(mine).scalar_one())

    def named(self, identity: str) -> int | None:
        """The version of this document_id."""
        return self.connection.execute(select(VERSIONS.c.id).where(VERSIONS.c.document_id == identity)).scalar()

    def former(self, identity: str, version_id: int) -> None:
        """Let an id that is no longer used find this version."""
        self.connection.execute(delete(FORMER_IDS).where(FORMER_IDS.c.document_id == identity))
        self.connection.execute(insert(FORMER_IDS).values(document_id=identity, version_id=version_id))

    def gone(self, identity: str) -> None:
        """Note that an id is no longer shown."""
        self.connection.execute(delete(REMOVALS).where(REMOVALS.c.document_id == identity))
        self.connection.execute(insert(REMOVALS).values(document_id=identity, changed_at=self.now()))

    def rename(self, version_id: int, identity: str) -> None:
        """Give a version another id; the one before still finds it."""
        current = self.identity(version_id)
        self.connection.execute(delete(FORMER_IDS).where(FORMER_IDS.c.document_id == identity))
        self.connection.execute(delete(REMOVALS).where(REMOVALS.c.document_id == identity))
        self.connection.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(document_id=identity))
        self.former(current, version_id)
        self.gone(current)

    def _keyed(self, table: Table, values: dict[str, Any]) -> int:
        return int(self.quick.run(f"keyed {table.name}", _KEYED[table.name], values, tuple(values))[0][0])
