"""Hand-overs as they are kept (转办队列): which order is to be sent to the county's own system, and how far that is.

Only the order's number is kept here; what is sent is read from the order when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from corpus.database import Database
from corpus.desk.record_tables import HANDOVERS

_H = HANDOVERS.c


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One hand-over. status: waiting, sent, failed. next_at: when it is tried next, seconds of Unix time."""

    order_id: str
    status: str
    tries: int
    next_at: int
    created_at: str
    sent_at: str | None = None
    fault: str | None = None
    id: int = 0


class HandoverStore:
    """The front door to the hand-overs. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: HandoverRow) -> int:
        """Write a hand-over that waits; gives its number, that of the one already waiting where there is one."""
        with self._database.write() as connection:
            same = select(_H.id).where(_H.order_id == row.order_id, _H.status == "waiting")
            waiting = connection.execute(same).scalar()
            if waiting is not None:
                return int(waiting)
            values = {name: getattr(row, name) for name in HandoverRow.__dataclass_fields__ if name != "id"}
            made = connection.execute(insert(HANDOVERS).values(**values)).inserted_primary_key
        return int(made[0]) if made else 0

    def due(self, now: int, most: int) -> list[HandoverRow]:
        """Those to be tried now, the longest waiting first."""
        wanted = select(HANDOVERS).where(_H.status == "waiting", _H.next_at <= now).order_by(_H.next_at, _H.id)
        with self._database.read() as connection:
            return [HandoverRow(**row._mapping) for row in connection.execute(wanted.limit(most))]

    def change(
        self, number: int, status: str, tries: int, next_at: int, sent_at: str | None = None, fault: str | None = None
    ) -> bool:
        """Write down what came of a try; False when there is none of this number."""
        values = {"status": status, "tries": tries, "next_at": next_at, "sent_at": sent_at, "fault": fault}
        with self._database.write() as connection:
            return bool(connection.execute(update(HANDOVERS).where(_H.id == number).values(**values)).rowcount)

    def get(self, number: int) -> HandoverRow | None:
        """One hand-over."""
        with self._database.read() as connection:
            row = connection.execute(select(HANDOVERS).where(_H.id == number)).first()
        return HandoverRow(**row._mapping) if row else None

    def listed(self, status: str | None, most: int) -> list[HandoverRow]:
        """The newest, of one status or all."""
        wanted = select(HANDOVERS).order_by(_H.id.desc()).limit(most)
        with self._database.read() as connection:
            rows = connection.execute(wanted if status is None else wanted.where(_H.status == status))
            return [HandoverRow(**row._mapping) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many stand in each status."""
        with self._database.read() as connection:
            rows = connection.execute(select(_H.status, func.count()).group_by(_H.status))
            return {status: int(count) for status, count in rows}
