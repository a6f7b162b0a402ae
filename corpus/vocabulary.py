"""The vocabulary of facts about a household (事实词表): which paths there are, what they hold and how to ask for them.

A path is `h.` (household) or `m.` (any member; `m[2].` in a case) and the words of vocabulary.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml

_MEMBER = re.compile(r"^m\[[0-9]+\]\.")


class Kind(StrEnum):
    """What a path holds (值的种类). SET: several values may hold at once, one fact each."""

    FLAG = "flag"
    TEXT = "text"
    SET = "set"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


class Term(BaseModel):
    """One path of the vocabulary; vocabulary.yaml explains the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(pattern=r"^(h|m)(\.[^.\s\[\]/]+)+$")
    type: Kind
    says: str = Field(min_length=1)
    ask: str = Field(min_length=2, max_length=40)
    who: str = Field(pattern="^(本人|村|部门比对)$")
    values: tuple[str, ...] = ()
    open: bool = False
    unit: str | None = None
    period: str | None = None
    sensitive: bool = False
    keys: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.type in (Kind.TEXT, Kind.SET) and not (self.values or self.open):
            raise ValueError(f"{self.path} 是文字，要写 values 或 open")
        if self.type is Kind.NUMBER and not self.unit:
            raise ValueError(f"{self.path} 是数，要写 unit")
        return self

    @property
    def base_unit(self) -> str | None:
        """The unit its numbers are in: money always in 元."""
        return "元" if self.type is Kind.MONEY else self.unit


@cache
def load_vocabulary() -> Mapping[str, Term]:
    """All terms by path. Raises KnowledgeError naming the path when vocabulary.yaml is malformed."""
    terms = {}
    for path, entry in read_yaml("vocabulary.yaml").get("paths", {}).items():
        try:
            terms[path] = Term(path=path, **entry)
        except (TypeError, ValidationError) as error:
            raise KnowledgeError(f"事实词表 vocabulary.yaml 的 {path} 写法有误（{error}），请改好再用。") from error
    return terms


@lru_cache(maxsize=4096)
def open_path(path: str) -> str:
    """The path with its member left open: m[2].age -> m.age; household paths stay as they are."""
    return _MEMBER.sub("m.", path)


@lru_cache(maxsize=4096)
def term_of(path: str) -> Term | None:
    """The term of a path, of a numbered member or not; None when the vocabulary has none."""
    return load_vocabulary().get(open_path(path))


def path_of_key(key: str) -> str | None:
    """The path that an older fact name means (`is_dibao` -> h.aid.低保); None when no path bears it."""
    return next((path for path, term in load_vocabulary().items() if key in term.keys), None)


def past_counts(path: str) -> bool:
    """Whether what was so in the past still counts at this path (an accident), as a state would not (living alone)."""
    return open_path(path).startswith(_past_prefixes())


@cache
def _past_prefixes() -> tuple[str, ...]:
    return tuple(map(str, read_yaml("vocabulary.yaml").get("past_counts", ())))
