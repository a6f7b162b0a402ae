"""jieba's dictionary mode: the most probable path over its word counts, without its guessing of unknown words.

Same dictionary, same rule and same words as `jieba.cut(text, HMM=False)` (tests/retrieval/test_tokenizer.py), in one
pass over each run instead of two, which cuts more than twice as fast: cutting is most of the time of making an index.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

_NEVER = -math.inf


class Segmenter:
    """Cuts runs of Han characters into dictionary words."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self.total = total
        spread = math.log(total)
        # A prefix of a word that is no word itself has count 0: the path goes on through it but never ends there.
        self._weight = {word: math.log(n) - spread if n else _NEVER for word, n in counts.items()}
        self._unknown = -spread

    def cut(self, run: str) -> list[str]:
        """The words of `run`, in order; together they are the run."""
        weight, unknown = self._weight.get, self._unknown
        length = len(run)
        route = [0.0] * (length + 1)
        ends = [0] * length
        for start in range(length - 1, -1, -1):
            end = start + 1
            found = weight(run[start])
            best = _NEVER if found is None else found + route[end]
            best_end = end
            while found is not None and end < length:
                end += 1
                found = weight(run[start:end])
                if found is not None and found + route[end] >= best and found != _NEVER:
                    best, best_end = found + route[end], end
            route[start] = unknown + route[start + 1] if best == _NEVER else best
            ends[start] = best_end
        words = []
        start = 0
        while start < length:
            words.append(run[start : ends[start]])
            start = ends[start]
        return words

    def rarity(self, word: str) -> float | None:
        """Negative log probability of a dictionary word; None for what the dictionary does not hold."""
        found = self._weight.get(word)
        return None if found is None or found == _NEVER else -found

    def counts(self) -> dict[str, int]:
        """The dictionary's words with their counts."""
        return {w: round(math.exp(weight) * self.total) for w, weight in self._weight.items() if weight != _NEVER}


@lru_cache(maxsize=2)
def shipped(extra: tuple[str, ...]) -> Segmenter:
    """jieba's dictionary with the words of `extra` (folded), each counted often enough to stay whole."""
    made = with_jieba(extra)
    return Segmenter(made.FREQ, made.total)


def with_jieba(extra: Iterable[str]) -> Any:  # noqa: ANN401 - jieba has no types
    """A jieba.Tokenizer of its own with the words of `extra`."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    made: Any = jieba.Tokenizer()
    # Read the dictionary straight from the package: jieba's own cache is a file in the shared temp folder that
    # anybody on the machine could have written.
    with made.get_dict_file() as dictionary:
        made.FREQ, made.total = made.gen_pfdict(dictionary)
    made.initialized = True
    for word in extra:
        made.add_word(word)
    return made
