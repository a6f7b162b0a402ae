"""Characters on a page -> printed lines -> paragraphs. Shared by PDF text and by recognised scans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.visible import is_visible

_SENTENCE_END = "。!?!?:;:;”』」)）"
_OPENS = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[编章节条]|[一二三四五六七八九十—]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[.．、](?!\d)|[①-⑳]"
    r"|附件|附表|专栏"
)


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


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the running text of a page begins and ends, and whether its paragraphs are indented."""

    left: float
    right: float
    size: float
    indented: bool


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


def margins_of(lines: Sequence[PrintedLine]) -> Margins | None:
    """The margins of running text, from lines of the commonest size; None with fewer than two lines."""
    if len(lines) < 2:
        return None
    size = median(line.size for line in lines)
    usual = [line for line in lines if abs(line.size - size) < 0.2 * size] or list(lines)
    left = min(line.x0 for line in usual)
    right = sorted(line.x1 for line in usual)[-1]
    near = [line for line in usual if line.x0 - left < 0.8 * size]
    stepped = [line for line in usual if 1.2 * size < line.x0 - left < 3.2 * size]
    indented = len(stepped) >= 2 and len(near) >= 2
    return Margins(left, right, size, indented)


def continues(last: PrintedLine, line: PrintedLine, margins: Margins, before: Margins) -> bool:
    """True when `line` goes on with the paragraph of `last` (`before`: the margins of the page of `last`)."""
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return False
    same_page = last.page == line.page
    if same_page and line.top - last.bottom > 1.6 * margins.size:
        return False
    em = margins.size
    at_margin = line.x0 - margins.left < 0.8 * em
    ended = last.text[-1:] in _SENTENCE_END
    opens = _OPENS.match(line.text) is not None
    # A word that may not be parted leaves its line short; at the margin of an indented text it still goes on.
    short = 6 if margins.indented and at_margin and not ended else 3.5
    if last.x1 < before.right - short * em:
        return False
    if _centred(line, margins) and line.x1 - line.x0 < 0.8 * (margins.right - margins.left):
        return same_page and not ended and _centred(last, before) and last.x0 - before.left < 1.2 * em
    if margins.indented:
        return at_margin and not (opens and ended)
    # Without indents only the sense tells: a full line, and no new number after an ended sentence.
    return not opens if not ended else not opens and last.x1 >= before.right - 1.2 * em and at_margin


def _centred(line: PrintedLine, margins: Margins) -> bool:
    return abs((line.x0 + line.x1) / 2 - (margins.left + margins.right) / 2) < 0.8 * margins.size
