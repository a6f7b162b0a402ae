"""Sketches of texts: a fixed sample of their 8-character windows, by which copies are found among many documents.

A window is in the sample when its hash divides by SAMPLE, so the sample of a part is the part of the sample, and how
much of one text stands in another can be told from the samples alone (the idea of FracMinHash, Irber et al. 2022).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = 8
SAMPLE = 32
_NOT_WORDS = re.compile(r"[\W_]+")
_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9)


def windows(texts: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of all windows of the words of a text (no white space, no punctuation), sorted, each once."""
    import numpy as np

    words = _NOT_WORDS.sub("", "".join(texts))
    codes = np.frombuffer(words.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - WINDOW + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    for offset in range(WINDOW):
        total = total * np.uint64(_MIX[0]) + codes[offset : offset + count]
    total = (total ^ (total >> np.uint64(29))) * np.uint64(_MIX[1])
    total ^= total >> np.uint64(32)
    total.sort()  # faster here than numpy's unique
    return total[np.concatenate(([True], total[1:] != total[:-1]))]


def sample(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The sampled hashes, as numbers that every database can hold."""
    import numpy as np

    chosen: NDArray[np.int64] = (hashes[hashes % np.uint64(SAMPLE) == 0] >> np.uint64(1)).astype(np.int64)
    return chosen


def containment(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """How much of the smaller stands in the larger, 0 to 1; 0 when either is empty."""
    import numpy as np

    smaller = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / smaller if smaller else 0.0
