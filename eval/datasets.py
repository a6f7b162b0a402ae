"""The labelled sets (标注题集): questions with the clauses and facts that a right answer rests on.

One JSON object a line in eval/data/*.jsonl. Gold is given by address, so that the same question can be asked of our
digests and of the originals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.address import Address
from corpus.errors import BadInput, KnowledgeError

QuestionKind = Literal[
    "figure",
    "offices",
    "office_duties",
    "measures",
    "definition",
    "procedure",
    "comparison",
    "lookup",
    "status",
    "yes_no",
    "other",
]
Refusal = Literal["no_evidence", "other_region", "out_of_scope"]
Warned = Literal[
    "draft",
    "template",
    "interpretation",
    "expired",
    "superseded",
    "repealed",
    "not_yet",
    "office_renamed",
    "place_unknown",
    "other_place",
    "figure_dated",
    "sources_disagree",
    "premise_wrong",
    "partial",
]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Target(_Strict):
    """One clause that answers: words of its document's title and its address.

    whole: the words are the whole title (中华人民共和国 and brackets aside), not a part of it.
    """

    document: str
    address: str
    whole: bool = False

    @model_validator(mode="after")
    def _address_is_one(self) -> Self:
        try:
            Address.parse(self.address)
        except BadInput as fault:
            raise ValueError(fault.text) from fault
        return self


class Offices(_Strict):
    """Offices that must be named, by the part they have: lead 牵头, others every other role."""

    lead: list[str] = []
    others: list[str] = []


class Turn(_Strict):
    """One earlier turn of the talk."""

    role: Literal["user", "assistant"]
    content: str


class Labelled(_Strict):
    """One question with its gold.

    gold: groups that must all be met, each a list of alternatives. facts: what the answer must say, alternatives
    joined by "|". as_of: the day it is asked for, by default that of the run. refuse: why nothing can be answered, else
    None. forbid: what must not be said.
    """

    id: str
    set: str
    kind: QuestionKind
    colloquial: bool
    question: str
    region: str | None
    as_of: Annotated[date, Field(strict=False)] | None = None
    history: list[Turn] = []
    gold: list[list[Target]]
    facts: list[str]
    offices: Offices | None = None
    refuse: Refusal | None = None
    expect_warnings: list[Warned] = []
    forbid: list[str] = []
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.id or not self.question.strip():
            raise ValueError("编号和问题不能是空的")
        if self.refuse is not None and (self.gold or self.facts or self.offices):
            raise ValueError("应当拒答的题不写 gold、facts、offices")
        if self.refuse is None and (not self.gold or not all(self.gold) or not self.facts):
            raise ValueError("应当回答的题要写 gold 和 facts")
        if any(not choice.strip() for fact in self.facts for choice in fact.split("|")):
            raise ValueError("facts 里有空的写法")
        return self


def load(file: Path | Traversable) -> list[Labelled]:
    """The questions of one .jsonl file. Raises KnowledgeError naming file and line for a line that is not right."""
    questions: list[Labelled] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        where = f"题集 {file.name} 第 {number} 行"
        try:
            questions.append(Labelled.model_validate(json.loads(line)))
        except json.JSONDecodeError as fault:
            raise KnowledgeError(f"{where}不是正确的 JSON：{fault}。请改正该行后重试。") from fault
        except ValidationError as fault:
            first = fault.errors()[0]
            field = ".".join(str(step) for step in first["loc"])
            raise KnowledgeError(f"{where}不合格：{field} {first['msg']}。请改正该行后重试。") from fault
    return questions


def load_all(folder: Path | Traversable | None = None) -> list[Labelled]:
    """Every question of the folder (default: the shipped sets), by file name. Raises KnowledgeError, also for a
    question number that stands twice."""
    place = folder or files("eval").joinpath("data")
    questions = [
        question
        for file in sorted(place.iterdir(), key=lambda item: item.name)
        if file.name.endswith(".jsonl")
        for question in load(file)
    ]
    return _unique(questions)


def _unique(questions: Iterable[Labelled]) -> list[Labelled]:
    seen: dict[str, Labelled] = {}
    for question in questions:
        if question.id in seen:
            raise KnowledgeError(f"题号 {question.id} 出现了两次。请改成各不相同的题号后重试。")
        seen[question.id] = question
    return list(seen.values())
