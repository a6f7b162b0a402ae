"""Characters on a page -> printed lines. Shared by PDF text and by recognised scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.visible import is_visible


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character (or a recognised stretch of them) with its box; y grows downward."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as printed on its page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int


def set_lines(glyphs: Sequence[Glyph], page: int) -> list[PrintedLine]:
    """Glyphs to lines, from the top; within a line from the left, gaps as spaces."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: ((one.top + one.bottom) / 2, one.x0)):
        middle = (glyph.top + glyph.bottom) / 2
        # The last row only: rows are sorted by height on the page, a glyph belongs to the lowest or opens one.
        if rows and _same_row(rows[-1], glyph, middle):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = [_line(sorted(row, key=lambda one: one.x0), page) for row in rows]
    return [line for line in lines if any(map(is_visible, line.text))]


def _same_row(row: list[Glyph], glyph: Glyph, middle: float) -> bool:
    top, bottom = row_bounds(row)
    height = max(min(bottom - top, glyph.bottom - glyph.top), 0.5 * glyph.size)
    overlap = min(bottom, glyph.bottom) - max(top, glyph.top)
    return overlap > 0.4 * height or abs(middle - (top + bottom) / 2) < 0.3 * glyph.size


def row_bounds(row: list[Glyph]) -> tuple[float, float]:
    """Top and bottom of a row, by its tallest glyph: punctuation sits low and small."""
    tallest = max(row, key=lambda one: one.bottom - one.top)
    return tallest.top, tallest.bottom


def _line(row: list[Glyph], page: int) -> PrintedLine:
    text = ""
    last: Glyph | None = None
    for glyph in row:
        if last is not None and not text.endswith(" ") and glyph.text != " " and _apart(last, glyph):
            text += " "
        text += glyph.text
        last = glyph
    seen = [glyph for glyph in row if glyph.text.strip()] or row
    size = median(glyph.size for glyph in seen)
    top, bottom = row_bounds(seen)
    return PrintedLine(text.strip(), seen[0].x0, max(glyph.x1 for glyph in seen), top, bottom, size, page)


def _apart(last: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x0 - last.x1
    latin = last.text[-1:].isascii() and glyph.text[:1].isascii()
    return gap > (0.25 if latin else 0.9) * max(last.size, glyph.size)
