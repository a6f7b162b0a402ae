"""Tables typed with pipes: cells are kept whole, and what only looks like a table stays lines."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.model import Line
from ingest.readers.pipetables import take_tables
from ingest.readers.text import read_text

PAPER = "一、指标\n\n| 序号 | 指标 | 单位 |\n|---|:--|--:|\n| 1 | 公厕 | % |\n| 2 | 水厂 |\n注：按年统计\n"
CELLS = st.text(alphabet="一二甲乙12%", max_size=4)


def test_a_table_of_a_markdown_file():
    source = read_text("指标.md", PAPER.encode(), Limits())
    assert source.tables[0].rows == (("序号", "指标", "单位"), ("1", "公厕", "%"), ("2", "水厂", ""))
    assert [line.text for line in source.lines] == ["一、指标", "", "注：按年统计"]
    assert source.lines[1].table == 0


def test_pipes_without_a_rule_or_in_plain_text_stay_lines():
    plain = read_text("指标.txt", PAPER.encode(), Limits())
    assert plain.tables == () and len(plain.lines) == 6
    loose = read_text("笔记.md", "| 甲 | 乙 |\n| 丙 | 丁 |\n".encode(), Limits())
    assert loose.tables == () and len(loose.lines) == 2


@given(st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=5))
def test_every_cell_comes_back(rows):
    lines = [Line(f"| {a} | {b} |") for a, b in rows]
    kept, tables = take_tables([lines[0], Line("|---|---|"), *lines[1:]])
    assert tables[0].rows == tuple(rows) and len(kept) == 1
