"""Broken and hostile files: each ends in one clear line or in a right reading, within the bounds of the machine."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import MingbaiError, NotFound, UnreadableFile
from ingest import sandbox
from ingest.model import Source
from ingest.readers import read_data, read_file
from ingest.readers.doc import find_program
from tests.broken import makers

SECONDS = 60
MEMORY = 1 << 30
TEXT = makers.TEXT
GB = TEXT.encode("gb18030")

# What goes in -> words that the one line must hold.
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing at all": ("空.txt", lambda: b"", "空文件"),
    "no byte in a docx": ("空.docx", lambda: b"", "空文件"),
    "only white space": ("白.txt", lambda: b" \t\r\n\n \xe3\x80\x80\xc2\xa0 \n" * 99, "没有文字"),
    "only control characters": ("控.txt", lambda: b"\x01\x02\x03\x07\x08" * 200, "不是文字文件"),
    "only format characters": ("零.txt", lambda: "\u200b\u200d\ufeff".encode() * 50, "没有文字"),
    "NUL bytes": ("洞.txt", lambda: TEXT.encode() + b"\0" * 5_000, "非文字的数据"),
    "half surrogates": ("半.txt", lambda: b"\xff\xfe" + b"\x00\xd8\x41\x00" * 400, "编码已损坏"),
    "noise named txt": ("噪.txt", lambda: bytes((n * 167 + 13) % 256 for n in range(9_000)), "另存为"),
    "20 MB in one line": ("长.txt", lambda: "青".encode() * (20 << 20 >> 2), "一行"),
    "one line of 2,000,000 characters": ("长.md", lambda: b"a" * 2_000_000, "一行"),
    "a program": ("程序.docx", lambda: b"MZ\x90\x00" + b"\0" * 4_000, "程序"),
    "a program named txt": ("程序.txt", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 4_000, "程序"),
    "Excel": ("表.docx", makers.xlsx, "Excel"),
    "old Excel named doc": ("表.doc", makers.old_excel, "Excel"),
    "a zip": ("包.zip", makers.plain_zip, "解压"),
    "a zip named docx": ("包.docx", makers.plain_zip, "没有 Word 正文"),
    "gzip": ("包.gz", lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc", "解压"),
    "mail": ("信.eml", makers.mail, "邮件"),
    "encrypted Word": ("密.docx", makers.encrypted_office, "密码"),
    "noise in an old Word container": ("噪.doc", makers.broken_ole, "不是 Word 文档"),
    "encrypted PDF": ("密.pdf", makers.encrypted_pdf, "密码"),
    "zip bomb": ("弹.docx", makers.zip_bomb, "压缩炸弹"),
    "zip that lies about its size": ("谎.docx", makers.lying_zip, "压缩炸弹|已损坏"),
    "zip of 20,000 parts": ("多.docx", makers.many_members, "压缩炸弹"),
    "zip of 60,000 parts": ("挤.docx", makers.crowded_zip, "压缩炸弹"),
    "2,000,000 lines": ("行.txt", lambda: b"a\n" * 2_000_000, "行，超过上限"),
    "entity bomb": ("实体.docx", makers.entity_bomb, "实体"),
    "entity that reads a file": ("外.docx", makers.external_entity, "实体"),
    "path trick in a zip": ("路.docx", makers.climbing_zip, "指向外部的路径"),
    "docx without document": ("缺.docx", makers.no_document_part, "正文|已损坏"),
    "tables 3,000 deep": ("深.docx", makers.deep_docx, "嵌套过深"),
    "docx cut in half": ("断.docx", lambda: makers.docx_bytes()[:9_000], "已损坏"),
    "docx with damaged part": ("坏.docx", lambda: makers.docx_with_body("<w:p><w:r>"), "已损坏"),
    "empty docx": ("无字.docx", lambda: makers.docx_bytes(""), "没有文字"),
    "PDF cut in half": ("断.pdf", lambda: makers.text_pdf([b"BT (a) Tj ET"])[:120], "已损坏|没有文字|一页也没有"),
    "PDF head alone": ("头.pdf", lambda: b"%PDF-1.7\n", "已损坏"),
    "PDF of 2,000 pages of table": ("长表.pdf", makers.long_table_pdf, "2000 页"),
    "PDF whose pages loop": ("环.pdf", makers.looping_pages, "已损坏|没有文字|一页也没有"),
    "PDF form that draws itself": ("自画.pdf", makers.looping_form, "没有文字|读不出来|已损坏"),
    "PDF stream bomb": ("流弹.pdf", makers.stream_bomb, "没有文字|秒|内存|已损坏"),
    "PDF without words": ("无字.pdf", makers.empty_pdf, "没有文字"),
    "picture of one pixel": ("点.png", lambda: makers.png(1, 1), "像素"),
    "picture bomb": ("图弹.png", makers.png_bomb, "百万像素"),
    "picture cut short": ("断.png", lambda: makers.png(400, 300)[:60], "已损坏"),
    "picture head alone": ("头.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 300, "已损坏"),
    "divs 100,000 deep": ("深.html", lambda: makers.html("<div>" * 100_000 + "深"), "嵌套过深"),
    "page without words": ("无字.html", lambda: makers.html("<script>var a=1</script>"), "没有文字"),
    "page of 600,000 elements": ("多.html", lambda: makers.html("<i>a</i>" * 600_000), "万个元素"),
}

# What goes in -> a text that must be read from it.
READ: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "PDF named docx": (
        "其实.docx",
        lambda: makers.text_pdf([b"BT /F1 12 Tf 72 700 Td (Qinghe 2025) Tj ET"]),
        "Qinghe 2025",
    ),
    "docx named pdf": ("其实.pdf", makers.docx_bytes, "到2025年建成示范村12个。"),
    "docx named txt": ("其实.txt", makers.docx_bytes, "到2025年建成示范村12个。"),
    "text named pdf": ("文字.pdf", lambda: TEXT.encode(), "到2025年建成示范村12个。"),
    "text named docx": ("文字.docx", lambda: GB, "到2025年建成示范村12个。"),
    "page named txt": ("网页.txt", lambda: makers.html("<p>到2025年</p>"), "到2025年"),
    "text that speaks of tags": ("标签.txt", lambda: "请在 <html> 里写明".encode(), "请在 <html> 里写明"),
    "UTF-8 with mark": ("标记.txt", lambda: b"\xef\xbb\xbf" + TEXT.encode(), "一、总体要求"),
    "GB18030": ("国标.txt", lambda: GB, "一、总体要求"),
    "UTF-16 with mark": ("宽.txt", lambda: b"\xff\xfe" + TEXT.encode("utf-16-le"), "一、总体要求"),
    "UTF-16 without mark": ("宽无标.txt", lambda: TEXT.encode("utf-16-le"), "一、总体要求"),
    "UTF-16 big end first": ("宽大.txt", lambda: b"\xfe\xff" + TEXT.encode("utf-16-be"), "一、总体要求"),
    "UTF-7": ("七.txt", lambda: TEXT.encode("utf-7"), "一、总体要求"),
    "Big5": ("繁.txt", lambda: "總體要求:幫扶低收入農戶增加收入,建設示範村。\n".encode("big5") * 9, "總體要求:幫扶"),
    "lines in two encodings": ("混.txt", lambda: TEXT.encode() + GB, "到2025年建成示范村12个。"),
    "damaged UTF-8": ("损.txt", lambda: (TEXT * 40).encode()[:-2], "一、总体要求"),
    "damaged GB18030": ("损国.txt", lambda: ("青禾县帮扶" * 300).encode("gb18030") + b"\xff\xff", "青禾县帮扶"),
    "Markdown nested like JSON": ("嵌.md", lambda: b"[" * 50_000 + "青禾".encode() + b"]" * 50_000, "青禾"),
    "page with an absurd charset": ("字符.html", lambda: makers.html("<p>青禾</p>", '<meta charset="null">'), "青禾"),
    "GB page that claims Latin": (
        "谎.html",
        lambda: b'<html><meta charset="gbk"><p>' + GB + b"</p></html>",
        "一、总体要求",
    ),
    "page never closed": ("开.html", lambda: b"<html><body><p>" + "甲<div><b>乙<table><tr><td>丙".encode(), "丙"),
    "endless column span": ("宽.docx", makers.wide_docx, "甲"),
    "PDF whose cross-references loop": ("环表.pdf", makers.looping_xref, "loop"),
    "PDF that claims 2,000,000,000 pages": ("谎页.pdf", makers.huge_page_count, "one"),
    "PDF with a giant page": ("巨.pdf", makers.giant_page, "wide"),
    "PDF with rubbish before it": (
        "前缀.pdf",
        lambda: b"\r\n\r\n" + makers.text_pdf([b"BT /F1 9 Tf (x1) Tj ET"]),
        "x1",
    ),
}


def all_text(source: Source) -> str:
    cells = [cell for table in source.tables for row in table.rows for cell in row]
    return "\n".join([line.text for line in source.lines] + cells)


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_clear_line(case: str, tmp_path: Path) -> None:
    name, make, words = REFUSED[case]
    path = tmp_path / name
    path.write_bytes(make())
    begun = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        read_file(path)
    assert time.monotonic() - begun < SECONDS
    text = caught.value.text
    assert re.search(words, text)
    assert name in text
    assert "\n" not in text
    assert re.search("请", text), "the line must say what to do next"
    assert _peak_of_readers() < MEMORY
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("case", READ)
def test_read_all_the_same(case: str, tmp_path: Path) -> None:
    name, make, expected = READ[case]
    path = tmp_path / name
    path.write_bytes(make())
    source = read_file(path)
    assert expected in all_text(source)
    assert "锟" not in all_text(source)
    assert _peak_of_readers() < MEMORY


@pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed")
def test_rich_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "富.rtf"
    path.write_bytes(makers.rtf())
    assert [line.text for line in read_file(path).lines] == TEXT.splitlines()


@pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed")
def test_broken_old_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "坏.doc"
    path.write_bytes(makers.broken_word())
    with pytest.raises(UnreadableFile, match="另存为 docx"):
        read_file(path)


def test_missing_office_program_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    path = tmp_path / "旧.doc"
    path.write_bytes(makers.broken_word())
    with pytest.raises(UnreadableFile, match="libreoffice-writer-nogui") as caught:
        read_file(path)
    assert caught.value.code == "missing_program"


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="找不到"):
        read_file(tmp_path / "无.txt")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="文件夹"):
        read_file(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_that_nobody_writes_to(tmp_path: Path) -> None:
    path = tmp_path / "管.txt"
    os.mkfifo(path)
    with pytest.raises(UnreadableFile, match="管道"):
        read_file(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_endless_device() -> None:
    with pytest.raises(UnreadableFile, match="设备"):
        read_file(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights here")
def test_links(tmp_path: Path) -> None:
    target, link, lost, loop = (tmp_path / name for name in ("实.txt", "链.txt", "断.txt", "环.txt"))
    target.write_text(TEXT, "utf-8")
    link.symlink_to(target)
    lost.symlink_to(tmp_path / "无.txt")
    loop.symlink_to(loop)
    assert read_file(link).lines[0].text == "一、总体要求"
    with pytest.raises(NotFound):
        read_file(lost)
    with pytest.raises(UnreadableFile):
        read_file(loop)


def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "锁.txt"
    path.write_text(TEXT, "utf-8")

    def refuse(*args: object, **kwargs: object) -> int:  # root may read everything: the refusal is played
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableFile, match="权限"):
        read_file(path)


def test_every_error_is_one_of_ours(tmp_path: Path) -> None:
    """Sound files cut at many places: a right reading or an UnreadableFile, never anything else."""
    whole = {
        "断.docx": makers.docx_bytes(),
        "断.pdf": makers.text_pdf([makers.table_page(0)]),
        "断.html": makers.html(TEXT),
    }
    for name, data in whole.items():
        path = tmp_path / name
        for part in range(1, 24):
            path.write_bytes(data[: len(data) * part // 24])
            try:
                read_file(path)
            except MingbaiError as error:
                assert isinstance(error, UnreadableFile)
                assert "请" in error.text


def test_bytes_overwritten_anywhere(tmp_path: Path) -> None:
    """The same with bytes overwritten."""
    whole = {"毁.docx": makers.docx_bytes(), "毁.pdf": makers.text_pdf([makers.table_page(0)])}
    for name, data in whole.items():
        path = tmp_path / name
        for part in range(24):
            place = len(data) * part // 24
            path.write_bytes(data[:place] + b"\xff\x00<>(" * 3 + data[place + 15 :])
            try:
                read_file(path)
            except MingbaiError as error:
                assert isinstance(error, UnreadableFile)


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["txt", "md", "html", "docx", "pdf", "png", "tif", "zip", "x"]),
    st.binary(max_size=12),
)
def test_any_bytes_under_any_name(data: bytes, suffix: str, magic: bytes) -> None:
    """Random bytes, also behind the signature of a format: a Source with something in it, or one of our errors."""
    for head in (b"", magic, b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\x89PNG\r\n\x1a\n"):
        try:
            source = read_data(f"任意.{suffix}", head + data)
        except UnreadableFile as error:
            assert "请" in error.text or "可用的格式" in error.text
        else:
            assert source.lines


def _peak_of_readers() -> int:
    """Peak resident bytes of the reading processes that are alive; 0 where the system does not tell."""
    peak = 0
    for process in (sandbox.documents.process_id, sandbox.scans.process_id):
        status = Path(f"/proc/{process}/status")
        if process is not None and status.exists():
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            peak = max(peak, int(found.group(1)) * 1024 if found else 0)
    return peak
