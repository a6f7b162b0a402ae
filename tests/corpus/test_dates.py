"""Dates as precise as written; terms as the text says them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import find_dates, find_period, find_term, first_day, last_day, make_iso

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026年3月18日印发", ["2026-03-18"]),
        ("二〇二六年三月十八日", ["2026-03-18"]),
        ("2026 年 3 月", ["2026-03"]),
        ("到2025年", ["2025"]),
        ("2026-03-18", ["2026-03-18"]),
        ("2021年9月23日发函，请于9月26日前反馈，28日汇总", ["2021-09-23", "2021-09-26", "2021-09-28"]),
        ("2026年2月30日", [None]),
        ("9月底前", [None]),
        ("每日巡查，三个月内", []),
        ("没有日期", []),
    ],
)
def test_find_dates(text: str, dates: list[str | None]) -> None:
    assert [d.iso for d in find_dates(text)] == dates


def test_relative_years_count_from_today() -> None:
    text = "去年6月住院，今年又住"
    found = find_dates(text, TODAY)
    assert [(d.span.of(text), d.iso) for d in found] == [("去年6月", "2025-06"), ("今年", "2026")]


@given(st.dates(dt.date(1949, 1, 1), dt.date(2099, 12, 31)))
def test_written_dates_are_read_back(day: dt.date) -> None:
    text = f"于{day.year}年{day.month}月{day.day}日施行"
    (found,) = find_dates(text)
    assert found.iso == day.isoformat()
    assert found.span.of(text) == text[1:-2]
    assert first_day(found.iso) == last_day(found.iso) == day


@given(st.text("0123456789年月日号今去二〇-./ ", max_size=24))
def test_any_text_is_read_without_error(text: str) -> None:
    for found in find_dates(text, TODAY):
        assert 0 <= found.span.start < found.span.end <= len(text)
        if found.iso is not None:
            assert first_day(found.iso) <= last_day(found.iso)


def test_days_of_coarse_dates() -> None:
    assert (first_day("2025"), last_day("2025")) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert make_iso(2026, None, 3) is None
    assert make_iso(None) is None


def test_periods() -> None:
    assert find_period("（2021—2025年）") == ("2021", "2025")
    assert find_period("2025-2021年") is None
    assert find_period("2021年") is None


@pytest.mark.parametrize(
    ("text", "issued", "start", "end"),
    [
        ("本办法自2026年5月1日起施行。", None, "2026-05-01", None),
        ("本办法自印发之日起施行，有效期五年。", "2026-03-18", "2026-03-18", "2031-03-17"),
        ("自发布之日起实施，有效期至2028年12月31日。", "2026-03-18", "2026-03-18", "2028-12-31"),
        ("本规划期为 2021—2025年。", None, "2021", "2025"),
        ("有效期3年。", "2026-03", None, "2029-03"),
        ("自印发之日起执行。本通知有效期为2年。", "2026-03-18", "2026-03-18", "2028-03-17"),
        ("许可证有效期为五年，期满换发。", "2026-03-18", None, None),
        ("依照本条例取得的登记证，有效期限为3年。", "2026-03-18", None, None),
        ("按月发放。", "2026-03-18", None, None),
    ],
)
def test_terms(text: str, issued: str | None, start: str | None, end: str | None) -> None:
    term = find_term(text, issued)
    assert (term.start, term.end) == (start, end)
    assert bool(term.words) == bool(start or end)


def test_the_term_of_a_licence_is_not_that_of_the_document() -> None:
    assert find_term("备案自主管部门准予之日起生效，有效期十年。", "2026-03-18").end is None
    assert find_term("证书自发证之日起生效。换发的证书有效期六年。", "2026-03-18").end is None
