"""The same passage read from different formats is the same text, character for character, white space aside."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path

import pytest

from ingest.model import Hint, Source
from ingest.readers import read_file
from ingest.readers.doc import find_program

_UNTIED = re.compile(r"\[bookmark[^\]]*\]")
_HEADING = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.．]")


@cache
def original(folder: Path, suffix: str) -> Source:
    return read_file(next(path for path in sorted((folder / "originals").iterdir()) if path.name.endswith(suffix)))


@cache
def plain(folder: Path, start: str) -> Source:
    return read_file(next(path for path in (folder / "policies").iterdir() if path.name.startswith(start)))


def flat(source: Source) -> str:
    """The text proper in reading order without white space: tables in place, furniture and navigation left out."""
    parts: list[str] = []
    for line in source.lines:
        if line.hint in {Hint.PAGE_FURNITURE, Hint.NAVIGATION, Hint.META}:
            continue
        parts += [line.text] if line.table is None else [c for row in source.tables[line.table].rows for c in row]
    return "".join(_UNTIED.sub("", "".join(parts)).split())


def test_pdf(shared: Path) -> None:
    assert flat(original(shared, "规划.pdf")) in flat(plain(shared, "南昌"))


def test_pdf_paragraphs(shared: Path) -> None:
    """Paragraphs end where the text file ends them; the head of the table alone is set in fewer lines there."""
    ends = {"".join(line.text.split()) for line in plain(shared, "南昌").lines}
    source = original(shared, "规划.pdf")
    odd = [line.text for line in source.lines if line.hint is Hint.NONE and line.table is None
           and "".join(line.text.split()) not in ends]  # fmt: skip
    assert len(odd) <= 1
    assert all(text.startswith("专栏") for text in odd)


def test_pdf_table(shared: Path) -> None:
    source = original(shared, "规划.pdf")
    assert len(source.tables) == 1
    rows = source.tables[0].rows
    assert [row[0] for row in rows] == ["序号", *map(str, range(1, 22))]
    assert {len(row) for row in rows} == {7}
    assert [len([cell for cell in row if cell]) for row in rows].count(7) == 16  # five units are left empty
    cells = [cell for row in rows[1:] for cell in row if cell]
    lines = ["".join(line.text.split()) for line in plain(shared, "南昌").lines]
    start = next(n for n, line in enumerate(lines) if line == "1")
    assert lines[start : start + len(cells)] == cells


def test_pdf_page_numbers(shared: Path) -> None:
    found = [line.text for line in original(shared, "规划.pdf").lines if line.hint is Hint.PAGE_FURNITURE]
    assert [int(re.sub(r"\D", "", text)) for text in found] == list(range(1, 28))


def test_docx(shared: Path) -> None:
    """The text file has lines of its site between the title and the first paragraph."""
    source, text = original(shared, ".docx"), flat(plain(shared, "县"))
    title = "".join(source.lines[0].text.split())
    assert text.startswith(title)
    assert flat(source).removeprefix(title) in text


@pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed")
def test_doc(shared: Path) -> None:
    assert flat(original(shared, ".doc")) == flat(plain(shared, "上饶"))


def test_html(shared: Path) -> None:
    source = original(shared, ".html")
    assert flat(source) == flat(plain(shared, "重庆"))
    furniture = {Hint.NAVIGATION, Hint.META}
    assert [line.hint in furniture for line in source.lines][-4:] == [True] * 4
    assert {line.hint for line in source.lines[:10]} == {Hint.NAVIGATION}


def test_gb18030(shared: Path) -> None:
    assert flat(original(shared, "方案.txt")) == flat(plain(shared, "临江"))


@pytest.mark.slow
def test_scan(shared: Path) -> None:
    pytest.importorskip("rapidocr")
    source = original(shared, "扫描件.pdf")
    assert source.ocr
    lines = ["".join(line.text.split()) for line in plain(shared, "临江").lines]
    whole, got = "".join(lines), flat(source)
    part = whole[: len(got) + 20]
    matcher = difflib.SequenceMatcher(None, part[part.find(got[:8]) :], got, autojunk=False)
    assert sum(block.size for block in matcher.get_matching_blocks()) >= 0.95 * len(got)
    ends = sum(block.size for block in matcher.get_matching_blocks())
    scanned = [line for line in lines if _HEADING.match(line) and whole.find(line) + len(line[:8]) <= ends]
    read = ["".join(line.text.split()) for line in source.lines]
    assert [line for line in scanned if not any(one.startswith(line[:6]) for one in read)] == []
    assert len(scanned) >= 12
