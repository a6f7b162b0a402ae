from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import BEIJING, is_clock, today


def test_a_fixed_day() -> None:
    assert today("2026-03-18") == dt.date(2026, 3, 18)


@given(st.integers(-3000, 3000))
def test_a_shift_counts_from_the_day_in_beijing(days: int) -> None:
    before = dt.datetime.now(BEIJING).date()
    shifted = today(f"{days:+d}d")
    after = dt.datetime.now(BEIJING).date()
    assert before <= shifted - dt.timedelta(days=days) <= after


@given(st.text(max_size=12))
def test_is_clock_tells_exactly_what_today_takes(text: str) -> None:
    if is_clock(text):
        assert isinstance(today(text), dt.date)


def test_words_are_no_clock() -> None:
    assert not is_clock("tomorrow")
    assert not is_clock("90d")
    assert not is_clock("-999999999d")
