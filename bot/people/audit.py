"""The audit log (审计): who did or saw what, when, on which record.

A detail holds names of fields, states and counts, never the personal data of a resident nor the words of a question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from bot.clock import BEIJING
from bot.people.model import Person
from corpus.database import Database
from corpus.desk.audit_store import AuditLine, AuditStore


class Audit:
    """The front door to the log. clock: seconds of Unix time."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._store = AuditStore(database)
        self._clock = clock

    def note(self, person: Person | str, what: str, record: str = "", **detail: Any) -> None:  # noqa: ANN401 - JSON
        """Write down that `person` did `what` (order.view, account.create …) on `record`."""
        who = person if isinstance(person, str) else f"{person.origin.value}:{person.name}"
        at = dt.datetime.fromtimestamp(int(self._clock()), BEIJING).isoformat(timespec="seconds")
        self._store.append(AuditLine(at, who[:80], what, record[:200], detail or None))

    def forget_before(self, moment: str) -> int:
        """Delete lines older than an ISO moment; gives how many."""
        return self._store.remove_before(moment)

    def lines(
        self, who: str | None = None, record: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditLine]:
        """Newest first; who: a name with or without its origin; before: ids below it."""
        if who is not None and ":" not in who:
            who = f"account:{who}"
        return self._store.lines(who, record, before, min(max(limit, 1), 1000))
