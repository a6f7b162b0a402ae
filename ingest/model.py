"""What a reader hands to the outline: the lines of a file, in reading order, with nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Hint(StrEnum):
    """What the file format itself says about a line; the outline may use it, and never needs it."""

    NONE = ""
    TITLE = "title"  # <h1>, Word's Title style, largest type on the first page
    NAVIGATION = "navigation"  # <nav>, <footer>, menus, breadcrumb, related links of a saved page
    META = "meta"  # 发布时间 / 来源 / 字体 line of a saved page
    PAGE_FURNITURE = "page_furniture"  # running head or foot, page number: by its place on the page, on several pages


class Line(NamedTuple):
    """One paragraph of the file, or one printed line where the format has no paragraphs (text as it stands, no \\n)."""

    text: str
    page: int | None = None
    hint: Hint = Hint.NONE
    table: int | None = None  # position in Source.tables where this line stands for that table (text is then "")


@dataclass(frozen=True, slots=True)
class Table:
    """One ruled table: rows of cells as printed ("" = empty cell); a table going on over a page break is one table."""

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: every visible character of it stands in exactly one line or table cell."""

    name: str  # bare file name
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    ocr: bool = False
    partial: str | None = None  # what of the file could not be read, in one Chinese sentence
    details: dict[str, str] = field(default_factory=dict)  # format facts that help: html <title>, docx core title
