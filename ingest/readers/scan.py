"""Scanned pages and pictures: recognised offline by rapidocr (the `ocr` extra), page by page."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

from corpus.errors import EmptyDocument, FileTooLarge, MissingProgram, UnreadableFile
from ingest.limits import Limits
from ingest.model import Source
from ingest.readers.pdf_flow import flow
from ingest.readers.pdf_page import Page
from ingest.readers.skew import Stretch, upright
from ingest.readers.visible import has_visible, printable

_DPI = 200
Picture = Any  # of pillow, which comes with the extra only
Engine = Any  # of rapidocr, likewise
_LONG_SIDE = 3_000  # pixels; larger pictures are made smaller before they are recognised
_LEAST_SIDE = 12
_LEAST_SCORE = 0.5
_POOR = 0.8  # mean score below which a page may stand on its head


def read_image(name: str, data: bytes, limits: Limits) -> Source:
    """The text of a picture, all frames of a tif.

    Raises EmptyDocument, FileTooLarge, MissingProgram, UnreadableFile.
    """
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF")) as picture:
            _check_picture(name, picture.width, picture.height, getattr(picture, "n_frames", 1), limits)
            pages = []
            for frame in range(getattr(picture, "n_frames", 1)):
                picture.seek(frame)
                pages.append(_recognise(picture.convert("RGB"), frame + 1))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if isinstance(error, UnidentifiedImageError):
            raise UnreadableFile(f"“{name}”的图片已损坏，打不开；请重新扫描或重新保存后再收录") from error
        raise _too_large(name, limits) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableFile(f"“{name}”的图片已损坏或没有下载完整；请重新扫描或重新保存后再收录") from error
    lines, tables = flow(pages)
    if not lines:
        raise EmptyDocument(f"“{name}”里没有认出文字；请换清晰的扫描件（200 dpi 以上、摆正）再收录")
    return Source(name=name, lines=tuple(lines), tables=tuple(tables), ocr=True)


def recognise_pages(name: str, data: bytes, numbers: Sequence[int], limits: Limits) -> dict[int, Page]:
    """Pages of a PDF without text, recognised: page number -> page. Raises FileTooLarge, MissingProgram."""
    import pypdfium2

    if len(numbers) > limits.ocr_pages:
        raise FileTooLarge(
            f"“{name}”有 {len(numbers)} 页扫描件，超过 {limits.ocr_pages} 页的上限；请拆成几个文件再收录"
        )
    _engine(name)
    found: dict[int, Page] = {}
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_DPI / 72, _LONG_SIDE / max(width, height, 1.0))
            found[number] = _recognise(page.render(scale=scale).to_pil().convert("RGB"), number)
            page.close()
    finally:
        document.close()
    return found


def _check_picture(name: str, width: int, height: int, frames: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise _too_large(name, limits)
    if frames > limits.ocr_pages:
        raise FileTooLarge(f"“{name}”有 {frames} 页，超过 {limits.ocr_pages} 页的上限；请拆成几个文件再收录")
    if min(width, height) < _LEAST_SIDE:
        raise EmptyDocument(f"“{name}”只有 {width}×{height} 像素，里面没有文字；请检查是否选错了文件")
    _engine(name)


def _too_large(name: str, limits: Limits) -> FileTooLarge:
    return FileTooLarge(
        f"“{name}”的图片超过 {limits.pixels // 1_000_000} 百万像素；请用 200 到 300 dpi 重新扫描后再收录"
    )


def _recognise(picture: Picture, number: int) -> Page:
    """One page; a page that reads badly is tried upside down and lying on its sides, and the best reading is kept."""
    longest = max(picture.size)
    if longest > _LONG_SIDE:
        share = _LONG_SIDE / longest
        picture = picture.resize((max(1, int(picture.width * share)), max(1, int(picture.height * share))))
    best = _stretches(picture)
    turned = picture
    if best and _sureness(best) < _POOR:
        for angle in (180, 90, 270):
            trial = picture.rotate(angle, expand=True)
            found = _stretches(trial)
            if _sureness(found) > _sureness(best) + 0.05:
                best, turned = found, trial
    return Page(number, float(turned.width), float(turned.height), upright(best))


def _stretches(picture: Picture) -> list[Stretch]:
    import numpy

    # No line is turned on its own: the line classifier takes lines that begin with a sign for upside-down ones.
    result = _engine("")(numpy.asarray(picture)[:, :, ::-1], use_cls=False)
    boxes, texts, scores = result.boxes, result.txts, result.scores
    found: list[Stretch] = []
    for box, text, score in zip(() if boxes is None else boxes, texts or (), scores or (), strict=False):
        clean = printable(str(text)).strip()
        if score >= _LEAST_SCORE and has_visible(clean):
            found.append(Stretch(clean, tuple((float(x), float(y)) for x, y in box), float(score)))
    return found


def _sureness(found: list[Stretch]) -> float:
    """Mean score by character."""
    length = sum(len(one.text) for one in found)
    return sum(one.score * len(one.text) for one in found) / length if length else 0.0


@cache
def _make_engine() -> Engine:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})


def _engine(name: str) -> Engine:
    try:
        return _make_engine()
    except ImportError as error:
        raise MissingProgram(
            f"“{name}”是扫描件或图片，要装文字识别才能读：pip install 'mingbai[ocr]'；"
            "装好后重新收录，或改用带文字的文件"
        ) from error
