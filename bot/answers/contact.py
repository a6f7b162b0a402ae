"""Whom to ask when no clause answers: the family whose matters the question names, by the department register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.departments import Departments
from corpus.errors import KnowledgeError
from corpus.lexicon import Lexicon
from corpus.topics import topics_of
from corpus.zhtext import fold

TOWNSHIP = "乡镇便民服务中心"


def whom_to_ask(question: str, region: str | None, departments: Departments) -> str:
    """Office to turn to, in words: an office named in the question, else the one that sees households for what is
    asked, else the township's service centre; a complaint about a cadre goes to those who watch over them."""
    if is_complaint(question):
        return _told().watch
    named = departments.spot(question)
    if named:
        return departments.full_name(named[0].family, region)
    family = family_for(question, departments)
    if family is None:
        return TOWNSHIP
    return f"{departments.full_name(family, region)}，或到{TOWNSHIP}问"


def is_complaint(question: str) -> bool:
    """Does the question complain about a cadre?"""
    return bool(_told().complaint.search(fold(question)))


def is_of_the_desk(question: str, departments: Departments) -> bool:
    """Does the question use a word of the field: a lay word of the lexicon, or an office's name?"""
    return bool(Lexicon.load().find(question) or departments.spot(question))


def family_for(question: str, departments: Departments) -> str | None:
    """The family that sees households for what the question names: by a matter of the register that stands there, else
    by its topic; None when it names neither."""
    text, told = fold(question), _told()
    reach, family = max(
        ((_common(fold(matter), text), name) for name, matter in _matters(departments)), default=(0, ""), key=_first
    )
    if reach >= told.least:
        return family
    official = [term for saying in Lexicon.load().find(text) for entry in saying.entries for term in entry.terms[:1]]
    for topic in topics_of(f"{text}\n{' '.join(official)}"):
        if topic in told.topics:
            return told.topics[topic]
    return None


def _first(row: tuple[int, str]) -> int:
    return row[0]


def _matters(departments: Departments) -> Iterator[tuple[str, str]]:
    for name, department in departments.families.items():
        if department.for_households:
            yield from ((name, matter) for matter in department.sees_for)


@dataclass(frozen=True, slots=True)
class _Told:
    topics: Mapping[str, str]
    least: int
    complaint: re.Pattern[str]
    watch: str


@cache
def _told() -> _Told:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/contact.yaml").read_text("utf-8"))
    try:
        return _Told(
            {str(topic): str(family) for topic, family in raw["topics"].items()},
            int(raw["least"]),
            re.compile(raw["complaint"]),
            str(raw["watch"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"bot/answers/data/contact.yaml 有误：{error}。请改正这一处。") from error


def _common(matter: str, text: str) -> int:
    """Length of the longest stretch of `matter` that stands in `text`."""
    for length in range(len(matter), 1, -1):
        if any(matter[i : i + length] in text for i in range(len(matter) - length + 1)):
            return length
    return 0
