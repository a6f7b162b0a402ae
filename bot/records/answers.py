"""Answers that were given (答复记录): each with the clauses as they stood that day, personal data masked.

Written by a thread of its own, so that nobody waits for the disk; what has not been written when the process is killed
is lost, the answers themselves were given all the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import queue
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from bot.people import Origin, Person
from bot.records.masking import masked
from corpus.database import Database
from corpus.desk.answer_store import AnswerRow, AnswerStore
from corpus.errors import MingbaiError, NotFound

_log = logging.getLogger(__name__)
# More than this waiting means that the disk cannot follow: new ones are let go rather than the memory filled.
_MOST_WAITING = 5000
_MOST_AT_ONCE = 200
# What may echo the words of the question; clauses are public and stay as printed.
_ECHOES = ("question", "answer", "missing", "clarify")


class Answers:
    """The front door to the answers given. days: how long they are kept, 0 = not at all."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime], days: int) -> None:
        self._store = AnswerStore(database)
        self._clock = clock
        self._days = days
        self._waiting: queue.Queue[AnswerRow] = queue.Queue(_MOST_WAITING)
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def keep(
        self, answer: Mapping[str, Any], who: str, channel: str, answer_id: str | None = None, conversation: str = ""
    ) -> str:
        """Keep an ask object; gives the number under which feedback can speak of it.

        who: as `who_is` or `who_in` gives it, never a person's own name of a channel.
        """
        kept_as = answer_id or uuid.uuid4().hex
        if self._days <= 0:
            return kept_as
        echoes = masked({name: answer.get(name) for name in _ECHOES}, str(answer["question"]))
        content = dict(answer) | echoes | {"conversation": conversation}
        row = AnswerRow(kept_as, self._moment(), channel, who, answer.get("region"), content)
        try:
            self._waiting.put_nowait(row)
        except queue.Full:
            _log.warning("too many answers wait to be written; one was not kept")
        self._start()
        return kept_as

    def get(self, answer_id: str) -> AnswerRow:
        """One answer as it was given. Raises NotFound."""
        self.flush()
        row = self._store.get(answer_id)
        if row is None:
            raise NotFound("没有这次回答的记录，可能已过保存期；请把问题和回答一起报上来。")
        return row

    def flush(self) -> None:
        """Write all that waits, now. Raises LibraryError."""
        with self._writing:
            while rows := self._taken():
                self._store.add(rows)

    def close(self) -> None:
        """Write what waits and end the thread."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join(5)
        self.flush()

    def since(self, moment: str, most: int = 100_000) -> list[AnswerRow]:
        """Answers from a moment on, oldest first."""
        self.flush()
        return self._store.answers_since(moment, most)

    def _taken(self) -> list[AnswerRow]:
        rows: list[AnswerRow] = []
        while len(rows) < _MOST_AT_ONCE:
            try:
                rows.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return rows

    def _start(self) -> None:
        if self._thread is None:
            with self._writing:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="mingbai-answers", daemon=True)
                    self._thread.start()

    def _work(self) -> None:
        while not self._closed.wait(0.5):
            try:
                self.flush()
            except MingbaiError as error:
                _log.error("answers could not be written: %s", error.code)

    def _moment(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def who_is(person: Person) -> str:
    """How records name a person: accounts and keys by name, guests not at all."""
    named = person.origin in (Origin.ACCOUNT, Origin.KEY)
    return f"{person.origin.value}:{person.name}" if named else person.origin.value


def who_in(channel: str, user: str) -> str:
    """How records name a user of a channel: the same one is told again, but not who he is."""
    return f"{channel}:{hashlib.sha256(f'{channel}/{user}'.encode()).hexdigest()[:16]}"
