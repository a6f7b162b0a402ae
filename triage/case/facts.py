"""Facts of a case as turns come in (事实的增改): newer beside or in place of older ones, members kept by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.model import Span
from corpus.vocabulary import Kind, load_vocabulary, open_path, term_of
from triage.model import AnyOf, Certainty, Fact, Interval, Member, Reading, Value
from triage.reading.derive import PER_HEAD, per_head

_MEMBER = re.compile(r"^m\[(\d+)\]")
_TOTAL, _SIZE = "h.income.total", "h.size_living_together"


def same_members(known: Sequence[Member], found: Sequence[Member]) -> tuple[tuple[Member, ...], dict[int, int]]:
    """The members known so far with new ones behind them, and the number here of each one found.

    A person keeps his number: he is known by where he was first mentioned, else by what he is called.
    """
    members = list(known)
    numbers: dict[int, int] = {}
    for test in (_stands_where, _is_called):
        for one in found:
            if one.number in numbers:
                continue
            same = next((m for m in known if test(m, one) and m.number not in numbers.values()), None)
            if same is not None:
                numbers[one.number] = same.number
    for one in found:
        if one.number not in numbers:
            members.append(replace(one, number=max((m.number for m in members), default=0) + 1))
            numbers[one.number] = members[-1].number
    return tuple(members), numbers


def _stands_where(known: Member, found: Member) -> bool:
    return known.span == found.span and known.relation == found.relation


def _is_called(known: Member, found: Member) -> bool:
    return known.relation == found.relation


def renumbered(fact: Fact, numbers: dict[int, int]) -> Fact:
    """The fact with its member numbered anew."""
    match = _MEMBER.match(fact.path)
    if match is None:
        return fact
    number = numbers[int(match[1])]
    holder = f"member:{number}" if fact.holder.startswith("member:") else fact.holder
    return replace(fact, path=f"m[{number}]{fact.path[match.end() :]}", holder=holder)


def told_since(reading: Reading, start: int, numbers: dict[int, int]) -> list[Fact]:
    """The facts of a reading that rest on words from `start` on, their evidence cut there."""
    found = []
    for fact in reading.facts:
        if any(span.end > start for span in fact.evidence):
            spans = tuple(_cut(span, start) for span in fact.evidence)
            found.append(renumbered(replace(fact, evidence=spans), numbers))
    return found


def _cut(span: Span, start: int) -> Span:
    return Span(start, span.end) if span.start < start < span.end else span


def put_in(facts: Iterable[Fact], new: Sequence[Fact], *, instead: bool, start: int) -> list[Fact]:
    """The facts with newer ones put in: in the place of those at the same path, beside them where several may hold.

    instead: the newer words put the older right; else what the reader made of both (a set of values) stands.
    start: where the newer words begin.
    """
    out = list(facts)
    for fact in new:
        older = [one for one in out if one.path == fact.path and one.holder == fact.holder and one not in new]
        fact = _only_newer(fact, older, start) if instead else fact
        if not _has_several(fact) or any(one.value == fact.value for one in older):
            out = [one for one in out if one not in older or (_has_several(fact) and one.value != fact.value)]
        if fact not in out:
            out.append(fact)
    return sorted(out, key=lambda fact: fact.evidence[0].start)


def _has_several(fact: Fact) -> bool:
    term = term_of(fact.path)
    return term is not None and (term.type is Kind.SET or open_path(fact.path) == "m.health.severe_illness")


def _only_newer(fact: Fact, older: Sequence[Fact], start: int) -> Fact:
    """A fact whose older half was taken back: of two values the newer one, with its own words."""
    if not isinstance(fact.value, AnyOf):
        return fact
    was = [one.value is True and not one.denied if isinstance(one.value, bool) else one.value for one in older]
    values = [value for value in fact.value.values if value not in was]
    spans = tuple(span for span in fact.evidence if span.end > start) or fact.evidence
    if len(values) != 1:
        return fact
    if values[0] is False:
        return replace(fact, value=True, denied=True, evidence=spans)
    return replace(fact, value=values[0], evidence=spans)


def with_income_per_head(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts with the home's income divided by its members once both are told, perhaps in different turns."""
    own = [fact for fact in facts if fact.holder != "other" and not isinstance(fact.value, AnyOf)]
    size = next((fact for fact in own if fact.path == _SIZE and not fact.denied), None)
    total = next((fact for fact in own if fact.path == _TOTAL and fact.period in PER_HEAD), None)
    if size is None or total is None or total.period is None:
        return tuple(facts)
    path = PER_HEAD[total.period]
    value = per_head(total.value, size.value) if _is_positive(size) else None
    if value is None or any(fact.path == path and fact.certainty is not Certainty.DERIVED for fact in own):
        return tuple(facts)
    spans = tuple(sorted({*total.evidence, *size.evidence}, key=lambda span: span.start))
    unit = load_vocabulary()[path].base_unit
    head = replace(total, path=path, value=value, unit=unit, certainty=Certainty.DERIVED, evidence=spans)
    left = [fact for fact in facts if fact is not total and fact.path != path]
    return tuple(sorted([*left, head], key=lambda fact: fact.evidence[0].start))


def undivided(facts: Sequence[Fact]) -> list[Fact]:
    """The facts with income per head made the home's income again, so that its size or the sum may still change."""
    size = next((fact for fact in facts if fact.path == _SIZE and fact.holder != "other"), None)
    out = []
    for fact in facts:
        period = next((name for name, path in PER_HEAD.items() if path == fact.path), None)
        spans = tuple(span for span in fact.evidence if size is None or span not in size.evidence)
        whole = _times(fact.value, size.value) if size is not None else None
        if period is None or fact.certainty is not Certainty.DERIVED or whole is None or not spans:
            out.append(fact)
        else:
            sure = Certainty.STATED
            out.append(replace(fact, path=_TOTAL, value=whole, period=period, certainty=sure, evidence=spans))
    return out


def _times(value: Value, size: Value) -> Value | None:
    """What `per_head` divided, to the yuan."""
    ends, heads = (
        (one.low, one.high) if isinstance(one, Interval) else (one, one) if isinstance(one, float) else None
        for one in (value, size)
    )
    if ends is None or heads is None or heads[1] is None or ends[0] is None:
        return None
    low = float(round(ends[0] * heads[1]))
    high = None if ends[1] is None or heads[0] is None else float(round(ends[1] * heads[0]))
    return low if low == high else Interval(low, high)


def _is_positive(fact: Fact) -> bool:
    low = getattr(fact.value, "low", fact.value)
    return isinstance(low, int | float) and not isinstance(low, bool) and low > 0
