"""Lists as tables: every cell is text or a number, and what a spreadsheet would run stays text."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets import BOM, csv_lines, layout, number, round_number, xlsx

ITEM: dict[str, Any] = {
    "name": "=HYPERLINK(\"x\")", "today": None, "family": "民政", "role": "lead", "matter": "走访\n登记",
    "title": "方案", "address": "一/¶1", "rider": None, "region": None, "self_place": "我县", "status": "template",
    "edition": "digest", "document_id": "方案@2024",
}  # fmt: skip


def test_codes_become_words_and_a_place_without_a_path_is_what_it_calls_itself() -> None:
    head, row = csv.reader(io.StringIO("\n".join(csv_lines("duties", [ITEM])).removeprefix(BOM)))
    cells = dict(zip(head, row, strict=True))
    assert cells["单位（文件原名）"] == '\'=HYPERLINK("x")'
    assert (cells["角色"], cells["效力"], cells["文本"], cells["地点"]) == ("牵头", "范本", "要点整理", "我县")
    assert (cells["事项"], cells["现名称"]) == ("走访 登记", "")


def test_a_workbook_reads_back_with_text_as_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    figure = {"indicator": "普及率", "label": "=1+1", "value": -3.5, "unit": "%", "base_year": 2020, "bound": "min",
              "nature": "binding", "quote": "坏字\x00符", "status": "expired", "edition": "original"}  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx("figures", [figure]))).active
    heads = [cell.value for cell in sheet[1]]
    cells = dict(zip(heads, sheet[2], strict=True))
    assert (cells["数值"].value, cells["基期年"].value) == (-3.5, 2020)
    assert (cells["文中说法"].value, cells["文中说法"].data_type) == ("=1+1", "s")
    assert (cells["界限"].value, cells["属性"].value, cells["原句"].value) == ("不低于", "约束性", "坏字符")
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref


@given(st.text(max_size=30), st.text(max_size=30))
def test_one_line_an_item_whatever_the_words(name: str, matter: str) -> None:
    lines = list(csv_lines("duties", [ITEM | {"name": name, "matter": matter}]))
    rows = list(csv.reader(io.StringIO("\n".join(lines))))
    assert len(rows) == len(lines) == 2
    assert len(rows[0]) == len(rows[1]) == len(layout()["duties"])
    assert not rows[1][0].startswith(("=", "@", "\t"))


@pytest.mark.parametrize(
    ("value", "plain", "said"),
    [(28000.0, "28000", "28000"), (2.24, "2.24", "2.24"), (1.5e9, "1500000000", "15亿"), (252000.0, "252000", "25.2万"),
     (1_000_000.0, "1000000", "100万"), (1_906_001.0, "1906001", "1906001"), (-3.5, "-3.5", "-3.5")],
)  # fmt: skip
def test_numbers(value: float, plain: str, said: str) -> None:
    assert (number(value), round_number(value)) == (plain, said)
