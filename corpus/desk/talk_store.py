"""Talks as they are remembered (会话): what a conversation knows between two turns, until it is forgotten.

The key is a digest: who talked cannot be read from it. The content is plain data of bot.dialogue; nothing here decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, String, Table, delete, insert, select, update

from corpus.database import Database
from corpus.tables import METADATA, VALUE

# Moments are ISO text, so that they sort and compare as text.
TALKS = Table(
    "talks",
    METADATA,
    Column("key_hash", String(64), primary_key=True),
    Column("seen", String(32), nullable=False, index=True),
    Column("content", VALUE, nullable=False),
)


class TalkStore:
    """The front door to remembered talks. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> Mapping[str, Any] | None:
        """What is remembered of a talk, None when nothing is."""
        with self._database.read() as connection:
            row = connection.execute(select(TALKS.c.content).where(TALKS.c.key_hash == _hashed(key))).first()
        return row.content if row is not None else None

    def put(self, key: str, seen: str, content: Mapping[str, Any]) -> None:
        """Remember a talk in the place of what was remembered of it. seen: the moment, as ISO text."""
        values = {"seen": seen, "content": dict(content)}
        with self._database.write() as connection:
            done = connection.execute(update(TALKS).where(TALKS.c.key_hash == _hashed(key)).values(values))
            if not done.rowcount:
                connection.execute(insert(TALKS).values(key_hash=_hashed(key), **values))

    def forget(self, key: str) -> None:
        """Erase a talk."""
        with self._database.write() as connection:
            connection.execute(delete(TALKS).where(TALKS.c.key_hash == _hashed(key)))

    def strip_before(self, moment: str, keep: Sequence[str], since: str = "") -> int:
        """Leave only the fields `keep` of talks without a word since a moment (ISO text); how many lost something.

        since: talks last heard before that moment are not looked at.
        """
        old = select(TALKS).where(TALKS.c.seen < moment, TALKS.c.seen >= since)
        stripped = 0
        with self._database.write() as connection:
            for row in connection.execute(old).all():
                left = {name: value for name, value in row.content.items() if name in keep}
                if left != dict(row.content):
                    mine = TALKS.c.key_hash == row.key_hash
                    connection.execute(update(TALKS).where(mine).values(content=left))
                    stripped += 1
        return stripped

    def forget_before(self, moment: str) -> int:
        """Erase all talks without a word since a moment (ISO text); how many went."""
        with self._database.write() as connection:
            return int(connection.execute(delete(TALKS).where(TALKS.c.seen < moment)).rowcount)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
