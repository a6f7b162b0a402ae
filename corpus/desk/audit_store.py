"""The audit log as it is kept (审计记录): who did or saw what, when, on which record.

Lines are only ever added, and deleted when their time is over. All go through `append`, in one transaction each and
in the order of their ids, so that a
chain of hashes over `canonical` can be laid there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from corpus.database import Database
from corpus.desk.people_tables import AUDIT
from corpus.jsontext import dumps

_C = AUDIT.c


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log. at: ISO moment. record: what it is about (an order's number), empty for none."""

    at: str
    who: str
    what: str
    record: str = ""
    detail: Mapping[str, Any] | None = None
    id: int = 0

    def canonical(self) -> str:
        """The line as text that is the same whoever writes it down."""
        return dumps([self.id, self.at, self.who, self.what, self.record, self.detail])

    def as_json(self) -> dict[str, Any]:
        """The line as an object."""
        detail = dict(self.detail) if self.detail else {}
        line = {"id": self.id, "at": self.at, "who": self.who, "what": self.what, "record": self.record}
        return line | {"detail": detail}


class AuditStore:
    """The front door to the audit log. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, line: AuditLine) -> int:
        """Write a line; gives its number."""
        detail = dict(line.detail) if line.detail else None
        values = {"at": line.at, "who": line.who, "what": line.what, "record": line.record, "detail": detail}
        with self._database.write() as connection:
            made = connection.execute(insert(AUDIT).values(**values)).inserted_primary_key
        return int(made[0]) if made else 0

    def remove_before(self, moment: str) -> int:
        """Delete lines older than a moment; gives how many."""
        with self._database.write() as connection:
            return int(connection.execute(delete(AUDIT).where(_C.at < moment)).rowcount)

    def lines(
        self, who: str | None = None, record: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditLine]:
        """Newest first, `limit` of them, with ids below `before`."""
        wanted = select(AUDIT).order_by(_C.id.desc()).limit(limit)
        for column, value in ((_C.who, who), (_C.record, record)):
            if value is not None:
                wanted = wanted.where(column == value)
        if before is not None:
            wanted = wanted.where(_C.id < before)
        with self._database.read() as connection:
            rows = connection.execute(wanted)
            return [AuditLine(row.at, row.who, row.what, row.record, row.detail, row.id) for row in rows]
