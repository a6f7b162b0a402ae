"""All records of an office in one place (台账)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.people import Audit
from bot.records.answers import Answers
from bot.records.approved import Approved
from bot.records.feedback import Feedback
from bot.records.field_map import FieldMap
from bot.records.keeping import Keeping, Terms, daily
from bot.records.orders import Orders
from bot.records.outbox import Outbox
from bot.records.recorder import Recorder
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Handover:
    """Where orders are handed over: the folder with the field map, address and secret of the other system."""

    home: Path = Path()
    url: str | None = None
    secret: str | None = None


class Records:
    """The front door: `orders` that live and their `outbox`, `answers`, `feedback`, `approved` answers, `keeping`.

    clock: the moment it is. `recorder` writes down what is said in talks (bot.dialogue).
    """

    def __init__(
        self,
        library: Library,
        audit: Audit,
        clock: Callable[[], dt.datetime],
        terms: Terms | None = None,
        handover: Handover | None = None,
    ) -> None:
        handover = handover or Handover()
        terms = terms or Terms()
        database = library.database
        self.orders = Orders(database, audit, clock)
        self.answers = Answers(database, clock, terms.answers)
        self.feedback = Feedback(database, audit, clock, self.answers)
        self.approved = Approved(database, library, audit, clock)
        self.recorder = Recorder(self.answers, self.feedback)
        self.keeping = Keeping(database, self.orders, audit, clock, terms)
        self.fields: Callable[[], FieldMap] = lambda: FieldMap.load(handover.home)
        self.outbox = Outbox(database, self.orders, audit, clock, self.fields, handover.url, handover.secret)
        self._clock = clock
        self._stop = threading.Event()

    def run(self) -> None:
        """Delete once a day what is over its time, and hand orders over, in threads of their own until `close`."""
        arguments = (self.keeping.prune, self._stop, lambda: self._clock().date())
        threading.Thread(target=daily, args=arguments, name="mingbai-keeping", daemon=True).start()
        threading.Thread(target=self.outbox.run, args=(self._stop,), name="mingbai-handover", daemon=True).start()

    def close(self) -> None:
        """Write down what waits, and end the daily job."""
        self._stop.set()
        self.answers.close()
