from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limits
from corpus.errors import TooManyRequests


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_then_a_wait_then_one_more() -> None:
    clock = Clock()
    limits = Limits(clock)
    for _ in range(6):
        limits.check(("a", 6))
    with pytest.raises(TooManyRequests) as caught:
        limits.check(("a", 6))
    assert caught.value.seconds == 10
    limits.check(("b", 6))  # somebody else
    clock.now += 10
    limits.check(("a", 6))
    with pytest.raises(TooManyRequests):
        limits.check(("a", 6))


def test_a_group_is_counted_beside_its_users_and_a_refusal_costs_nobody() -> None:
    limits = Limits(Clock())
    limits.check(("user:a", 1), ("group", 2))
    for _ in range(5):
        with pytest.raises(TooManyRequests):
            limits.check(("user:a", 1), ("group", 2))
    limits.check(("user:b", 1), ("group", 2))
    with pytest.raises(TooManyRequests):
        limits.check(("user:c", 1), ("group", 2))


def test_zero_is_no_limit() -> None:
    limits = Limits(Clock())
    for _ in range(1000):
        limits.check(("a", 0))


@given(st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_never_more_than_a_bucket_and_what_flowed_in(rate: int, pauses: list[float]) -> None:
    clock = Clock()
    limits, passed = Limits(clock), 0
    for pause in pauses:
        clock.now += pause
        try:
            limits.check(("a", rate))
            passed += 1
        except TooManyRequests as error:
            assert error.seconds >= 1
    assert passed <= rate + clock.now * rate / 60 + 1e-6


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.limits._MOST_KEYS", 10)
    limits = Limits(Clock())
    for number in range(100):
        limits.check((str(number), 5))
    assert len(limits._buckets) == 10
