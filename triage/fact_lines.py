"""Facts as lines to read (事实的话): whose, what, how much, since when, and how sure; official words only.

A line says no more than its fact: 老伴重病：尿毒症; 没有低保; 纳入监测（听说，未核实）.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from corpus.vocabulary import Kind, term_of
from triage.model import AnyOf, Certainty, Fact, Interval, Member, Time, Value
from triage.shipped import read_data

_URGENT = "h.urgency."


def fact_lines(facts: Sequence[Fact], members: Sequence[Member]) -> list[dict[str, str]]:
    """The lines of a work order, {"path", "text"} each: danger first; what is only asked is left out."""
    told = [fact for fact in facts if fact.time is not Time.ASKED]
    ordered = sorted(told, key=lambda fact: not fact.path.startswith(_URGENT))
    lines: dict[tuple[str, str], None] = {}
    for fact in ordered:
        lines.setdefault((fact.path, fact_line(fact, members)), None)
    return [{"path": path, "text": text} for path, text in lines]


def fact_line(fact: Fact, members: Sequence[Member]) -> str:
    """One fact in words."""
    term = term_of(fact.path)
    says = term.says if term is not None else fact.path.rpartition(".")[2]
    words = _words()
    if fact.denied or fact.value is False:
        line = _denial(says, fact)
    elif fact.value is True:
        line = says
    else:
        period = words.get(fact.period or "", "")
        money = term is not None and term.type is Kind.MONEY
        line = f"{says}：{period if money else ''}{_said(fact.value, fact.unit)}"
    return _whose(fact, members) + line + "".join(_remarks(fact))


def _denial(says: str, fact: Fact) -> str:
    """What is denied in words: 没有低保, 没有子女 (of 有子女), 不在校, 灾种：不是火."""
    words = _words()
    if not isinstance(fact.value, bool):
        return words["is_not"].format(says=says, value=_said(fact.value, fact.unit))
    own = read_data("order.yaml")["denied_as"].get(says)
    if own is not None:
        return str(own)
    for begins, instead in read_data("order.yaml")["denied"].items():
        if says.startswith(begins):
            return str(instead) + says.removeprefix(begins)
    return words["not"].format(what=says)


def _said(value: Value, unit: str | None) -> str:
    words = _words()
    if isinstance(value, AnyOf):
        return words["or"].join(_said(one, unit) for one in value.values)
    if isinstance(value, Interval):
        low, high = (None if bound is None else _number(bound) for bound in (value.low, value.high))
        if low is None or high is None:
            key = "at_least" if high is None else "at_most"
            return words[key].format(low=low, high=high) + (unit or "")
        return words["between"].format(low=low, high=high) + (unit or "")
    if isinstance(value, bool):
        return words["affirmed"] if value else words["refused"]
    return _number(value) + (unit or "") if isinstance(value, int | float) else value


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"


def _whose(fact: Fact, members: Sequence[Member]) -> str:
    if not fact.path.startswith("m["):
        return ""
    number = int(fact.path[2 : fact.path.index("]")])
    return next((member.relation for member in members if member.number == number), "")


def _remarks(fact: Fact) -> list[str]:
    words = _words()
    found = [words["other"]] if fact.holder == "other" else []
    if fact.time in (Time.ENDED, Time.PAST, Time.PLANNED):
        found.append(words[fact.time.value])
    if fact.certainty is not Certainty.STATED:
        found.append(words[fact.certainty.value])
    return found


@cache
def _words() -> dict[str, str]:
    return {key: str(value) for key, value in read_data("order.yaml")["fact"].items()}
