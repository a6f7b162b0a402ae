"""From a kind of file to its reader."""

from __future__ import annotations

from ingest.limits import Limits
from ingest.model import Source
from ingest.readers.formats import Kind


def read_kind(kind: Kind, name: str, data: bytes, limits: Limits) -> Source:
    """Read the bytes with the reader of this kind, in this process. Readers are imported when first needed."""
    if kind is Kind.HTML:
        from ingest.readers.html import read_html

        return read_html(name, data, limits)
    if kind is Kind.DOCX:
        from ingest.readers.docx import read_docx

        return read_docx(name, data, limits)
    if kind is Kind.PDF:
        from ingest.readers.pdf import read_pdf

        return read_pdf(name, data, limits)
    if kind is Kind.SCAN:
        from ingest.readers.pdf import read_scanned_pdf

        return read_scanned_pdf(name, data, limits)
    if kind is Kind.IMAGE:
        from ingest.readers.scan import read_image

        return read_image(name, data, limits)
    from ingest.readers.text import read_text

    return read_text(name, data, limits)
