"""Three-valued truth after Kleene (三值逻辑): unknown is a value and never turns into no."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false, or not known."""

    TRUE = 1
    UNKNOWN = 0
    FALSE = -1


def negate(truth: Truth) -> Truth:
    """Not: unknown stays unknown."""
    return Truth(-truth.value)


def at_least(n: int, truths: Iterable[Truth]) -> Truth:
    """Whether at least n hold; "all" is n = their number, "any" is n = 1."""
    sure = possible = 0
    for truth in truths:
        sure += truth is Truth.TRUE
        possible += truth is not Truth.FALSE
    if sure >= n:
        return Truth.TRUE
    return Truth.UNKNOWN if possible >= n else Truth.FALSE


def of(value: bool) -> Truth:
    """A plain boolean as a truth."""
    return Truth.TRUE if value else Truth.FALSE
