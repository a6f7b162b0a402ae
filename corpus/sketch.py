"""Sketches of texts: a fixed sample of their 8-character windows, by which copies are found among many documents.

A window is in the sample when its hash divides by SAMPLE, so the sample of a part is the part of the sample, and how
much of one text stands in another can be told from the samples alone (the idea of FracMinHash, Irber et al. 2022).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = 8
SAMPLE = 32  # a power of two
_NOT_WORDS = re.compile(r"[\W_]+")
_PLANE = 0xFFFF
_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9)


def hashes(texts: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of all windows of the words of a text (no white space, no punctuation), in order of the text."""
    import numpy as np

    codes = _words("".join(texts))
    if len(codes) < WINDOW:
        return np.empty(0, dtype=np.uint64)
    total, width, factor = codes, 1, _MIX[0]
    while width < WINDOW:  # two windows side by side make one of twice the width
        total = total[:-width] * np.uint64(factor) + total[width:]
        width, factor = 2 * width, factor * factor % (1 << 64)
    total = (total ^ (total >> np.uint64(29))) * np.uint64(_MIX[1])
    total ^= total >> np.uint64(32)
    return total


def windows(texts: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of all windows of a text, sorted, each once."""
    return _each_once(hashes(texts))


def sample(of: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The sampled ones of these hashes, sorted, each once, as numbers that every database can hold."""
    import numpy as np

    chosen = _each_once(of[(of & np.uint64(SAMPLE - 1)) == 0])
    numbers: NDArray[np.int64] = (chosen >> np.uint64(1)).astype(np.int64)
    return numbers


def _each_once(of: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    if not len(of):
        return of
    ordered = np.sort(of)  # faster here than numpy's unique
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def _words(text: str) -> NDArray[np.uint64]:
    """The characters of the words of a text, as numbers."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    if len(codes) and codes.max() > _PLANE:  # rare characters beyond the basic plane: one by one
        text = _NOT_WORDS.sub("", text)
        return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    return codes[_in_words()[codes]].astype(np.uint64)


@cache
def _in_words() -> NDArray[np.bool_]:
    """Of each character of the basic plane: does it belong to words?"""
    import numpy as np

    return np.fromiter((chr(code).isalnum() for code in range(_PLANE + 1)), dtype=np.bool_)


def containment(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """How much of the smaller stands in the larger, 0 to 1; 0 when either is empty."""
    import numpy as np

    smaller = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / smaller if smaller else 0.0
