"""PDF: printed lines joined to paragraphs over line and page breaks, ruled tables joined over page breaks."""

from __future__ import annotations

import io

import pdfplumber
import pypdfium2
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from corpus.errors import EmptyDocument, EncryptedFile, FileTooLarge, MissingProgram, UnreadableFile
from ingest.limits import Limits
from ingest.model import Source
from ingest.readers.archive import too_long
from ingest.readers.formats import ScannedPages
from ingest.readers.pdf_flow import flow
from ingest.readers.pdf_page import Page, plain_page, ruled_page
from ingest.readers.visible import is_visible

_SCANNED = 0.5  # a page whose pictures cover this share of it and that has no text is a scan
_STAMPED = 0.8  # ... and one that they cover to this share may carry the stamp of a scanning program
_STAMP = 12  # characters at most
# What pdfminer throws at damaged files, by experience.
_DAMAGE = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    ArithmeticError,
)


def read_pdf(name: str, data: bytes, limits: Limits) -> Source:
    """The paragraphs and tables of a PDF.

    Raises ScannedPages where recognition is needed, EncryptedFile, FileTooLarge, EmptyDocument, UnreadableFile.
    """
    reading = _Reading(name, data, limits)
    pages = reading.pages()
    if _scanned(pages):
        raise ScannedPages(f"“{name}”是扫描件，要用文字识别来读；请安装 mingbai[ocr] 后再收录")
    return _source(name, pages, limits, partial=reading.partial())


def read_scanned_pdf(name: str, data: bytes, limits: Limits) -> Source:
    """The same for a PDF with pages that have no text: those are recognised.

    Without the OCR extra pages with text are read all the same; raises MissingProgram when there are none.
    """
    from ingest.readers.scan import recognise_pages

    reading = _Reading(name, data, limits)
    pages = reading.pages()
    scanned = _scanned(pages)
    try:
        recognised = recognise_pages(name, data, scanned, limits)
    except MissingProgram:
        if len(scanned) == len(pages):
            raise
        partial = f"第 {_numbers(scanned)} 页是扫描件，没有读；请装 mingbai[ocr] 后重新收录"
        return _source(name, pages, limits, partial=partial)
    merged = [recognised.get(page.number, page) for page in pages]
    return _source(name, merged, limits, partial=reading.partial(), ocr=True)


def _scanned(pages: list[Page]) -> list[int]:
    return [page.number for page in pages if _is_scan(page)]


def _is_scan(page: Page) -> bool:
    seen = sum(1 for glyph in page.glyphs if is_visible(glyph.text[0]))
    return not page.tables and ((page.images >= _SCANNED and not seen) or (page.images >= _STAMPED and seen <= _STAMP))


def _source(name: str, pages: list[Page], limits: Limits, *, partial: str | None, ocr: bool = False) -> Source:
    lines, tables = flow(pages)
    if not lines:
        raise EmptyDocument(f"“{name}”里没有文字；请检查是否选错了文件")
    too_long(name, sum(len(line.text) for line in lines), limits)
    return Source(name=name, lines=tuple(lines), tables=tuple(tables), ocr=ocr, partial=partial)


class _Reading:
    """Reads all pages of one file; remembers those whose tables could be read as running text only."""

    def __init__(self, name: str, data: bytes, limits: Limits) -> None:
        self._name, self._data, self._limits = name, data, limits
        self._spoilt: list[int] = []
        self._ruled: PDF | None = None

    def pages(self) -> list[Page]:
        """The pages in order. Raises EncryptedFile, FileTooLarge, UnreadableFile."""
        try:
            document = pypdfium2.PdfDocument(self._data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(self._name, self._data, error) from error
        try:
            count = len(document)
            if count > self._limits.pages:
                raise FileTooLarge(
                    f"“{self._name}”有 {count} 页，超过 {self._limits.pages} 页的上限；请拆成几个文件再收录"
                )
            if count == 0:
                raise UnreadableFile(f"“{self._name}”一页也没有，可能已损坏；请重新下载或重新导出后再收录")
            return [self._page(document, index) for index in range(count)]
        finally:
            document.close()

    def partial(self) -> str | None:
        """What was not read as it should be, in one sentence; None when all was."""
        return f"第 {_numbers(self._spoilt)} 页的表格结构已损坏，只读了文字" if self._spoilt else None

    def _page(self, document: pypdfium2.PdfDocument, index: int) -> Page:
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"“{self._name}”第 {index + 1} 页已损坏；请重新下载或重新导出后再收录") from error
        try:
            read = plain_page(page, index + 1) or self._with_tables(index)
            if read is None:
                self._spoilt.append(index + 1)
                read = plain_page(page, index + 1, whatever=True)
        finally:
            page.close()
        if read is None:
            raise UnreadableFile(f"“{self._name}”第 {index + 1} 页已损坏；请重新下载或重新导出后再收录")
        return read

    def _with_tables(self, index: int) -> Page | None:
        """The page through the table reader, None where that fails on it."""
        try:
            self._ruled = self._ruled or pdfplumber.open(io.BytesIO(self._data))
            page = self._ruled.pages[index]
            read = ruled_page(page, index + 1)
            page.close()
        except _DAMAGE:
            return None
        return read


def _numbers(pages: list[int]) -> str:
    return "、".join(map(str, pages[:8])) + ("……" if len(pages) > 8 else "")


def _refusal(name: str, data: bytes, error: Exception) -> UnreadableFile:
    if "password" in str(error).lower() or (b"/Encrypt" in data and "data format" not in str(error).lower()):
        return EncryptedFile(f"“{name}”设了打开密码，请去掉密码（打开后另存或打印成 pdf）再收录")
    return UnreadableFile(f"“{name}”已损坏或没有下载完整，请重新下载或重新导出后再收录")
