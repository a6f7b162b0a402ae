"""Builds the broken and hostile files. All of them are made here; none is kept in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pypdfium2

TEXT = "一、总体要求\n坚持因地制宜,帮扶青禾县低收入农户增收。\n二、主要任务\n到2025年建成示范村12个。\n"


def docx_bytes(text: str = TEXT) -> bytes:
    """A sound docx with these lines as paragraphs."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rezip(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A docx with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx_with_body(body: str, doctype: str = "") -> bytes:
    """A docx whose document.xml has this raw body."""
    main = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return rezip(docx_bytes(), lambda parts: parts.update({"word/document.xml": main.encode()}))


def entity_bomb() -> bytes:
    """Ten entities, each ten times the one before: a billion laughs."""
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w [<!ENTITY a0 "哈哈哈">{steps}]>'
    return docx_with_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", doctype)


def external_entity() -> bytes:
    """An entity that points to a file of the machine."""
    doctype = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return docx_with_body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", doctype)


def zip_bomb() -> bytes:
    """A docx that unpacks to 100 MB of white space."""

    def blow(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"] + b" " * (100 << 20)

    return rezip(docx_bytes(), blow)


def lying_zip() -> bytes:
    """A docx whose directory says that its main part has 100 bytes, while 100 MB come out."""
    data = bytearray(rezip(docx_bytes(), lambda parts: parts.update({"word/document.xml": b" " * (100 << 20)})))
    name = b"word/document.xml"
    local_entry, central = data.find(name) - 30, data.rfind(name) - 46
    struct.pack_into("<I", data, local_entry + 22, 100)
    struct.pack_into("<I", data, central + 24, 100)
    return bytes(data)


def many_members() -> bytes:
    """A docx with 20,000 empty parts."""
    return rezip(docx_bytes(), lambda parts: parts.update({f"word/x{n}.xml": b"" for n in range(20_000)}))


def crowded_zip() -> bytes:
    """A zip with 60,000 entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(60_000):
            archive.writestr(f"word/{n}", b"")
    return buffer.getvalue()


def climbing_zip() -> bytes:
    """A docx with a part that wants out of its folder."""
    return rezip(docx_bytes(), lambda parts: parts.update({"word/../../../../tmp/evil.txt": b"x"}))


def no_document_part() -> bytes:
    """A docx without its main part."""
    return rezip(docx_bytes(), lambda parts: parts.pop("word/document.xml") and None)


def deep_docx() -> bytes:
    """Tables inside tables, 3,000 deep."""
    depth = 3_000
    return docx_with_body("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def wide_docx() -> bytes:
    """A cell that claims to span a thousand million columns, beside a sound one."""
    cell = "<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    wide = cell.format('<w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>', "甲")
    return docx_with_body(f"<w:tbl><w:tr>{wide}{cell.format('', '乙')}</w:tr></w:tbl>")


def encrypted_office() -> bytes:
    """The container that Office puts around an encrypted docx, by its directory entry."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000


def old_excel() -> bytes:
    """The container of an .xls, by its directory entry."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "Workbook".encode("utf-16-le") + b"\0" * 2000


def broken_ole() -> bytes:
    """An old Word container with nothing but its signature and noise."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20


def broken_word() -> bytes:
    """The same with the directory entry of a Word document."""
    return broken_ole() + "WordDocument".encode("utf-16-le") + b"\0" * 2000


def xlsx() -> bytes:
    """The parts that make a zip an Excel file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


def plain_zip() -> bytes:
    """A zip with a text in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("说明.txt", TEXT)
    return buffer.getvalue()


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects (numbered from 1; 1 is the catalogue) with a right cross-reference table."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes) -> bytes:
    """A content stream."""
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text_pdf(contents: list[bytes]) -> bytes:
    """A PDF with one page for each content stream, font /F1 in Helvetica."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        _FONT,
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(stream(content))
    return pdf(objects)


def table_page(first: int) -> bytes:
    """A page with a ruled table of 30 rows and 3 columns."""
    lines = [b"%d 50 m %d 800 l S" % (x, x) for x in (50, 200, 350, 500)]
    lines += [b"50 %d m 500 %d l S" % (y, y) for y in range(50, 801, 25)]
    cells = [
        b"BT /F1 9 Tf %d %d Td (%d) Tj ET" % (x, 785 - 25 * row, first + row)
        for row in range(30)
        for x in (60, 210, 360)
    ]
    return b"\n".join(lines + cells)


def long_table_pdf() -> bytes:
    """2,000 pages of one ruled table."""
    return text_pdf([table_page(30 * page) for page in range(2_000)])


def looping_pages() -> bytes:
    """A page tree that is its own child."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"])


def looping_xref() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    data = text_pdf([b"BT /F1 12 Tf 72 700 Td (loop) Tj ET"])
    start = data.rfind(b"xref\n0 ")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def looping_form() -> bytes:
    """A form that draws itself, among ruled lines so that the table reader sees it too."""
    drawing = b"/X Do\n" + b"\n".join(b"50 %d m 500 %d l S" % (y, y) for y in range(50, 300, 25))
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /X 5 0 R >> >> >>",
            stream(drawing),
            form + b"\nstream\n/X Do\nendstream",
        ]
    )


def huge_page_count() -> bytes:
    """A page tree that claims two thousand million pages and has one."""
    return text_pdf([b"BT /F1 12 Tf 72 700 Td (one) Tj ET"]).replace(b"/Count 1", b"/Count 2000000000")


def stream_bomb() -> bytes:
    """A content stream that unpacks to 500 MB of drawing."""
    squeezer = zlib.compressobj(9)
    block = b"0 0 m 1 1 l S\n" * 10_000
    content = b"".join(squeezer.compress(block) for _ in range((500 << 20) // len(block))) + squeezer.flush()
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def giant_page() -> bytes:
    """A page of 10^7 points on each side with one word and no text else."""
    return text_pdf([b"BT /F1 12 Tf 72 700 Td (wide) Tj ET"]).replace(b"[0 0 595 842]", b"[0 0 9999999 9999999]")


def encrypted_pdf() -> bytes:
    """A PDF with a standard security handler whose keys fit no empty password."""
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -60 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    data = text_pdf([b"BT /F1 12 Tf 72 700 Td (secret) Tj ET"])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R " + entry)


def empty_pdf() -> bytes:
    """A sound PDF with one empty page, as pdfium itself writes it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842).close()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def png(width: int, height: int, rows: bytes | None = None) -> bytes:
    """A grey PNG of this size, white unless rows (with filter bytes) are given."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixels = rows if rows is not None else (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """A PNG that claims 50,000 x 50,000 pixels."""
    return png(50_000, 50_000, b"\0" * 1_000_000)


def rtf(text: str = TEXT) -> bytes:
    """A sound RTF with these lines."""
    coded = "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in text.replace("\n", "\\par "))
    return b"{\\rtf1\\ansi\\uc1 " + coded.encode("ascii") + b"}"


def html(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    """A page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def mail() -> bytes:
    """A mail message."""
    return b"From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
