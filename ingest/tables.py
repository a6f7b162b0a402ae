"""Tables to rows: from ruled tables of a reader, and from text in which each cell is a line of its own."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Table
from ingest.wordlists import wordlist

_NUMBER = re.compile(r"[-－—–+]?\d[\d,.]*$|[-－—–/]$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEAR = re.compile(r"\d{4}年$")
_HEAD_LINES = 40
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its label (printed number, else position) and the cells by column head, in reading order."""

    label: str
    cells: dict[str, str]

    @property
    def text(self) -> str:
        """The cells that hold something, joined by one space."""
        return " ".join(cell for cell in self.cells.values() if cell)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table read: the head lines as printed, the rows."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


def _flat(cell: str) -> str:
    return "".join(part.strip() for part in cell.splitlines()).strip()


def _is_label(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}|[一二三四五六七八九十]{1,3}", cell))


def read_table(table: Table) -> Grid:
    """A ruled table as rows. Its head: the rows above the first numbered one, or the first row if none is numbered."""
    rows = [tuple(_flat(cell) for cell in row) for row in table.rows]
    width = max((len(row) for row in rows), default=0)
    rows = [row + ("",) * (width - len(row)) for row in rows if any(row)]
    if not rows:
        return Grid((), ())
    first = next((i for i, row in enumerate(rows) if i and _is_label(row[0]) and any(row[1:])), 1)
    first = first if first <= 3 else 1
    if len(rows) == 1:
        first = 0
    heads = _column_heads(rows[:first], width)
    printed = tuple(cell for row in rows[:first] for cell in row if cell)
    return Grid(printed, tuple(_rows(heads, rows[first:])))


def _column_heads(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """One head a column: the words of its head rows joined; "列N" where there are none; repeated ones told apart."""
    heads: list[str] = []
    for column in range(width):
        words = [row[column] for row in rows if row[column]]
        name = "".join(dict.fromkeys(words)) or f"列{column + 1}"
        count = sum(1 for head in heads if head.split("#")[0] == name)
        heads.append(f"{name}#{count + 1}" if count else name)
    return heads


def _rows(heads: list[str], rows: Sequence[Sequence[str]]) -> list[Row]:
    labels = [row[0] if _is_label(row[0]) else "" for row in rows]
    unique = {label for label, n in Counter(labels).items() if label and n == 1}
    out = []
    for position, row in enumerate(rows, 1):
        label = labels[position - 1]
        out.append(Row(label if label in unique else str(position), dict(zip(heads, row, strict=True))))
    return out


def opens_text_table(lines: Sequence[str], at: int) -> bool:
    """True if a table typed one cell a line begins here: an opener (序号), head words, then a line "1"."""
    return lines[at].strip() in wordlist("outline")["table_openers"] and _first_row(lines, at) is not None


def _first_row(lines: Sequence[str], at: int) -> int | None:
    for i in range(at + 2, min(at + _HEAD_LINES, len(lines) - 2)):
        if lines[i].strip() == "1" and _HAN.search(lines[i + 1]):
            return i
        if len(lines[i].strip()) > 30:
            return None
    return None


def read_text_table(lines: Sequence[str], at: int) -> tuple[Grid, int]:
    """A table typed one cell a line, from `at` on: its rows, and how many lines it took. lines: without margins.

    Rows are found by their running numbers; a row with fewer cells than columns gets its empty cells where the kinds of
    the other rows' cells (number, sign, words) fit best; the head words are joined until there is one a column.
    """
    texts = lines
    first = _first_row(texts, at)
    if first is None:
        return Grid((), ()), 0
    starts = _row_starts(texts, first, first - at)
    cells = [texts[a:b] for a, b in itertools.pairwise(starts)]
    width = max(map(len, cells), default=2)
    last_words = {row[-1] for row in cells}
    end = starts[-1] + 1
    while end < len(texts) and end - starts[-1] < max(width, 2) and texts[end - 1] not in last_words:
        end += 1
    cells.append(texts[starts[-1] : end])
    width = max(width, len(cells[-1]))
    head = texts[at:first]
    heads = _column_heads([tuple(_join_heads(head, width))], width)
    kinds = _kinds([row for row in cells if len(row) == width])
    aligned = [_align(row, width, kinds) for row in cells]
    return Grid(tuple(head), tuple(_rows(heads, aligned))), end - at


def _row_starts(texts: Sequence[str], first: int, columns: int) -> list[int]:
    """Where the rows begin: running numbers, words behind each. A figure may equal the next number (3 | 水厂 | 6 | 4);
    so the row width is taken under which the most rows follow each other, the most of them full.
    """
    best: list[int] = [first]
    full = 0
    for width in range(max(columns, 3), 2, -1):
        starts = _longest(texts, first, width)
        whole = sum(1 for a, b in itertools.pairwise(starts) if b - a == width)
        if (len(starts), whole) > (len(best), full):
            best, full = starts, whole
    return best


def _longest(texts: Sequence[str], first: int, width: int) -> list[int]:
    """The longest run of rows from `first`, each `width` cells long or up to two shorter."""
    levels: list[dict[int, int]] = [{first: -1}]
    while True:
        label = str(len(levels) + 1)
        reached: dict[int, int] = {}
        for start in levels[-1]:
            for at in range(start + max(2, width - 2), min(start + width, len(texts) - 2) + 1):
                if texts[at] == label and _HAN.search(texts[at + 1]) and len(texts[at + 1]) <= _LONGEST_NAME:
                    reached.setdefault(at, start)
        if not reached:
            break
        levels.append(reached)
    at, starts = next(iter(levels[-1])), []
    for level in reversed(levels):
        starts.append(at)
        at = level[at]
    return starts[::-1]


def _join_heads(words: Sequence[str], width: int) -> list[str]:
    """Join head words broken over lines until there are `width` of them: a bare year first, then the shortest pair."""
    heads = list(words)
    while len(heads) > width:
        at = next((i for i, word in enumerate(heads[:-1]) if _YEAR.match(word)), None)
        if at is None:
            at = min(range(1, len(heads) - 1), key=lambda i: len(heads[i]) + len(heads[i + 1]), default=0)
        heads[at : at + 2] = [heads[at] + heads[at + 1]]
    return heads + [""] * (width - len(heads))


def _kind(cell: str) -> str:
    if not cell:
        return "empty"
    return "number" if _NUMBER.match(cell) else "words" if _HAN.search(cell) else "sign"


def _kinds(rows: Sequence[Sequence[str]]) -> list[Counter[str]]:
    return [Counter(_kind(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []


def _align(row: Sequence[str], width: int, kinds: list[Counter[str]]) -> list[str]:
    """Put empty cells into a short row where the rest then fits the kinds of the full rows best."""
    missing = width - len(row)
    if missing <= 0 or not kinds:
        return list(row) + [""] * max(missing, 0)
    best: tuple[float, list[str]] = (-1.0, [])
    for gaps in itertools.islice(itertools.combinations(range(width), missing), 2000):
        cells = iter(row)
        filled = ["" if i in gaps else next(cells) for i in range(width)]
        score = sum(kinds[i][_kind(cell)] / sum(kinds[i].values()) for i, cell in enumerate(filled) if cell)
        if score > best[0]:
            best = (score, filled)
    return best[1]
