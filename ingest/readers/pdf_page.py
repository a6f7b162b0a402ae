"""One page of a PDF: its glyphs, and the cells of its ruled tables.

pdfium gives the glyphs of plain pages; pdfplumber, five times slower, reads only pages with ruled lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.printed import Glyph, set_lines
from ingest.readers.visible import is_visible, join_printed, printable

_FEW_PATHS = 4  # a table has at least this many ruled lines or boxes
_THIN = 0.01
_MANY_OBJECTS = 20_000
Plumbed = Any  # pdfplumber's page: the package declares no types
TextHandle = Any  # pdfium's text page, a C pointer
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A ruled table on one page."""

    rows: tuple[tuple[str, ...], ...]
    top: float
    bottom: float
    left: float
    right: float
    columns: tuple[float, ...]  # left edges


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page (number from 1)."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    tables: tuple[PageTable, ...] = ()
    images: float = 0.0  # share of the page that pictures cover


def plain_page(page: pypdfium2.PdfPage, number: int, *, whatever: bool = False) -> Page | None:
    """The page through pdfium; None where it is turned or has ruled lines, so that the table reader must look.

    With `whatever` it is read all the same: the table reader has failed on it.
    """
    width, height = page.get_size()
    paths, images, whole = _objects(page, width * height)
    if not whatever and (paths >= _FEW_PATHS or not whole or page.get_rotation()):
        return None
    left, bottom = page.get_mediabox()[:2]
    cropped = page.get_cropbox()
    if cropped != page.get_mediabox():
        left, bottom = cropped[:2]
    text = page.get_textpage()
    try:
        glyphs = _pdfium_glyphs(text.raw, left, bottom + height)
    finally:
        text.close()
    return Page(number, width, height, _inside(glyphs, width, height), images=images)


def ruled_page(page: Plumbed, number: int) -> Page:
    """The page through pdfplumber, its tables cut out of the running text."""
    glyphs = [
        Glyph(printable(char["text"]), char["x0"], char["x1"], char["top"], char["bottom"], float(char["size"]) or 1.0)
        for char in page.chars
        if char["text"] and printable(char["text"])
    ]
    x0, top = page.bbox[0], page.bbox[1]
    shifted = [Glyph(g.text, g.x0 - x0, g.x1 - x0, g.top - top, g.bottom - top, g.size) for g in glyphs]
    left = list(_inside(shifted, float(page.width), float(page.height)))
    tables: list[PageTable] = []
    for found in page.find_tables():
        cells = [[_shift(cell, x0, top) if cell else None for cell in row.cells] for row in found.rows]
        if len(cells) < 2 or max(len(row) for row in cells) < 2:
            continue
        table, left = _fill(cells, left)
        if any(any(row) for row in table.rows):
            tables.append(table)
    area = float(page.width) * float(page.height) or 1.0
    images = sum(abs((im["x1"] - im["x0"]) * (im["bottom"] - im["top"])) for im in page.images) / area
    return Page(number, float(page.width), float(page.height), tuple(left), tuple(tables), images)


def _objects(page: pypdfium2.PdfPage, area: float) -> tuple[int, float, bool]:
    """How many drawn paths the page has, the share of it that pictures cover, and whether pdfium gives all its text.

    Text without extent (a sign of a font that is neither embedded nor installed) is left out by pdfium.
    """
    paths, covered = 0, 0.0
    kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT)
    for count, item in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if count > _MANY_OBJECTS:
            return paths, covered, False
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            continue
        x0, y0, x1, y1 = item.get_bounds()
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += abs((x1 - x0) * (y1 - y0)) / (area or 1.0)
        elif x1 - x0 < _THIN and pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item.raw)) != 1:
            return paths, covered, False
    return paths, covered, True


def _pdfium_glyphs(text: TextHandle, left: float, top: float) -> list[Glyph]:
    box = pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    pending = 0
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:  # first half of a character beyond the basic plane
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + code - 0xDC00 if pending else 0
        pending = 0
        if not code or code == 0xFFFE or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        char = printable(chr(code))
        if not char or char in "\r\n":
            continue
        # The loose box is as tall as the font; the tight one hugs the ink, and a comma would sink below its line.
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        size = float(pdfium.FPDFText_GetFontSize(text, index))
        glyphs.append(_glyph(char, box.left - left, box.right - left, top - box.top, top - box.bottom, size))
    return glyphs


def _glyph(char: str, x0: float, x1: float, top: float, bottom: float, size: float) -> Glyph:
    """Some files set the font at size 1 and stretch it: then the height of the box is the size."""
    return Glyph(char, x0, x1, top, bottom, size if size > 1.5 else max(bottom - top, 1.0))


def _inside(glyphs: Sequence[Glyph], width: float, height: float) -> tuple[Glyph, ...]:
    """Glyphs on the page, each once: bold is often made by printing the same character twice."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        if glyph.x1 < -1 or glyph.x0 > width + 1 or glyph.bottom < -1 or glyph.top > height + 1:
            continue
        key = glyph.text, round(glyph.x0 / 4), round(glyph.top / 4)
        twin = seen.get(key)
        if (
            twin is not None
            and is_visible(glyph.text[0])
            and abs(twin.x0 - glyph.x0) < 0.12 * glyph.size
            and (abs(twin.top - glyph.top) < 0.12 * glyph.size)
        ):
            continue
        seen[key] = glyph
        kept.append(glyph)
    return tuple(kept)


def _shift(cell: Box, x0: float, top: float) -> Box:
    return cell[0] - x0, cell[1] - top, cell[2] - x0, cell[3] - top


def _fill(cells: list[list[Box | None]], glyphs: list[Glyph]) -> tuple[PageTable, list[Glyph]]:
    """Each glyph whose middle lies in a cell goes there; the others stay in the running text."""
    boxes = [(box, r, c) for r, row in enumerate(cells) for c, box in enumerate(row) if box is not None]
    bounds = (
        min(b[0][0] for b in boxes),
        min(b[0][1] for b in boxes),
        max(b[0][2] for b in boxes),
        max(b[0][3] for b in boxes),
    )
    content: dict[tuple[int, int], list[Glyph]] = {}
    rest: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        place = None
        if bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]:
            place = next(((r, c) for box, r, c in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3]), None)
        if place is None:
            rest.append(glyph)
        else:
            content.setdefault(place, []).append(glyph)
    width = max(len(row) for row in cells)
    rows = tuple(
        tuple(join_printed([line.text for line in set_lines(content.get((r, c), []), 0)]) for c in range(width))
        for r in range(len(cells))
    )
    columns = tuple(sorted({round(box[0], 0) for box, _, _ in boxes}))
    return PageTable(rows, bounds[1], bounds[3], bounds[0], bounds[2], columns), rest
