"""Recognised stretches of a scan, set upright: pages lie askew on the glass, and short boxes come out too high."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.printed import Glyph

_LONG = 8  # characters from which a stretch tells the slope of its line
_ALIKE = 0.3  # stretches that differ less in size are printed in one size


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters recognised together, with the corners of their box (clockwise from the top left) and the score."""

    text: str
    corners: tuple[tuple[float, float], ...]
    score: float


def upright(found: Sequence[Stretch]) -> tuple[Glyph, ...]:
    """The stretches as glyphs of a page turned by the median slope of its long lines."""
    slopes = [_slope(one) for one in found if len(one.text) >= _LONG]
    angle = median(slopes) if slopes else 0.0
    sizes = [_size(one) for one in found]
    usual = median(size for one, size in zip(found, sizes, strict=True) if len(one.text) >= _LONG) if slopes else 0.0
    return tuple(_turned(one, angle, _settled(size, usual)) for one, size in zip(found, sizes, strict=True))


def _slope(one: Stretch) -> float:
    (x0, y0), (x1, y1) = one.corners[0], one.corners[1]
    return math.atan2(y1 - y0, x1 - x0)


def _size(one: Stretch) -> float:
    """The width of one Chinese character: boxes of short stretches are far too high, their width is sound."""
    ems = sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in one.text)
    (x0, y0), (x1, y1) = one.corners[0], one.corners[1]
    return max(math.hypot(x1 - x0, y1 - y0) / max(ems, 0.5), 1.0)


def _settled(size: float, usual: float) -> float:
    return usual if usual and abs(size - usual) < _ALIKE * usual else size


def _turned(one: Stretch, angle: float, size: float) -> Glyph:
    cos, sin = math.cos(angle), math.sin(angle)
    points = [(x * cos + y * sin, y * cos - x * sin) for x, y in one.corners]
    middle = sum(y for _, y in points) / len(points)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    return Glyph(one.text, left, right, middle - size / 2, middle + size / 2, size)
