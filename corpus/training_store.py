"""Records of training in the library database (培训记录): cards, answers, items as asked, flags, drills.

Every method is one transaction. Days go in and out as dates and stand as ISO text. Nothing here decides anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, case, delete, func, insert, select

from corpus.database import Database
from corpus.quick import Quick
from corpus.tables import TRAINING_ANSWERS, TRAINING_CARDS, TRAINING_DRILLS, TRAINING_FLAGS, TRAINING_ITEMS

_A, _C = TRAINING_ANSWERS.c, TRAINING_CARDS.c
_ALL, _RIGHT = func.count(), func.sum(case((_A.right, 1), else_=0))


@dataclass(frozen=True, slots=True)
class CardRow:
    """A learner's card of one item as it is kept."""

    item_id: str
    clause_hash: str
    due: dt.date
    gap: int
    last_day: dt.date
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of the log."""

    learner: str
    item_id: str
    clause_hash: str
    day: dt.date
    topic: str
    family: str
    level: str
    given: Any
    right: bool
    gap: int


class TrainingStore:
    """The front door to the records of training. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cards(self, learner: str) -> dict[str, CardRow]:
        """All cards of a learner by item."""
        with self._database.read() as connection:
            rows = connection.execute(select(TRAINING_CARDS).where(_C.learner == learner))
            return {row.item_id: _card(row) for row in rows}

    def last_day(self, learner: str) -> dt.date | None:
        """The last day on which the learner answered, None when he never did."""
        with self._database.read() as connection:
            found = connection.execute(select(func.max(_A.day)).where(_A.learner == learner)).scalar()
        return dt.date.fromisoformat(found) if found else None

    def answered_on(self, learner: str, day: dt.date) -> int:
        """How many answers the learner gave on a day."""
        wanted = select(func.count()).where(_A.learner == learner, _A.day == day.isoformat())
        with self._database.read() as connection:
            return int(connection.execute(wanted).scalar_one())

    def add_answer(self, answer: AnswerRow, card: CardRow, content: Mapping[str, Any]) -> bool:
        """Write an answer, its card, and the item as asked, all or nothing.

        False, and nothing written, when the item has been answered by this learner on this day.
        """
        day = answer.day.isoformat()
        with self._database.write() as connection:
            again = select(_A.id).where(_A.learner == answer.learner, _A.item_id == answer.item_id, _A.day == day)
            if connection.execute(again).first() is not None:
                return False
            values = {name: getattr(answer, name) for name in AnswerRow.__dataclass_fields__} | {"day": day}
            connection.execute(insert(TRAINING_ANSWERS).values(**values))
            mine = (_C.learner == answer.learner, _C.item_id == card.item_id)
            connection.execute(delete(TRAINING_CARDS).where(*mine))
            connection.execute(insert(TRAINING_CARDS).values(learner=answer.learner, **_card_values(card)))
            kept = TRAINING_ITEMS.c
            known = select(kept.item_id).where(kept.item_id == card.item_id, kept.clause_hash == card.clause_hash)
            if connection.execute(known).first() is None:
                print_ = {"item_id": card.item_id, "clause_hash": card.clause_hash, "content": dict(content)}
                connection.execute(insert(TRAINING_ITEMS).values(**print_))
        return True

    def answers(self, learner: str) -> list[AnswerRow]:
        """The log of a learner, oldest first."""
        return self._answers(select(TRAINING_ANSWERS).where(_A.learner == learner).order_by(_A.id))

    def all_answers(self) -> list[AnswerRow]:
        """The whole log, oldest first."""
        return self._answers(select(TRAINING_ANSWERS).order_by(_A.id))

    def _answers(self, wanted: Select[Any]) -> list[AnswerRow]:
        with self._database.read() as connection:
            return [_answer(row) for row in connection.execute(wanted)]

    def tallies(self, *columns: str) -> list[tuple[Any, ...]]:
        """Answers and right ones of the whole log by these columns: their values, then the two counts."""
        named = [_A[column] for column in columns]
        return self._counted("by " + " ".join(columns), select(*named, _ALL, _RIGHT).group_by(*named))

    def last_tallies(self) -> list[tuple[Any, ...]]:
        """Items and right ones by learner and level, each item as it was answered at the last time."""
        last = select(func.max(_A.id)).group_by(_A.learner, _A.item_id)
        named = (_A.learner, _A.level)
        return self._counted("last", select(*named, _ALL, _RIGHT).where(_A.id.in_(last)).group_by(*named))

    def last_days(self) -> dict[str, str]:
        """The last day of each learner, as ISO text."""
        return dict(self._counted("days", select(_A.learner, func.max(_A.day)).group_by(_A.learner)))

    def _counted(self, name: str, wanted: Select[Any]) -> list[tuple[Any, ...]]:
        """Counted by the database, for the log is long and a trainer's view wants but its sums."""
        with self._database.read() as connection:
            return Quick(connection).run(f"training {name}", wanted, {})

    def last_mark(self) -> int:
        """A number that grows with each answer."""
        return int(self._database.glance("SELECT max(id) FROM training_answers") or 0)

    def items(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
        """Items as they were asked, by (item_id, clause_hash)."""
        asked = set(wanted)
        rows_wanted = select(TRAINING_ITEMS).where(TRAINING_ITEMS.c.item_id.in_({item_id for item_id, _ in asked}))
        with self._database.read() as connection:
            rows = connection.execute(rows_wanted)
            found = {(row.item_id, row.clause_hash): dict(row.content) for row in rows}
        return {key: content for key, content in found.items() if key in asked}

    def was_asked(self, item_id: str) -> bool:
        """Whether an item of this id has ever been answered by anybody."""
        with self._database.read() as connection:
            known = select(TRAINING_ITEMS.c.item_id).where(TRAINING_ITEMS.c.item_id == item_id)
            return connection.execute(known).first() is not None

    def flags(self) -> dict[str, dict[str, str]]:
        """Flagged items that wait for review: item_id -> reason, by, day."""
        with self._database.read() as connection:
            rows = connection.execute(select(TRAINING_FLAGS))
            return {row.item_id: {"reason": row.reason, "by": row.flagged_by, "day": row.day} for row in rows}

    def flag(self, item_id: str, reason: str, by: str, day: dt.date) -> None:
        """Take an item out of the pool until somebody has reviewed it."""
        with self._database.write() as connection:
            connection.execute(delete(TRAINING_FLAGS).where(TRAINING_FLAGS.c.item_id == item_id))
            values = {"item_id": item_id, "reason": reason, "flagged_by": by, "day": day.isoformat()}
            connection.execute(insert(TRAINING_FLAGS).values(**values))

    def unflag(self, item_id: str) -> bool:
        """Put a reviewed item back; False when it was not flagged."""
        with self._database.write() as connection:
            gone = connection.execute(delete(TRAINING_FLAGS).where(TRAINING_FLAGS.c.item_id == item_id))
            return bool(gone.rowcount)

    def add_drill(self, learner: str, drill_id: str, day: dt.date, score: int, content: Mapping[str, Any]) -> None:
        """Write down a finished drill."""
        values = {"learner": learner, "drill_id": drill_id, "day": day.isoformat(), "score": score}
        with self._database.write() as connection:
            connection.execute(insert(TRAINING_DRILLS).values(**values, content=dict(content)))

    def drills(self, learner: str) -> list[dict[str, Any]]:
        """The drills of a learner, oldest first."""
        wanted = select(TRAINING_DRILLS).where(TRAINING_DRILLS.c.learner == learner).order_by(TRAINING_DRILLS.c.id)
        with self._database.read() as connection:
            rows = connection.execute(wanted)
            return [{"drill_id": row.drill_id, "day": row.day, "score": row.score, **row.content} for row in rows]


def _card(row: Row[Any]) -> CardRow:
    due, last = dt.date.fromisoformat(row.due), dt.date.fromisoformat(row.last_day)
    return CardRow(row.item_id, row.clause_hash, due, row.gap, last, row.state)


def _card_values(card: CardRow) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(card, name) for name in CardRow.__dataclass_fields__}
    return values | {
        "due": card.due.isoformat(),
        "last_day": card.last_day.isoformat(),
        "state": dict(card.state),
    }


def _answer(row: Row[Any]) -> AnswerRow:
    values = {name: getattr(row, name) for name in AnswerRow.__dataclass_fields__}
    return AnswerRow(**(values | {"day": dt.date.fromisoformat(row.day)}))
