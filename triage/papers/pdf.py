"""Papers as PDF, drawn by reportlab with a Chinese font of this machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from triage.papers.fonts import chinese_font
from triage.papers.layout import CARD_SIZE, Block, Bullets, Heading, Paper, Table, Text

MARGIN = 36
_LEADING = 1.3
_HEADING_ROOM = 70


def pdf(paper: Paper) -> tuple[bytes, str]:
    """The file of a paper, A4, and a remark on its font (empty when the font is embedded)."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    font = chinese_font()
    out = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    template = SimpleDocTemplate(out, pagesize=A4, title=paper.title, author="", **margins)
    width = A4[0] - 2 * MARGIN - 12  # the frame keeps 6 points on each side
    flow = [_paragraph(paper.title, font.name, paper.size * 1.5, centred=True, after=paper.size * 0.5)]
    for block in paper.blocks:
        flow.extend(_drawn(block, font.name, paper.size, width))
    flow.append(_paragraph(paper.foot, font.name, max(paper.size - 1.5, 9) if paper.size < CARD_SIZE else paper.size))
    template.build(flow)
    return out.getvalue(), font.note


def _drawn(block: Block, font: str, size: float, width: float) -> Iterator[Any]:
    if isinstance(block, Heading):
        card = size >= CARD_SIZE
        if not card:
            from reportlab.platypus import CondPageBreak

            yield CondPageBreak(_HEADING_ROOM)  # a head never stands alone at the foot of a page
        yield _paragraph(f"【{block.text}】", font, size * (1.0 if card else 1.1), before=size * (0.2 if card else 0.7))
    elif isinstance(block, Text):
        yield _boxed(block.text, font, size, width) if block.strong else _paragraph(block.text, font, size)
    elif isinstance(block, Bullets):
        yield from (_paragraph(f"· {item}", font, size) for item in block.items)
    else:
        yield _table(block, font, size, width)


def _paragraph(text: str, font: str, size: float, *, centred: bool = False, before: float = 0, after: float = 2) -> Any:  # noqa: ANN401 - reportlab has no types
    from reportlab.lib.enums import TA_CENTER, TA_LEFT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "mingbai",
        fontName=font,
        fontSize=size,
        leading=size * _LEADING,
        wordWrap="CJK",
        alignment=TA_CENTER if centred else TA_LEFT,
        spaceBefore=before,
        spaceAfter=after,
    )
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _boxed(text: str, font: str, size: float, width: float) -> Any:  # noqa: ANN401
    from reportlab.lib import colors
    from reportlab.platypus import Table as Grid

    style = [("BOX", (0, 0), (-1, -1), 1.2, colors.black), ("BACKGROUND", (0, 0), (-1, -1), colors.whitesmoke)]
    return Grid([[_paragraph(text, font, size)]], colWidths=[width], style=style, spaceAfter=3)


def _table(table: Table, font: str, size: float, width: float) -> Any:  # noqa: ANN401
    from reportlab.lib import colors
    from reportlab.platypus import Table as Grid

    whole = sum(table.widths)
    rows = [list(table.head), *map(list, table.rows)] if table.head else list(map(list, table.rows))
    cells = [[_paragraph(cell, font, size) for cell in row] for row in rows]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    if table.head:
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke))
    else:
        columns = range(0, len(table.widths), 2)
        style += [("BACKGROUND", (column, 0), (column, -1), colors.whitesmoke) for column in columns]
    widths = [width * share / whole for share in table.widths]
    # A long story may fill more than a page: its row is split.
    return Grid(cells, colWidths=widths, style=style, repeatRows=1 if table.head else 0, splitInRow=1, spaceAfter=3)
