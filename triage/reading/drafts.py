"""From findings to facts (成事实): status, person, period and words of each finding, before corrections and merging."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.vocabulary import Kind
from triage.model import Certainty, Interval, Time, Value
from triage.reading.cues import Context, Status
from triage.reading.patterns import Hit
from triage.reading.people import Person
from triage.reading.subject import Subjects
from triage.reading.tokens import Tokens
from triage.reading.words import cue

# What a sum is called goes by what it covers.
_BY_PERIOD = {
    ("h.income.net_pc_year", "month"): "h.income.net_pc_month",
    ("h.income.net_pc_month", "year"): "h.income.net_pc_year",
    ("m.job.monthly", "year"): "h.income.wage",
    ("h.income.wage", "month"): "m.job.monthly",
}
_OLDEST = 125
_SUMS = ("h.income", "h.spend")


@dataclass(frozen=True, slots=True)
class Draft:
    """One fact in the making. path with its member still open (m.age); person None for the household."""

    path: str
    value: Value
    start: int
    end: int
    person: Person | None = None
    outside: bool = False
    unit: str | None = None
    period: str | None = None
    denied: bool = False
    time: Time = Time.NOW
    certainty: Certainty = Certainty.STATED
    more: tuple[tuple[int, int], ...] = ()
    kind: Kind = Kind.FLAG
    strength: int = 0

    @property
    def place(self) -> tuple[str, Person | None]:
        """What two drafts must share to speak of the same thing."""
        return self.path, self.person


def draft_facts(hits: Iterable[Hit], context: Context, subjects: Subjects, tokens: Tokens, day: dt.date) -> list[Draft]:
    """One draft a finding and person, in order of the text; each sum, illness or stage is used by one pattern only."""
    maker = _Maker(context, subjects, tokens, day)
    spent: dict[int, tuple[int, int]] = {}
    out: list[Draft] = []
    for hit in hits:
        if hit.token is not None:
            owner = spent.setdefault(hit.token, (hit.pattern.entry, hit.start))
            if owner[0] != hit.pattern.entry:
                continue
        out += maker.make(hit)
    return _distinct(sorted(out, key=lambda draft: (draft.start, draft.end)))


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that say the same of the same words; the longer stretch stays."""
    last: dict[tuple[object, ...], int] = {}
    out: list[Draft] = []
    for draft in drafts:
        key = (draft.path, draft.person, draft.value, draft.denied, draft.time)
        place = last.get(key)
        if place is not None and draft.start < out[place].end:
            out[place] = max(out[place], draft, key=lambda d: d.end - d.start)
            continue
        last[key] = len(out)
        out.append(draft)
    return out


