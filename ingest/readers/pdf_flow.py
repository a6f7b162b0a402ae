"""Pages in a row: running heads set apart, lines joined to paragraphs, tables joined over the page break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.model import Hint, Line, Table
from ingest.readers.paragraphs import Margins, continues, margins_of
from ingest.readers.pdf_page import Page, PageTable
from ingest.readers.printed import PrintedLine, set_lines
from ingest.readers.visible import has_visible, join_printed

_EDGE = 0.12  # of the page's height: where running heads and page numbers stand
_NUMBERS = re.compile(r"[\d〇零一二三四五六七八九十百IVXivx]+")


@dataclass(slots=True)
class _Piece:
    """What goes into the source: a paragraph under way, or a table."""

    lines: list[PrintedLine]
    hint: Hint = Hint.NONE
    table: int | None = None


def flow(pages: Sequence[Page]) -> tuple[list[Line], list[Table]]:
    """The lines and tables of all pages, in reading order, each visible character once."""
    printed = {page.number: set_lines(page.glyphs, page.number) for page in pages}
    furniture = _furniture(pages, printed)
    margins = _margins(pages, printed, furniture)
    title_size = _title_size(pages, printed, margins)
    pieces: list[_Piece] = []
    tables: list[list[tuple[str, ...]]] = []
    shapes: list[PageTable] = []
    for page in pages:
        _lay_out(page, printed[page.number], furniture, margins, pieces, tables, shapes)
    lines = [_as_line(piece, title_size) for piece in pieces]
    pages_of = {piece.table: piece.lines[0].page for piece in pieces if piece.table is not None}
    return lines, [Table(tuple(rows), pages_of.get(n)) for n, rows in enumerate(tables)]


def _lay_out(
    page: Page,
    lines: list[PrintedLine],
    furniture: set[int],
    margins: dict[int, Margins | None],
    pieces: list[_Piece],
    tables: list[list[tuple[str, ...]]],
    shapes: list[PageTable],
) -> None:
    items: list[tuple[float, PrintedLine | PageTable]] = [(line.top, line) for line in lines]
    items += [(table.top, table) for table in page.tables]
    fresh = True  # nothing of the text proper has come on this page yet
    for _, item in sorted(items, key=lambda pair: pair[0]):
        if isinstance(item, PageTable):
            _take_table(item, page, fresh, pieces, tables, shapes)
            fresh = False
        elif id(item) in furniture:
            pieces.append(_Piece([item], Hint.PAGE_FURNITURE))
        else:
            _take_line(item, margins, pieces)
            fresh = False


def _take_line(line: PrintedLine, margins: dict[int, Margins | None], pieces: list[_Piece]) -> None:
    last = next((piece for piece in reversed(pieces) if piece.hint is Hint.NONE), None)
    if last is not None and last.table is None:
        here, before = margins.get(line.page), margins.get(last.lines[-1].page)
        if here is not None and before is not None and continues(last.lines[-1], line, here, before):
            last.lines.append(line)
            return
    pieces.append(_Piece([line]))


def _take_table(
    table: PageTable,
    page: Page,
    fresh: bool,
    pieces: list[_Piece],
    tables: list[list[tuple[str, ...]]],
    shapes: list[PageTable],
) -> None:
    last = next((piece for piece in reversed(pieces) if piece.hint is Hint.NONE), None)
    if fresh and last is not None and last.table is not None and _same_shape(shapes[last.table], table):
        _append(tables[last.table], table.rows)
        return
    mark = PrintedLine("", table.left, table.right, table.top, table.bottom, 1.0, page.number)
    pieces.append(_Piece([mark], table=len(tables)))
    tables.append(list(table.rows))
    shapes.append(table)


def _same_shape(before: PageTable, table: PageTable) -> bool:
    if len(before.rows[0]) != len(table.rows[0]):
        return False
    return all(abs(a - b) <= 3 for a, b in zip(before.columns, table.columns, strict=False))


def _append(rows: list[tuple[str, ...]], more: tuple[tuple[str, ...], ...]) -> None:
    """Rows of the next page: a repeated head is left to be one head, a row split by the break becomes one row."""
    rest = list(more)
    if len(rest) > 1 and rest[0] == rows[0]:
        rest = rest[1:]
    if rest and not rest[0][0] and rows[-1][0] and len(rows) > 1 and has_visible("".join(rest[0])):
        rows[-1] = tuple(join_printed([a, b]) for a, b in zip(rows[-1], rest[0], strict=True))
        rest = rest[1:]
    rows += rest


def _as_line(piece: _Piece, title_size: float | None) -> Line:
    first = piece.lines[0]
    if piece.table is not None:
        return Line("", page=first.page, table=piece.table)
    hint = piece.hint
    if hint is Hint.NONE and title_size is not None and first.size >= title_size and first.page == 1:
        hint = Hint.TITLE
    return Line(join_printed([line.text for line in piece.lines]), page=first.page, hint=hint)


def _margins(
    pages: Sequence[Page], printed: dict[int, list[PrintedLine]], furniture: set[int]
) -> dict[int, Margins | None]:
    """Margins of each page; a page with few lines takes those of its side (odd or even), for they are bound alike."""
    body = {page.number: [line for line in printed[page.number] if id(line) not in furniture] for page in pages}
    sides = {
        side: [m for n, lines in body.items() if n % 2 == side and (m := _own(lines)) is not None] for side in (0, 1)
    }
    every = [margin for side in sides.values() for margin in side]
    found: dict[int, Margins | None] = {}
    for number, lines in body.items():
        own = _own(lines)
        usual = _typical(sides[number % 2]) or _typical(every)
        if own is None or usual is None:
            found[number] = usual or margins_of(lines)
        else:
            wide = max(own.right, usual.right) if abs(own.left - usual.left) < usual.size else own.right
            left = min(own.left, usual.left) if abs(own.left - usual.left) < 3 * usual.size else own.left
            found[number] = Margins(left, wide, own.size, own.indented or usual.indented, usual.step or own.step)
    return found


def _own(lines: list[PrintedLine]) -> Margins | None:
    return margins_of(lines) if len(lines) >= 8 else None


def _typical(margins: list[Margins]) -> Margins | None:
    if not margins:
        return None
    middle = sorted(margins, key=lambda one: one.left)[len(margins) // 2]
    right = sorted(one.right for one in margins)[len(margins) // 2]
    return Margins(
        middle.left,
        right,
        middle.size,
        sum(one.indented for one in margins) * 2 > len(margins),
        median(one.step for one in margins),
    )


def _furniture(pages: Sequence[Page], printed: dict[int, list[PrintedLine]]) -> set[int]:
    """Lines at the edge of the page that come back on other pages (their numbers aside) at the same height.

    Never by shape: a lone figure in the text, or in a table, stands elsewhere on each page.
    """
    edge: list[tuple[PrintedLine, tuple[str, int, bool]]] = []
    for page in pages:
        lines = printed[page.number]
        outer = _outermost(lines, page)
        for line in outer:
            at = round((line.top + line.bottom) / 2 / max(page.height, 1) * 100)
            edge.append((line, (_NUMBERS.sub("#", "".join(line.text.split())), at, line.top < page.height / 2)))
    found: set[int] = set()
    counts = Counter(key for _, key in edge)
    for line, key in edge:
        near = sum(counts.get((key[0], key[1] + step, key[2]), 0) for step in (-1, 0, 1))
        if near >= max(2, len(pages) // 4) or _is_page_number(line, pages):
            found.add(id(line))
    return found


def _outermost(lines: list[PrintedLine], page: Page) -> list[PrintedLine]:
    """The first two and last two lines of a page that stand in its edges, apart from the text."""
    ordered = sorted(lines, key=lambda one: one.top)
    first = [line for line in ordered[:2] if line.bottom < _EDGE * page.height]
    last = [line for line in ordered[-2:] if line.top > (1 - _EDGE) * page.height]
    return first + [line for line in last if line not in first]


def _is_page_number(line: PrintedLine, pages: Sequence[Page]) -> bool:
    """On a single page nothing comes back: its own number, alone in the foot, is one all the same."""
    if len(pages) > 1:
        return False
    page = pages[0]
    stem = line.text.strip(" -—–·第页共/1")
    return not stem and "1" in line.text and line.top > 0.9 * page.height and line.x1 - line.x0 < 0.2 * page.width


def _title_size(
    pages: Sequence[Page], printed: dict[int, list[PrintedLine]], margins: dict[int, Margins | None]
) -> float | None:
    first = printed[pages[0].number] if pages else []
    usual = margins.get(pages[0].number) if pages else None
    largest = max((line.size for line in first), default=0.0)
    return largest - 0.1 if usual is not None and largest > 1.15 * usual.size else None
