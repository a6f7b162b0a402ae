"""Five folds that share nothing, weights that follow what answers, intervals around the mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.collection import Asked
from eval.folds import Judged, folds, intervals, learn


@given(st.lists(st.frozensets(st.integers(0, 30).map(str), min_size=1, max_size=3), min_size=1, max_size=40))
def test_no_article_answers_in_two_folds(golds: list[frozenset[str]]) -> None:
    asked = [Asked(str(n), "问", gold) for n, gold in enumerate(golds)]
    parts = folds(asked)
    assert sorted(query.id for part in parts for query in part) == sorted(query.id for query in asked)
    for turn, part in enumerate(parts):
        here = {gold for query in part for gold in query.gold}
        there = {gold for other in parts[turn + 1 :] for query in other for gold in query.gold}
        assert not here & there


def test_a_question_and_an_article_of_the_same_name_are_two_things() -> None:
    asked = [Asked("1", "问", frozenset({"2"})), Asked("2", "问", frozenset({"3"}))]
    assert max(len(part) for part in folds(asked)) == 1


def test_weights_follow_the_column_that_answers() -> None:
    pytest.importorskip("torch")
    chance = np.random.default_rng(0)
    judged = []
    for _ in range(30):
        values = chance.random((10, 3))
        judged.append(Judged(list(range(10)), values, values[:, 1] == values[:, 1].max()))
    learned = learn(judged)
    assert learned[1] > 3 * max(abs(learned[0]), abs(learned[2]))
    assert len(learn(judged, [0, 2])) == 2


def test_the_interval_lies_around_the_mean() -> None:
    asked = [Asked(str(n), "问", frozenset({"a"})) for n in range(40)]
    ranks = {query.id: ["a"] if int(query.id) < 20 else ["b"] for query in asked}
    first = intervals(ranks, asked)[0]
    assert first.startswith("0.500 (0.3")
    assert intervals({query.id: ["a"] for query in asked}, asked)[0] == "1.000 (1.000–1.000)"
