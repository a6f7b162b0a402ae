"""Papers as PDF, drawn by reportlab with a Chinese font of this machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from triage.papers.fonts import chinese_font
from triage.papers.layout import CARD_SIZE, Block, Bullets, Heading, Paper, Table, Text
from triage.papers.lines import broken

MARGIN = 36
_LEADING = 1.3
_HEADING_ROOM = 70
_LONG_CELL = 300


def pdf(paper: Paper) -> tuple[bytes, str]:
    """The file of a paper, A4, and a remark on its font (empty when the font is embedded)."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    font = chinese_font()
    out = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    template = SimpleDocTemplate(out, pagesize=A4, title=paper.title, author="", **margins)
    width = A4[0] - 2 * MARGIN - 12  # the frame keeps 6 points on each side
    flow = _paragraph(paper.title, font.name, paper.size * 1.5, centred=True, after=paper.size * 0.5)
    for block in paper.blocks:
        flow.extend(_drawn(block, font.name, paper.size, width))
    flow += _paragraph(paper.foot, font.name, max(paper.size - 1.5, 9) if paper.size < CARD_SIZE else paper.size)
    template.build(flow)
    return out.getvalue(), font.note


def _drawn(block: Block, font: str, size: float, width: float) -> Iterator[Any]:
    if isinstance(block, Heading):
        card = size >= CARD_SIZE
        if not card:
            from reportlab.platypus import CondPageBreak

            yield CondPageBreak(_HEADING_ROOM)  # a head never stands alone at the foot of a page
        larger, before = (1.0, 0.2) if card else (1.1, 0.7)
        yield from _paragraph(f"【{block.text}】", font, size * larger, before=size * before)
    elif isinstance(block, Text):
        yield from [_boxed(block.text, font, size, width)] if block.strong else _paragraph(block.text, font, size)
    elif isinstance(block, Bullets):
        yield from (line for item in block.items for line in _paragraph(f"· {item}", font, size))
    else:
        yield _table(block, font, size, width)


def _paragraph(
    text: str, font: str, size: float, *, centred: bool = False, before: float = 0, after: float = 2
) -> list[Any]:
    """A paragraph, one piece for each of its lines."""
    from reportlab.lib.enums import TA_CENTER, TA_LEFT
    from reportlab.lib.styles import ParagraphStyle

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
    return [_chinese_paragraph()(escape(line), style) for line in text.split("\n")]


@cache
def _chinese_paragraph() -> type[Any]:
    """reportlab's paragraph with Chinese rules for where a line may break; its own know only some of the marks."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import Paragraph

    class ChineseParagraph(Paragraph):  # type: ignore[misc]  # reportlab has no types
        def breakLinesCJK(self, maxWidths: Any) -> Any:  # noqa: N802, N803, ANN401 - the names are reportlab's
            if len(self.frags) != 1 or hasattr(self, "_splitpara"):
                return super().breakLinesCJK(maxWidths)
            (frag,), width = self.frags, maxWidths[0] if isinstance(maxWidths, list | tuple) else maxWidths
            text = frag.text if hasattr(frag, "text") else "".join(frag.words)

            def measure(piece: str) -> float:
                return float(stringWidth(piece, frag.fontName, frag.fontSize))

            lines = [(width - measure(line), [line]) for line in broken(text, measure, width)]
            return frag.clone(kind=0, lines=lines, ascent=frag.fontSize, descent=-0.2 * frag.fontSize)

    return ChineseParagraph


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
    # A long story may fill more than a page: its row is split. Others go over whole.
    long = not table.head or any(len(cell) > _LONG_CELL for row in rows for cell in row)
    head = 1 if table.head else 0
    return Grid(cells, colWidths=widths, style=style, repeatRows=head, splitInRow=int(long), spaceAfter=3)
