"""PDF: printed lines joined to paragraphs over line and page breaks, ruled tables joined over page breaks."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
import pypdfium2
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from corpus.errors import EmptyDocument, EncryptedFile, FileTooLarge, UnreadableFile
from ingest.limits import Limits
from ingest.model import Source
from ingest.readers.archive import too_long
from ingest.readers.formats import ScannedPages
from ingest.readers.pdf_flow import flow
from ingest.readers.pdf_page import Page, plain_page, ruled_page
from ingest.readers.visible import is_visible

_SCANNED = 0.5  # a page whose pictures cover this share of it and that has no text is a scan


def read_pdf(name: str, data: bytes, limits: Limits) -> Source:
    """The paragraphs and tables of a PDF.

    Raises ScannedPages where recognition is needed, EncryptedFile, FileTooLarge, EmptyDocument, UnreadableFile.
    """
    pages = list(_pages(name, data, limits))
    if _scanned(pages):
        raise ScannedPages(f"“{name}”是扫描件,要用文字识别来读;请安装 mingbai[ocr] 后再导入")
    return _source(name, pages, limits, ocr=False)


def read_scanned_pdf(name: str, data: bytes, limits: Limits) -> Source:
    """The same for a PDF with pages that have no text: those are recognised. Raises MissingProgram in addition."""
    from ingest.readers.scan import recognise_pages

    pages = list(_pages(name, data, limits))
    recognised = recognise_pages(name, data, _scanned(pages), limits)
    return _source(name, [recognised.get(page.number, page) for page in pages], limits, ocr=True)


def _scanned(pages: list[Page]) -> list[int]:
    return [page.number for page in pages if not _has_text(page) and page.images >= _SCANNED]


def _source(name: str, pages: list[Page], limits: Limits, *, ocr: bool) -> Source:
    lines, tables = flow(pages)
    if not lines:
        raise EmptyDocument(f"“{name}”里没有文字;请检查是否选错了文件")
    too_long(name, sum(len(line.text) for line in lines), limits)
    return Source(name=name, lines=tuple(lines), tables=tuple(tables), ocr=ocr)


def _pages(name: str, data: bytes, limits: Limits) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(name, data, error) from error
    ruled: PDF | None = None
    try:
        count = len(document)
        if count > limits.pages:
            raise FileTooLarge(f"“{name}”有 {count} 页,超过 {limits.pages} 页的上限;请拆成几个文件再导入")
        if count == 0:
            raise UnreadableFile(f"“{name}”一页也没有,可能已损坏;请重新下载或重新导出后再导入")
        for index in range(count):
            page = _plain(document, index, name)
            if page is None:
                ruled = ruled or _open_ruled(name, data)
                page = _ruled(ruled, index, name)
            yield page
    finally:
        if ruled is not None:
            ruled.close()
        document.close()


def _plain(document: pypdfium2.PdfDocument, index: int, name: str) -> Page | None:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"“{name}”第 {index + 1} 页已损坏;请重新下载或重新导出后再导入") from error
    try:
        return plain_page(page, index + 1)
    finally:
        page.close()


def _open_ruled(name: str, data: bytes) -> PDF:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except (PdfminerException, PDFSyntaxError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableFile(f"“{name}”的表格结构已损坏;请重新导出 pdf 后再导入") from error


def _ruled(document: PDF, index: int, name: str) -> Page:
    try:
        page = document.pages[index]
        read = ruled_page(page, index + 1)
        page.close()
    except (
        PdfminerException,
        PDFSyntaxError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ) as error:
        raise UnreadableFile(f"“{name}”第 {index + 1} 页的表格读不出来;请重新导出 pdf 后再导入") from error
    return read


def _has_text(page: Page) -> bool:
    return bool(page.tables) or any(is_visible(glyph.text[0]) for glyph in page.glyphs)


def _refusal(name: str, data: bytes, error: Exception) -> UnreadableFile:
    if "password" in str(error).lower() or (b"/Encrypt" in data and "data format" not in str(error).lower()):
        return EncryptedFile(f"“{name}”设了打开密码,请去掉密码(打开后另存或打印成 pdf)再导入")
    return UnreadableFile(f"“{name}”已损坏或没有下载完整,请重新下载或重新导出后再导入")
