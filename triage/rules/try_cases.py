"""Trying a rule on its own cases (规则用例): the facts of a case as a household, and what the engine says of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from corpus.model import Span
from corpus.vocabulary import open_path
from triage.household import Household
from triage.model import Fact, Interval, Member, Reading, Verdict
from triage.rules.schema import Case, Rule
from triage.verdict import Finding, examine

UNTOUCHED = "untouched"
_SPAN = Span(0, 1)
_MEMBER = re.compile(r"^m\[(\d+)\]\.")


def outcome(rule: Rule, case: Case, day: dt.date) -> tuple[str, tuple[str, ...]]:
    """What comes out of a case, in the words of `Case.expect`, and the open paths that are still missing."""
    finding = try_case(rule, case, day)
    if finding is None:
        return UNTOUCHED, ()
    open_paths = tuple(dict.fromkeys(open_path(leaf.path) for leaf in finding.settled.missing if leaf.gap is None))
    return finding.verdict.value, open_paths if finding.verdict is Verdict.NEED_INFO else ()


def try_case(rule: Rule, case: Case, day: dt.date) -> Finding | None:
    """The engine's finding on the household of a case; None when the rule is not touched."""
    params = {name: case.params.get(name) for name in rule.params}
    return examine(rule, Household(reading_of(case), day), params, named=case.named)


def reading_of(case: Case) -> Reading:
    """The facts of a case as if they had been told."""
    numbers = sorted({int(found[1]) for path in case.facts if (found := _MEMBER.match(path))} | set(case.who))
    members = tuple(Member(number, case.who.get(number, f"成员{number}"), False, _SPAN) for number in numbers)
    facts = tuple(Fact(path, _value(value), (_SPAN,)) for path, value in case.facts.items())
    return Reading(members, facts)


def _value(value: Any) -> Any:  # noqa: ANN401 - YAML scalars, or a pair of bounds
    if isinstance(value, list):
        low, high = value
        return Interval(low, high)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
