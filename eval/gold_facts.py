"""The facts of a case's gold as a reading (标准事实), so that rules and questions are marked without the reader."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.cases import Case, GoldFact, GoldValue
from corpus.model import Span
from corpus.vocabulary import Kind, load_vocabulary, open_path
from triage.model import AnyOf, Certainty, Fact, Interval, Member, Reading, Time, Value


def gold_reading(case: Case, found: Reading) -> Reading:
    """The reading that says what the gold says and no more.

    found: what the reader made of the story; what is asked for by name comes from it, and facts that the gold allows
    without asking for them.
    """
    labels = case.members
    outside = {label for label in labels if _all_others([f for f in case.facts if f.member == label])}
    numbers = {label: number for number, label in enumerate(labels, 1)}
    members = [Member(numbers[label], _relation(label), label in outside, _first(case, label)) for label in labels]
    facts = [_fact(gold, numbers, case) for gold in case.facts if gold.required]
    facts += _allowed(case, found, facts)
    ordered = tuple(sorted(facts, key=lambda fact: fact.evidence[0].start))
    return Reading(tuple(members), ordered, found.named, found.demand)


def _relation(label: str) -> str:
    return "本人" if label in ("我", "俺", "本人") else label.removeprefix("我") or label


def _first(case: Case, label: str) -> Span:
    start = case.narrative.find(label)
    return Span(start, start + len(label))


def _all_others(facts: list[GoldFact]) -> bool:
    return bool(facts) and all(fact.other for fact in facts)


def _fact(gold: GoldFact, numbers: dict[str, int], case: Case) -> Fact:
    path = gold.paths[0]
    term = load_vocabulary()[path]
    number = numbers.get(gold.member or "")
    if number is not None:
        path = f"m[{number}].{path.removeprefix('m.')}"
    holder = "other" if gold.other else "household" if number is None else f"member:{number}"
    money = term.type is Kind.MONEY
    return Fact(
        path=path,
        value=_value(gold.values[0], gold, case),
        evidence=gold.spans,
        unit=term.base_unit if term.type in (Kind.MONEY, Kind.NUMBER) else None,
        period=(gold.period or term.period) if money else None,
        denied=gold.denied,
        time=Time(gold.time) if gold.time else Time.NOW,
        holder=holder,
        certainty=Certainty(gold.certainty) if gold.certainty else Certainty.STATED,
    )


def _value(value: GoldValue, gold: GoldFact, case: Case) -> Value:
    if value is None:  # any value: the words themselves
        span = gold.spans[0]
        return case.narrative[span.start : span.end]
    if isinstance(value, tuple):
        return Interval(*value)
    return AnyOf(tuple(sorted(value, key=str))) if isinstance(value, frozenset) else value


def _allowed(case: Case, found: Reading, known: list[Fact]) -> Iterator[Fact]:
    """Facts of the household that the reader found where the gold allows them."""
    allowed = {path for gold in case.facts if not gold.required for path in gold.paths if path.startswith("h.")}
    told = {fact.path for fact in known}
    for fact in found.facts:
        if fact.path in allowed and open_path(fact.path) == fact.path and fact.path not in told:
            yield fact
