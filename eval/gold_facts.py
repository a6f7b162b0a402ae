"""The facts of a case's gold as a reading (标准事实), so that rules and questions are marked without the reader."""

from __future__ import annotations

from corpus.cases import Case, GoldFact, GoldValue
from corpus.model import Span
from corpus.vocabulary import Kind, load_vocabulary
from triage.model import AnyOf, Certainty, Fact, Interval, Member, Reading, Time, Value
from triage.reading.lexicon import relation_of_key, relations


def gold_reading(case: Case, found: Reading) -> Reading:
    """The reading that says what the gold says and no more.

    found: what the reader made of the story; what is asked for by name comes from it. Facts that need not be found
    count too, each path once.
    """
    people = [(label, word) for label in case.members for word in _people(label)]
    numbers: dict[str, list[int]] = {}
    for number, (label, _) in enumerate(people, 1):
        numbers.setdefault(label, []).append(number)
    outside = {label for label in numbers if _all_others([f for f in case.facts if f.member == label])}
    members = [
        Member(number, word, label in outside, _first(case, label)) for number, (label, word) in enumerate(people, 1)
    ]
    facts: list[Fact] = []
    for gold in sorted(case.facts, key=lambda fact: not fact.required):
        told = {fact.path for fact in facts}
        for number in numbers.get(gold.member or "", [0]):
            fact = _fact(gold, number, case)
            if gold.required or fact.path not in told:
                facts.append(fact)
    ordered = tuple(sorted(facts, key=lambda fact: fact.evidence[0].start))
    return Reading(tuple(members), ordered, found.named, found.demand)


def _people(label: str) -> tuple[str, ...]:
    """Whom a word of the gold means, one word each: 父母 are two."""
    known = relations()
    word = max((one for one in known if one in label), key=len, default="")
    one = known.get(word)
    if one is None:
        return (label,)
    pair = [relation_of_key(key) for key in one.group]
    return tuple(each.say for each in pair if each is not None) or (one.say or label,)


def _first(case: Case, label: str) -> Span:
    start = case.narrative.find(label)
    return Span(start, start + len(label))


def _all_others(facts: list[GoldFact]) -> bool:
    return bool(facts) and all(fact.other for fact in facts)


def _fact(gold: GoldFact, number: int, case: Case) -> Fact:
    path = gold.paths[0]
    term = load_vocabulary()[path]
    if number:
        path = f"m[{number}].{path.removeprefix('m.')}"
    holder = "other" if gold.other else f"member:{number}" if number else "household"
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
