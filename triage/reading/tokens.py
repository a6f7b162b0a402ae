"""Tokens of a story (词元): stretches that mean a number, sum, day, length of time, person, illness or stage of school.

The text is seen twice: as it stands, and as a shadow of the same length in which every token is one sign of its class
and fillers. Patterns are written over the shadow, so that they need not know how sums or people are worded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from triage.reading.words import read_data

FILLER = "\ue000"
# 钱 a sum, 数 a bare number, 长 a length of time, 日 a day or year, 人 a person, 家 the household, 病 a severe illness,
# 慢 a chronic illness, 学 a stage of school.
SIGNS = {name: chr(0xE001 + place) for place, name in enumerate("钱数长日人家病慢学")}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: text[start:end] of the normalised text. value depends on the class (amount, day, relation word …)."""

    sign: str
    start: int
    end: int
    value: Any = None


@dataclass(slots=True)
class Tokens:
    """The tokens of a text in order, none overlapping, and its shadow."""

    items: list[Token]
    shadow: str
    starts: list[int] = field(default_factory=list)

    def within(self, start: int, end: int, signs: str) -> list[Token]:
        """Tokens of these classes that begin within [start, end)."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return [token for token in self.items[first:last] if token.sign in signs]


def settle(text: str, found: Iterable[Token]) -> Tokens:
    """Tokens with overlaps settled: the earlier in `found` wins; and the shadow that they cast."""
    taken = bytearray(len(text))
    kept = []
    for token in found:
        if not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\1" * (token.end - token.start)
            kept.append(token)
    kept.sort(key=lambda token: token.start)
    pieces, last = [], 0
    for token in kept:
        pieces += [text[last : token.start], SIGNS[token.sign], FILLER * (token.end - token.start - 1)]
        last = token.end
    pieces.append(text[last:])
    return Tokens(kept, "".join(pieces), [token.start for token in kept])


_CLASS = re.compile(r"\{(?!非日)([\u4e00-\u9fff]{2,})\}")


def _class_words(match: re.Match[str]) -> str:
    """The words of a class as one group; a class may name others. Raises KeyError when there is no such class."""
    return "(?:" + _CLASS.sub(_class_words, read_data("classes.yaml")[match[1]]) + ")"


def pattern_source(source: str) -> str:
    """A pattern over the shadow from its written form: {钱} and so on are tokens, {额} a sum or number, {…} a gap,
    {约} filling words, a name of two or more characters ({得病}) a class of classes.yaml."""
    source = _CLASS.sub(_class_words, source)
    for name, sign in SIGNS.items():
        source = source.replace("{" + name + "}", f"(?:{sign}{FILLER}*+)")
    source = source.replace("{额}", f"(?:[{SIGNS['钱']}{SIGNS['数']}]{FILLER}*+)")
    source = source.replace("{主}", f"(?:[{SIGNS['人']}{SIGNS['家']}]{FILLER}*+)")
    source = source.replace("{非日}", f"[^。!?;\\n{SIGNS['日']}]")
    filling = read_data("cues.yaml")["filling"]
    source = re.sub(r"(?<=[|:])\{约\}(?=[|)])", filling, source).replace("{约}", f"(?:{filling})*")
    source = source.replace("{…}", "[^,。;!?:\\n]{0,8}?").replace("{……}", "[^。!?;\\n]{0,14}?")
    # A bounded number of filling words keeps matching linear whatever is typed.
    return source.replace(")*", "){0,7}")
