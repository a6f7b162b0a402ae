"""Sixty days of a learner, and any run of answers: the rules of spacing hold."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from bot.training.spacing import LEAST_GROWTH, Card, review

DAY = dt.date(2026, 1, 1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=25))
def test_any_run_of_answers(run: list[tuple[bool, int]]) -> None:
    card: Card | None = None
    day, best = DAY, 0
    for right, late in run:
        before = card
        card = review(card, right, day)
        assert card.due > day and (card.due - day).days == card.gap >= 1
        if not right:
            assert card.gap == 1
            best = before.gap if before else 0
        elif before is not None:
            assert card.gap >= min(365, LEAST_GROWTH * before.gap)
            if before.gap == 1 and best > 3:
                assert card.gap < best
        day = card.due + dt.timedelta(days=late)


def test_an_early_answer_is_no_short_cut() -> None:
    card = review(None, True, DAY)
    same = review(card, True, DAY + dt.timedelta(days=1))
    assert same.gap <= 3 * card.gap


def test_sixty_days_do_not_depend_on_anything_else() -> None:
    def log(seed: int) -> list[tuple[int, bool, int]]:
        drawn, cards, told = random.Random(seed), {}, []
        for n in range(60):
            day = DAY + dt.timedelta(days=n)
            for item in range(5):
                card = cards.get(item)
                if card is None or card.due <= day:
                    right = drawn.random() < 0.8
                    cards[item] = review(card, right, day)
                    told.append((item, right, cards[item].gap))
        return told

    assert log(3) == log(3)
    assert len(log(3)) > 20
