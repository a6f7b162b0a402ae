from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import fuse, lift_kin
from retrieval.model import Hit


def hits(least: float, most: float) -> st.SearchStrategy[list[Hit]]:
    pairs = st.tuples(st.integers(1, 40), st.floats(least, most, allow_nan=False))
    return st.lists(pairs, max_size=20, unique_by=lambda pair: pair[0]).map(
        lambda rows: sorted((Hit(*row) for row in rows), key=lambda hit: -hit.score)
    )


BM25 = hits(0, 50)
COSINES = hits(-1, 1)


@given(BM25, COSINES)
def test_fused_scores_lie_between_0_and_1_and_fall(lexical, dense):
    fused = fuse(lexical, dense)
    scores = [hit.score for hit in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in scores)
    assert {hit.unit_id for hit in fused} == {hit.unit_id for hit in (*lexical, *dense)}


@given(BM25)
def test_without_vectors_the_order_of_the_words_stands(lexical):
    assert [hit.unit_id for hit in fuse(lexical, [])] == [hit.unit_id for hit in lexical]


def test_a_unit_whose_vector_is_not_made_yet_keeps_its_place():
    lexical = [Hit(1, 10.0), Hit(2, 9.0), Hit(3, 1.0)]
    dense = [Hit(2, 0.2), Hit(3, 0.1)]
    assert fuse(lexical, dense, pending={1})[0].unit_id == 1


def test_both_lists_count():
    lexical = [Hit(1, 10.0), Hit(2, 9.5), Hit(3, 1.0)]
    dense = [Hit(2, 0.9), Hit(1, 0.3), Hit(3, 0.2)]
    assert fuse(lexical, dense)[0].unit_id == 2


@given(BM25)
def test_lifting_keeps_every_unit_and_the_range(lexical):
    fused = fuse(lexical, [])
    lifted = lift_kin(fused, lambda unit_id: unit_id % 3)
    assert {hit.unit_id for hit in lifted} == {hit.unit_id for hit in fused}
    assert all(-1e-9 <= hit.score <= 1 + 1e-9 for hit in lifted)


def test_of_two_like_units_the_one_with_kin_goes_first():
    hits = [Hit(1, 0.8), Hit(2, 0.8), Hit(12, 0.7), Hit(22, 0.7)]
    assert [hit.unit_id for hit in lift_kin(hits, lambda unit_id: unit_id % 10)][0] == 2
