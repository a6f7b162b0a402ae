"""Where conversations are kept (会话记忆): in the memory of the process.

What was asked and what waits for an answer is forgotten after QUIET without a word; place and role after KEPT.
"""

from __future__ import annotations

import copy
import datetime as dt
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.dialogue.model import Conversation

QUIET = dt.timedelta(minutes=30)
KEPT = dt.timedelta(days=180)
MOST = 5000


def fresh(key: str, at: dt.datetime, before: Conversation | None = None) -> Conversation:
    """A conversation as it starts: with place and role of the one before, if there was one not older than KEPT."""
    known = before if before is not None and at - before.seen <= KEPT else None
    return Conversation(key, secrets.token_hex(8), at, known.place if known else None, known.role if known else None)


class MemoryConversations:
    """Conversations in memory, the MOST that were used last. Safe to use from many threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._locks = KeyLocks()
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, key: str, at: dt.datetime) -> Iterator[Conversation]:
        """The conversation of `key` for one turn; turns of the same key wait for each other."""
        with self._locks.hold(key):
            with self._lock:
                known = self._kept.get(key)
            live = known is not None and at - known.seen <= QUIET
            # A copy: a turn that fails on its way changes nothing.
            conversation = copy.deepcopy(known) if known and live else fresh(key, at, known)
            yield conversation
            conversation.seen = max(at, conversation.seen)
            with self._lock:
                self._kept[key] = conversation
                self._kept.move_to_end(key)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)

    def forget(self, key: str) -> None:
        """Erase a conversation."""
        with self._lock:
            self._kept.pop(key, None)


class KeyLocks:
    """One lock a key, there only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Wait for the key, hold it to the end of the block."""
        with self._lock:
            mine, users = self._held.get(key, (threading.Lock(), 0))
            self._held[key] = (mine, users + 1)
        try:
            with mine:
                yield
        finally:
            with self._lock:
                users = self._held[key][1] - 1
                if users:
                    self._held[key] = (mine, users)
                else:
                    del self._held[key]
