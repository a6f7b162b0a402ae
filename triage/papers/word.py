"""Papers as Word files (.docx), A4, Chinese characters in a Chinese font whatever the machine that opens them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from triage.papers.layout import CARD_SIZE, Block, Bullets, Heading, Paper, Table, Text
from triage.shipped import read_data

_LINE = 170  # millimetres that the shares of a table divide: A4 less its margins


def word(paper: Paper) -> bytes:
    """The file of a paper."""
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    card = paper.size >= CARD_SIZE
    side = Mm(12.7) if card else Mm(20)
    section.left_margin = section.right_margin = side
    section.top_margin = section.bottom_margin = Mm(12.7) if card else Mm(18)
    normal = document.styles["Normal"]
    _set_font(normal, _words()["body"])
    normal.font.size = Pt(paper.size)
    normal.paragraph_format.space_after = Pt(2)
    normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0 if card else 1.1
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    _add(document, paper.title, size=paper.size * 1.5, heading=True, centred=True)
    for block in paper.blocks:
        _draw(document, block, paper.size)
    _add(document, paper.foot, size=paper.size if card else 9)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _draw(document: Any, block: Block, size: float) -> None:  # noqa: ANN401 - python-docx has no types
    if isinstance(block, Heading):
        _add(document, f"【{block.text}】", size=size, heading=True, keep=True)
    elif isinstance(block, Text):
        _add(document, block.text, size=size, bold=block.strong)
    elif isinstance(block, Bullets):
        for item in block.items:
            _add(document, f"· {item}", size=size)
    else:
        _draw_table(document, block, size)


def _add(
    holder: Any,  # noqa: ANN401
    text: str,
    *,
    size: float,
    heading: bool = False,
    bold: bool = False,
    centred: bool = False,
    keep: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = holder.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = heading or bold
    _set_font(run, _words()["heading" if heading else "body"])
    paragraph.paragraph_format.keep_with_next = keep
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _draw_table(document: Any, table: Table, size: float) -> None:  # noqa: ANN401
    from docx.shared import Mm

    rows = [table.head, *table.rows] if table.head else list(table.rows)
    grid = document.add_table(rows=len(rows), cols=len(table.widths))
    grid.style = "Table Grid"
    grid.autofit = False
    whole = sum(table.widths)
    for column, share in zip(grid.columns, table.widths, strict=True):
        column.width = Mm(_LINE * share / whole)
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = grid.cell(line, column)
            cell.width = Mm(_LINE * table.widths[column] / whole)
            label = bool(table.head) and line == 0 or not table.head and column % 2 == 0
            _add(cell, text, size=size, bold=label)
            first = cell.paragraphs[0]._element
            first.getparent().remove(first)
    _add(document, "", size=4)  # two tables in a row would grow together


def _set_font(holder: Any, name: str) -> None:  # noqa: ANN401
    """Latin letters in the Latin font, Chinese characters in `name`: Word looks at the eastAsia attribute for them."""
    from docx.oxml.ns import qn

    holder.font.name = _words()["latin"]
    properties = holder.element.get_or_add_rPr() if hasattr(holder.element, "get_or_add_rPr") else holder._element.rPr
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


@cache
def _words() -> dict[str, Any]:
    fonts: dict[str, Any] = read_data("papers.yaml")["fonts"]
    return fonts
