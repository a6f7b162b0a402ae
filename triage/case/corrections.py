"""What a turn takes back (更正): 不是五口人，是四口; 说错了，是八千. The fact meant goes, the new value stands instead.

Numbers only: what else is put right (没有停) the reader hears itself, and `takes_back` tells that it counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.model import Span
from corpus.numerals import parse_number
from corpus.vocabulary import Kind, term_of
from corpus.zhtext import normalise
from triage.case.answers import FILE
from triage.model import Fact, Interval, Value
from triage.reading.lexicon import read_tokens
from triage.shipped import pattern, read_data


@dataclass(frozen=True, slots=True)
class Mended:
    """A fact that was put right: `old` goes, `value` stands in its place; start and end count in the turn's words."""

    old: Fact
    value: Value
    start: int
    end: int


def takes_back(words: str) -> bool:
    """Whether a turn says that something told before was wrong."""
    text = normalise(words).text
    return bool(_pattern("takes_back").search(text) or _pattern("instead").search(text))


def find_mended(words: str, facts: Sequence[Fact], day: dt.date) -> Iterator[Mended]:
    """The numbers that a turn puts right."""
    norm = normalise(words)
    found = list(_pattern("instead").finditer(norm.text)) or list(_pattern("instead_of").finditer(norm.text))
    for match in found:
        span = norm.span(*match.span("new"))
        mended = _mend(match["old"], match["new"], facts, day)
        if mended is not None:
            yield Mended(mended.old, mended.value, span.start, span.end)
    if not found and (cue := _pattern("takes_back").search(norm.text)):
        rest = norm.text[cue.end() :]
        mended = _mend("", rest, facts, day)
        if mended is not None:
            span = norm.span(cue.end() + mended.start, cue.end() + mended.end)
            yield Mended(mended.old, mended.value, span.start, span.end)


def _mend(old: str, new: str, facts: Sequence[Fact], day: dt.date) -> Mended | None:
    """Which fact a pair of numbers puts right: the one that held the old number, else the last told of that sort."""
    number = next(_numbers(new, day), None)
    if number is None:
        return None
    value, counter, start, end = number
    before = next(_numbers(old, day), None)
    meant = [fact for fact in facts if _is_number(fact) and _is_of(fact, counter)]
    if before is not None:
        meant = [fact for fact in meant if _same(fact.value, before[0])] or meant
    if not counter and before is None:
        meant = [fact for fact in facts if _is_number(fact)]
    return Mended(max(meant, key=lambda fact: fact.evidence[0].start), value, start, end) if meant else None


def _numbers(words: str, day: dt.date) -> Iterator[tuple[Value, str, int, int]]:
    """Numbers with the character that counts them ('' for a bare one), 元 for sums, and where they stand."""
    for token in read_tokens(words, day).items:
        if token.sign in ("钱", "数"):
            behind = words[token.end : token.end + 1]
            yield token.value.value(), "元" if token.sign == "钱" else _counter(behind), token.start, token.end
    for match in re.finditer("[零一二两三四五六七八九十百]{1,4}", words):
        number = parse_number(match[0])
        if number is not None:
            yield float(number), _counter(words[match.end() : match.end() + 1]), match.start(), match.end()


def _counter(character: str) -> str:
    return character if character and any(character in chars for chars in _counters().values()) else ""


def _is_number(fact: Fact) -> bool:
    term = term_of(fact.path)
    return term is not None and term.type in (Kind.NUMBER, Kind.MONEY) and not fact.denied


def _is_of(fact: Fact, counter: str) -> bool:
    """Whether a number with this counter may be a value of the fact."""
    term = term_of(fact.path)
    unit = term.base_unit if term is not None else None
    if not counter or unit is None:
        return True
    if counter == "元" or unit == "元":
        return counter == unit
    return counter in _counters().get(unit, unit)


def _same(value: Value, other: Value) -> bool:
    if isinstance(value, Interval) and isinstance(other, int | float):
        return (value.low is None or value.low <= other) and (value.high is None or other <= value.high)
    return value == other


def _counters() -> dict[str, str]:
    found: dict[str, str] = read_data(FILE)["counters"]
    return found


def mended_fact(mended: Mended, offset: int) -> Fact:
    """The fact as it stands now; offset: where the turn's words begin in the text of the case."""
    return replace(mended.old, value=mended.value, evidence=(Span(offset + mended.start, offset + mended.end),))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})
