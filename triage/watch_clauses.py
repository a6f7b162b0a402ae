"""What a place's own papers say of its watch (监测条款): how often to visit, how long steps take; and the due dates.

Only clauses of the place and of those above it count; a template is shown for reference and never binds.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.citation import Citation, cite
from corpus.model import Clause, Shelved, Span
from corpus.numerals import parse_int
from retrieval.evidence import sentences
from triage.shipped import pattern, read_data

FILE = "watch.yaml"
_PIECE = re.compile("[^，,、；;。]+")
_NEAR = 14
_LONGEST_QUOTE = 160
_STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often somebody looks after such households. every: week | month | quarter | half | year."""

    every: str
    what: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class StepLimit:
    """How long a step of the identification may take. step: decision | notice."""

    step: str
    days: int
    working: bool
    citation: Citation


def rhythms(papers: Iterable[tuple[Shelved, Clause]], day: dt.date) -> list[Rhythm]:
    """The rhythms that clauses set, in their order, each once."""
    found: dict[tuple[str, str], Rhythm] = {}
    for shelved, clause in papers:
        for span in sentences(clause.text):
            for every, what in _in_sentence(span.of(clause.text)):
                if (every, what) not in found:
                    found[(every, what)] = Rhythm(every, what, _cited(shelved, clause, span, day))
    return list(found.values())


def step_limits(papers: Iterable[tuple[Shelved, Clause]], day: dt.date) -> dict[str, StepLimit]:
    """The first limit that clauses set for the decision and for the village notice, by step."""
    found: dict[str, StepLimit] = {}
    for shelved, clause in papers:
        if not _pattern("about_watch").search(clause.text + "".join(clause.heading)):
            continue
        for span in sentences(clause.text):
            for step in ("decision", "notice"):
                match = _pattern(f"{step}_limit").search(span.of(clause.text))
                if match is not None and step not in found:
                    said = [group for group in match.groups() if group]
                    days = parse_int(said[0])
                    if days:
                        cited = _cited(shelved, clause, span, day)
                        found[step] = StepLimit(step, days, said[1] == "工作日", cited)
    return found


def due_dates(every: str, day: dt.date, count: int) -> list[dt.date]:
    """The next `count` days on which a rhythm falls due: weeks and months from `day`, longer ones at their ends."""
    if every == "week":
        return [day + dt.timedelta(weeks=n) for n in range(1, count + 1)]
    if every == "month":
        return [_months_on(day, n) for n in range(1, count + 1)]
    step = _STEPS[every]
    last = (day.month - 1) // step * step + step
    return [_month_end(day.year, last + n * step) for n in range(count)]


def end_of_limit(start: dt.date, days: int, working: bool) -> dt.date:
    """The last day of a limit that begins on `start`; working days leave out weekends, not public holidays."""
    if not working:
        return start + dt.timedelta(days=days)
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def _in_sentence(text: str) -> Iterator[tuple[str, str]]:
    """Rhythms of a sentence about such households: what is done, in the sentence's own words."""
    words = read_data(FILE)["visits"]
    if not _visit_pattern("whom").search(text):
        return
    for every in words["every"]:
        for match in _every(every).finditer(text):
            near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if _visit_pattern("what").search(near):
                yield every, _piece(text, match.start())


def _piece(text: str, place: int) -> str:
    piece = next((m for m in _PIECE.finditer(text) if m.start() <= place < m.end()), None)
    return (piece[0] if piece else text).strip('：:“”" \n')[:40]


def _cited(shelved: Shelved, clause: Clause, span: Span, day: dt.date) -> Citation:
    return cite(shelved, clause, Span(span.start, min(span.end, span.start + _LONGEST_QUOTE)), day)


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return dt.date(day.year + year, month + 1, min(day.day, last))


def _month_end(year: int, month: int) -> dt.date:
    more, month = divmod(month - 1, 12)
    return dt.date(year + more, month + 1, calendar.monthrange(year + more, month + 1)[1])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})


@cache
def _visit_pattern(name: str) -> re.Pattern[str]:
    words: dict[str, Any] = read_data(FILE)["visits"]
    return pattern(FILE, words[name], {})


@cache
def _every(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)["visits"]["every"][name], {})
