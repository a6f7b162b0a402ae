"""Tables: ruled, and typed one cell a line. Figures and names are invented."""

import pytest

from ingest.model import Table
from ingest.tables import read_table, read_text_table

HEAD = ["序号", "主要指标", "单位", "2020年", "基期值", "2025年", "目标值", "属性"]
ROWS = [
    ["1", "断头路", "0", "0", "约束性"],
    ["2", "通水率", "%", "92", "98", "预期性"],
    ["3", "水厂", "6", "4", "预期性"],
    ["4", "收入比", "农村为1", "2.2", "2.1", "预期性"],
    ["5", "三级公路", "公里", "-3.5", "20", "约束性"],
    ["6", "示范村", "0", "2", "预期性"],
]
COLUMNS = ("序号", "主要指标", "单位", "2020年基期值", "2025年目标值", "属性")
CELLS = [
    ("1", "断头路", "", "0", "0", "约束性"),
    ("2", "通水率", "%", "92", "98", "预期性"),
    ("3", "水厂", "", "6", "4", "预期性"),
    ("4", "收入比", "农村为1", "2.2", "2.1", "预期性"),
    ("5", "三级公路", "公里", "-3.5", "20", "约束性"),
    ("6", "示范村", "", "0", "2", "预期性"),
]
TYPED = "\n".join(HEAD + [cell for row in ROWS for cell in row])
PAPER = f"""一、目标
(一)指标
五年内达到下表所列的数值，逐年分解，逐年考核，考核结果张榜公布。
专栏1 供水规划
主要指标
{TYPED}
注:数值由县水利局提供。
二、任务
分年实施。"""


def test_typed_table_has_the_cells_of_the_ruled_one():
    lines = TYPED.split("\n")
    typed, taken = read_text_table(lines, 0)
    assert taken == len(lines)
    ruled = read_table(Table(rows=(COLUMNS, *CELLS)))
    assert [tuple(row.cells.items()) for row in typed.rows] == [tuple(row.cells.items()) for row in ruled.rows]
    assert [tuple(row.cells.values()) for row in ruled.rows] == CELLS


@pytest.mark.parametrize("tables", [(), (Table(rows=(COLUMNS, *CELLS)),)], ids=["typed", "ruled"])
def test_rows_are_clauses_of_their_box(addressed, tables):
    clauses = addressed(PAPER.replace(TYPED, "[表0]") if tables else PAPER, tables=tables)
    assert list(clauses) == ["一/(一)/¶1", *(f"专栏1/{n}" for n in range(1, 7)), "专栏1/注", "二/¶1"]
    row = clauses["专栏1/4"]
    assert row.text == "4 收入比 农村为1 2.2 2.1 预期性"
    assert dict(row.row) == dict(zip(COLUMNS, CELLS[3], strict=True))
    assert row.heading == ("一、目标", "(一)指标", "专栏1 供水规划 主要指标")
    assert clauses["专栏1/1"].text == "1 断头路 0 0 约束性"


def test_one_and_two_digit_lines_are_no_furniture(write):
    reading = write(PAPER)
    assert reading.dropped == ()
    assert reading.tables == 1


def test_line_breaks_in_cells_go_and_head_rows_join():
    table = Table(rows=(("序号", "指标", "数值", ""), ("", "", "2020年", "2025年"), ("1", "通水\n率", "92", "98")))
    grid = read_table(table)
    assert [dict(row.cells) for row in grid.rows] == [
        {"序号": "1", "指标": "通水率", "数值2020年": "92", "2025年": "98"}
    ]
    assert grid.head == ("序号", "指标", "数值", "2020年", "2025年")


def test_rows_without_number_are_counted():
    grid = read_table(Table(rows=(("事项", "标准"), ("探访", "每月一次"), ("补助", "三千元"))))
    assert [row.label for row in grid.rows] == ["1", "2"]


def test_equal_heads_are_told_apart():
    grid = read_table(Table(rows=(("事项", "数", "数"), ("探访", "1", "2"))))
    assert list(grid.rows[0].cells) == ["事项", "数", "数#2"]


def test_duty_columns_of_a_table(addressed):
    table = Table(rows=(("序号", "任务", "牵头单位", "责任单位"), ("1", "修渠", "县水利局", "县财政局、各乡镇")))
    clauses = addressed("一、任务\n按下表分工，逐项落实。\n附件1\n分工表\n[表0]", tables=(table,))
    duties = {(d.name, d.role.value) for d in clauses["附件1/1"].duties}
    assert duties == {("县水利局", "lead"), ("县财政局", "responsible"), ("各乡镇", "responsible")}


def test_a_ruled_box_of_one_column_is_text(addressed):
    table = Table(rows=(("专栏2 就业工程\n零工市场。每个片区建一处。",),))
    clauses = addressed("一、任务\n(一)就业\n稳住岗位。先安排弱劳力。\n[表0]\n(二)社保\n逐户核对。", tables=(table,))
    assert list(clauses) == ["一/(一)/稳住岗位", "专栏2/零工市场", "一/(二)/¶1"]


def test_a_typed_table_in_an_annex(addressed):
    table = "序号\n事项\n标准\n1\n居民用水\n每吨三元\n2\n学校用水\n免费"
    text = f"一、任务\n标准见附件1，逐项落实。\n青禾县水利局\n2024年3月5日\n附件1 收费标准\n{table}"
    clauses = addressed(text)
    assert list(clauses) == ["一/¶1", "落款", "附件1/1", "附件1/2"]
    assert dict(clauses["附件1/2"].row) == {"序号": "2", "事项": "学校用水", "标准": "免费"}
    assert clauses["附件1/2"].heading == ("附件1 收费标准",)
