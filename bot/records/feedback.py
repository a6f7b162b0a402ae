"""Feedback 有错 (反馈): what somebody held to be wrong, with question, answer and evidence, until it is reviewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from bot.people import Audit, Person
from bot.records.answers import Answers
from bot.records.masking import masked_text
from corpus.database import Database
from corpus.desk.answer_store import AnswerStore, FeedbackRow
from corpus.errors import BadField, NotFound

_MOST = 2000


class Feedback:
    """The front door to feedback."""

    def __init__(self, database: Database, audit: Audit, clock: Callable[[], dt.datetime], answers: Answers) -> None:
        self._store = AnswerStore(database)
        self._audit = audit
        self._clock = clock
        self._answers = answers

    def add(self, who: str, note: str, answer_id: str | None = None, content: Mapping[str, Any] | None = None) -> int:
        """Write down that an answer is wrong; gives the number of the feedback.

        answer_id: of the answer, whose record is copied so that it outlasts the keeping of answers. content: question
        and answer where there is no record. Raises BadField, NotFound.
        """
        if len(note) > _MOST:
            raise BadField(f"说明太长；请缩到 {_MOST} 字以内。")
        if answer_id is not None:
            about: Mapping[str, Any] = self._answers.get(answer_id).content
        elif content is not None:
            about = {name: masked_text(str(words)[:_MOST]) for name, words in content.items()}
        else:
            raise BadField("没有说是哪次回答；请带上 answer_id，或写上问题和回答。")
        moment = self._clock().isoformat(timespec="seconds")
        return self._store.add_feedback(FeedbackRow(moment, who, masked_text(note.strip()), about, answer_id))

    def listed(self, status: str | None, page: int, size: int) -> dict[str, Any]:
        """One page, newest first; status: open, done, None for both."""
        total, rows = self._store.feedback(status, (page - 1) * size, size)
        return {"feedback": [_line(row) for row in rows], "total": total, "page": page, "size": size}

    def review(self, feedback_id: int, resolution: str, person: Person) -> None:
        """Write down what came of it. Raises NotFound, BadField."""
        if not resolution.strip() or len(resolution) > _MOST:
            raise BadField(f"请写上怎么处理的，不超过 {_MOST} 字。")
        moment = self._clock().isoformat(timespec="seconds")
        if not self._store.review(feedback_id, moment, person.name, masked_text(resolution.strip())):
            raise NotFound(f"没有编号 {feedback_id} 的反馈；请刷新后再看。")
        self._audit.note(person, "feedback.review", str(feedback_id))


def _line(row: FeedbackRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FeedbackRow.__dataclass_fields__}
