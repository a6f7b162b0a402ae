"""Cutting text into search terms: jieba's dictionary words and character bigrams. The only place where text is cut.

Index and question pass through the same cutter, so a change of dictionary or rule changes `fingerprint` and every
index built before is stale. jieba runs without its HMM: a word it does not know falls into single characters, which
the bigrams cover, instead of being guessed differently in index and question.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import add

from corpus.lexicon import domain_words
from corpus.zhtext import fold
from retrieval.segmenter import shipped

RULE = 1  # raise when the rules below change
_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9]+(?:\.[0-9]+)?%?|[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_EVERYDAY = 6.0  # log of how rarely a word must occur before it says anything
_UNSEEN = 3  # count given to words that the dictionary lacks


@dataclass(frozen=True, slots=True)
class Cut:
    """The terms of one text in reading order, repeats kept: dictionary words, and bigrams of its Han runs."""

    words: tuple[str, ...]
    grams: tuple[str, ...]


class Tokenizer:
    """Cuts texts. `words` are added to jieba's dictionary (防返贫 stays one word); by default the shipped ones."""

    def __init__(self, words: Iterable[str] | None = None) -> None:
        chosen = domain_words() if words is None else words
        self._domain = tuple(sorted({word.strip() for word in chosen if len(word.strip()) > 1}))
        self._segmenter = shipped(tuple(map(fold, self._domain)))
        self._stop = stop_words()

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may be cut differently."""
        basis = "\n".join([str(RULE), *sorted(self._stop), "", *self._domain])
        return hashlib.sha256(basis.encode()).hexdigest()[:16]

    def cut(self, text: str) -> Cut:
        """The terms of `text`, width and case folded, stop words left out of the words."""
        words: list[str] = []
        grams: list[str] = []
        stop = self._stop
        for run in _RUN.findall(fold(text)):
            if not _HAN.match(run):
                words.append(run)
                continue
            words.extend(word for word in self._segmenter.cut(run) if word not in stop)
            grams.extend(map(add, run, run[1:]))
        return Cut(tuple(words), tuple(grams))

    def all_words(self, text: str) -> list[str]:
        """Every dictionary word of `text`, stop words too: for counting."""
        runs = _RUN.findall(fold(text))
        return [word for run in runs for word in self._segmenter.cut(run)]

    def frequencies(self) -> tuple[Mapping[str, int], int]:
        """The dictionary's words with their counts, and the sum of the counts."""
        return self._segmenter.counts(), self._segmenter.total

    def telling(self, word: str) -> float:
        """How much a word says by itself, from 0.1 (想, 自己) to 1.1 (护林员): the rarer for jieba, the more."""
        rarity = self._segmenter.rarity(word) or math.log(self._segmenter.total / _UNSEEN)
        return 0.1 + min(1.0, max(0.0, (rarity - _EVERYDAY) / _EVERYDAY))

    def words(self, text: str) -> tuple[str, ...]:
        """The dictionary words of `text` alone."""
        return self.cut(text).words


@cache
def stop_words() -> frozenset[str]:
    """The shipped list of words without a topic."""
    lines = (resources.files("retrieval") / "data" / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
