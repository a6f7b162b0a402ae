"""Marks of a triage against gold, with outputs made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.cases import Case
from eval.stories import StoryMarks, judge

STORY = "我今年六十，老伴得了肝癌，收入三万多。低保去年停了，不是监测户。邻居有低保。我叫柳三，电话13900001111。"
GOLD = """
我.age = 60 @ 六十
老伴.health.severe_illness = 肝癌 @ 肝癌
h.income.total = 30000~40000 @ 收入三万多
h.aid.低保 ended @ 低保去年停了
h.monitor_state = 纳入 no @ 不是监测户
"""


def case(facts: str = GOLD, **more: Any) -> Case:
    return Case.model_validate({"id": "dev-x-01", "narrative": STORY, "facts": facts, **more})


def fact(path: str, value: Any, words: str, **more: Any) -> dict[str, Any]:
    start = STORY.index(words)
    known = {"period": None, "polarity": "yes", "time": "now", "holder": "household", "certainty": "stated"}
    evidence = [{"start": start, "end": start + len(words), "text": words}]
    return {"path": path, "value": value, "unit": None, "evidence": evidence} | known | more


ALL_RIGHT = [
    fact("m[1].age", 60, "六十"),
    fact("m[2].health.severe_illness", "肝癌", "得了肝癌"),
    fact("h.income.total", [30000, 40000], "三万多"),
    fact("h.aid.低保", True, "低保去年停了", time="ended"),
    fact("h.monitor_state", "纳入", "不是监测户", polarity="no"),
]
ORDER = {"lead": [{"name": "青禾县民政局"}], "urgency": "一般", "kind": "求助", "reply_public": "已转民政部门。"}


def out(facts: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "facts": ALL_RIGHT if facts is None else facts,
        "measures": [],
        "questions": [],
        "urgent": [],
        "out_of_scope": None,
        "handover": [],
        "pii": [],
        "card": None,
        "work_order": ORDER,
    }
    return empty | more


def marked(gold: Case | None = None, **more: Any) -> StoryMarks:
    return judge(gold or case(), out(**more), 1.0)


def counts(marks: StoryMarks) -> tuple[int, int, int]:
    return sum(marks.right.values()), sum(marks.extra.values()), sum(marks.missed.values())


def test_all_right():
    marks = marked()
    assert counts(marks) == (5, 0, 0)
    assert marks.traps == {"时态": (1, 1), "否定": (1, 1)}
    assert marks.spans == (5, 5)
    assert marks.in_order is True
    assert marks.faults == []


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (0, {"value": 61}),
        (2, {"value": 30000}),
        (3, {"time": "now"}),
        (4, {"polarity": "yes"}),
        (1, {"holder": "other"}),
    ],
)
def test_a_wrong_value_time_denial_or_holder_is_missed_and_extra(place, change):
    facts = [dict(one) for one in ALL_RIGHT]
    facts[place] |= change
    assert counts(marked(facts=facts)) == (4, 1, 1)


def test_what_was_not_said_is_extra_and_what_was_not_found_is_missed():
    assert counts(marked(facts=[*ALL_RIGHT, fact("h.aid.特困", True, "低保")])) == (5, 1, 0)
    assert counts(marked(facts=ALL_RIGHT[1:])) == (4, 0, 1)


def test_optional_lenient_and_other_peoples_facts_do_not_count():
    assert counts(marked(case(GOLD + "? h.aid.特困 @ 低保"), facts=[*ALL_RIGHT, fact("h.aid.特困", True, "低保")])) == (
        5,
        0,
        0,
    )
    assert counts(marked(case(lenient=["h.aid.低保"]), facts=[*ALL_RIGHT[:3], ALL_RIGHT[4]])) == (4, 0, 0)
    other = fact("h.aid.低保", True, "邻居有低保", holder="other")
    assert counts(marked(facts=[*ALL_RIGHT, other])) == (5, 0, 0)


def test_an_optional_fact_read_wrongly_is_extra():
    gold = case(GOLD + "? h.aid.特困 no @ 低保")
    assert counts(marked(gold, facts=[*ALL_RIGHT, fact("h.aid.特困", True, "低保")])) == (5, 1, 0)


def test_a_member_numbered_otherwise_is_still_the_same_person():
    swapped = [dict(one, path=one["path"].replace("m[2]", "m[7]").replace("m[1]", "m[8]")) for one in ALL_RIGHT]
    marks = marked(facts=swapped)
    assert counts(marks) == (5, 0, 0)
    assert marks.in_order is False


def test_another_persons_fact_does_not_stand_for_it():
    facts = [*ALL_RIGHT[1:], fact("m[2].age", 60, "六十")]
    gold = case(GOLD + "老伴.labour = 丧失 @ 肝癌")
    facts.append(fact("m[2].labour", "丧失", "肝癌"))
    assert counts(marked(gold, facts=facts)) == (5, 1, 1)


def test_both_sides_of_a_contradiction_make_a_set():
    gold = case("h.size_living_together = {4,5} @ 三万")
    assert counts(marked(gold, facts=[fact("h.size_living_together", {"any": [4, 5]}, "三万")])) == (1, 0, 0)
    assert counts(marked(gold, facts=[fact("h.size_living_together", 4, "三万")])) == (0, 1, 1)


def test_words_must_stand_where_they_are_said_to():
    facts = [dict(ALL_RIGHT[0], evidence=[{"start": 0, "end": 2, "text": "六十"}])]
    marks = marked(facts=facts)
    assert marks.spans == (0, 1)
    assert "原话" in {fault.mark for fault in marks.faults}


def test_measures():
    gold = case(must=["SUB-01", "SUB-04"], must_not=["SUB-07", "MON-01"])
    verdicts = {
        "SUB-01": "already",
        "SUB-04": "not_now",
        "SUB-07": "need_info",
        "MON-01": "not_now",
        "MED-04": "likely",
    }
    marks = marked(gold, measures=[{"id": name, "verdict": verdict} for name, verdict in verdicts.items()])
    assert marks.must == (1, 2)
    assert marks.forbidden == 1
    assert marks.offered == 2


def test_lead_kind_handover_and_questions():
    gold = case(leads=["民政"], kind="咨询|求助", handover="工伤", asks=["m.age"])
    marks = marked(gold, handover=[{"text": "工伤认定", "handler": "人社"}], questions=[{"path": "m[2].age"}])
    assert (marks.lead, marks.kind, marks.handover, marks.asked) == (True, True, True, True)
    marks = marked(case(leads=["医保"], kind="咨询", handover="工伤", asks=["m.age"]))
    assert (marks.lead, marks.kind, marks.handover, marks.asked) == (False, False, False, False)
    assert marked(case(leads=["民政"]), work_order=None).lead is False


def test_policy_and_scope():
    assert marked(case(policy_only=True)).policy is False
    assert marked(case(policy_only=True), work_order=None).policy is True
    away = {"text": "快递", "handler": "邮政"}
    assert marked(case(out_of_scope=True), out_of_scope=away, work_order=None).scope
    assert not marked(case(out_of_scope=True)).scope
    assert not marked(out_of_scope=away, work_order=None).scope


def test_every_danger_needs_one_of_its_numbers_and_a_special_order():
    gold = case(urgent=["110|12356", 120])
    most_urgent = ORDER | {"urgency": "特急"}
    both = [{"text": "报警", "call": ["12356"]}, {"text": "急救", "call": ["120"]}]
    assert marked(gold, urgent=both, work_order=most_urgent).urgent
    assert not marked(gold, urgent=both[:1], work_order=most_urgent).urgent
    assert not marked(gold, urgent=both).urgent
    assert marked(urgent=both).false_alarm
    assert marked().false_alarm is False
    assert marked(case(urgent="optional"), urgent=both).false_alarm is None


def test_personal_data():
    gold = case(pii=["name 柳三", "phone 13900001111"])
    start = STORY.index("13900001111")
    phone = {"kind": "phone", "start": start, "end": start + 11}
    marks = marked(gold, pii=[phone, {"kind": "bed", "start": 0, "end": 1}], card={"title": "柳三家"})
    assert (marks.masked, marks.leaks, marks.overmasked) == ((1, 2), 1, 1)
    assert marked(gold, work_order=ORDER | {"reply_public": "回电13900001111"}).leaks == 1
    assert marked(gold, pii=[dict(phone, end=start + 10)]).masked == (0, 2)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ([30000, 40000], 1),
        ([32000, 38000], 1),
        ([28000, 41000], 1),
        ([30000, 31000], 0),
        ([20000, 60000], 0),
        (35000, 0),
    ],
)
def test_ranges_for_a_vague_word_must_share_most(found, right):
    marks = marked(case("h.income.total = 30000~40000 @ 三万多"), facts=[fact("h.income.total", found, "三万多")])
    assert sum(marks.right.values()) == right


def test_who_is_meant_is_told_by_required_facts_first():
    gold = case("我.age = 60 @ 六十\n? 我.labour = 丧失 @ 肝癌", lenient=["m.labour"])
    facts = [fact("m[1].labour", "丧失", "肝癌"), fact("m[2].age", 60, "六十")]
    assert counts(marked(gold, facts=facts)) == (1, 0, 0)
