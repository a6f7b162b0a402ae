"""The sketches in memory tell the same as those that stand with the texts in the database."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus.sketches
from corpus.sketches import Sketches

WINDOWS = st.sets(st.integers(-3, 6), max_size=6)
STEPS = st.lists(st.tuples(st.integers(1, 6), st.none() | WINDOWS), max_size=25)


class Shelf:
    """Stands for the connection: the rows of the table of texts."""

    def __init__(self):
        self.texts = {}
        self.reads = 0

    def execute(self, _statement):
        self.reads += 1
        return self

    def all(self):
        return [(text, array(windows).tobytes()) for text, windows in self.texts.items()]


def array(windows):
    return np.array(sorted(windows), dtype=np.int64)


def brute(texts, mine):
    counts = Counter({text: len(windows & mine) for text, windows in texts.items()})
    return {text: count for text, count in counts.items() if count}


@pytest.mark.parametrize("fewest", [0, 10, 1000])
@given(before=st.dictionaries(st.integers(1, 6), WINDOWS, max_size=4), steps=STEPS, mine=WINDOWS)
def test_adds_and_drops_are_followed_without_reading_again(fewest, before, steps, mine):
    shelf, sketches = Shelf(), Sketches()
    shelf.texts = dict(before)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus.sketches, "_FEWEST_TO_FOLD", fewest)
        assert sketches.sharing(shelf, 0, array(mine)) == brute(shelf.texts, mine)
        for version, (text, windows) in enumerate(steps, 1):
            if windows is None:
                shelf.texts.pop(text, None)
            else:
                shelf.texts[text] = windows
            sketches.follow(version, {text: None if windows is None else array(windows)})
            assert sketches.sharing(shelf, version, array(mine)) == brute(shelf.texts, mine)
            assert all(sketches.size(held) == len(windows) for held, windows in shelf.texts.items() if windows)
    assert shelf.reads == 1


def test_what_others_wrote_is_read():
    shelf, sketches = Shelf(), Sketches()
    sketches.sharing(shelf, 0, array({1}))
    shelf.texts = {7: {1, 2}}  # by another process
    assert sketches.sharing(shelf, 1, array({1})) == {7: 1}
    shelf.texts |= {8: {1}, 9: {1}}  # another's, then ours
    sketches.follow(3, {9: array({1})})
    assert sketches.sharing(shelf, 3, array({1})) == {7: 1, 8: 1, 9: 1}


def test_what_was_undone_is_forgotten():
    shelf, sketches = Shelf(), Sketches()
    sketches.sharing(shelf, 0, array({1}))
    sketches.follow(1, {7: array({1})})
    sketches.forget()
    shelf.texts = {8: {1}}
    assert sketches.sharing(shelf, 1, array({1})) == {8: 1}
