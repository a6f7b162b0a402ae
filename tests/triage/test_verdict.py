"""Touched or not, and the four verdicts, on small rules of our own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from corpus.model import Span
from triage.household import Household
from triage.model import AnyOf, Certainty, Fact, Interval, Member, Reading, Time, Verdict
from triage.rules.schema import Rule
from triage.verdict import examine

DAY = dt.date(2026, 11, 20)
HERE = (Span(0, 1),)


def rule(when: dict[str, Any], **more: Any) -> Rule:
    case = {"name": "略", "expect": "untouched"}
    return Rule.model_validate(
        {"id": "TST-01", "name": "试", "domain": "试", "lead": "民政", "benefit": "试", "plain": "试一试看"}
        | {"when": when, "cases": [case] * 4}
        | more
    )


def household(*facts: Fact, people: int = 2, outside: tuple[int, ...] = ()) -> Household:
    members = tuple(Member(k, "人", k in outside, Span(0, 1)) for k in range(1, people + 1))
    return Household(Reading(members, facts), DAY)


def verdict(a_rule: Rule, home: Household, named: bool = False, **params: float | None) -> Verdict | None:
    found = examine(a_rule, home, params, named=named)
    return found.verdict if found else None


SPEND = rule(
    {
        "all": [
            {"path": "h.spend.medical_oop_all", "gt": "$line", "trigger": True},
            {"not": {"path": "h.aid.特困", "is": True}},
        ]
    },
    params={"line": {"name": "起付线", "unit": "元", "period": "year"}},
    already={"path": "h.aid.医疗救助", "is": True},
)


def spent(value: Any, **more: Any) -> Fact:
    return Fact("h.spend.medical_oop_all", value, HERE, **more)


def flag(path: str, **more: Any) -> Fact:
    return Fact(path, True, HERE, **more)


NOT_TEKUN = flag("h.aid.特困", denied=True)


@pytest.mark.parametrize(
    ("facts", "line", "expected"),
    [
        ((), 8000, None),
        ((spent(9000), NOT_TEKUN), 8000, Verdict.LIKELY),
        ((spent(9000),), 8000, Verdict.NEED_INFO),
        ((spent(8000), NOT_TEKUN), 8000, Verdict.NOT_NOW),
        ((spent(Interval(7000, 9000)), NOT_TEKUN), 8000, Verdict.NEED_INFO),
        ((spent(Interval(9000, None)), NOT_TEKUN), 8000, Verdict.LIKELY),
        ((spent(AnyOf((7000.0, 9000.0))), NOT_TEKUN), 8000, Verdict.NEED_INFO),
        ((spent(9000), NOT_TEKUN), None, Verdict.NEED_INFO),
        ((spent(9000), flag("h.aid.特困")), 8000, Verdict.NOT_NOW),
        ((spent(9000), flag("h.aid.特困", time=Time.ENDED)), 8000, Verdict.LIKELY),
        ((spent(9000), NOT_TEKUN, flag("h.aid.医疗救助")), 8000, Verdict.ALREADY),
        ((spent(9000), NOT_TEKUN, flag("h.aid.医疗救助", time=Time.ENDED)), 8000, Verdict.LIKELY),
        ((spent(9000, certainty=Certainty.HEARSAY), NOT_TEKUN), 8000, Verdict.NEED_INFO),
        ((spent(9000, time=Time.PLANNED), NOT_TEKUN), 8000, Verdict.NEED_INFO),
        ((spent(9000, time=Time.PAST), NOT_TEKUN), 8000, Verdict.LIKELY),
    ],
)
def test_verdicts(facts: tuple[Fact, ...], line: float | None, expected: Verdict | None) -> None:
    assert verdict(SPEND, household(*facts), line=line) == expected


def test_asking_by_name_touches() -> None:
    assert verdict(SPEND, household(), named=True, line=8000.0) is Verdict.NEED_INFO


def test_an_unknown_exclusion_is_no_yes_and_is_what_is_missing() -> None:
    found = examine(SPEND, household(spent(9000)), {"line": 8000.0})
    assert found is not None
    assert [leaf.path for leaf in found.settled.missing] == ["h.aid.特困"]


GRADE = rule({"member": {"path": "m.disability.grade", "le": 2, "trigger": True}})
AGED = rule({"member": {"all": [{"path": "m.age", "ge": 60, "trigger": True}, {"path": "m.live_alone", "is": True}]}})
HELD = rule({"path": "h.disaster.type", "is": "洪涝", "trigger": "held"})


def test_one_and_the_same_member_must_meet_all() -> None:
    old, alone = Fact("m[1].age", 70, HERE), Fact("m[2].live_alone", True, HERE)
    assert verdict(AGED, household(old, alone)) is not Verdict.LIKELY
    assert verdict(AGED, household(old, Fact("m[1].live_alone", True, HERE))) is Verdict.LIKELY


def test_members_not_spoken_of_do_not_keep_a_rule_open() -> None:
    assert verdict(GRADE, household(Fact("m[2].disability.grade", 4, HERE))) is Verdict.NOT_NOW


def test_somebody_elses_fact_is_told_and_never_counted() -> None:
    his = Fact("m[2].disability.grade", 2, HERE, holder="other")
    found = examine(GRADE, household(his, outside=(2,)), {})
    assert found is not None
    assert found.verdict is Verdict.NOT_NOW
    assert found.outside == (his,)


def test_an_age_that_does_not_fit_is_no_reason_to_speak_of_a_rule() -> None:
    assert verdict(AGED, household(Fact("m[1].age", 8, HERE))) is None


def test_a_trigger_that_must_hold_is_not_touched_by_its_contrary() -> None:
    assert verdict(HELD, household(Fact("h.disaster.type", "旱", HERE))) is None
    assert verdict(HELD, household(Fact("h.disaster.type", "洪涝", HERE))) is Verdict.LIKELY


def test_reasons_are_the_fewest_that_decide() -> None:
    found = examine(SPEND, household(spent(9000), flag("h.aid.特困")), {"line": 8000.0})
    assert found is not None
    assert [leaf.path for leaf in found.settled.reasons()] == ["h.aid.特困"]


def test_the_smallest_set_is_missing_of_two_ways() -> None:
    two_ways = rule(
        {
            "any": [
                {"all": [{"path": "h.relocated", "is": True}, {"path": "h.hukou", "is": "农业"}]},
                {"path": "h.work.pv", "is": True, "trigger": True},
            ]
        }
    )
    found = examine(two_ways, household(), {}, named=True)
    assert found is not None
    assert [leaf.path for leaf in found.settled.missing] == ["h.work.pv"]
    assert {leaf.path for leaf in found.settled.open} == {"h.relocated", "h.hukou", "h.work.pv"}
