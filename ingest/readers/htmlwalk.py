"""From the tree of a saved page to its printed blocks, in order, without recursion (pages may nest without end)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml
from selectolax.lexbor import LexborNode

from corpus.errors import FileTooLarge, HostileFile
from ingest.limits import Limits
from ingest.readers.visible import has_visible, join_printed, printable

_SPACES = re.compile("[ \t\r\n\f]+")
_HIDDEN_STYLE = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MAX_DEPTH = 2_000
_MAX_SPAN = 200
_LONG_CELL = 400  # characters: a table with such cells lays out a page, it lists nothing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: its ancestors from the outermost, each as (serial number, tag, class and id)."""

    chain: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One printed paragraph; `linked` counts its visible characters inside links."""

    text: str
    place: Place
    linked: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that lists something."""

    rows: tuple[tuple[str, ...], ...]
    place: Place
    linked: int = 0

    @property
    def text(self) -> str:
        """All cells as one text."""
        return " ".join(cell for row in self.rows for cell in row if cell)


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """The word lists of data/html.yaml."""
    raw: Any = yaml.safe_load(resources.files("ingest.readers").joinpath("data/html.yaml").read_text("utf-8"))
    return {key: frozenset(map(str, words)) for key, words in raw.items()}


@dataclass(slots=True)
class _Walker:
    name: str
    limits: Limits
    found: list[Block | Grid] = field(default_factory=list)
    chain: list[tuple[int, str, str]] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    preformatted: int = 0
    serial: int = 0

    def open(self, tag: str, node: LexborNode) -> None:
        """Enter an element."""
        self.serial += 1
        if self.serial > self.limits.nodes:
            raise FileTooLarge(f"“{self.name}”有超过 {self.limits.nodes // 10_000} 万个元素，请只保存正文再收录")
        if tag in vocabulary()["blocks"]:
            self.flush()
        attributes = node.attributes
        label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        self.chain.append((self.serial, tag, label))
        if len(self.chain) > _MAX_DEPTH:
            raise _too_deep(self.name)
        self.links += tag == "a"
        self.preformatted += tag in {"pre", "textarea"}
        if tag == "br":
            self.flush()
        elif tag == "input":
            self._field(attributes)
        elif tag == "textarea" and not node.text(deep=True).strip():
            self.text(attributes.get("placeholder") or "")

    def close(self) -> None:
        """Leave the innermost element."""
        tag = self.chain[-1][1]
        if tag in vocabulary()["blocks"]:
            self.flush()
        self.links -= tag == "a"
        self.preformatted -= tag in {"pre", "textarea"}
        self.chain.pop()

    def text(self, text: str) -> None:
        """Take up a run of text as the browser would print it."""
        if not self.preformatted:
            self._run(_SPACES.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._run(first)
        for line in rest:
            self.flush()
            self._run(line)

    def flush(self) -> None:
        """End the block under way."""
        text = printable("".join(self.buffer)).strip(" \t\r\n\f")
        if has_visible(text):
            self.found.append(Block(text, Place(tuple(self.chain)), self.linked))
        self.buffer.clear()
        self.linked = 0

    def grid(self, rows: tuple[tuple[str, ...], ...], linked: int) -> None:
        """Take up a table."""
        self.flush()
        if any(has_visible(cell) for row in rows for cell in row):
            self.found.append(Grid(rows, Place(tuple(self.chain)), linked))

    def _run(self, text: str) -> None:
        if text.startswith(" ") and self.buffer and self.buffer[-1].endswith(" "):
            text = text[1:]
        self.buffer.append(text)
        if self.links:
            self.linked += len("".join(text.split()))

    def _field(self, attributes: dict[str, str | None]) -> None:
        kind = (attributes.get("type") or "text").lower()
        if kind not in {"hidden", "checkbox", "radio", "image", "file", "password", "color", "range"}:
            self.flush()
            self.text(attributes.get("value") or attributes.get("placeholder") or "")
            self.flush()


def check_nesting(name: str, text: str) -> None:
    """Raises HostileFile for elements nested without end, before parsing: that takes the square of the depth."""
    depth: Counter[str] = Counter()
    for close, tag in _TAG.findall(text):
        depth[tag] += -1 if close and depth[tag] else not close
        if depth[tag] > _MAX_DEPTH and tag.lower() not in vocabulary()["unnested"]:
            raise _too_deep(name)


def _too_deep(name: str) -> HostileFile:
    return HostileFile(f"“{name}”的网页结构嵌套过深，没有收录；请在浏览器里打开，另存为 txt 再收录")


def walk(root: LexborNode, name: str, limits: Limits) -> list[Block | Grid]:
    """The printed blocks and tables of the page in order. Raises FileTooLarge, HostileFile."""
    walker = _Walker(name, limits)
    for event, tag, node in _events(root):
        if event == "open":
            walker.open(tag, node)
        elif event == "text":
            walker.text(node.text_content or "")
        elif event == "table":
            rows, linked = _rows(node, limits, name)
            walker.open(tag, node)
            walker.grid(rows, linked)
            walker.close()
        else:
            walker.close()
    walker.flush()
    return walker.found


def _events(root: LexborNode) -> Iterator[tuple[str, str, LexborNode]]:
    """Depth first: open and close of elements, runs of text, and tables as one event."""
    node: LexborNode | None = root
    top = root.mem_id  # nodes compare by their whole source text: never with ==
    while node is not None:
        tag = node.tag or ""
        descend = None
        if tag == "-text":
            yield "text", tag, node
        elif _seen(tag, node):
            if tag == "table" and _lists(node):
                yield "table", tag, node
            else:
                yield "open", tag, node
                descend = node.child
                if descend is None:
                    yield "close", tag, node
        if descend is not None:
            node = descend
            continue
        while node is not None and node.mem_id != top and node.next is None:
            node = node.parent
            if node is not None:
                yield "close", node.tag or "", node
        node = None if node is None or node.mem_id == top else node.next


def _seen(tag: str, node: LexborNode) -> bool:
    if tag in vocabulary()["unseen"] or tag.startswith(("-", "!", "_")):
        return False
    attributes = node.attributes
    return "hidden" not in attributes and not _HIDDEN_STYLE.search(attributes.get("style") or "")


def _lists(table: LexborNode) -> bool:
    """True for a table that lists something; false for one that lays out the page."""
    inner = table.css("table, h1, form")  # of the whole subtree, the table itself included
    if any(node.mem_id != table.mem_id for node in inner):
        return False
    rows = table.css("tr")
    widest = max((len(_cells(row)) for row in rows[:200]), default=0)
    if widest < 2:
        return False
    return all(
        len(cell.text(deep=True)) <= _LONG_CELL or len(rows) > 3 and len(cell.css("p")) < 4
        for row in rows[:200]
        for cell in _cells(row)
    )


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def _rows(table: LexborNode, limits: Limits, name: str) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The cells; one that spans several places keeps its text in the first and leaves the others empty."""
    lines = table.css("tr")
    if len(lines) > limits.table_rows:
        raise FileTooLarge(f"“{name}”有一张 {len(lines)} 行的表，超过上限；请拆成几个文件再收录")
    rows: list[list[str]] = []
    covered: dict[tuple[int, int], bool] = {}
    linked = 0
    for caption in table.css("caption"):
        rows.append([_cell_text(caption)])
    for line in lines:
        row: list[str] = []
        for cell in _cells(line):
            while covered.get((len(rows), len(row))):
                row.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, min(down, len(lines))):
                for column in range(across):
                    covered[len(rows) + below, len(row) + column] = True
            row += [_cell_text(cell)] + [""] * (across - 1)
        linked += sum(len(link.text(deep=True).strip()) for link in line.css("a"))
        rows.append(row)
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows), linked


def _cell_text(cell: LexborNode) -> str:
    walker = _Walker("", Limits())
    for event, tag, node in _events(cell):
        if event == "open":
            walker.open(tag, node)
        elif event == "text":
            walker.text(node.text_content or "")
        elif event == "close":
            walker.close()
    walker.flush()
    return join_printed([item.text for item in walker.found])


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1
