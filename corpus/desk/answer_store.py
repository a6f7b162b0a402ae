"""Answers given, feedback on them, and approved answers, as they are kept (答复台账).

Every method is one transaction. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from corpus.database import Database
from corpus.desk.record_tables import ANSWERS, APPROVED, FEEDBACK

_A, _F, _P = ANSWERS.c, FEEDBACK.c, APPROVED.c


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer that was given. content: the ask object, its clauses as they stood."""

    id: str
    at: str
    channel: str
    who: str
    region: str | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """Somebody says that an answer is wrong. content: question, answer and evidence as they were."""

    at: str
    who: str
    note: str
    content: Mapping[str, Any]
    answer_id: str | None = None
    status: str = "open"
    reviewed_at: str | None = None
    reviewed_by: str | None = None
    resolution: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class ApprovedRow:
    """An answer that an office has approved. keys: the questions it answers, as they are compared."""

    office: str
    region: str | None
    question: str
    keys: tuple[str, ...]
    answer: str
    citations: tuple[Mapping[str, Any], ...]
    approved_on: str
    expires_on: str | None
    by: str
    withdrawn: bool = False
    id: int = 0


class AnswerStore:
    """The front door to answers, feedback and approved answers. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rows: Sequence[AnswerRow]) -> None:
        """Write answers; one whose id is taken is left out."""
        if not rows:
            return
        with self._database.write() as connection:
            known = {row.id for row in connection.execute(select(_A.id).where(_A.id.in_([row.id for row in rows])))}
            for row in rows:
                if row.id not in known:
                    known.add(row.id)
                    connection.execute(insert(ANSWERS).values(**_values(row), content=dict(row.content)))

    def get(self, answer_id: str) -> AnswerRow | None:
        """One answer."""
        with self._database.read() as connection:
            row = connection.execute(select(ANSWERS).where(_A.id == answer_id)).first()
        return AnswerRow(row.id, row.at, row.channel, row.who, row.region, row.content) if row else None

    def count(self) -> int:
        """How many answers are kept."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(ANSWERS)).scalar_one())

    def answers_since(self, since: str, most: int) -> list[AnswerRow]:
        """Answers from a moment on, oldest first."""
        wanted = select(ANSWERS).where(_A.at >= since).order_by(_A.at, _A.id).limit(most)
        with self._database.read() as connection:
            rows = connection.execute(wanted)
            return [AnswerRow(row.id, row.at, row.channel, row.who, row.region, row.content) for row in rows]

    def remove_before(self, moment: str) -> int:
        """Delete answers given before a moment; gives how many."""
        with self._database.write() as connection:
            return int(connection.execute(delete(ANSWERS).where(_A.at < moment)).rowcount)

    def count_before(self, moment: str) -> int:
        """How many answers `remove_before` would delete."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).where(_A.at < moment)).scalar_one())

    def add_feedback(self, row: FeedbackRow) -> int:
        """Write feedback; gives its number."""
        with self._database.write() as connection:
            made = connection.execute(insert(FEEDBACK).values(**_values(row, "id"), content=dict(row.content)))
            key = made.inserted_primary_key
        return int(key[0]) if key else 0

    def feedback(self, status: str | None, skip: int, most: int) -> tuple[int, list[FeedbackRow]]:
        """How much there is in all, and `most` of it after `skip`, newest first."""
        conditions = [_F.status == status] if status is not None else []
        counted = select(func.count()).select_from(FEEDBACK).where(*conditions)
        listed = select(FEEDBACK).where(*conditions).order_by(_F.id.desc()).offset(skip).limit(most)
        with self._database.read() as connection:
            total = int(connection.execute(counted).scalar_one())
            return total, [_feedback(row) for row in connection.execute(listed)]

    def review(self, feedback_id: int, at: str, by: str, resolution: str) -> bool:
        """Write down what came of it; False when there is none of this number."""
        values = {"status": "done", "reviewed_at": at, "reviewed_by": by, "resolution": resolution}
        with self._database.write() as connection:
            return bool(connection.execute(update(FEEDBACK).where(_F.id == feedback_id).values(**values)).rowcount)

    def remove_reviewed_before(self, moment: str) -> int:
        """Delete feedback that was settled before a moment; gives how much."""
        with self._database.write() as connection:
            old = _F.reviewed_at.is_not(None) & (_F.reviewed_at < moment)
            return int(connection.execute(delete(FEEDBACK).where(old)).rowcount)

    def add_approved(self, row: ApprovedRow) -> int:
        """Write an approved answer; gives its number."""
        values = _values(row, "id") | {
            "keys": list(row.keys),
            "citations": [dict(one) for one in row.citations],
        }
        with self._database.write() as connection:
            made = connection.execute(insert(APPROVED).values(**values)).inserted_primary_key
        return int(made[0]) if made else 0

    def approved(self) -> list[ApprovedRow]:
        """All approved answers that were not withdrawn, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(APPROVED).where(_P.withdrawn.is_(False)).order_by(_P.id.desc()))
            return [_approved(row) for row in rows]

    def withdraw(self, approved_id: int) -> bool:
        """Take an approved answer back; False when there is none of this number."""
        with self._database.write() as connection:
            found = update(APPROVED).where(_P.id == approved_id, _P.withdrawn.is_(False)).values(withdrawn=True)
            return bool(connection.execute(found).rowcount)


def _values(row: AnswerRow | FeedbackRow | ApprovedRow, *without: str) -> dict[str, Any]:
    names = [name for name in type(row).__dataclass_fields__ if name not in (*without, "content")]
    return {name: getattr(row, name) for name in names}


def _feedback(row: Row[Any]) -> FeedbackRow:
    return FeedbackRow(**{name: getattr(row, name) for name in FeedbackRow.__dataclass_fields__})


def _approved(row: Row[Any]) -> ApprovedRow:
    values = {name: getattr(row, name) for name in ApprovedRow.__dataclass_fields__}
    return ApprovedRow(**(values | {"keys": tuple(row._mapping["keys"]), "citations": tuple(row.citations)}))
