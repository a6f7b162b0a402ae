"""One suite for everything that finds units: the lexical index, exact vectors and Chroma."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.dense import ChromaIndex
from retrieval.lexical import LexicalIndex
from retrieval.model import Allowed, Entry
from retrieval.tokenizer import Tokenizer
from retrieval.vectors import VectorFile

TEXTS = {
    3: "农村低保按家庭人均收入认定",
    5: "高中阶段免学费补助发放办法",
    8: "村卫生室药品目录由县里统一",
    13: "残疾人两项补贴每月按时发放",
    21: "外出务工交通补助每年一次",
}
WIDTH = 32
CUTTER = Tokenizer(())


def vector(text: str) -> np.ndarray:
    made = np.zeros(WIDTH, dtype=np.float32)
    for char in text:
        made[ord(char) % WIDTH] += 1
    return made / np.linalg.norm(made)


class Words:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.index = LexicalIndex(CUTTER, folder)

    def put(self, texts, remove=()):
        self.index.write([Entry(key, "", text) for key, text in texts.items()], remove)

    def search(self, text, limit, allowed=None):
        return self.index.search(CUTTER.cut(text), limit, allowed)

    def again(self):
        return Words(self.folder)


class Meaning:
    def __init__(self, make) -> None:
        self.make = make
        self.index = make()

    def put(self, texts, remove=()):
        rows = np.array([vector(text) for text in texts.values()], dtype=np.float32).reshape(len(texts), WIDTH)
        self.index.put(list(texts), rows, remove)

    def search(self, text, limit, allowed=None):
        return self.index.search(vector(text), limit, allowed)

    def again(self):
        return Meaning(self.make)


@pytest.fixture(params=["words", "exact vectors", "chroma"])
def finder(request, tmp_path):
    made = {
        "words": lambda: Words(tmp_path / "lexical"),
        "exact vectors": lambda: Meaning(lambda: VectorFile(WIDTH, tmp_path / "vectors")),
        "chroma": lambda: Meaning(lambda: ChromaIndex(WIDTH, tmp_path / "dense", file_up_to=0)),
    }[request.param]()
    made.put(TEXTS)
    return made


def ids(hits):
    return [hit.unit_id for hit in hits]


@pytest.mark.parametrize("key", TEXTS)
def test_a_unit_is_found_first_by_its_own_words(finder, key):
    assert ids(finder.search(TEXTS[key], 3))[0] == key


def test_scores_fall_and_ids_are_unique(finder):
    hits = finder.search("补助发放", 5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(set(ids(hits))) == len(hits)


def test_only_allowed_units_are_given_and_the_cut_counts_them_alone(finder):
    assert set(ids(finder.search("补助发放办法", 2, Allowed([13, 21])))) == {13, 21}
    assert set(ids(finder.search("补助发放办法", 2, Allowed([3, 8])))) <= {3, 8}


def test_nothing_is_given_when_nothing_is_allowed(finder):
    assert finder.search("补助", 5, Allowed([])) == []


def test_large_ids_and_ids_that_are_not_there_do_no_harm(finder):
    far = 7 << 30
    finder.put({far: "库区移民直补到人"})
    assert ids(finder.search("库区移民直补", 2, Allowed([far, far + 1]))) == [far]


def test_limit_zero_gives_nothing(finder):
    assert finder.search("补助", 0) == []


def test_removed_units_are_gone(finder):
    finder.put({}, remove=[5])
    assert 5 not in ids(finder.search(TEXTS[5], 5))


def test_an_id_put_again_is_replaced(finder):
    finder.put({5: "河道采砂许可证由水利部门核发"})
    assert ids(finder.search("河道采砂许可证", 1)) == [5]
    assert len(finder.index) == len(TEXTS)


def test_what_was_written_is_there_when_opened_again(finder):
    assert ids(finder.again().search(TEXTS[8], 1)) == [8]


def test_allowing_everything_is_like_no_bound(finder):
    everything = Allowed(TEXTS)
    assert ids(finder.search("补助发放", 5, everything)) == ids(finder.search("补助发放", 5))
