"""Whom to ask when no clause answers: the family whose matters the question names, by the department register."""

from __future__ import annotations

from corpus.departments import Departments
from corpus.lexicon import Lexicon
from corpus.zhtext import fold

TOWNSHIP = "乡镇便民服务中心"
_SHORTEST = 2


def whom_to_ask(question: str, region: str | None, departments: Departments) -> str:
    """Office to turn to, in words: an office named in the question, else the one that sees households for what is
    asked (longest common stretch with its matters), else the township's service centre."""
    named = departments.spot(question)
    if named:
        return departments.full_name(named[0].family, region)
    family = family_for(question, departments)
    if family is None:
        return TOWNSHIP
    return f"{departments.full_name(family, region)}，或到{TOWNSHIP}问"


def is_of_the_desk(question: str, departments: Departments) -> bool:
    """Does the question use a word of the field: a lay word of the lexicon, or an office's name?"""
    return bool(Lexicon.load().find(question) or departments.spot(question))


def family_for(question: str, departments: Departments) -> str | None:
    """The family that sees households for what the question names; None when no matter of two characters fits."""
    text = fold(question)
    best, family = _SHORTEST, None
    for name, department in departments.families.items():
        if not department.for_households:
            continue
        reach = max((_common(fold(matter), text) for matter in department.sees_for), default=0)
        if reach > best or (reach == best and family is None):
            best, family = reach, name
    return family


def _common(matter: str, text: str) -> int:
    """Length of the longest stretch of `matter` that stands in `text`."""
    for length in range(len(matter), 1, -1):
        if any(matter[i : i + length] in text for i in range(len(matter) - length + 1)):
            return length
    return 0
