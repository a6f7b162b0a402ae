"""Lists as tables: CSV for any program, XLSX for the office. Columns and their heads stand in lists.yaml."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from bot.pages.words import edition_words, words
from corpus.errors import MissingProgram

BOM = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page
_WIDE = {"matter": 48, "quote": 60, "what": 60, "title": 36, "offices": 40}
_WIDTH = 16
# What a spreadsheet would run as a formula; a plain negative number is none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]|[\ufffe\uffff]")


@cache
def layout() -> dict[str, Any]:
    """Columns of each list and words for its codes."""
    loaded: dict[str, Any] = yaml.safe_load(resources.files("bot").joinpath("lists.yaml").read_text("utf-8"))
    return loaded


def csv_lines(kind: str, items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A list (duties, figures, deadlines) as CSV lines without their ends, heads first, one line an item."""
    columns: dict[str, str] = layout()[kind]
    yield BOM + _csv_line(columns.values())
    for item in items:
        yield _csv_line(_harmless(cell_text(item, key)) for key in columns)


def xlsx(kind: str, items: Iterable[Mapping[str, Any]]) -> bytes:
    """A list as an Excel workbook: heads frozen and filtered, every cell text or a number, never a formula.

    Raises MissingProgram when openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped,import-not-found,unused-ignore]
        from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped,import-not-found,unused-ignore]
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingProgram("导出 Excel 要用 openpyxl；请运行 pip install openpyxl，或改用 --csv。") from error
    columns: dict[str, str] = layout()[kind]
    book = Workbook()
    sheet = book.active
    sheet.title = layout()["names"][kind]
    sheet.append(list(columns.values()))
    for row, item in enumerate(items, 2):
        for column, key in enumerate(columns, 1):
            cell = sheet.cell(row, column)
            value = item.get(key)
            if isinstance(value, int | float) and not isinstance(value, bool):
                cell.value = value
            else:
                cell.value = cell_text(item, key)
                cell.data_type = "s"  # text that opens with "=" stays text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, key in enumerate(columns, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE.get(key, _WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def cell_text(item: Mapping[str, Any], key: str) -> str:
    """One cell in words: codes become Chinese, lists of offices one line, nothing unprintable."""
    value = item.get("region") or item.get("self_place") if key == "place" else item.get(key)
    if value is None:
        return ""
    if key == "offices" and value and isinstance(value[0], str):
        value = "；".join(value)
    elif key == "offices":
        value = "；".join(f"{duty['name']}（{words()['role'][duty['role']]}）" for duty in value)
    elif key in layout()["words"]:
        value = layout()["words"][key].get(value, value)
    elif key == "edition":
        value = edition_words(item)
    elif key in ("role", "status"):
        value = words()[key].get(value, value)
    elif isinstance(value, float):
        value = number(value)
    return _UNPRINTABLE.sub("", " ".join(str(value).split()))


def number(value: float) -> str:
    """A number as people write it: 28000, 2.24."""
    return str(int(value)) if value == int(value) else str(value)


def round_number(value: float) -> str:
    """A number for reading: a large round one in 万 or 亿 (15亿, 25.2万, but 47192)."""
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= 10 * size and not value % (size / 100):
            return f"{number(round(value / size, 2))}{word}"
    return number(value)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
