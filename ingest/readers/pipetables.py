"""Tables typed with pipes in a Markdown file (| 序号 | 指标 |): their marks are markup, their cells are text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.model import Line, Table

MARKDOWN = (".md", ".markdown")
_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_CELL_END = re.compile(r"(?<!\\)\|")


def take_tables(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """The lines with each pipe table replaced by one line that stands for it, and the tables.

    A table is a row of cells, a rule (|---|---|), and the rows below it; a row shorter than the head is filled with
    empty cells. Rows with pipes but without a rule stay lines.
    """
    kept: list[Line] = []
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        rows = _table_at(lines, at)
        if rows is None:
            kept.append(lines[at])
            at += 1
            continue
        width = len(rows[0])
        filled = tuple((*row, *("",) * (width - len(row))) for row in rows)
        kept.append(Line("", table=len(tables)))
        tables.append(Table(filled))
        at += len(rows) + 1
    return tuple(kept), tuple(tables)


def _table_at(lines: Sequence[Line], at: int) -> list[tuple[str, ...]] | None:
    if at + 2 >= len(lines) or not _RULE.match(lines[at + 1].text):
        return None
    rows: list[tuple[str, ...]] = []
    for number in (at, *range(at + 2, len(lines))):
        match = _ROW.match(lines[number].text)
        if match is None:
            break
        cells = tuple(cell.strip().replace("\\|", "|") for cell in _CELL_END.split(match[1]))
        if rows and len(cells) > len(rows[0]):
            break
        rows.append(cells)
    return rows if len(rows) > 1 else None
