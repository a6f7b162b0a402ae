"""Vectors on disk: what is found whole, by a coarse look first, and after rows came and went."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.coarse import Coarse
from retrieval.model import Allowed, Vectors
from retrieval.vectors import VectorFile

WIDTH = 64
COUNT = 12_000


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Unit vectors that spread, as those of texts do, in some directions far more than in others."""
    chance = np.random.default_rng(7)
    made = chance.normal(size=(COUNT, WIDTH)) * np.geomspace(1, 0.05, WIDTH)
    turned = made @ np.linalg.qr(chance.normal(size=(WIDTH, WIDTH)))[0]
    return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)


def nearest(vectors: Vectors, vector: Vectors, limit: int, ids: np.ndarray) -> list[int]:
    scores = vectors.astype(np.float16).astype(np.float32) @ vector
    return ids[np.lexsort((ids, -scores))[:limit]].tolist()


@pytest.mark.parametrize("whole_up_to", [COUNT, 100])
def test_the_nearest_are_found(vectors: Vectors, tmp_path: Path, whole_up_to: int) -> None:
    ids = np.arange(COUNT) * 3 + 1
    file = VectorFile(WIDTH, tmp_path, whole_up_to)
    file.put(ids[:7000].tolist(), vectors[:7000])
    file.search(vectors[0], 1)  # what was looked at before the rest came is only added to
    file.put(ids[7000:].tolist(), vectors[7000:])
    share = []
    for vector in vectors[::400]:
        hits = file.search(vector, 50)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        want = nearest(vectors, vector, 50, ids)
        share.append(len({hit.unit_id for hit in hits} & set(want)) / 50)
    assert np.mean(share) == 1 if whole_up_to == COUNT else np.mean(share) > 0.97


@pytest.mark.parametrize("whole_up_to", [COUNT, 100])
def test_only_allowed_and_present_ones_are_given(vectors: Vectors, tmp_path: Path, whole_up_to: int) -> None:
    file = VectorFile(WIDTH, tmp_path, whole_up_to)
    file.put(range(COUNT), vectors)
    file.put([5], vectors[6:7], remove=[9])
    assert len(file) == COUNT - 1
    again = VectorFile(WIDTH, tmp_path, whole_up_to)
    assert again.ids() == [one for one in range(COUNT) if one != 9]
    assert again.known([5, 9, 11, COUNT]) == {5, 11}
    assert [hit.unit_id for hit in again.search(vectors[6], 2)] == [5, 6]
    allowed = Allowed(range(0, COUNT, 2))
    hits = again.search(vectors[9], 100, allowed)
    assert len(hits) == 100
    assert all(hit.unit_id % 2 == 0 for hit in hits)


def test_few_rows_need_no_coarse_look(vectors: Vectors) -> None:
    rows = vectors[:3000].astype(np.float16)
    coarse = Coarse.of(rows)
    few = np.arange(1500)
    assert coarse.likely(vectors[0], few, 10) is few
    likely = coarse.likely(vectors[0], np.arange(3000), 10)
    assert len(likely) == 2000 and (np.diff(likely) > 0).all() and 0 in likely


def test_scores_are_those_of_the_search(vectors: Vectors, tmp_path: Path) -> None:
    file = VectorFile(WIDTH, tmp_path, 100)
    file.put(range(COUNT), vectors)
    hits = file.search(vectors[17], 5)
    assert file.scores(vectors[17], [*(hit.unit_id for hit in hits), COUNT]) == pytest.approx(
        {hit.unit_id: hit.score for hit in hits}
    )
