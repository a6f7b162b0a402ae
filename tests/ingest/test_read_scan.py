"""Scans: pages set upright, read with a recogniser that is played here, and told apart from pages with text."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy
import pytest
from PIL import Image

from corpus.errors import EmptyDocument, MissingProgram
from ingest.limits import Limits
from ingest.readers import scan
from ingest.readers.formats import ScannedPages
from ingest.readers.pdf import read_pdf, read_scanned_pdf
from ingest.readers.printed import set_lines
from ingest.readers.skew import Stretch, upright
from tests.ingest.sheets import Sheet, bind

PICTURE = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
LINES = [
    "一、总体要求",
    "坚持因地制宜发展特色产业,推动低收入农户稳定增收",
    "到2025年建成示范村十二个。",
    "二、主要任务",
]
INDENTS = [2, 2, 0, 2]


def box(x: float, y: float, width: float, height: float, angle: float = 0.0) -> list[list[float]]:
    """The corners of a box whose page is turned about the origin."""
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    cos, sin = math.cos(angle), math.sin(angle)
    return [[a * cos - b * sin, b * cos + a * sin] for a, b in corners]


@dataclass
class FakeEngine:
    """Sees LINES on any picture; with a score that falls when the picture stands on its head (dark corner below)."""

    angle: float = 0.0
    sees: bool = True

    def __call__(self, picture: numpy.ndarray, use_cls: bool) -> SimpleNamespace:
        assert not use_cls
        if not self.sees:
            return SimpleNamespace(boxes=None, txts=None, scores=None)
        upright_page = picture[0, 0].sum() <= picture[-1, -1].sum()
        boxes = [
            box(100 + 34 * indent, 200 + 70 * n, 34 * sum(1 if ord(c) > 255 else 0.5 for c in text), 40, self.angle)
            for n, (text, indent) in enumerate(zip(LINES, INDENTS, strict=True))
        ]
        score = 0.98 if upright_page else 0.6
        return SimpleNamespace(boxes=numpy.array(boxes), txts=tuple(LINES), scores=(score,) * len(LINES))


def play(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> None:
    monkeypatch.setattr(scan, "_make_engine", lambda: engine)


def picture_bytes(*, upside_down: bool = False) -> bytes:
    picture = Image.new("RGB", (1200, 900), "white")
    picture.paste("black", (0, 0, 9, 9))
    buffer = io.BytesIO()
    (picture.rotate(180) if upside_down else picture).save(buffer, "PNG")
    return buffer.getvalue()


def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise ImportError("rapidocr")

    monkeypatch.setattr(scan, "_make_engine", absent)


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.0, 0.7, 3.0])
def test_askew_pages_are_set_upright(degrees: float) -> None:
    angle = math.radians(degrees)
    found = [
        Stretch(
            text,
            tuple((x, y) for x, y in box(100 + 30 * (n % 2), 60 * n, 30 * len(text), 40 + 9 * (n % 3), angle)),
            0.9,
        )
        for n, text in enumerate(["甲" * 30, "乙" * 29, "丙" * 30, "裕。"])
    ]
    lines = set_lines(upright(found), 1)
    assert [line.text for line in lines] == [one.text for one in found]
    assert max(line.x0 for line in lines[::2]) - min(line.x0 for line in lines[::2]) < 6
    assert len({round(line.size) for line in lines}) == 1


def test_picture_becomes_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, FakeEngine(math.radians(1)))
    source = scan.read_image("扫描.png", picture_bytes(), Limits())
    assert source.ocr
    assert [line.text for line in source.lines] == [LINES[0], LINES[1] + LINES[2], LINES[3]]


def test_page_on_its_head_is_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, FakeEngine())
    source = scan.read_image("倒.png", picture_bytes(upside_down=True), Limits())
    assert source.lines[0].text == LINES[0]


def test_blank_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, FakeEngine(sees=False))
    with pytest.raises(EmptyDocument, match="没有认出文字"):
        scan.read_image("白.png", picture_bytes(), Limits())


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_extra(monkeypatch)
    with pytest.raises(MissingProgram, match=r"pip install 'mingbai\[ocr\]'"):
        scan.read_image("图.png", picture_bytes(), Limits())


def test_scanned_pages_go_to_the_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Sheet()
    page.parts.append(PICTURE)
    data = bind([page])
    with pytest.raises(ScannedPages):
        read_pdf("扫描.pdf", data, Limits())
    play(monkeypatch, FakeEngine())
    source = read_scanned_pdf("扫描.pdf", data, Limits())
    assert source.ocr
    assert source.lines[0].text == LINES[0]
    assert source.lines[0].page == 1


def test_stamp_of_a_scanning_program_is_no_text_layer() -> None:
    page = Sheet()
    page.parts.append(PICTURE)
    page.put(400, 820, "某某扫描软件", 8)
    with pytest.raises(ScannedPages):
        read_pdf("盖章.pdf", bind([page]), Limits())


def test_text_over_a_background_picture_is_read() -> None:
    page = Sheet()
    page.parts.append(PICTURE)
    page.put(100, 100, "青禾县巩固拓展脱贫攻坚成果工作方案")
    assert read_pdf("背景.pdf", bind([page]), Limits()).lines[0].text == "青禾县巩固拓展脱贫攻坚成果工作方案"


def test_mixed_file_without_the_extra_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    without_extra(monkeypatch)
    scanned = Sheet()
    scanned.parts.append(PICTURE)
    data = bind([Sheet().put(100, 100, "青禾县帮扶方案"), scanned])
    source = read_scanned_pdf("半.pdf", data, Limits())
    assert [line.text for line in source.lines] == ["青禾县帮扶方案"]
    assert source.partial is not None
    assert "第 2 页" in source.partial
    with pytest.raises(MissingProgram):
        read_scanned_pdf("全.pdf", bind([scanned]), Limits())
