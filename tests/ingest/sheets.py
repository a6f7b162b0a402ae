"""Sets small PDF pages with Chinese text at exact places, without any font file."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT, SIZE, STEP = 80.0, 518.0, 14.0, 23.0


@dataclass
class Sheet:
    """One page under construction; y is measured from the top."""

    parts: list[bytes] = field(default_factory=list)
    rotate: int = 0

    def put(self, x: float, y: float, text: str, size: float = SIZE) -> Sheet:
        """Print a text with its baseline at y."""
        codes = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf {x} {HEIGHT - y} Td <{codes}> Tj ET".encode())
        return self

    def paragraph(self, y: float, text: str, *, indent: int = 2) -> float:
        """Print a paragraph in full lines; gives the y of the next line."""
        per_line = int((RIGHT - LEFT) // SIZE)
        first, rest = text[: per_line - indent], text[per_line - indent :]
        self.put(LEFT + indent * SIZE, y, first)
        while rest:
            y += STEP
            self.put(LEFT, y, rest[:per_line])
            rest = rest[per_line:]
        return y + STEP

    def grid(self, left: float, top: float, widths: list[float], heights: list[float], cells: list[list[str]]) -> Sheet:
        """Draw a ruled table; cells may hold several lines."""
        right, bottom = left + sum(widths), top + sum(heights)
        x, y = left, top
        for width in [0.0, *widths]:
            x += width
            self.parts.append(f"{x} {HEIGHT - top} m {x} {HEIGHT - bottom} l S".encode())
        for height in [0.0, *heights]:
            y += height
            self.parts.append(f"{left} {HEIGHT - y} m {right} {HEIGHT - y} l S".encode())
        for r, row in enumerate(cells):
            for c, cell in enumerate(row):
                for n, line in enumerate(cell.split("\n")):
                    self.put(left + sum(widths[:c]) + 4, top + sum(heights[:r]) + 13 + 13 * n, line, 10)
        return self

    def rules(self, count: int = 6) -> Sheet:
        """Short strokes in the foot that make no table."""
        self.parts += [f"60 {30 + n} m 70 {30 + n} l S".encode() for n in range(count)]
        return self


def bind(sheets: list[Sheet]) -> bytes:
    """The sheets as a PDF."""
    ranges = [b"<%02x00> <%02xff> <%02x00>" % (high, high, high) for high in range(256)]
    blocks = b"".join(
        b"%d beginbfrange\n%s\nendbfrange\n" % (len(ranges[n : n + 100]), b"\n".join(ranges[n : n + 100]))
        for n in range(0, 256, 100)
    )
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n" + blocks + b"endcmap end end"
    )
    kids = b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(sheets)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /W [32 126 500] /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880"
        b" /Descent -120 /CapHeight 700 /StemV 80 >>",
        _stream(cmap),
    ]
    for n, sheet in enumerate(sheets):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (WIDTH, HEIGHT, sheet.rotate, 8 + 2 * n)
        )
        objects.append(_stream(b"\n".join(sheet.parts)))
    return _file(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
