"""The printed text of one Word paragraph: what is deleted, hidden or a field's code does not show."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.visible import printable
from ingest.readers.wordxml import attribute, child, local, switched_on

_UNSEEN = {
    "pPr",
    "rPr",
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "sdtPr",
    "sdtEndPr",
    "annotationRef",
    "tcPr",
    "tblPr",
}
_FIXED = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": "", "cr": "\n"}
_SYMBOL_BASE = 0xF000


@dataclass(slots=True)
class _Text:
    pieces: list[str] = field(default_factory=lambda: [""])
    boxes: list[etree._Element] = field(default_factory=list)

    def add(self, text: str) -> None:
        first, *rest = printable(text).split("\n")
        self.pieces[-1] += first
        self.pieces += rest


def paragraph_pieces(paragraph: etree._Element) -> tuple[list[str], list[etree._Element]]:
    """The paragraph cut at its manual line breaks (at least one piece), and its text boxes in order."""
    text = _Text()
    _collect(paragraph, text)
    return text.pieces, text.boxes


def _collect(element: etree._Element, text: _Text) -> None:
    for item in element:
        tag = local(item)
        if not tag or tag in _UNSEEN:
            continue
        if tag == "t":
            text.add(item.text or "")
        elif tag in _FIXED:
            text.add(_FIXED[tag])
        elif tag == "br":
            text.add("\n")
        elif tag == "sym":
            text.add(_symbol(item))
        elif tag == "txbxContent":
            text.boxes.append(item)
        elif tag == "AlternateContent":
            _alternative(item, text)
        elif not (tag == "r" and switched_on(child(item, "rPr"), "vanish")):
            _collect(item, text)


def _alternative(element: etree._Element, text: _Text) -> None:
    """Word writes a drawing twice, for new and for old programs; it is printed once."""
    for name in ("Choice", "Fallback"):
        trial = _Text()
        version = child(element, name)
        if version is not None:
            _collect(version, trial)
        if trial.boxes or any(trial.pieces):
            text.add("\n".join(trial.pieces))
            text.boxes += trial.boxes
            return


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font: its own code where it is a real one, else a plain bullet."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else "•" if code >= _SYMBOL_BASE else ""
