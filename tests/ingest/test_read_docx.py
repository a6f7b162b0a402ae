"""Word: body order, automatic numbers, merged cells, text boxes, notes, heads and feet; nothing twice, nothing lost."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.model import Hint, Source
from ingest.readers.docx import read_docx
from ingest.readers.numbering import chinese, write_number
from ingest.readers.visible import is_visible

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="70"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A docx with this raw body; further parts as name -> XML, related by the stem of their name."""
    with zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["word/document.xml"] = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    rels = "".join(
        f'<Relationship Id="x{n}" Type="http://x/{name}" Target="{name}.xml"/>' for n, name in enumerate(parts or {})
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    content["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{namespace}">{rels}</Relationships>'.encode()
    content |= {f"word/{name}.xml": text.encode() for name, text in (parts or {}).items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes) -> Source:
    return read_docx("青禾.docx", data, Limits())


def texts(source: Source, hint: Hint = Hint.NONE) -> list[str]:
    return [line.text for line in source.lines if line.table is None and line.hint is hint]


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def numbered(text: str, depth: int) -> str:
    list_of = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="70"/></w:numPr>'
    return f"<w:p><w:pPr>{list_of}</w:pPr>{run(text)}</w:p>"


def test_paragraphs_and_tables_in_body_order() -> None:
    document = docx.Document()
    document.add_paragraph("一、总体要求")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["序号", "指标", "1", ""], strict=True):
        cell.text = text
    document.add_paragraph("二、主要任务")
    source = read(saved(document))
    assert [(line.text, line.table) for line in source.lines] == [
        ("一、总体要求", None),
        ("", 0),
        ("二、主要任务", None),
    ]
    assert source.tables[0].rows == (("序号", "指标"), ("1", ""))


def test_merged_cells_keep_their_text_once() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for n, cell in enumerate(table._cells):
        cell.text = f"格{n}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    rows = read(saved(document)).tables[0].rows
    assert rows == (("横", "", "格2"), ("竖", "格4", "格5"), ("", "格7", "格8"))


def test_one_column_is_a_frame_and_no_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "青禾县人民政府文件"
    source = read(saved(document))
    assert source.tables == ()
    assert texts(source) == ["青禾县人民政府文件"]


def test_automatic_numbers_are_printed() -> None:
    body = (
        numbered("总体要求", 0) + numbered("指导思想", 1) + numbered("基本原则", 1)
        + numbered("政府主导", 2) + numbered("主要任务", 0) + numbered("发展产业", 1)
    )  # fmt: skip
    assert texts(read(with_parts(body, {"numbering": NUMBERING}))) == [
        "一、总体要求", "(一)指导思想", "(二)基本原则", "1.政府主导", "二、主要任务", "(一)发展产业",
    ]  # fmt: skip


def test_numbers_of_a_style() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="70"/>'
        '</w:numPr></w:pPr></w:style><w:style w:styleId="mine"><w:basedOn w:val="h1"/></w:style></w:styles>'
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="mine"/></w:pPr>{run("总体要求")}</w:p>'
    assert texts(read(with_parts(body, {"numbering": NUMBERING, "styles": styles}))) == ["一、总体要求"]


def test_number_taken_away_by_hand_is_not_printed() -> None:
    body = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr></w:pPr>{run("正文")}</w:p>'
    assert texts(read(with_parts(body, {"numbering": NUMBERING}))) == ["正文"]


def test_what_does_not_show_is_not_read() -> None:
    hidden = run("隐藏", "<w:rPr><w:vanish/></w:rPr>")
    shown = run("可见", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    body = (
        f"<w:p>{run('甲')}<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{run('增')}</w:ins>{hidden}{shown}"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert texts(read(with_parts(body))) == ["甲增可见"]


def test_manual_line_break_begins_a_new_line() -> None:
    body = f"<w:p>{run('关于印发')}<w:r><w:br/></w:r>{run('工作方案的通知')}<w:r><w:tab/></w:r>{run('2025年')}</w:p>"
    assert texts(read(with_parts(body))) == ["关于印发", "工作方案的通知\t2025年"]


def test_text_box_drawn_twice_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('框内文字')}</w:p></w:txbxContent>"
    markup = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    drawing = (
        f'<w:r><mc:AlternateContent xmlns:mc="{markup}"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(with_parts(f"<w:p>{run('前')}{drawing}{run('后')}</w:p>"))) == ["前后", "框内文字"]


def test_notes_heads_and_feet() -> None:
    note = f'<w:footnotes {W}><w:footnote w:type="separator"><w:p>{run("线")}</w:p></w:footnote>'
    note += f"<w:footnote><w:p>{run('注:2025年数据')}</w:p></w:footnote></w:footnotes>"
    parts = {
        "footnotes": note,
        "header": f"<w:hdr {W}><w:p>{run('青禾县文件')}</w:p></w:hdr>",
        "footer": f"<w:ftr {W}><w:p>{run('— 1 —')}</w:p></w:ftr>",
    }
    source = read(with_parts(f"<w:p>{run('正文')}</w:p>", parts))
    assert texts(source, Hint.PAGE_FURNITURE) == ["青禾县文件", "— 1 —"]
    assert texts(source) == ["正文", "注:2025年数据"]


def test_content_controls_are_open() -> None:
    body = f"<w:sdt><w:sdtContent><w:p>{run('甲')}<w:sdt><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt></w:p>"
    assert texts(read(with_parts(body + "</w:sdtContent></w:sdt>"))) == ["甲乙"]


def test_strict_namespace_is_read() -> None:
    data = with_parts(f"<w:p>{run('正文')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["word/document.xml"] = content["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    assert texts(read(buffer.getvalue())) == ["正文"]


def test_title_style_is_a_hint() -> None:
    document = docx.Document()
    document.add_heading("青禾县帮扶方案", 0)
    document.core_properties.title = "帮扶方案"
    source = read(saved(document))
    assert texts(source, Hint.TITLE) == ["青禾县帮扶方案"]
    assert source.details["title"] == "帮扶方案"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十")],
)  # fmt: skip
def test_chinese_counting(value: int, written: str) -> None:
    assert chinese(value) == written


@pytest.mark.parametrize(
    ("value", "style", "written"),
    [(4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (27, "lowerLetter", "aa"), (3, "decimalEnclosedCircle", "③"),
     (5, "decimalZero", "05"), (3, "somethingNew", "3"), (3, "none", ""), (12, "ideographDigital", "一二")],
)  # fmt: skip
def test_number_styles(value: int, style: str, written: str) -> None:
    assert write_number(value, style) == written


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1), min_size=1))
def test_every_visible_character_comes_back(paragraphs: list[str]) -> None:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_paragraph("末")
    read_back = "".join(texts(read(saved(document))))
    assert list(filter(is_visible, read_back)) == list(filter(is_visible, "".join(paragraphs) + "末"))
