"""The classes a household may belong to (类别), read from corpus/rules/categories.yaml. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml
from triage.rules.schema import DateText, Node, Parameter, Shape, Test, tests_of

FILE = "rules/categories.yaml"
Why = dict[Literal["said", "denied", "likely", "unknown"], Annotated[str, Field(min_length=2)]]


class CategoryRule(Shape):
    """One class. said: told outright (status yes); denied: told not to be (no); likely: its signs. why: words for each,
    and for unknown: something was told that settles none of them.

    former: older names that are now this one. Dates: when the class is in use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    said: Node
    denied: Node | None = None
    likely: Node | None = None
    params: dict[str, Parameter] = Field(default_factory=dict)
    former: tuple[str, ...] = ()
    valid_from: DateText | None = None
    valid_to: DateText | None = None
    why: Why

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        needed = {"said", "unknown"} | ({"denied"} if self.denied else set()) | ({"likely"} if self.likely else set())
        if needed - set(self.why):
            raise ValueError(f"类别“{self.name}”的 why 缺 {'、'.join(sorted(needed - set(self.why)))}")
        return self

    def in_use(self, day: dt.date) -> bool:
        """Whether the class is in use on a day."""
        return (self.valid_from or "") <= day.isoformat() <= (self.valid_to or "9999")

    def tests(self) -> Iterator[Test]:
        """All tests of its conditions."""
        for node in (self.said, self.denied, self.likely):
            if node is not None:
                yield from tests_of(node)


@cache
def load_categories() -> tuple[CategoryRule, ...]:
    """The shipped classes, in order. Raises KnowledgeError naming the class that is malformed."""
    return read_categories(read_yaml(FILE).get("categories") or [])


def read_categories(entries: Iterable[object]) -> tuple[CategoryRule, ...]:
    """Classes from the entries of a file. Raises KnowledgeError naming the first that is malformed."""
    read = []
    for number, entry in enumerate(entries, 1):
        try:
            read.append(CategoryRule.model_validate(entry))
        except ValidationError as error:
            name = entry.get("name") if isinstance(entry, dict) else None
            found = error.errors()[0]
            raise KnowledgeError(
                f"类别表 {FILE} 的第{number}类（{name or '没有名字'}）写法有误：{found['msg']}；请改好再用。"
            ) from error
    return tuple(read)
