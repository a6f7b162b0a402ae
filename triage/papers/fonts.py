"""A Chinese font for PDF (字体): the first of this machine that can be embedded, else the reader's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from triage.shipped import read_data

EMBEDDED = "mingbai-cjk"


class Font(NamedTuple):
    """A font known to reportlab by `name`. note: what to tell when it is not embedded, empty when it is."""

    name: str
    note: str


@cache
def chinese_font() -> Font:
    """The font that PDF papers use, registered with reportlab once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    words = _words()
    for path in font_files():
        font = _embedded(path)
        if font is not None:
            pdfmetrics.registerFont(font)
            return Font(EMBEDDED, "")
    pdfmetrics.registerFont(UnicodeCIDFont(words["fallback"]))
    return Font(str(words["fallback"]), str(words["note"]))


def font_files() -> Iterator[Path]:
    """Font files of this machine that may hold Chinese, in the order of papers.yaml."""
    wanted = {name.lower(): rank for rank, name in enumerate(_words()["files"])}
    found: dict[Path, int] = {}
    for folder in _words()["folders"]:
        place = Path(folder).expanduser()
        if place.is_dir():
            found |= {path: wanted[path.name.lower()] for path in place.rglob("*") if path.name.lower() in wanted}
    yield from sorted(found, key=lambda path: (found[path], path))


def _embedded(path: Path) -> Any | None:  # noqa: ANN401 - reportlab has no types
    """The font of a file; None when it cannot be embedded (outlines that reportlab does not know, a broken file)."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        font = (
            TTFont(EMBEDDED, str(path), subfontIndex=0)
            if path.suffix.lower() == ".ttc"
            else TTFont(EMBEDDED, str(path))
        )
    except (TTFError, OSError, ValueError, KeyError, IndexError):
        return None
    return font if ord("明") in font.face.charToGlyph else None


@cache
def _words() -> dict[str, Any]:
    fonts: dict[str, Any] = read_data("papers.yaml")["fonts"]
    return fonts
