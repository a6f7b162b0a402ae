"""Deadlines as facts (时限): what a clause wants done by when, computed from its dates; nothing is stored by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.dates import find_dates, first_day, last_day
from corpus.facts import facts_words, year_of
from corpus.model import Clause, Document, Span
from corpus.zhtext import normalise

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_BREAK = re.compile("[，,；;：:。、]")
_AROUND = 10
# A quick look that spares most clauses the full reading; the words of facts.yaml decide.
_MAY_BE_DUE = re.compile(
    r"[\d一二三四五六七八九十〇零]\s*[年月]|[日号][^内]{0,8}(?:前|止)|年\s*[内底末]|期\s*末|五[^。]{0,4}末"
)


@dataclass(frozen=True, slots=True)
class DeadlineFact:
    """Something that falls due.

    due: as precise as the clause says it; due_on: the last day of it (年底 -> 12-31; before a month or year that has
    no 底 -> the day before it begins). year_said: False when the year is the paper's own (7月底前, 年内). yearly: due
    again on this day of every year (每年3月31日前); due_on is the first time. aim: the clause only strives for it.
    quote: what is due, exactly clause.text[span].
    """

    due: str
    due_on: dt.date
    year_said: bool
    yearly: bool
    aim: bool
    document: Document
    clause: Clause
    span: Span

    @property
    def quote(self) -> str:
        """What is due, with its date, as printed."""
        return self.span.of(self.clause.text)

    def next_on(self, day: dt.date) -> dt.date:
        """When it is due, seen from `day`: of a yearly one the next time, of any other the one day."""
        if not self.yearly or self.due_on >= day:
            return self.due_on
        this_year = _in_year(self.due_on, day.year)
        return this_year if this_year >= day else _in_year(self.due_on, day.year + 1)


def _in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; February ends when it ends there."""
    last_of_february = (day.month, day.day) in ((2, 28), (2, 29)) and (day + dt.timedelta(days=1)).month != day.month
    return dt.date(year, 3, 1) - dt.timedelta(days=1) if last_of_february else day.replace(year=year)


@dataclass(frozen=True, slots=True)
class _Due:
    """A date that something is due by: its place in the sentence, the day, and whether the year is written."""

    start: int
    end: int
    due: str
    due_on: dt.date
    year_said: bool
    yearly: bool = False


def deadline_facts(document: Document, clauses: Iterable[Clause]) -> Iterator[DeadlineFact]:
    """The deadlines of a document in reading order; what was due before the paper's own day is history, and none."""
    own = document.issued_on or document.effective_from
    begins = first_day(own) if own else None
    for clause in clauses:
        if not clause.row and not _MAY_BE_DUE.search(clause.text):
            continue
        found = _row_deadlines(document, clause, clause.row) if clause.row else _prose(document, clause)
        for fact in found:
            if begins is None or fact.due_on >= begins or fact.yearly:
                yield fact


def _prose(document: Document, clause: Clause) -> Iterator[DeadlineFact]:
    year = year_of(document.issued_on)
    for sentence in _SENTENCE.finditer(clause.text):
        text = sentence[0]
        dues = sorted((*_dated(text, year), *_undated(text, document)), key=lambda due: due.start)
        kept: list[_Due] = []
        for due in dues:
            if not kept or due.start >= kept[-1].end:
                kept.append(due)
        for place, due in enumerate(kept):
            span = _matter(text, due, kept[place - 1] if place else None, kept[place + 1 : place + 2])
            aim = bool(re.search("力争|争取", text[max(0, due.start - 4) : due.end + 4]))
            shifted = Span(sentence.start() + span.start, sentence.start() + span.end)
            yield DeadlineFact(due.due, due.due_on, due.year_said, due.yearly, aim, document, clause, shifted)


def _dated(text: str, year: int | None) -> Iterator[_Due]:
    words = facts_words()["deadlines"]
    today = dt.date(year, 1, 1) if year else None
    yearly = False
    for date in find_dates(text, today):
        after = normalise(text[date.span.end : date.span.end + _AROUND]).text
        before = normalise(text[max(0, date.span.start - _AROUND) : date.span.start]).text
        match = words["after"].match(after)
        ahead = words["ahead"].search(before)
        marked = bool(match and match[0].strip("年度"))
        if date.iso is None or not (marked or ahead) or _is_no_task(words["not_due"], before, after):
            continue
        said = "年" in date.span.of(text) or "-" in date.span.of(text)
        end = date.span.end + (len(match[0]) if match and marked else 0)
        strictly = bool(match and match["before"] and not match["end"])
        # 每年3月31日前报…,5月31日前送…: what follows without a year recurs too.
        yearly = bool(words["yearly"].search(before)) or (yearly and not said)
        yield _Due(date.span.start, end, date.iso, _last(date.iso, strictly), said, yearly)


def _is_no_task(pattern: re.Pattern[str], before: str, after: str) -> bool:
    near = re.split("[,。;]", before)[-1] + "|" + re.split("[,。;]", after)[0]
    return bool(pattern.search(near))


def _last(iso: str, strictly: bool) -> dt.date:
    """The day something dated `iso` is due: strictly before a whole month or year is the day before it begins."""
    if strictly and len(iso) < len("2026-01-01"):
        return first_day(iso) - dt.timedelta(days=1)
    return last_day(iso)


def _undated(text: str, document: Document) -> Iterator[_Due]:
    """Dates that count from the paper: 年内, 年底前, 规划期末, “十四五”末."""
    words, norm = facts_words(), normalise(text)
    patterns = words["deadlines"]
    ends = (
        (patterns["this_year"], lambda _: year_of(document.issued_on)),
        (patterns["term_end"], lambda _: year_of(document.effective_to)),
        (patterns["period_end"], lambda match: words["periods"].get(match["period"])),
    )
    for pattern, year_for in ends:
        for match in pattern.finditer(norm.text):
            year = year_for(match)
            if year:
                span = norm.span(*match.span())
                yield _Due(span.start, span.end, f"{year:04d}", dt.date(year, 12, 31), False)


def _matter(text: str, due: _Due, earlier: _Due | None, later: list[_Due]) -> Span:
    """What is due: from the start of the words around the date to those of the next date, or the sentence's end."""
    start = _opening(text, due.start, earlier.end if earlier else 0)
    end = _opening(text, later[0].start, due.end) if later else len(text)
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \t　\n"))
    return Span(start, start + len(text[start:end].rstrip("，,；;：:、 \t　\n")))


def _opening(text: str, place: int, least: int) -> int:
    """Where the piece that holds `place` begins; not before `least`."""
    marks = [match.end() for match in _BREAK.finditer(text, least, place) if match[0] != "、"]
    return max(marks, default=least)


def _row_deadlines(document: Document, clause: Clause, row: Mapping[str, str]) -> Iterator[DeadlineFact]:
    """A row of a task list with a column for the date."""
    heads = facts_words()["deadlines"]["row_heads"]
    year = year_of(document.issued_on)
    for head, cell in row.items():
        if not heads.search(head):
            continue
        dates = [d for d in find_dates(cell, dt.date(year, 1, 1) if year else None) if d.iso]
        if dates and dates[-1].iso:
            iso, said = dates[-1].iso, "年" in cell or "-" in cell
            yield DeadlineFact(iso, last_day(iso), said, False, False, document, clause, Span(0, len(clause.text)))
