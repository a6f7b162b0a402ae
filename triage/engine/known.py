"""What is known of one value (所知): the values still possible, given the facts that may be relied on.

A value space is a set of cells: a flag has two, a text one for each word the rules or the facts speak of and one for
any other, a number the intervals between the bounds in play. Knowing is having fewer cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from triage.engine.truth import Truth, of
from triage.model import AnyOf, Interval, Simple, Value

OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Known:
    """The values a path may still have.

    one_of: the values it has one of, None = any. never: values it does not have. Numbers are intervals in one_of.
    """

    one_of: tuple[Simple, ...] | None = None
    never: frozenset[Simple] = field(default_factory=frozenset)

    @property
    def anything(self) -> bool:
        """Whether nothing at all is known."""
        return self.one_of is None and not self.never

    def equals(self, words: Iterable[Simple]) -> Truth:
        """Whether the value is one of `words`."""
        wanted = set(words)
        if self.one_of is None:
            return Truth.FALSE if wanted <= self.never else Truth.UNKNOWN
        return _agreed(value in wanted for value in self.one_of)

    def within(self, low: float, high: float, *, open_low: bool = False, open_high: bool = False) -> Truth:
        """Whether the number lies from low to high, an open end not included; a value that is no number is unknown."""
        if self.one_of is None:
            return Truth.UNKNOWN
        truths = [_inside(_bounds(value), low, high, open_low, open_high) for value in self.one_of]
        return truths[0] if len(set(truths)) == 1 else Truth.UNKNOWN


class Facts(Protocol):
    """What the engine needs to be told of a household. Paths are numbered (m[2].age); members has at least one."""

    @property
    def members(self) -> tuple[int, ...]:
        """Numbers of the people of the household that were mentioned."""

    def known(self, path: str) -> Known:
        """What may be relied on at a path."""

    def holds(self, path: str, value: str) -> Known:
        """Of a path with several values at once: whether it holds this one, as a flag."""

    def is_told(self, path: str) -> bool:
        """Whether anything was said there that may be relied on."""

    def has_ended(self, path: str) -> Known:
        """Whether what was so there has stopped, as a flag."""

    def kin(self, member: int) -> str | None:
        """What sort of kin a member is (父母, 孙辈 …), None where his name does not say."""

    def is_touched(self, path: str) -> bool:
        """Whether anything at all was said there, hearsay and guesses included."""


def known_of(value: Value, denied: bool) -> Known:
    """What a single statement tells. Denying a flag is knowing its opposite; denying a number tells nothing."""
    values = value.values if isinstance(value, AnyOf) else (value,)
    if not denied:
        return Known(values)
    if all(isinstance(one, bool) for one in values):
        return Known(tuple(not one for one in values))
    return Known(never=frozenset(one for one in values if isinstance(one, str)))


def both(first: Known, second: Known) -> Known:
    """What two statements tell together; two that contradict each other leave both open."""
    never = first.never | second.never
    if first.one_of is None or second.one_of is None:
        values = first.one_of if second.one_of is None else second.one_of
        left = tuple(value for value in values if value not in never) if values is not None else None
        return Known(left or values, frozenset() if values is not None else never)
    shared = tuple(value for value in first.one_of if value in second.one_of)
    return Known(shared or first.one_of + second.one_of)


def _bounds(value: Simple) -> tuple[float, float] | None:
    if isinstance(value, Interval):
        return (-math.inf if value.low is None else value.low, math.inf if value.high is None else value.high)
    if isinstance(value, bool | str):
        return None
    return (float(value), float(value))


def _inside(value: tuple[float, float] | None, low: float, high: float, open_low: bool, open_high: bool) -> Truth:
    if value is None:
        return Truth.UNKNOWN
    least, most = value
    if (least > low or (least == low and not open_low)) and (most < high or (most == high and not open_high)):
        return Truth.TRUE
    below = most < low or (most == low and open_low)
    above = least > high or (least == high and open_high)
    return Truth.FALSE if below or above else Truth.UNKNOWN


def _agreed(answers: Iterable[bool]) -> Truth:
    met = set(answers)
    return of(met.pop()) if len(met) == 1 else Truth.UNKNOWN
