"""What speaks for a row beside the two indexes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.marks import NAMES, Rows, weights
from retrieval.model import Hit


@pytest.fixture
def rows() -> Rows:
    made = Rows()
    made.add("a", "青禾县护河条例第九条", "不得电鱼。")
    made.add("b", "青禾县护河条例第十条", "违者罚款。")
    made.add("c", "护林法第十条", "不得砍伐。")
    made.add("d", "最高人民法院关于护林法的解释", "本解释自公布之日起施行。")
    return made


def value(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], row: int, name: str) -> float:
    return float(values[row, NAMES.index(name)])


def test_each_row_gets_the_scores_of_both_lists(rows: Rows) -> None:
    found, values = rows.marks([Hit(0, 8.0), Hit(1, 4.0)], [Hit(2, 0.9), Hit(0, 0.3)], {})
    assert found == [0, 1, 2]
    assert [value(values, row, "words") for row in range(3)] == [1.0, 0.5, 0.0]
    assert [value(values, row, "meaning") for row in range(3)] == [0.0, 0.0, 1.0]


def test_the_kind_of_text_is_read_from_its_title(rows: Rows) -> None:
    _, values = rows.marks([Hit(n, 1.0) for n in range(4)], [], {})
    kinds = [[value(values, row, name) for name in ("court", "statute", "regulation")] for row in range(4)]
    assert kinds == [[0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_neighbours_are_of_the_same_paper(rows: Rows) -> None:
    _, values = rows.marks([Hit(0, 2.0), Hit(2, 2.0)], [Hit(1, 0.5)], {})
    assert value(values, 1, "beside") == 0.5  # the ninth article of its own paper, found by words alone
    assert value(values, 2, "beside") == 0.0


def test_coverage_weighs_the_words_held(rows: Rows) -> None:
    _, values = rows.marks([Hit(0, 1.0), Hit(1, 1.0)], [], {"电鱼": 3.0, "罚款": 1.0})
    assert [value(values, row, "coverage") for row in range(2)] == [0.75, 0.25]


def test_nothing_found_gives_no_rows(rows: Rows) -> None:
    found, values = rows.marks([], [], {"河": 1.0})
    assert found == []
    assert values.shape == (0, len(NAMES))


def test_every_mark_has_a_weight() -> None:
    assert len(weights()) == len(NAMES)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0.01, 50)), unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(st.integers(0, 3), st.floats(-1, 1)), unique_by=lambda pair: pair[0]),
)
def test_marks_stay_between_nothing_and_one(words: list[tuple[int, float]], senses: list[tuple[int, float]]) -> None:
    made = Rows()
    for key, title in enumerate(("护河条例第一条", "护河条例第二条", "护林法第三条", "通知")):
        made.add(str(key), title, "正文")
    found, values = made.marks([Hit(*pair) for pair in words], [Hit(*pair) for pair in senses], {"正文": 1.0})
    assert found == sorted({row for row, _ in (*words, *senses)})
    assert np.all((values >= 0) & (values <= 1 + 1e-9))
