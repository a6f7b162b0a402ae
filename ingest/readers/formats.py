"""What kind of file some bytes are: by the bytes; the file name only settles what bytes leave open."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from corpus.errors import EncryptedFile, HostileFile, UnreadableFile, UnsupportedFormat

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
_HTML_START = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s", re.I)
_HTML_TAGS = re.compile(rb"<(?:p|div|span|table|br|h[1-6]|ul|li|a)\b[^>]*>", re.I)
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"SQLite format 3", "数据库"),
    (b"OggS", "音频"),
    (b"ID3", "音频"),
    (b"RIFF", "音视频"),
    (b"AT&TFORM", "DjVu 文件"),
)
_OLE_KINDS = ((("Workbook", "Book"), "Excel 表格（.xls）"), (("PowerPoint Document",), "PowerPoint 演示文稿（.ppt）"))
_MANY_MEMBERS = 50_000
_TAKEN = "可用的格式：txt、md、html、docx、doc、wps、rtf、pdf、png、jpg、tif"


class ScannedPages(UnreadableFile):
    """A PDF with pages that have no text: it must go on to the recogniser. Never leaves the readers."""


class Kind(StrEnum):
    """A format that a reader of ours takes."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    DOC = "doc"  # everything LibreOffice turns into docx: .doc .wps .rtf .odt
    PDF = "pdf"
    SCAN = "scan"  # a PDF with pages that only recognition can read
    IMAGE = "image"


def recognise(name: str, data: bytes) -> Kind:
    """The kind of the file. Raises UnsupportedFormat, EncryptedFile (Office files), UnreadableFile (broken zip)."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(_OLE):
        return _office_container(name, data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(name, data)
    if head.startswith(b"{\\rtf"):
        return Kind.DOC
    if data.startswith(_IMAGES[:4]) or (data.startswith(_IMAGES[4:]) and b"\x00" in data[:64]):
        return Kind.IMAGE
    _refuse_known(name, data, head)
    return Kind.HTML if _looks_like_html(name, data) else Kind.TEXT


def _refuse_known(name: str, data: bytes, head: bytes) -> None:
    for magic, what in _REFUSED:
        if data.startswith(magic) and b"\x00" in data[:4096]:
            raise UnsupportedFormat(f"“{name}”是{what}，不是政策文件；{_TAKEN}。请换成其中一种再收录")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh9")):
        raise UnsupportedFormat(f"“{name}”是压缩包，请先解压，再收录里面的文件")
    if re.match(rb"(?i)(mime-version|received|return-path|from|message-id|delivered-to):\s", head) and re.search(
        rb"(?im)^content-type:", data[:65536]
    ):
        raise UnsupportedFormat(f"“{name}”是邮件或单文件网页（eml、mht），请打开后另存为 html 或 txt 再收录")


def _looks_like_html(name: str, data: bytes) -> bool:
    sample = data[:8192].replace(b"\x00", b"")
    if _HTML_START.search(sample[:2048]) and not name.lower().endswith((".txt", ".md")):
        return True
    if re.match(
        rb"(?i)\s*(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)",
        sample,
        re.S,
    ):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml", ".shtml")) and bool(_HTML_TAGS.search(sample))


def _office_container(name: str, data: bytes) -> Kind:
    if _has_entry(data, "EncryptedPackage"):
        raise EncryptedFile(f"“{name}”设了打开密码，请在 Word 里去掉密码，另存后再收录")
    for entries, what in _OLE_KINDS:
        if any(_has_entry(data, entry) for entry in entries) and not _has_entry(data, "WordDocument"):
            raise UnsupportedFormat(f"“{name}”是 {what}，暂不支持；请另存为 docx 或 pdf 再收录")
    if not _has_entry(data, "WordDocument"):
        raise UnreadableFile(f"“{name}”不是 Word 文档，或已损坏；请用 Word 打开，另存为 docx 再收录")
    return Kind.DOC


def _has_entry(data: bytes, entry: str) -> bool:
    return entry.encode("utf-16-le") in data


def _zip_kind(name: str, data: bytes) -> Kind:
    if data.count(b"PK\x01\x02") > _MANY_MEMBERS:  # counted before the directory is read into memory
        raise HostileFile(f"“{name}”里有过多的文件，像是压缩炸弹，没有收录；请核对文件来源")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(f"“{name}”已损坏或没有下载完整，请重新下载或重新保存后再收录") from error
    if any(part.startswith("word/") for part in names):
        return Kind.DOCX
    if any(part.startswith("xl/") for part in names):
        raise UnsupportedFormat(f"“{name}”是 Excel 表格，暂不支持；请另存为 docx 或 pdf 再收录")
    if any(part.startswith("ppt/") for part in names):
        raise UnsupportedFormat(f"“{name}”是 PowerPoint 演示文稿，暂不支持；请另存为 pdf 再收录")
    if "content.xml" in names:
        return Kind.DOC
    if name.lower().endswith((".docx", ".docm")):
        raise UnreadableFile(f"“{name}”里没有 Word 正文，可能已损坏；请用 Word 打开后重新保存再收录")
    if "OFD.xml" in names:
        raise UnsupportedFormat(f"“{name}”是 OFD 版式文件，暂不支持；请用阅读器另存为 pdf 再收录")
    raise UnsupportedFormat(f"“{name}”是压缩包，请先解压，再收录里面的文件")
