"""Conversations kept in the library's database (会话存库): a restart forgets nothing that was said a minute ago.

Talks without a word for KEPT are erased; of those without one for QUIET only place and role stay in the database, what
was asked and told is erased there too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import Any

from bot.dialogue.memory import KEPT, QUIET, KeyLocks, fresh
from bot.dialogue.model import Conversation
from corpus.desk.talk_store import TalkStore

_EVERY = 50  # turns after which old talks are looked for
_REACH = dt.timedelta(days=2)  # how far back quiet talks are looked for while we run; all of them when we start
_STAYS = ("key", "conversation_id", "seen", "place", "role")
_NAMES = tuple(field.name for field in fields(Conversation))


class KeptConversations:
    """Conversations in a database. Safe to use from many threads of one process."""

    def __init__(self, store: TalkStore) -> None:
        self._store = store
        self._locks = KeyLocks()
        self._turns = 0

    @contextmanager
    def hold(self, key: str, at: dt.datetime) -> Iterator[Conversation]:
        """The conversation of `key` for one turn; turns of the same key wait for each other."""
        with self._locks.hold(key):
            known = _read(self._store.get(key), key)
            live = known is not None and at - known.seen <= QUIET
            conversation = known if known is not None and live else fresh(key, at, known)
            yield conversation
            conversation.seen = max(at, conversation.seen)
            content = asdict(conversation) | {"seen": conversation.seen.isoformat(), "key": ""}
            self._store.put(key, conversation.seen.isoformat(), content)
        self._sweep(at)

    def _sweep(self, at: dt.datetime) -> None:
        """Now and then erase what is over its time."""
        if self._turns % _EVERY == 0:
            since = at - _REACH if self._turns else at - 2 * KEPT
            self._store.strip_before((at - QUIET).isoformat(), _STAYS, since.isoformat())
            self._store.forget_before((at - KEPT).isoformat())
        self._turns += 1

    def forget(self, key: str) -> None:
        """Erase a conversation."""
        self._store.forget(key)


def _read(content: Mapping[str, Any] | None, key: str) -> Conversation | None:
    """The conversation that was written; one written by another version keeps the fields that both know."""
    if content is None:
        return None
    known = {name: content[name] for name in _NAMES if name in content}
    return Conversation(**(known | {"key": key, "seen": dt.datetime.fromisoformat(content["seen"])}))
