"""Plain questions for clauses of papers that came without any (白话提问): index-only, never shown or quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.errors import KnowledgeError
from corpus.indicators import find_indicators
from corpus.lexicon import Lexicon
from corpus.model import Unit
from corpus.shipped import read_yaml
from corpus.zhtext import fold

_NUMBER = re.compile(r"^(?:第[一二三四五六七八九十百千\d]+条\s*|[(（]?[一二三四五六七八九十\d]+[)）、.．]\s*)+")
_UNNAMED = re.compile(
    r"¶\d+|[(（]?[一二三四五六七八九十\d]+[)）]?(?:#\d+)?|[一二三四五六七八九十]+是|第.+[条款]|前言|落款|注|函|附件\d*"
)
_TOPIC = re.compile(r"[^。：:\n]{2,24}(?=[。：:\n])")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2}")
# Three things or more in a row that begin with one character: 早发现、早干预、早帮扶 is called 三早.
_SERIES = re.compile(
    r"(?![市县区省各一以])([\u4e00-\u9fff])[\u4e00-\u9fff]{1,6}(?:[、,，和]\1[\u4e00-\u9fff]{1,6}){2,9}"
)
_COUNTS = "〇一二三四五六七八九十"
_SHORTEST = 3  # a term of fewer characters (低保) is too common to say what a clause is about


@dataclass(frozen=True, slots=True)
class _Templates:
    topic: tuple[str, ...]
    duties: tuple[str, ...]
    row: tuple[str, ...]
    apply: tuple[str, ...]
    lay: tuple[str, ...]
    applies: tuple[str, ...]
    without: frozenset[str]
    most: int
    opening: int


@cache
def _templates() -> _Templates:
    raw = read_yaml("asks.yaml")
    try:
        return _Templates(
            topic=tuple(raw["topic"]),
            duties=tuple(raw["duties"]),
            row=tuple(raw["row"]),
            apply=tuple(raw["apply"]),
            lay=tuple(raw["lay"]),
            applies=tuple(raw["applies"]),
            without=frozenset(raw["without"]),
            most=int(raw["most"]),
            opening=int(raw["opening"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"随带资料 asks.yaml 写法有误（{error}），请改好再用。") from error


def plain_questions(unit: Unit) -> tuple[str, ...]:
    """Questions that `unit` answers, from its row label, topic phrase, duties and the everyday words for its matters.

    Each at most once, a few in all; none for a unit that names no matter. Raises KnowledgeError when the templates
    are malformed.
    """
    told = _templates()
    return tuple(dict.fromkeys(_all(unit, told)))[: told.most]


def _all(unit: Unit, told: _Templates) -> Iterator[str]:
    if unit.row:
        yield from _of_row(unit, told)
        return
    topic = topic_of(unit)
    if topic:
        yield from (template.format(topic=topic) for template in told.topic)
        if any(clause.duties for clause, _ in unit.parts):
            yield from (template.format(topic=topic) for template in told.duties)
        if any(word in unit.text for word in told.applies):
            yield from (template.format(topic=topic) for template in told.apply)
    last = unit.heading[-1] if unit.heading else ""
    for lay in _lay_words(fold(f"{last}\n{unit.text[: told.opening]}")):
        yield from (template.format(lay=lay) for template in told.lay)


def short_names(text: str) -> tuple[str, ...]:
    """What people call the series that `text` spells out (早发现、早干预、早帮扶: 三早), each once; index-only too."""
    found = (f"{_COUNTS[len(re.split('[、,，和]', run[0]))]}{run[1]}" for run in _SERIES.finditer(text))
    return tuple(dict.fromkeys(found))


def topic_of(unit: Unit) -> str:
    """What a unit speaks of: the topic phrase of its address, else its opening sentence when that is short; or ""."""
    last = unit.address.rpartition("/")[2]
    if not _UNNAMED.fullmatch(last):
        return last.partition("#")[0]
    match = _TOPIC.match(_NUMBER.sub("", unit.text.lstrip()))
    return match[0] if match else ""


def _of_row(unit: Unit, told: _Templates) -> Iterator[str]:
    label = next((cell for cell in (unit.row or {}).values() if _LABEL.search(cell)), "")
    if not label:
        return
    yield from (template.format(label=label) for template in told.row)
    for indicator in find_indicators(label)[:1]:
        for said in indicator.said:
            yield from (template.format(label=said.replace("+", "")) for template in told.row[:1])


def _lay_words(text: str) -> Iterator[str]:
    """Everyday words for the official terms that `text` (folded) holds, those of the longest term first."""
    by_start = _terms_by_start()
    found = {
        term: said
        for i in range(len(text) - 1)
        for term, said in by_start.get(text[i : i + 2], ())
        if text.startswith(term, i)
    }
    for term in sorted(found, key=lambda term: (-len(term), term)):
        yield from found[term]


@cache
def _terms_by_start() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The lexicon's official terms by their first two characters, each with what people say for it."""
    said: dict[str, dict[str, None]] = {}
    for entry in Lexicon.load().entries:
        for term in entry.terms[:2] if entry.sense not in _templates().without else ():
            if len(term) >= _SHORTEST:
                said.setdefault(fold(term), {}).update(dict.fromkeys(lay.replace("~", "") for lay in entry.said[:3]))
    by_start: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for term, words in said.items():
        by_start.setdefault(term[:2], []).append((term, tuple(words)))
    return by_start
