"""Tables of Word: merged cells keep their text in the first cell, the others are empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from ingest.readers.visible import has_visible, join_printed
from ingest.readers.wordruns import paragraph_pieces
from ingest.readers.wordxml import attribute, child, local

_OPENED = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "txbxContent"}
_MAX_SPAN = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """The printed lines of one cell."""

    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines as one text."""
        return join_printed(list(self.lines))


def table_rows(table: etree._Element, prefix: Callable[[etree._Element], str] = lambda _: "") -> list[list[Cell]]:
    """The rows of a w:tbl, all of one length; `prefix` gives the automatic number of a paragraph."""
    rows = [_row(row, prefix) for row in _opened(table, "tr")]
    width = max((len(row) for row in rows), default=0)
    return [row + [Cell()] * (width - len(row)) for row in rows]


def _row(row: etree._Element, prefix: Callable[[etree._Element], str]) -> list[Cell]:
    properties = child(row, "trPr")
    cells = [Cell()] * _span(child(properties, "gridBefore"), 0)
    for cell in _opened(row, "tc"):
        shape = child(cell, "tcPr")
        # A cell merged with the one above repeats nothing; Word hides what it may still hold.
        merge = child(shape, "vMerge")
        hidden = merge is not None and attribute(merge, "val") != "restart"
        cells.append(Cell() if hidden else Cell(tuple(_lines(cell, prefix))))
        cells += [Cell()] * (_span(child(shape, "gridSpan"), 1) - 1)
    return cells


def _lines(container: etree._Element, prefix: Callable[[etree._Element], str]) -> list[str]:
    lines: list[str] = []
    for element in container:
        tag = local(element)
        if tag == "p":
            number = prefix(element)
            pieces, boxes = paragraph_pieces(element)
            pieces[0] = number + pieces[0]
            lines += [piece.strip() for piece in pieces if has_visible(piece)]
            for box in boxes:
                lines += _lines(box, prefix)
        elif tag == "tbl":
            lines += [line for row in table_rows(element, prefix) for cell in row for line in cell.lines]
        elif tag in _OPENED:
            lines += _lines(element, prefix)
    return lines


def _opened(container: etree._Element, name: str) -> list[etree._Element]:
    """Children of that name, also inside content controls."""
    found: list[etree._Element] = []
    for element in container:
        tag = local(element)
        if tag == name:
            found.append(element)
        elif tag in _OPENED:
            found += _opened(element, name)
    return found


def _span(element: etree._Element | None, default: int) -> int:
    value = attribute(element, "val")
    return min(int(value), _MAX_SPAN) if value.isdigit() else default
