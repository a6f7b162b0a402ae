"""Saying a table row: its name, the cell asked for, then the other cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NUMBER_HEADS = re.compile(r"^(序号|编号|号)$")
_UNIT_HEADS = re.compile(r"^(计量)?单位$")
_YEAR = re.compile(r"(20[0-9]{2})年?")
_PLAIN_UNIT = re.compile(r"^[^0-9为是]{1,4}$")
_BASE = re.compile(r"基期|现状|原来|底子|起点|基数|当年实际|2020")
_GROWTH = re.compile(r"增加|增长|提高|提升|上升|下降|降低|变化|多出|涨")
_FIGURE = re.compile(r"[0-9０-９]")
EMPTY = ("", "-", "—", "/")


@dataclass(frozen=True, slots=True)
class Row:
    """A table row read: label = what it is about; unit = of its figures ("" = none printed); cells = head to cell."""

    label: str
    unit: str
    cells: Mapping[str, str]

    def value_heads(self) -> list[str]:
        """Heads of the cells that hold figures, in reading order."""
        return [head for head, cell in self.cells.items() if _FIGURE.search(cell)]

    def head_for(self, question: str, years: Sequence[int]) -> str | None:
        """The head of the figure asked for: by the year named, by growth or base words, else the latest year."""
        heads = self.value_heads()
        dated = {int(m.group(1)): h for h in heads if (m := _YEAR.search(h))}
        growth = _growth_head(heads) if _GROWTH.search(question) else None
        named = sorted({year for year in years if year in dated})
        if growth and len(named) != 1:
            return growth
        if named:
            return dated[named[-1]]
        if _BASE.search(question):
            return next((h for h in heads if _BASE.search(h)), heads[0] if heads else None)
        return dated[max(dated)] if dated else (heads[-1] if heads else None)


def _growth_head(heads: Sequence[str]) -> str | None:
    return next((h for h in heads if _GROWTH.search(h)), None)


def read_row(row: Mapping[str, str], natural_unit: str = "") -> Row:
    """Read a row by its heads: the number column is left out; the first cell with words is the label.

    natural_unit: unit of the indicator as the register knows it, used where the table prints none.
    """
    cells = {head: cell for head, cell in row.items() if not _NUMBER_HEADS.match(head)}
    unit_head = next((h for h in cells if _UNIT_HEADS.match(h)), None)
    printed = cells.pop(unit_head).strip() if unit_head else ""
    label_head = next((h for h, c in cells.items() if c and not re.fullmatch(r"[-0-9.%％]+", c)), None)
    label = cells.pop(label_head) if label_head else ""
    if printed and not _PLAIN_UNIT.match(printed):
        label = f"{label}（{printed}）"
        printed = ""
    return Row(label, printed or natural_unit, {h: c for h, c in cells.items() if c not in EMPTY})


def say_row(row: Row, head: str | None) -> str:
    """`农村居民人均可支配收入2025年目标值28000元（2020年基期值20921元，累计增加7079元，预期性）`."""
    heads = set(row.value_heads())

    def said(h: str) -> str:
        cell = row.cells[h]
        unit = row.unit if h in heads and not re.search(r"[^-0-9.,]", cell) else ""
        name = h if h in heads else ("" if re.search(r"性$", cell) else h)
        return f"{name}{cell}{unit}"

    rest = "，".join(said(h) for h in row.cells if h != head)
    main = said(head) if head else ""
    if not main:
        return f"{row.label}：{rest}"
    return f"{row.label}{main}" + (f"（{rest}）" if rest else "")
