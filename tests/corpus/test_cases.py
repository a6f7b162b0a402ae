"""Stories with gold: what a line of gold means, that the shipped cases hold, and what a malformed file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.cases import Case, load_cases, read_cases
from corpus.errors import KnowledgeError
from corpus.regions import Regions
from triage.privacy import Kind as PiiKind

STORY = "我叫柳三，我今年六十，老伴得了肝癌，家里四口人，收入三万多。低保去年停了。"


def one(facts: str = "", **more: object) -> Case:
    return Case.model_validate({"id": "dev-x-01", "narrative": STORY, "facts": facts, **more})


def test_a_line_gives_path_value_words_and_marks():
    fact = one("老伴.health.severe_illness = 肝癌|肝恶性肿瘤 @ 得了肝癌").facts[0]
    assert (fact.paths, fact.values, fact.member) == (("m.health.severe_illness",), ("肝癌", "肝恶性肿瘤"), "老伴")
    assert fact.spans[0].of(STORY) == "得了肝癌"
    assert fact.required
    assert not fact.denied

    ended = one("h.aid.低保 ended @ 低保去年停了").facts[0]
    assert (ended.values, ended.time) == ((True,), "ended")
    denied = one("? h.aid.低保 no,other @ 低保去年停了").facts[0]
    assert (denied.denied, denied.other, denied.required) == (True, True, False)


def test_values_may_be_ranges_sets_or_anything():
    facts = one(
        "h.income.total = 30000~40000 year @ 收入三万多\n"
        "h.size_living_together = {4,5} @ 四口人\n"
        "h.aid_stopped.reason = * @ 停了"
    ).facts
    assert [fact.values[0] for fact in facts] == [(30000.0, 40000.0), frozenset({4.0, 5.0}), None]
    assert facts[0].period == "year"


def test_members_are_numbered_by_first_mention():
    assert one("老伴.age = 60 @ 六十\n我.age = 60 @ 六十").members == ("我", "老伴")


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ("h.nothing @ 四口人", "没有路径"),
        ("h.size_living_together = 4 @ 五口人", "没有“五口人”"),
        ("侄子.age = 4 @ 四口人", "没有“侄子”"),
        ("h.aid.低保 maybe @ 低保去年停了", "标记“maybe”"),
        ("h.aid.低保 = 有 @ 低保去年停了", "只有 true 和 false"),
        ("h.category = 富户 @ 四口人", "没有“富户”"),
        ("h.aid.低保", "写法不对"),
        ("老伴.age|我.age = 60 @ 六十", "不是同一个人"),
    ],
)
def test_a_wrong_line_is_refused(facts, word):
    with pytest.raises(ValueError, match=word):
        one(facts)


@pytest.mark.parametrize(
    "more",
    [
        {"pii": ["nickname 柳三"]},
        {"pii": ["name 张三"]},
        {"leads": ["民政局"]},
        {"asks": ["m[1].age"]},
        {"must": ["低保"]},
        {"must": ["SUB-01"], "must_not": ["SUB-01"]},
        {"kind": "诉苦"},
        {"title": "多出来的"},
    ],
)
def test_a_wrong_field_is_refused(more):
    with pytest.raises(ValueError, match="validation error"):
        one(**more)


def test_dangers_are_groups_of_alternatives():
    assert one(urgent=["110|12356", 120]).urgent == (("110", "12356"), ("120",))
    assert one(urgent="optional").urgent is None
    assert one().urgent == ()


def test_a_bad_file_names_file_and_line():
    bad = f"about: 样子\ncases:\n- {{id: dev-x-01, narrative: {STORY}}}\n- id: dev-x-02\n  narrative: 太短\n"
    with pytest.raises(KnowledgeError, match="甲.yaml 第4行：dev-x-02 narrative"):
        list(read_cases("甲.yaml", bad))
    with pytest.raises(KnowledgeError, match="甲.yaml 不是正确的 YAML"):
        list(read_cases("甲.yaml", "cases: ["))
    for text in ("- 一", "about: 无", "cases: {}", "cases: []\nmore: 1"):
        with pytest.raises(KnowledgeError, match="甲.yaml 第1行"):
            list(read_cases("甲.yaml", text))


def test_a_number_stands_once(tmp_path: Path):
    for name in ("dev-a.yaml", "dev-b.yaml"):
        (tmp_path / name).write_text(f"cases:\n- id: dev-x-01\n  narrative: {STORY}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="dev-x-01 出现了两次"):
        load_cases(folder=tmp_path)


def test_the_shipped_cases_are_many_and_half_is_held_out():
    held, dev = load_cases("held"), load_cases("dev")
    assert len(held) + len(dev) == len(load_cases()) >= 170
    assert min(len(held), len(dev)) >= 85
    assert all(case.held_out for case in held)
    assert not any(case.held_out for case in dev)
    assert len({case.narrative for case in (*held, *dev)}) == len(held) + len(dev)


def test_both_halves_hold_every_sort_of_case():
    for cases in (load_cases("held"), load_cases("dev")):
        assert sum(bool(case.urgent) for case in cases) >= 6
        assert sum(case.out_of_scope for case in cases) >= 3
        assert sum(case.policy_only for case in cases) >= 3
        assert {datum.kind for case in cases for datum in case.pii} == set(PiiKind)
        assert {case.channel for case in cases} == {"phone", "visit", "cadre_note", "wechat"}
        facts = [fact for case in cases for fact in case.facts]
        assert sum(fact.denied for fact in facts) >= 25
        assert sum(fact.other for fact in facts) >= 8
        assert {fact.time for fact in facts} >= {"ended", "past", "planned"}


def test_every_place_of_a_case_is_known():
    regions = Regions.load()
    for case in load_cases():
        assert case.region is None or regions.find(case.region)
