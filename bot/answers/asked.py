"""What exactly a question asks for: which kind of figure, whether the lead office, whether it leaves the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.errors import KnowledgeError
from corpus.zhtext import fold


@dataclass(frozen=True, slots=True)
class Asked:
    """classes: unit classes that may answer (empty: any figure); wants_lead, wants_responsible: the office asked for;
    beyond: the matter is none of this desk; personal: somebody's
    phone, mail or address is wanted; wants_ground: what a document rests on or asks its readers to do."""

    classes: frozenset[str]
    wants_lead: bool
    wants_responsible: bool
    beyond: bool
    personal: bool = False
    wants_ground: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    figures: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    lead: re.Pattern[str]
    responsible: re.Pattern[str]
    beyond: re.Pattern[str]
    personal: re.Pattern[str]
    ground: re.Pattern[str]


@cache
def _rules() -> _Rules:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/asked.yaml").read_text("utf-8"))
    try:
        figures = tuple((frozenset(row["classes"]), re.compile("|".join(row["patterns"]))) for row in raw["figures"])
        return _Rules(
            figures,
            *(re.compile("|".join(raw[key])) for key in ("lead", "responsible", "beyond", "personal", "ground")),
        )
    except (KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"bot/answers/data/asked.yaml 有误：{error}。请改正这一处。") from error


def read_asked(question: str) -> Asked:
    """Read the folded words of `question`. Raises KnowledgeError when the shipped patterns are malformed."""
    rules, text = _rules(), fold(question)
    classes: frozenset[str] = frozenset().union(*(c for c, pattern in rules.figures if pattern.search(text)))
    found = [bool(p.search(text)) for p in (rules.lead, rules.responsible, rules.beyond, rules.personal, rules.ground)]
    return Asked(classes, *found)
