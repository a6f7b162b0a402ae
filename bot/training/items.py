"""A quiz item (考题): one question for a trainee, as the public contract wants it (quiz_item)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from corpus.citation import Citation
from corpus.model import Notice

CHOICES = ("single", "multi", "true_false")
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class QuizItem:
    """One question with its key, its reasons and its clause.

    item_id: stable, made from document, address and form. kind, level, topic: the contract's. wrong: beside each option
    why it is wrong, None for a right one. clause_hash: of the words the item rests on: when it changes, the item falls
    due again. family: the clause family under which answers are counted.
    """

    item_id: str
    kind: str
    level: str
    topic: str
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    wrong: tuple[str | None, ...]
    explanation: str
    citation: Citation
    document: str
    day: dt.date
    warnings: tuple[Notice, ...]
    clause_hash: str
    family: str
    form: str

    def as_json(self) -> dict[str, Any]:
        """The quiz_item object of the contract, with our own form, family and clause_hash."""
        return {
            "id": self.item_id,
            "kind": self.kind,
            "level": self.level,
            "topic": self.topic,
            "stem": self.stem,
            "options": list(self.options),
            "key": list(self.key),
            "wrong": list(self.wrong),
            "explanation": self.explanation,
            "citation": self.citation.as_json(1),
            "document": self.document,
            "place": self.citation.document.region,
            "as_of": self.day.isoformat(),
            "warnings": [{"code": notice.code, "text": notice.text} for notice in self.warnings],
            "form": self.form,
            "family": self.family,
            "clause_hash": self.clause_hash,
        }


HIDDEN = ("key", "wrong", "explanation", "citation", "clause_hash", "form")


def without_key(item: dict[str, Any]) -> dict[str, Any]:
    """What a learner sees before he answers: stem and options, warnings, no key and no clause."""
    return {name: value for name, value in item.items() if name not in HIDDEN}
