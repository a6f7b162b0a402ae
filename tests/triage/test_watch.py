"""The watch around a household: rhythm and limits by the place's own papers, a notice without private data, no exit."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.digests import load_digests
from corpus.model import Status
from triage.model import Category, Reading, Verdict
from triage.order import work_order
from triage.papers.layout import order_paper
from triage.privacy import find_personal_data
from triage.watch import Watch, is_relevant
from triage.watch_clauses import due_dates, end_of_limit

DAY = dt.date(2026, 11, 20)
PLACE = "江西省/南昌市/进贤县"


@pytest.fixture
def county(library, put):
    """A county's own paper on its watch, in words of ours."""
    put(
        library,
        "进贤县监测帮扶细则",
        {
            "第一条": "网格员每月走访一次监测对象，乡镇每半年研判一次。",
            "第二条": "从收到监测线索起十个工作日内完成认定，村内公示不少于七天。",
            "第三条": "风险稳定消除的监测对象，经核查后有序退出。",
            "第四条": "学校每周打扫一次卫生。",
        },
        region=PLACE,
        issued_on="2026-03-01",
        effective_from="2026-03-01",
    )
    return library


def around(library, outlook):
    return Watch(library).around(outlook)


def test_rhythm_and_limits_come_from_the_places_own_paper(county, sick):
    found = around(county, sick)
    assert [visit["every"] for visit in found["visits"]] == ["month", "half"]
    assert found["visits"][0]["dates"] == ["2026-12-20", "2027-01-20", "2027-02-20"]
    assert found["visits"][1]["dates"] == ["2026-12-31", "2027-06-30", "2027-12-31"]
    notice, decision = found["steps"][3], found["steps"][5]
    assert (notice["days"], notice["working"]) == (7, False)
    assert (decision["days"], decision["working"], decision["due"]) == (10, True, "2026-12-04")
    assert "现公示7天" in found["notice"]["text"]
    assert found["exit"]["source"] == "《进贤县监测帮扶细则》第三条"
    assert {c["address"] for c in found["citations"]} == {"第一条", "第二条", "第三条"}


def test_another_places_paper_sets_nothing(county, sick):
    found = around(county, replace(sick, story=replace(sick.story, place="江西省/上饶市")))
    assert [visit["every"] for visit in found["visits"]] == [None]
    assert {step["days"] for step in found["steps"]} == {None}
    assert "本地时限未录入" in found["steps"][5]["text"]


def test_a_changed_library_is_read_again(county, put, sick):
    watch = Watch(county)
    before = watch.around(sick)
    put(county, "进贤县走访通知", {"第一条": "驻村干部每周走访监测户。"}, region=PLACE, issued_on="2026-05-01")
    assert len(watch.around(sick)["visits"]) == len(before["visits"]) + 1


def test_the_notice_and_the_exit_list_hold_nothing_private(county, sick):
    found = around(county, sick)
    notice = json.dumps(found["notice"], ensure_ascii=False)
    assert find_personal_data(notice) == []
    for words in ("周满仓", "尿毒症", "13900005512", "残疾证"):
        assert words not in notice
    assert "不会自动退出" in found["exit"]["rule"]


def test_classes_carry_the_old_and_the_new_name(county, sick):
    found = around(county, sick)
    assert [(c["name"], c["today"]) for c in found["classes"]] == [("脱贫不稳定户", "防止返贫致贫对象")]
    assert "未核实" in found["classes"][0]["note"]
    earlier = replace(sick, story=replace(sick.story, day=dt.date(2025, 5, 1)))
    assert around(county, earlier)["classes"][0]["note"] is None


@pytest.mark.parametrize(
    ("channel", "text", "way"),
    [
        ("phone", "我家困难", "农户自主申报"),
        ("cadre_note", "他家困难", "干部排查走访"),
        ("data", "名单", "部门筛查预警"),
        ("petition", "来信", "信访舆情"),
        ("phone", "我是村干部，走访中发现老张家困难", "干部排查走访"),
    ],
)
def test_how_the_case_was_found(county, sick, channel, text, way):
    story = replace(sick.story, channel=channel, text=text)
    assert around(county, replace(sick, story=story))["found"]["way"] == way


def test_no_watch_where_nothing_speaks_of_it(county, sick, complaining):
    assert not is_relevant(complaining)
    assert around(county, complaining) is None
    assert around(county, replace(sick, policy_only=True)) is None
    plain = replace(sick, measures=(), reading=Reading((), ()), categories=(Category("脱贫不稳定户", "no", "不是"),))
    assert around(county, plain) is None


def test_guarantees_are_told_or_asked(county, sick):
    lines = around(county, sick)["screening"]
    assert [line.partition("：")[0] for line in lines] == ["住房", "看病", "上学", "饮水"]
    assert all("要问：" in line for line in lines)


def test_shipped_papers_give_the_rhythm_of_their_place(library, sick):
    for number, reading in enumerate(load_digests()):
        library.add(reading, sha256=str(number), reader_version="1")
    watch = Watch(library)

    def every(place):
        found = watch.around(replace(sick, story=replace(sick.story, place=place)))
        return [visit["every"] for visit in found["visits"]], found

    assert every("江西省/上饶市")[0] == ["month"]
    assert every("吉林省/白山市/临江市")[0] == ["quarter", "half"]
    rhythm, found = every("江西省/南昌市/进贤县")
    assert rhythm == [None, "month"]
    assert Status.TEMPLATE.value in {warning["code"] for warning in found["warnings"]}
    assert any(right["source"] for right in found["rights"])


def test_the_watch_is_printed_with_the_order(county, sick):
    at = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)
    watch = around(county, sick)
    blocks = order_paper(work_order(replace(sick, watch=watch), "1", at)).blocks
    printed = "\n".join(text for block in blocks for text in (getattr(block, "text", ""), *getattr(block, "items", ())))
    assert all(section["print"] for section in watch["sections"]), "being watched is what this story is about"
    for section in watch["sections"]:
        for line in section["lines"]:
            assert line.removeprefix(f"{section['title']}：") in printed


def test_of_a_story_about_something_else_only_the_households_own_part_is_printed(county, sick):
    at = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)
    told = tuple(fact for fact in sick.reading.facts if not fact.path.startswith("h.monitor"))
    open_ones = tuple(replace(m, verdict=Verdict.NEED_INFO) for m in sick.measures)
    story = replace(sick, reading=replace(sick.reading, facts=told, named=()), measures=open_ones)
    watch = around(county, story)
    printed = {section["title"] for section in watch["sections"] if section["print"]}
    assert "三保障和饮水" in printed
    assert not printed & {"村内公示样稿", "退出核对单"}
    blocks = order_paper(work_order(replace(story, watch=watch), "1", at)).blocks
    text = "".join(getattr(block, "text", "") for block in blocks)
    assert "公示不写身份证号" not in text
    assert "在系统里" in text


@given(
    st.sampled_from(["week", "month", "quarter", "half", "year"]), st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
)
def test_due_dates_lie_ahead_and_rise(every, day):
    dates = due_dates(every, day, 4)
    assert dates == sorted(set(dates))
    assert dates[0] >= day
    assert len(dates) == 4


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 60))
def test_working_days_end_on_a_working_day_and_no_earlier(day, days):
    end = end_of_limit(day, days, working=True)
    assert end.weekday() < 5
    assert sum((day + dt.timedelta(n)).weekday() < 5 for n in range(1, (end - day).days + 1)) == days
