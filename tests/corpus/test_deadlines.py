"""Deadlines as facts: what is due by when, from small papers of our own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.deadlines import DeadlineFact, deadline_facts
from corpus.model import Clause, Document

PAPER = Document("青禾县方案@2024-03-01", "青禾县方案", "a.txt", "方案", issued_on="2024-03-01", effective_to="2026")


def deadlines(text: str, **row: str) -> list[DeadlineFact]:
    return list(deadline_facts(PAPER, [Clause("一", text, row=row or None)]))


@pytest.mark.parametrize(
    ("text", "due", "due_on", "year_said"),
    [
        ("2024年6月底前完成摸排。", "2024-06", "2024-06-30", True),
        ("6月底前完成摸排。", "2024-06", "2024-06-30", False),
        ("请于9月26日下班前反馈。", "2024-09-26", "2024-09-26", False),
        ("到2025年，村村通自来水。", "2025", "2025-12-31", True),
        ("2025年底力争建成水厂。", "2025", "2025-12-31", True),
        ("2025年前建成水厂。", "2025", "2024-12-31", True),
        ("申报于2024年5月10日截止。", "2024-05-10", "2024-05-10", True),
        ("年底前修完三条路。", "2024", "2024-12-31", False),
        ("年内修完三条路。", "2024", "2024-12-31", False),
        ("规划期末建成水厂。", "2026", "2026-12-31", False),
        ("“十五五”末建成水厂。", "2030", "2030-12-31", False),
    ],
)
def test_a_due_date_is_read_as_precisely_as_it_is_written(text: str, due: str, due_on: str, year_said: bool) -> None:
    (found,) = deadlines(text)
    assert (found.due, found.due_on.isoformat(), found.year_said) == (due, due_on, year_said)
    assert found.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2024年5月1日起施行。",
        "有效期至2026年12月31日。",
        "截至2022年底，全县通水的村有十个。",  # before the paper's own day: history
        "2019年以来建成水厂三座。",
        "根据2023年3月8日的会议纪要制定。",
        "2024年前三季度走访一遍。",
        "三个月内办结。",
        "年度自1月1日起至12月31日止。",
        "于次年3月31日前报送。",
    ],
)
def test_terms_history_and_sources_are_no_deadlines(text: str) -> None:
    assert deadlines(text) == []


def test_each_date_of_a_sentence_has_its_own_matter() -> None:
    found = deadlines("水源地7月底前划定，10月底前立牌；12月底前验收。")
    assert [one.quote for one in found] == ["水源地7月底前划定", "10月底前立牌", "12月底前验收。"]
    assert [one.due for one in found] == ["2024-07", "2024-10", "2024-12"]


def test_what_recurs_is_due_on_its_next_day() -> None:
    report, copy = deadlines("每年3月31日前报送总结，5月31日前抄送县局。")
    assert report.yearly and copy.yearly
    assert report.next_on(dt.date(2026, 3, 31)) == dt.date(2026, 3, 31)
    assert report.next_on(dt.date(2026, 4, 1)) == dt.date(2027, 3, 31)
    (february,) = deadlines("每年2月底前报送。")
    assert february.due_on == dt.date(2024, 2, 29) and february.next_on(dt.date(2026, 1, 1)) == dt.date(2026, 2, 28)
    (once,) = deadlines("2025年6月底前报送。")
    assert not once.yearly and once.next_on(dt.date(2026, 4, 1)) == dt.date(2025, 6, 30)


def test_only_what_is_striven_for_is_an_aim() -> None:
    assert deadlines("力争2025年底前建成水厂。")[0].aim
    assert not deadlines("2025年底前建成水厂；积极争取上级资金。")[0].aim


def test_a_row_of_a_task_list() -> None:
    (found,) = deadlines(
        "1 改造管网 县水利局 2025年6月", 序号="1", 任务="改造管网", 单位="县水利局", 完成时限="2025年6月"
    )
    assert (found.due, found.due_on) == ("2025-06", dt.date(2025, 6, 30))
    assert found.quote == "1 改造管网 县水利局 2025年6月"


@given(st.text(alphabet="到力争2024年56月底前日内，。；截止完成水厂施行\n “”十五期末", max_size=60))
def test_any_text_gives_true_spans(text: str) -> None:
    for one in deadlines(text):
        assert one.quote and text[one.span.start : one.span.end] == one.quote
        assert one.due_on >= dt.date(2024, 3, 1)


def test_the_deadlines_of_the_draft(shared) -> None:
    from ingest.pipeline import read_source
    from ingest.readers import read_file

    reading = read_source(read_file(shared / "policies" / "上饶市重点帮扶村方案征求意见稿.txt"))
    found = list(deadline_facts(reading.document, reading.clauses))
    assert {"2021-09-26", "2021", "2022", "2025"} == {one.due for one in found}
    assert all(one.quote in one.clause.text for one in found)
