"""How long records are kept (保存期限), and what is deleted when it is over: by a daily job of the server, or by hand.

What was said in a talk goes a day after its last word (place and role stay as long as bot.dialogue keeps them).
Answers and settled feedback go MINGBAI_KEEP_ANSWERS days after they were given, orders MINGBAI_KEEP_ORDERS days after
they were closed, the audit log after MINGBAI_KEEP_AUDIT days. What is still open is never deleted.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.people import Audit
from bot.records.orders import Orders
from corpus.database import Database
from corpus.desk.answer_store import AnswerStore
from corpus.desk.talk_store import TalkStore
from corpus.errors import MingbaiError

_log = logging.getLogger(__name__)
BY = "job:keeping"
_HOUR = 3600.0
_TALK_DAYS = 1
_KEPT_OF_TALKS = ("key", "conversation_id", "seen", "place", "role")


@dataclass(frozen=True, slots=True)
class Terms:
    """Days that records are kept; answers 0 = not kept at all, the others 0 = for ever."""

    answers: int = 180
    orders: int = 1095
    audit: int = 0


class Keeping:
    """Deletes what is over its time."""

    def __init__(
        self, database: Database, orders: Orders, audit: Audit, clock: Callable[[], dt.datetime], terms: Terms
    ) -> None:
        self._store, self._talks = AnswerStore(database), TalkStore(database)
        self._orders, self._audit, self._clock, self._terms = orders, audit, clock, terms

    def prune(self, *, only_count: bool = False) -> dict[str, int]:
        """Delete what is over its time, and say how much of each kind; only_count: delete nothing."""
        now = self._clock()
        answers = _moment(now, self._terms.answers)
        closed = (
            self._orders.closed_before((now - dt.timedelta(days=self._terms.orders)).date())
            if self._terms.orders
            else []
        )
        if only_count:
            return {"answers": self._store.count_before(answers), "orders": len(closed)}
        gone = {
            "answers": self._store.remove_before(answers),
            "feedback": self._store.remove_reviewed_before(answers),
            "orders": self._orders.erase(closed, BY, "保存期满"),
            "audit": self._audit.forget_before(_moment(now, self._terms.audit)) if self._terms.audit else 0,
        }
        gone["talks"] = self._talks.strip_before(_moment(now, _TALK_DAYS), _KEPT_OF_TALKS)
        if any(gone.values()):
            self._audit.note(BY, "records.prune", "", **gone)
        return gone


def daily(work: Callable[[], object], stop: threading.Event, today: Callable[[], dt.date]) -> None:
    """Do `work` once a day until `stop` is set; a failure is logged and tried again the next hour."""
    done: dt.date | None = None
    while not stop.is_set():
        if done != today():
            try:
                work()
                done = today()
            except MingbaiError as error:
                _log.error("the daily job failed: %s", error.code)
        stop.wait(_HOUR)


def _moment(now: dt.datetime, days: int) -> str:
    return (now - dt.timedelta(days=days)).isoformat(timespec="seconds")
