"""All records of an office in one place (台账)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from bot.people import Audit
from bot.records.answers import Answers
from bot.records.approved import Approved
from bot.records.feedback import Feedback
from bot.records.keeping import Keeping, Terms, daily
from bot.records.orders import Orders
from bot.records.recorder import Recorder
from corpus.desk.answer_store import AnswerStore
from corpus.library import Library


class Records:
    """The front door: `orders` that live, `answers` given, `feedback` on them, `approved` answers, their `keeping`.

    clock: the moment it is. `recorder` writes down what is said in talks (bot.dialogue).
    """

    def __init__(
        self, library: Library, audit: Audit, clock: Callable[[], dt.datetime], terms: Terms | None = None
    ) -> None:
        terms = terms or Terms()
        database = library.database
        self.orders = Orders(database, audit, clock)
        self.answers = Answers(database, clock, terms.answers)
        self.feedback = Feedback(database, audit, clock, self.answers)
        self.approved = Approved(database, library, audit, clock)
        self.recorder = Recorder(self.answers, self.feedback)
        self.keeping = Keeping(AnswerStore(database), self.orders, audit, clock, terms)
        self._clock = clock
        self._stop = threading.Event()

    def run_daily(self) -> None:
        """Delete once a day what is over its time, in a thread of its own, until `close`."""
        arguments = (self.keeping.prune, self._stop, lambda: self._clock().date())
        threading.Thread(target=daily, args=arguments, name="mingbai-keeping", daemon=True).start()

    def close(self) -> None:
        """Write down what waits, and end the daily job."""
        self._stop.set()
        self.answers.close()
