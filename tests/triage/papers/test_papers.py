"""Papers: all formats hold the same words, cards keep to one page of large letters, bad input ends in clear words."""

import datetime as dt
import re

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from corpus.errors import BadInput, OutputFailed
from triage.card import card, card_texts
from triage.dispatch import printed_name
from triage.order import work_order
from triage.papers import fonts, save_card, save_list, save_order
from triage.papers.layout import CARD_SIZE, card_paper

AT = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def order_of(outlook):
    return work_order(outlook, "JX-20261120-0001", AT)


def bare(text):
    return re.sub(r"\s", "", text)


def words_of(path):
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return bare("".join([*(p.text for p in document.paragraphs), *cells]))
    if path.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(str(path))
        return bare("".join(page.get_textpage().get_text_range() for page in pdf))
    return bare(re.sub("<[^>]+>", "", path.read_text("utf-8")))


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_an_order_says_the_same_in_every_format(told, tmp_path, ending):
    order = order_of(told[1])
    path = tmp_path / f"工单.{ending}"
    save_order(order, path)
    words = words_of(path)
    told_words = [order["id"], order["title"], order["narrative"], order["reply_public"], order["note_internal"]]
    told_words += [one[key] for one in (*order["lead"], *order["co"]) for key in ("name", "task", "basis")]
    told_words += [line["text"] for line in order["facts"]] + [printed_name(v["name"]) for v in order["verdicts"]]
    told_words += [danger["text"] for danger in order["urgent"]]
    for text in told_words:
        assert bare(text) in words, text


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_a_card_says_the_same_in_every_format(told, tmp_path, ending):
    shown = card(told[1])
    path = tmp_path / f"明白卡.{ending}"
    save_card(shown, path)
    words = words_of(path)
    for text in card_texts(shown):
        assert bare(text) in words, text


def test_the_fullest_card_keeps_to_one_page_of_large_letters(sick, tmp_path):
    shown = card(sick)
    full = shown | {
        "may_apply": [{"measure": f"SUB-0{n}", "plain": "家里遇到难处可以去问一问，" * 6} for n in range(1, 7)],
        "bring": [f"很长的材料名称第{n}份" for n in range(8)],
        "still_to_check": ["过去12个月全家总收入大概多少（包括打工和种地）" for _ in range(6)],
        "how_long": "；".join(["监测核实：从乡镇收到线索算起，12个工作日内"] * 3),
        "basis": [
            f"《某某县关于做好某某工作的若干实施办法（试行）之{n}》（某政办规〔2026〕{n}号）第三条" for n in range(6)
        ],
    }
    paper = card_paper(full)
    assert paper.size >= CARD_SIZE
    for name, found in (("满", full), ("空", shown)):
        path = tmp_path / f"{name}.pdf"
        save_card(found, path)
        assert len(pypdfium2.PdfDocument(str(path))) == 1
    left_out = 6 - words_of(tmp_path / "满.pdf").count("·") + 1
    assert f"另外还有{left_out}项" in words_of(tmp_path / "满.pdf")


def test_letters_of_a_card_are_never_below_sixteen_points(sick, tmp_path):
    path = tmp_path / "卡.docx"
    save_card(card(sick), path)
    sizes = [run.font.size.pt for paragraph in Document(str(path)).paragraphs for run in paragraph.runs]
    assert min(sizes) >= 16


def test_word_files_are_a4_and_name_a_chinese_font(sick, tmp_path):
    path = tmp_path / "单.docx"
    save_order(order_of(sick), path)
    document = Document(str(path))
    assert (round(document.sections[0].page_width.mm), round(document.sections[0].page_height.mm)) == (210, 297)
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            assert run._element.rPr.rFonts.get(qn("w:eastAsia")) in ("宋体", "黑体")


def test_a_list_of_orders_is_one_line_each_and_no_formula(sick, flooded, tmp_path):
    orders = [order_of(sick), order_of(flooded)]
    orders[1]["demand"] = "=1+1"
    path = tmp_path / "清单.xlsx"
    save_list(orders, path)
    table = load_workbook(path).active
    rows = list(table.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][0] == "JX-20261120-0001"
    cell = table.cell(3, rows[0].index("诉求") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_markup_and_odd_characters_do_no_harm(sick, tmp_path):
    order = order_of(sick)
    order["narrative"] = "<script>alert(1)</script>&\x00\x0b<b>我家\ud800😀"
    for ending in ("html", "docx", "pdf", "xlsx"):
        save_order(order, tmp_path / f"怪.{ending}")
    page = (tmp_path / "怪.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_very_long_story_is_split_over_pages(sick, tmp_path):
    order = order_of(sick)
    order["narrative"] = "家里的事说来话长。" * 1500
    path = tmp_path / "长.pdf"
    save_order(order, path)
    assert len(pypdfium2.PdfDocument(str(path))) > 3


@pytest.mark.parametrize(
    ("save", "thing", "name", "said"),
    [
        (save_order, None, "a.docx", "没有工单"),
        (save_card, None, "a.docx", "没有明白卡"),
        (save_order, {}, "a.docx", "重新生成"),
        (save_order, {}, "a.xlsx", "重新生成"),
        (save_card, {"title": 3}, "a.pdf", "重新生成"),
        (save_order, {}, "a.txt", "结尾"),
        (save_card, {}, "a.xlsx", "结尾"),
    ],
)
def test_bad_input_ends_in_one_clear_line(save, thing, name, said, tmp_path):
    with pytest.raises(BadInput) as caught:
        save(thing, tmp_path / name)
    assert said in caught.value.text
    assert list(tmp_path.iterdir()) == []


def test_only_terms_that_the_page_prints_are_explained(sick):
    shown = card(sick)
    gone, stays = {"term": "没印的词", "means": "甲"}, {"term": shown["may_apply"][0]["plain"][:3], "means": "乙"}
    text = str(card_paper({**shown, "gloss": [gone, stays]}))
    assert "没印的词" not in text
    assert f"{stays['term']}：乙" in text


def test_a_folder_that_is_not_there_is_told(sick, tmp_path):
    with pytest.raises(OutputFailed, match="写不进去（没有这个文件夹或文件）"):
        save_order(order_of(sick), tmp_path / "没有" / "a.docx")


def test_without_a_chinese_font_the_readers_own_is_used_and_told(sick, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "font_files", lambda: iter([tmp_path / "no.ttf"]))
    fonts.chinese_font.cache_clear()
    try:
        remarks = save_order(order_of(sick), tmp_path / "a.pdf")
    finally:
        fonts.chinese_font.cache_clear()
    assert len(remarks) == 1
    assert "字体" in remarks[0]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
