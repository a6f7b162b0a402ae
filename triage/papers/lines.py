"""Where lines of Chinese text may break (避头尾): no closing mark begins a line, no opening one ends it.

Numbers and foreign words stay whole where a line has room for them. The marks stand in data/papers.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from triage.shipped import read_data

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/%+-]*|.", re.DOTALL)


def broken(text: str, measure: Callable[[str], float], width: float) -> list[str]:
    """The lines of a text that are at most `width` wide. measure: how wide a piece is; joined, the lines are the text.

    A piece that fits no line is cut anywhere.
    """
    lines = [""]
    for unit in _units(text):
        if lines[-1] and measure(lines[-1] + unit) > width:
            lines.append("")
        if measure(unit) <= width:
            lines[-1] += unit
            continue
        for character in unit:
            if lines[-1] and measure(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _units(text: str) -> Iterator[str]:
    """What must stay together: a word or character, opening marks before it and closing ones behind."""
    first, last = _marks()
    unit, opens = "", True
    for match in _WORD.finditer(text):
        piece = match[0]
        if unit and not opens and piece[0] not in last:
            yield unit
            unit = ""
        unit += piece
        opens = piece in first
    if unit:
        yield unit


@cache
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    words = read_data("papers.yaml")["marks"]
    return frozenset(words["opening"]), frozenset(words["closing"])