class _Maker:
    def __init__(self, context: Context, subjects: Subjects, tokens: Tokens, day: dt.date) -> None:
        self.context, self.subjects, self.tokens, self.day = context, subjects, tokens, day
        self.text = context.text

    def make(self, hit: Hit) -> list[Draft]:
        pattern = hit.pattern
        status = self.context.status(hit.start, hit.end, pattern.manner)
        if status.dropped:
            return []
        if pattern.time is not None:
            status = replace(status, time=pattern.time)
        if pattern.certainty is not None and status.certainty is Certainty.STATED:
            status = replace(status, certainty=pattern.certainty)
        start, end = self._stretch(hit, status)
        draft = Draft(
            path=pattern.path,
            value=float(hit.value) if _is_int(hit.value) else hit.value,
            start=start,
            end=end,
            unit=pattern.term.base_unit,
            period=self._period(hit),
            denied=pattern.denied or status.denied,
            time=status.time,
            certainty=status.certainty,
            kind=pattern.term.type,
            strength=-pattern.entry,
        )
        draft = self._dated(hit, draft)
        if (path := _BY_PERIOD.get((draft.path, draft.period or ""))) is not None:
            draft = replace(draft, path=path)
        if self._is_rumour(hit, draft) or draft.period == "day" or (draft.path == "m.age" and not _is_age(draft.value)):
            return []
        if draft.path.startswith("h."):
            other = self.subjects.outside(hit.start)
            # A quarrel has two sides: that with relatives outside is the home's own.
            own = other is None or (draft.path == "h.dispute" and other.sort == "亲戚")
            if draft.path.startswith("h.aid.") and cue("given_away").match(self.text, hit.end):
                own = False
            return [replace(draft, outside=not own)]
        return self._personal(hit, draft)

    def _is_rumour(self, hit: Hit, draft: Draft) -> bool:
        """听说有交通补助 says that there is such a thing, not that this home has it; 今年遭了旱 dates nothing."""
        if draft.path.startswith("h.aid.") and draft.certainty is Certainty.HEARSAY:
            return self.text[hit.start] == "有"
        return draft.path in ("h.disaster.date", "h.accident.date") and draft.value == str(self.day.year)

    def _personal(self, hit: Hit, draft: Draft) -> list[Draft]:
        people, mention = self.subjects.people(hit.start, hit.end, hit.pattern.who)
        if mention is not None and self.context.clauses.at(mention.start) is self.context.clauses.at(hit.start):
            draft = replace(draft, start=min(draft.start, mention.start), end=max(draft.end, mention.end))
        return [replace(draft, person=person, outside=person.outside) for person in people]

    def _stretch(self, hit: Hit, status: Status) -> tuple[int, int]:
        start = hit.start if status.start is None else min(hit.start, status.start)
        end = hit.end if status.end is None else max(hit.end, status.end)
        clause = self.context.clauses.at(hit.start)
        for day in self.tokens.within(clause.start, start, "日"):
            if hit.pattern.term.type is not Kind.TEXT or start - day.end <= 8:
                start = min(start, day.start)
        return start, end

    def _period(self, hit: Hit) -> str | None:
        """What a sum covers: said beside it, else fixed by the path."""
        term = hit.pattern.term
        if term.type is not Kind.MONEY or hit.pattern.period is not None or term.period == "once":
            return hit.pattern.period if hit.pattern.period or term.type is not Kind.MONEY else "once"
        clause = self.context.clauses.at(hit.start)
        low = max(clause.start, hit.start - 14)
        behind = cue("period_behind").match(self.text, hit.end)
        if behind:
            return "month" if "月" in behind[0] else "year"
        monthly, yearly = (_last(cue(name), self.text[low : hit.end]) for name in ("monthly", "yearly"))
        for length in self.tokens.within(low, hit.end, "长"):
            if length.value.low == length.value.high == 1:
                place = length.start - low
                if length.value.unit == "天":
                    return "day"
                monthly, yearly = (place, yearly) if length.value.unit == "月" else (monthly, place)
        if monthly > yearly:
            return "month"
        reach = max(self.context.clauses.sentence(clause.sentence)[0], hit.start - 24)
        low = reach if hit.pattern.path.startswith("h.income") else clause.start
        years = any(len(token.value) == 4 for token in self.tokens.within(low, hit.end, "日"))
        return "year" if yearly >= 0 or years else term.period

    def _dated(self, hit: Hit, draft: Draft) -> Draft:
        """Events and sums of a day or year before are past."""
        pattern = hit.pattern
        if draft.time is not Time.NOW or not (pattern.manner.event or pattern.path.startswith(_SUMS)):
            return draft
        clause = self.context.clauses.at(hit.start)
        sentence, _ = self.context.clauses.sentence(clause.sentence)
        carried = pattern.manner.event or pattern.path.startswith("h.income")
        low = max(sentence, hit.start - 24) if carried else clause.start
        days = [
            d for d in self.tokens.within(low, hit.end, "日") if self.text[d.start - 1 : d.start] not in ("比", "跟")
        ]
        if days and (
            self._is_before(days[-1].value) if pattern.manner.event else days[-1].value[:4] < str(self.day.year)
        ):
            return replace(draft, time=Time.PAST)
        return draft

    def _is_before(self, said: str) -> bool:
        """Whether a day said is over: a year, a month, or a day more than three days ago."""
        now = (self.day - dt.timedelta(days=3)).isoformat() if len(said) == 10 else self.day.isoformat()
        return said < now[: len(said)]


def _is_age(value: Value) -> bool:
    top = value.high if isinstance(value, Interval) else value
    return isinstance(top, float) and top <= _OLDEST


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((match.start() for match in pattern.finditer(words)), default=-1)


__all__ = ["Draft", "draft_facts"]
