"""How much of a file the readers take on before they say no."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Every one of them ends in a one-line error, never in a cut text."""

    bytes: int = 100 * MEBIBYTE
    text_bytes: int = 20 * MEBIBYTE  # plain text and saved pages: the whole of it is parsed in memory
    pages: int = 1_000
    ocr_pages: int = 60
    table_rows: int = 50_000
    lines: int = 500_000
    line_characters: int = 1_000_000
    characters: int = 20_000_000
    nodes: int = 500_000  # elements of a saved page or of one XML part
    expansion: int = 200  # unpacked : packed, of a zip with more than 10 MiB unpacked
    unpacked_bytes: int = 300 * MEBIBYTE
    part_bytes: int = 80 * MEBIBYTE  # one XML part of a zip
    zip_members: int = 5_000
    pixels: int = 60_000_000  # one image or rendered page
    seconds: float = 50.0
    ocr_seconds: float = 600.0
    memory: int = 1_000 * MEBIBYTE  # address space of the reading process
    office_memory: int = 3_000 * MEBIBYTE  # address space of LibreOffice, which maps far more than it uses
    ocr_memory: int = 4_000 * MEBIBYTE  # the recogniser maps far more than it uses

    def as_json(self) -> dict[str, float]:
        """The bounds as a flat object, to hand them to the reading process."""
        return asdict(self)
