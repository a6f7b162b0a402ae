"""Clauses of a story (小句): the stretches within which a 没有, 听说 or subject reaches."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_BREAK = re.compile(
    r"[,。;!?\n:…]+|(?<=.)(?=但是|但(?!凡)|不过(?!去|来|关)|只是|可是|就是(?!说)(?<!也就是)|然而|反而|结果|所以|因为|后来)|(?<!\d)[.](?!\d)"
)
_FULL = "。!?;\n"


_BLANK = re.compile(r"(?<=[\u4e00-\u9fff\w\])】）)])[ \t\u3000]+(?=[\u4e00-\u9fff\w])")
_MARK = re.compile("[,，。;；!！?？]")
_SHORT = 6


def with_commas(text: str) -> str:
    """The text, same length, with commas where a chat writes blanks; blanks between single words stay blanks."""
    blanks = list(_BLANK.finditer(text))
    if len(blanks) < 2 or 2 * len(_MARK.findall(text)) >= len(blanks) or len(text) / (len(blanks) + 1) < _SHORT:
        return text
    chars = list(text)
    for blank in blanks:
        chars[blank.start()] = "，"
    return "".join(chars)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: text[start:end], the mark behind it included in `stop`. sentence: number of its sentence."""

    number: int
    start: int
    end: int
    stop: str
    sentence: int


class Clauses:
    """The clauses of a text, to be asked by place."""

    def __init__(self, text: str) -> None:
        self.items: list[Clause] = []
        start = sentence = 0
        for match in _BREAK.finditer(text):
            if match.start() > start:
                self.items.append(Clause(len(self.items), start, match.start(), match[0], sentence))
            elif match[0] and self.items:
                last = self.items[-1]
                self.items[-1] = Clause(last.number, last.start, last.end, last.stop + match[0], last.sentence)
            if any(mark in match[0] for mark in _FULL):
                sentence += 1
            start = match.end()
        if start < len(text) or not self.items:
            self.items.append(Clause(len(self.items), start, len(text), "", sentence))
        self._starts = [clause.start for clause in self.items]
        self._sentences: dict[int, tuple[int, int]] = {}
        for clause in self.items:
            first, _ = self._sentences.get(clause.sentence, (clause.start, 0))
            self._sentences[clause.sentence] = (first, clause.end)

    def at(self, place: int) -> Clause:
        """The clause that holds this place (or the one before it, for a place between two)."""
        return self.items[max(0, bisect_right(self._starts, place) - 1)]

    def sentence(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence."""
        return self._sentences.get(number, (0, 0))
