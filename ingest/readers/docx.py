"""Word documents: body in order, automatic numbers, tables with merged cells, text boxes, notes, heads and feet."""

from __future__ import annotations

import posixpath

from lxml import etree

from corpus.errors import EmptyDocument, FileTooLarge, UnreadableFile
from ingest.limits import Limits
from ingest.model import Hint, Line, Source, Table
from ingest.readers.archive import Archive, too_long
from ingest.readers.numbering import Numbering
from ingest.readers.visible import has_visible
from ingest.readers.wordruns import paragraph_pieces
from ingest.readers.wordtables import table_rows
from ingest.readers.wordxml import attribute, child, children, local

_MAIN = "officeDocument"
_TITLE_STYLES = {"title", "标题"}
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))
_TRANSPARENT = {
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "AlternateContent",
    "Choice",
    "body",
    "txbxContent",
}


def read_docx(name: str, data: bytes, limits: Limits) -> Source:
    """The lines and tables of a docx. Raises of the UnreadableFile family."""
    archive = Archive(name, data, limits)
    main = _main_part(archive)
    root = archive.xml(main) if main else None
    body = child(root, "body")
    if body is None:
        raise UnreadableFile(f"“{name}”里没有 Word 正文，可能已损坏；请用 Word 打开后重新保存再收录")
    parts = _related(archive, main)
    reading = _Reading(archive, parts, limits, name)
    heads, feet = _furniture(archive, parts)
    reading.walk(body)
    lines = [*heads, *reading.lines, *reading.notes(), *feet]
    too_long(name, sum(len(line.text) for line in lines), limits)
    if not any(has_visible(line.text) for line in reading.lines) and not reading.tables:
        raise EmptyDocument(f"“{name}”里没有文字（可能只有图片）；请改用带文字的文件，或另存为 pdf 后按扫描件收录")
    return Source(name=name, lines=tuple(lines), tables=tuple(reading.tables), details=_details(archive))


class _Reading:
    """Collects the lines of one document while walking its body."""

    def __init__(self, archive: Archive, parts: dict[str, list[str]], limits: Limits, name: str) -> None:
        styles = _first(archive, parts, "styles")
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._archive, self._parts, self._limits, self._name = archive, parts, limits, name
        self._numbering = Numbering(_first(archive, parts, "numbering"), styles)
        self._titles = {
            attribute(style, "styleId")
            for style in children(styles, "style")
            if attribute(child(style, "name"), "val").lower() in _TITLE_STYLES
        }

    def walk(self, container: etree._Element) -> None:
        """Read paragraphs and tables of a container in order."""
        for element in container:
            tag = local(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag in _TRANSPARENT:
                self.walk(element)

    def notes(self) -> list[Line]:
        """Foot- and endnotes, after the body."""
        found: list[Line] = []
        for part, tag in _NOTES:
            for note in children(_first(self._archive, self._parts, part), tag):
                if attribute(note, "type") in {"", "normal"}:
                    found += [Line(text) for text in _plain(note)]
        return found

    def _paragraph(self, element: etree._Element) -> None:
        prefix = self._numbering.prefix(element)
        pieces, boxes = paragraph_pieces(element)
        if prefix and has_visible("".join(pieces)):
            pieces[0] = prefix + pieces[0].lstrip()
        style = attribute(child(child(element, "pPr"), "pStyle"), "val")
        hint = Hint.TITLE if style in self._titles else Hint.NONE
        self.lines += [Line(piece, hint=hint) for piece in pieces if has_visible(piece)]
        for box in boxes:
            self.walk(box)

    def _table(self, element: etree._Element) -> None:
        rows = table_rows(element, self._numbering.prefix)
        if len(rows) > self._limits.table_rows:
            raise FileTooLarge(f"“{self._name}”有一张 {len(rows)} 行的表，超过上限；请拆成几个文件再收录")
        if max((len(row) for row in rows), default=0) > 1:
            texts = tuple(tuple(cell.text for cell in row) for row in rows)
            if any(has_visible(text) for row in texts for text in row):
                self.lines.append(Line("", table=len(self.tables)))
                self.tables.append(Table(texts))
            return
        for cell in (cell for row in rows for cell in row):  # one column is a frame around text, not a table
            self.lines += [Line(text) for text in cell.lines if has_visible(text)]


def _main_part(archive: Archive) -> str:
    for relation in children(archive.xml("_rels/.rels"), "Relationship"):
        if attribute(relation, "Type").endswith(f"/{_MAIN}"):
            return attribute(relation, "Target").lstrip("/")
    return "word/document.xml" if "word/document.xml" in archive.names() else ""


def _related(archive: Archive, main: str) -> dict[str, list[str]]:
    """Kind of relation -> parts, of the main part."""
    folder, file = posixpath.split(main)
    found: dict[str, list[str]] = {}
    for relation in children(archive.xml(f"{folder}/_rels/{file}.rels"), "Relationship"):
        target = attribute(relation, "Target")
        if attribute(relation, "TargetMode") != "External" and target:
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.setdefault(attribute(relation, "Type").rpartition("/")[2], []).append(path)
    return found


def _first(archive: Archive, parts: dict[str, list[str]], kind: str) -> etree._Element | None:
    return next((archive.xml(path) for path in parts.get(kind, ())), None)


def _furniture(archive: Archive, parts: dict[str, list[str]]) -> tuple[list[Line], list[Line]]:
    """Running heads and feet, each part once."""
    found: list[list[Line]] = []
    for kind in ("header", "footer"):
        roots = [archive.xml(path) for path in parts.get(kind, ())]
        texts = [text for root in roots if root is not None for text in _plain(root)]
        found.append([Line(text, hint=Hint.PAGE_FURNITURE) for text in texts])
    return found[0], found[1]


def _plain(container: etree._Element) -> list[str]:
    """The visible paragraphs of a note, head or foot, tables and boxes opened."""
    texts: list[str] = []
    for element in container:
        tag = local(element)
        if tag == "p":
            pieces, boxes = paragraph_pieces(element)
            texts += [piece for piece in pieces if has_visible(piece)]
            for box in boxes:
                texts += _plain(box)
        elif tag == "tbl":
            texts += [text for row in table_rows(element) for cell in row for text in cell.lines if has_visible(text)]
        elif tag in _TRANSPARENT:
            texts += _plain(element)
    return texts


def _details(archive: Archive) -> dict[str, str]:
    title = child(archive.xml("docProps/core.xml"), "title")
    text = (title.text or "").strip() if title is not None else ""
    return {"title": text} if text else {}
