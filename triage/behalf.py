"""Whether a caller speaks for another household (代问): a neighbour or kin asks, and theirs is the case."""

from __future__ import annotations

import re
from functools import cache

from triage.shipped import read_data

_FILE = "behalf.yaml"


def speaks_for_others(text: str) -> bool:
    """Whether the words of a story ask on behalf of people outside the caller's own household."""
    return any(pattern.search(text) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words) for words in read_data(_FILE)["behalf"])
