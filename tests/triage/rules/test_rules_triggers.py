"""When a fact makes a rule worth a look: held, beside, worth. None of them ever settles anything."""

import datetime as dt

import pytest
from pydantic import ValidationError

from corpus.model import Span
from triage.household import Household
from triage.model import Fact, Interval, Member, Reading, Time, Verdict
from triage.rules.schema import Case, Rule, Test
from triage.rules.try_cases import outcome
from triage.verdict import examine

DAY = dt.date(2026, 11, 22)


def rule(*tests):
    cases = [{"name": str(number), "facts": {}, "expect": "untouched"} for number in range(4)]
    facts = {
        "id": "AAA-01",
        "name": "青禾补助",
        "domain": "其他",
        "lead": "民政",
        "benefit": "给补助",
        "plain": "可以申请。",
    }
    return Rule.model_validate({**facts, "when": {"all": list(tests)}, "cases": cases, "params": PARAMS})


PARAMS = {"line": {"name": "线", "unit": "元", "period": "year"}}
SICK = {"path": "h.spend.medical_oop_all", "gt": "$line", "trigger": "held", "worth": 5000, "text": "自付多"}
DISABLED = {"path": "m.disability.grade", "known": True, "trigger": "held", "beside": ["m.age"], "text": "残疾"}


def verdict(subject, facts, named=False):
    return outcome(subject, Case(name="x", facts=facts, named=named, expect="untouched"), DAY)[0]


def told(*facts):
    return Household(Reading((Member(1, "本人", False, Span(0, 1)),), facts), DAY)


@pytest.mark.parametrize(
    ("value", "period", "touched"),
    [
        (4999.0, "year", False),
        (5000.0, "year", True),
        (400.0, "month", False),
        (500.0, "month", True),
        (Interval(1000, 6000), "year", True),
        (Interval(1000, None), None, True),
    ],
)
def test_a_small_sum_is_no_reason_to_look(value, period, touched):
    fact = Fact("h.spend.medical_oop_all", value, (Span(0, 1),), unit="元", period=period)
    finding = examine(rule(SICK), told(fact), {"line": None})
    assert (finding is not None) is touched
    assert finding is None or finding.verdict is Verdict.NEED_INFO


def test_a_small_sum_still_counts_once_the_rule_is_asked_for():
    fact = Fact("h.spend.medical_oop_all", 400.0, (Span(0, 1),))
    assert examine(rule(SICK), told(fact), {"line": 300}, named=True).verdict is Verdict.LIKELY


def test_beside_asks_for_another_fact_about_the_same_person():
    assert verdict(rule(DISABLED), {"m[1].disability.grade": 2}) == "untouched"
    assert verdict(rule(DISABLED), {"m[1].disability.grade": 2, "m[2].age": 4}) == "untouched"
    assert verdict(rule(DISABLED), {"m[1].disability.grade": 2, "m[1].age": 4}) == "likely"


def test_held_is_silent_when_contradicted_and_true_tells_why():
    held = {"path": "h.aid.低保", "is": True, "trigger": "held", "text": "低保户"}
    assert verdict(rule(held), {"h.aid.低保": False}) == "untouched"
    assert verdict(rule(held | {"trigger": True}), {"h.aid.低保": False}) == "not_now"


def test_beside_and_worth_belong_to_triggers():
    for extra in ({"beside": ["m.age"]}, {"worth": 1.0}):
        with pytest.raises(ValidationError, match="不是触发条件"):
            Test.model_validate({"path": "h.aid.低保", "is": True, "text": "x"} | extra)


def test_count_asks_for_so_many_different_members():
    two = {"member": {"path": "m.alive_home", "is": "去世", "trigger": "held", "text": "去世"}, "count": 2}
    assert verdict(rule(two), {"m[1].alive_home": "去世", "m[2].alive_home": "去世"}) == "likely"
    assert verdict(rule(two), {"m[1].alive_home": "去世", "m[2].alive_home": "外出"}, named=True) == "not_now"
    assert verdict(rule(two), {"m[1].alive_home": "去世"}, named=True) == "not_now"


def test_what_has_ended_is_told_from_what_never_was():
    ended = {"path": "h.aid.低保", "ended": True, "trigger": "held", "text": "低保停了"}
    stopped = Fact("h.aid.低保", True, (Span(0, 1),), time=Time.ENDED)
    never = Fact("h.aid.低保", True, (Span(0, 1),), denied=True)
    assert examine(rule(ended), told(stopped), {}).verdict is Verdict.LIKELY
    assert examine(rule(ended), told(never), {}) is None
    assert examine(rule(ended), told(never), {}, named=True).verdict is Verdict.NOT_NOW
    assert examine(rule(ended), told(), {}, named=True).verdict is Verdict.NEED_INFO
