"""What speaks for a row of a collection beside the two indexes, as named numbers that a weighted sum can be read from.

The weights are data (data/collection.yaml); `python -m eval folds` learns and measures them (docs/retrieval.md).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

from corpus.numerals import parse_int
from corpus.zhtext import fold
from retrieval.model import Hit

NAMES = ("words", "meaning", "coverage", "paper", "beside", "nearby", "court", "statute", "regulation", "breadth")
DEPTH = 400  # finds to take from words
_ARTICLE = re.compile(r"第([零〇一二三四五六七八九十百千\d]+)条.*$")  # a title without it names the paper
_TAIL = re.compile(r"[(（].*$")
_BROAD = 7.0  # log of about as many articles as the longest law has
_STRIDE = 100_000  # more than any law has articles
_BEST = 5  # so many finds of a paper speak for it


class Rows:
    """What is kept of each row, by position: its paper, its article number, its folded words."""

    def __init__(self) -> None:
        self._papers: list[str] = []
        self._keys: list[int] = []  # neighbours of one paper have keys that follow one another; 0: no article
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._size: Counter[str] = Counter()

    def add(self, key: str, title: str, text: str) -> None:
        """One further row. A title that ends in 第N条 names its paper before that; any other is a paper of its own."""
        numbered = _ARTICLE.search(title)
        paper = (title[: numbered.start()] if numbered else title) or key
        article = parse_int(numbered.group(1)) or 0 if numbered else 0
        if article:
            self._size[paper] += 1
        number = self._numbers.setdefault(paper, len(self._numbers) + 1)
        self._papers.append(paper)
        self._keys.append(number * _STRIDE + article if article else 0)
        self._texts.append(fold(f"{title} {text}"))

    def marks(
        self, words: Sequence[Hit], meaning: Sequence[Hit], terms: Mapping[str, float]
    ) -> tuple[list[int], NDArray[np.float64]]:
        """The candidates of both lists and, a row each, the values of `NAMES`, from 0 to 1.

        words, meaning: finds of the two indexes. terms: the question's words with what each is worth.
        """
        word = _spread(words, 0.0)
        sense = _spread(meaning, min((hit.score for hit in meaning), default=0.0))
        # A row that a full list lacks may be as good as its last; one that a short list lacks shares no word.
        least = min(word.values()) if len(word) >= DEPTH else 0.0
        found = sorted(word.keys() | sense.keys())
        both = {row: (word.get(row, least) + sense.get(row, 0.0)) / 2 for row in found}
        worth = self._worth(both)
        near = {self._keys[row]: score for row, score in both.items() if self._keys[row]}
        whole = sum(terms.values()) or 1.0
        values = [
            (
                word.get(row, least),
                sense.get(row, 0.0),
                sum(weight for term, weight in terms.items() if term in self._texts[row]) / whole,
                worth[self._papers[row]],
                _around(near, self._keys[row], (-1, 1)),
                _around(near, self._keys[row], (-3, -2, 2, 3)),
                *_rank(self._papers[row]),
                math.log(max(1, self._size[self._papers[row]])) / _BROAD,
            )
            for row in found
        ]
        return found, np.array(values, dtype=np.float64).reshape(len(found), len(NAMES))

    def _worth(self, both: Mapping[int, float]) -> dict[str, float]:
        """What the best finds of each paper add up to, beside the best paper."""
        finds: dict[str, list[float]] = defaultdict(list)
        for row, score in both.items():
            finds[self._papers[row]].append(score)
        sums = {paper: sum(sorted(scores)[-_BEST:]) for paper, scores in finds.items()}
        best = max(sums.values(), default=0.0) or 1.0
        return {paper: total / best for paper, total in sums.items()}


@cache
def weights() -> NDArray[np.float64]:
    """The shipped weights in the order of `NAMES`."""
    file = resources.files("retrieval") / "data" / "collection.yaml"
    raw: dict[str, float] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return np.array([raw[name] for name in NAMES])


@cache
def _rank(paper: str) -> tuple[float, float, float]:
    """Which kind of text: an interpretation of the highest court, a law, a regulation of the State Council."""
    name = _TAIL.sub("", paper)
    court = "最高人民法院" in name or "最高人民检察院" in name
    law = not court and name.endswith(("法", "法典"))
    return float(court), float(law), float(not court and name.endswith("条例"))


def _around(near: Mapping[int, float], key: int, steps: Sequence[int]) -> float:
    """The best score among the articles so many steps before or after the one of `key`."""
    return max([near.get(key + step, 0.0) for step in steps]) if key else 0.0


def _spread(hits: Sequence[Hit], floor: float) -> dict[int, float]:
    width = max((hit.score for hit in hits), default=0.0) - floor
    return {hit.unit_id: (hit.score - floor) / width if width > 0 else 1.0 for hit in hits}
