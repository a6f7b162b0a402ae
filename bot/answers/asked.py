"""What exactly a question asks for: which kind of figure, whether the lead office, whether it leaves the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

import yaml

from corpus.errors import KnowledgeError
from corpus.zhtext import fold


@dataclass(frozen=True, slots=True)
class Asked:
    """classes: unit classes of figures that may answer (empty: any). wants_lead, wants_responsible: the office asked
    for. wants_ground: what a document rests on or asks its readers to do. wants_today: what an office is called now.
    personal: somebody's phone, mail or address is wanted. beyond: the matter is none of this desk. ordered: we
    are told what to be or to say. greeting: no question at all. own_village: is the asker's own village or town among
    those of a list."""

    classes: frozenset[str]
    wants_lead: bool = False
    wants_responsible: bool = False
    wants_ground: bool = False
    wants_today: bool = False
    personal: bool = False
    beyond: bool = False
    ordered: bool = False
    own_village: bool = False
    greeting: bool = False


_FLAGS = tuple(field.name for field in fields(Asked) if field.name != "classes")


@dataclass(frozen=True, slots=True)
class _Rules:
    figures: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    flags: Mapping[str, re.Pattern[str]]


@cache
def _rules() -> _Rules:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/asked.yaml").read_text("utf-8"))
    try:
        figures = tuple((frozenset(row["classes"]), re.compile("|".join(row["patterns"]))) for row in raw["figures"])
        return _Rules(figures, {flag: re.compile("|".join(raw[flag])) for flag in _FLAGS})
    except (KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"bot/answers/data/asked.yaml 有误：{error}。请改正这一处。") from error


def read_asked(question: str) -> Asked:
    """Read the folded words of `question`. Raises KnowledgeError when the shipped patterns are malformed."""
    rules, text = _rules(), fold(question)
    classes: frozenset[str] = frozenset().union(*(c for c, pattern in rules.figures if pattern.search(text)))
    return Asked(classes, **{flag: bool(pattern.search(text)) for flag, pattern in rules.flags.items()})
