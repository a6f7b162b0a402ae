"""Work orders as a spreadsheet (.xlsx): one line an order, every cell text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.errors import BadInput
from triage.papers.layout import clean, clock_words
from triage.shipped import read_data

_WIDTH = 16


def sheet(orders: Sequence[Mapping[str, Any]]) -> bytes:
    """The file of a list of orders, heads frozen and filtered. Raises BadInput naming what is missing in an order."""
    from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped,unused-ignore]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped,unused-ignore]

    words = read_data("papers.yaml")["list"]
    book = Workbook()
    table = book.active
    table.title = words["sheet"]
    rows = [list(words["heads"].values()), *(_row(order, list(words["heads"])) for order in orders)]
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = table.cell(line, column)
            cell.value = text
            cell.data_type = "s"  # what looks like a formula stays text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font = Font(bold=True)
    for column, key in enumerate(words["heads"], 1):
        table.column_dimensions[get_column_letter(column)].width = words["widths"].get(key, _WIDTH)
    table.freeze_panes = "A2"
    table.auto_filter.ref = table.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(order: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    try:
        return [_cell(order, key) for key in keys]
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"工单缺了一项或写法不对（{error}），列不成表；请用 mingbai triage --json 重新生成。") from error


def _cell(order: Mapping[str, Any], key: str) -> str:
    value = order[key]
    if key in ("lead", "co"):
        return "；".join(clean(one["name"]) for one in value)
    if key == "verdicts":
        return "；".join(clean(one["name"]) for one in value if one["verdict"] in ("likely", "need_info"))
    if key == "missing":
        return "；".join(clean(one["text"]) for one in value)
    if key == "clocks":
        return "；".join(f"{clean(one['name'])}：{clock_words(one)}" for one in value)
    if key == "created":
        return clean(value)[:16].replace("T", " ")
    return clean(value or "")
