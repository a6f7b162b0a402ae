"""PDF: lines become paragraphs, tables rows, running heads furniture, and no character is lost or doubled."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.model import Hint, Source
from ingest.readers import pdf
from ingest.readers.pdf import read_pdf
from tests.ingest.sheets import LEFT, RIGHT, SIZE, STEP, Sheet, bind

LONG = (
    "青禾县坚持因地制宜发展特色产业,推动低收入农户稳定增收,到2025年建成示范村十二个,"
    "培育带头人三百名,完善联农带农机制,健全帮扶体系。"
)


def read(*sheets: Sheet) -> Source:
    return read_pdf("青禾.pdf", bind(list(sheets)), Limits())


def texts(source: Source, hint: Hint = Hint.NONE) -> list[str]:
    return [line.text for line in source.lines if line.table is None and line.hint is hint]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_lines_join_to_paragraphs_by_indent() -> None:
    sheet = Sheet()
    y = sheet.paragraph(100, LONG)
    y = sheet.paragraph(y, "一、总体要求")
    sheet.paragraph(y, LONG[::-1])
    assert texts(read(sheet)) == [LONG, "一、总体要求", LONG[::-1]]


def test_paragraph_goes_on_over_the_page_break() -> None:
    first, second = Sheet(), Sheet()
    per_line = int((RIGHT - LEFT) // SIZE)
    y = 100.0
    for _ in range(4):
        y = first.paragraph(y, LONG)
    first.put(LEFT + 2 * SIZE, y, "做" * (per_line - 2))
    first.put(281, 800, "— 1 —", 10)
    second.put(LEFT, 100, "好收尾工作。")
    y = 100 + STEP
    for _ in range(4):
        y = second.paragraph(y, LONG)
    second.put(281, 800, "— 2 —", 10)
    source = read(first, second)
    assert "做" * (per_line - 2) + "好收尾工作。" in texts(source)
    assert texts(source, Hint.PAGE_FURNITURE) == ["— 1 —", "— 2 —"]


def test_enumeration_inside_a_sentence_is_no_new_paragraph() -> None:
    sheet = Sheet()
    per_line = int((RIGHT - LEFT) // SIZE)
    sheet.put(LEFT + 2 * SIZE, 100, ("推进农村" * 20)[: per_line - 2])
    sheet.put(LEFT, 100 + STEP, "一、二、三产业融合。")
    y = 100 + 2 * STEP
    for _ in range(3):
        y = sheet.paragraph(y, LONG)
    assert texts(read(sheet))[0].endswith("一、二、三产业融合。")


def test_number_after_an_ended_sentence_is_a_new_paragraph() -> None:
    sheet = Sheet()
    per_line = int((RIGHT - LEFT) // SIZE)
    body = ("帮扶到户" * 20)[: per_line - 3] + "。"
    y = 100.0
    for _ in range(2):
        y = sheet.paragraph(y, LONG)
    sheet.put(LEFT + 2 * SIZE, y, body)
    sheet.put(LEFT, y + STEP, "二、主要任务")
    sheet.paragraph(y + 2 * STEP, LONG)
    assert "二、主要任务" in texts(read(sheet))


def test_ruled_table_over_a_page_break_is_one_table() -> None:
    widths, head = [40.0, 150.0, 60.0], ["序号", "指标", "数值"]
    first, second = Sheet(), Sheet()
    first.grid(80, 400, widths, [20, 20, 20], [head, ["1", "脱贫户", "9"], ["2", "示范村创建", "12"]])
    second.grid(80, 80, widths, [20, 20], [["", "数量", ""], ["3", "合作社", ""]])
    first.put(281, 800, "1", 10)
    second.put(281, 800, "2", 10)
    source = read(first, second)
    assert len(source.tables) == 1
    assert source.tables[0].rows == (
        ("序号", "指标", "数值"),
        ("1", "脱贫户", "9"),
        ("2", "示范村创建数量", "12"),
        ("3", "合作社", ""),
    )
    assert texts(source) == []
    assert texts(source, Hint.PAGE_FURNITURE) == ["1", "2"]


def test_repeated_head_row_stands_once() -> None:
    widths, head = [40.0, 150.0], ["序号", "指标"]
    first, second = Sheet(), Sheet()
    first.grid(80, 600, widths, [20, 20], [head, ["1", "脱贫户"]])
    second.grid(80, 80, widths, [20, 20], [head, ["2", "示范村"]])
    assert read(first, second).tables[0].rows == (("序号", "指标"), ("1", "脱贫户"), ("2", "示范村"))


def test_other_table_on_the_next_page_stays_its_own() -> None:
    first, second = Sheet(), Sheet()
    first.grid(80, 600, [40.0, 150.0], [20, 20], [["序号", "指标"], ["1", "脱贫户"]])
    second.put(LEFT, 60, "附表").grid(80, 80, [40.0, 150.0], [20, 20], [["编号", "单位"], ["1", "某局"]])
    assert len(read(first, second).tables) == 2


def test_lines_of_a_cell_become_one_text() -> None:
    sheet = Sheet().grid(
        80, 100, [100.0, 100.0], [60, 20], [["农村居民人\n均可支配收\n入", "GDP\ngrowth"], ["甲", "乙"]]
    )
    assert read(sheet).tables[0].rows[0] == ("农村居民人均可支配收入", "GDP growth")


def test_figures_at_the_edges_of_different_heights_are_no_furniture() -> None:
    sheets = []
    for n, y in enumerate((100, 300, 500), 1):
        sheet = Sheet()
        sheet.paragraph(140, LONG)
        sheet.put(LEFT, y + 120, str(n * 7))
        sheets.append(sheet)
    assert {"7", "14", "21"} <= set(texts(read(*sheets)))


def test_running_head_is_furniture_on_every_page() -> None:
    sheets = []
    for n in range(1, 5):
        sheet = Sheet().put(200, 50, "青禾县人民政府文件", 10)
        sheet.paragraph(120, LONG)
        sheet.put(281, 805, f"第 {n} 页", 9)
        sheets.append(sheet)
    source = read(*sheets)
    assert texts(source, Hint.PAGE_FURNITURE) == [x for n in range(1, 5) for x in ("青禾县人民政府文件", f"第 {n} 页")]
    assert texts(source) == [LONG] * 4


def test_number_of_a_single_page() -> None:
    sheet = Sheet()
    sheet.paragraph(120, LONG)
    sheet.put(290, 805, "- 1 -", 9)
    assert texts(read(sheet), Hint.PAGE_FURNITURE) == ["- 1 -"]


def test_largest_type_of_the_first_page_is_the_title() -> None:
    sheet = Sheet().put(160, 80, "青禾县帮扶工作方案", 22)
    y = 140.0
    for _ in range(4):
        y = sheet.paragraph(y, LONG)
    assert texts(read(sheet), Hint.TITLE) == ["青禾县帮扶工作方案"]


def test_bold_by_printing_twice_is_read_once() -> None:
    sheet = Sheet().put(100, 100, "总体要求").put(100.4, 100.1, "总体要求")
    assert texts(read(sheet)) == ["总体要求"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_page_keeps_every_character(rotate: int) -> None:
    sheet = Sheet(rotate=rotate)
    sheet.paragraph(100, LONG)
    assert Counter(squeezed("".join(texts(read(sheet))))) == Counter(squeezed(LONG))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("青禾县帮扶低收入农户一二三、。,(2025)%十百"), min_size=1, max_size=90),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
def test_no_character_is_lost_or_doubled(paragraphs: list[str], ruled: bool) -> None:
    """Both ways of reading a page, with and without ruled lines, keep every visible character exactly once."""
    sheet = Sheet()
    y = 100.0
    for paragraph in paragraphs:
        if y > 700:
            break
        y = sheet.paragraph(y, paragraph)
    if ruled:
        sheet.rules()
    printed = Counter(
        c
        for part in sheet.parts
        if b"Tj" in part
        for c in bytes.fromhex(part.split(b"<")[1].split(b">")[0].decode()).decode("utf-16-be")
    )
    assert Counter("".join(line.text for line in read(sheet).lines)) == printed


def test_paragraphs_without_indent_part_at_the_gap() -> None:
    sheet = Sheet()
    y = 100.0
    parts = [LONG, LONG[::-1], LONG]
    for part in parts:
        y = sheet.paragraph(y, part, indent=0) + 9
    assert texts(read(sheet)) == parts


def test_wrapped_title_is_one_line() -> None:
    sheet = Sheet().put(90, 80, "青禾县巩固拓展脱贫攻坚成果同乡村振兴有", 21).put(240, 110, "效衔接方案", 21)
    y = 160.0
    for _ in range(4):
        y = sheet.paragraph(y, LONG)
    assert texts(read(sheet), Hint.TITLE) == ["青禾县巩固拓展脱贫攻坚成果同乡村振兴有效衔接方案"]


def test_short_lines_stay_apart() -> None:
    sheet = Sheet()
    y = 100.0
    for _ in range(3):
        y = sheet.paragraph(y, LONG)
    names = ["组长:张某", "副组长:李某", "成员:王某"]
    for name in names:
        sheet.put(LEFT, y, name)
        y += STEP
    assert texts(read(sheet))[-3:] == names


def test_damaged_tables_are_read_as_text_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("damaged")

    monkeypatch.setattr(pdf.pdfplumber, "open", fail)
    sheet = Sheet().grid(80, 100, [60.0, 150.0], [20, 20], [["序号", "指标"], ["1", "示范村"]])
    source = read(sheet)
    assert source.tables == ()
    assert source.partial is not None
    assert "第 1 页的表格" in source.partial
    assert sorted(squeezed("".join(texts(source)))) == sorted("序号指标1示范村")
