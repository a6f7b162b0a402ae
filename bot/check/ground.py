"""What a sentence may rest on: the words of the cited clauses, cut into statements and pieces, and what stands around.

All text here is folded (corpus.zhtext.fold): half-width, simplified, without white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.check.words import signed, without_light
from corpus.figures import find_figures
from corpus.model import Clause
from corpus.zhtext import fold
from retrieval.model import Evidence

_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?")
_ITEM = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[是、]|\d+[.、](?!\d)|第[一二三四五六七八九十百\d]+条)"
)
_BINDS = re.compile(r"(?:不得|禁止|严禁|应当|必须|可以)$")
_SEMICOLON = re.compile(r"[;\n]|(?=\([一二三四五六七八九十]+\))")
_PIECE = re.compile(r"[,;:。!?](?!\d{3})|(?<=[^目有]的)(?=由|可以|可(?!以)|应当|必须|不得|责令)")
_CUT = re.compile(r"[,;:。!?、](?!\d{3})")


@dataclass(frozen=True)
class Statement:
    """One thing that a clause says. intro: the words before a colon that hold for it, or "". row: it is a cell."""

    intro: str
    text: str
    row: bool = False

    @property
    def whole(self) -> str:
        """Intro and text."""
        return f"{self.intro}:{self.text}" if self.intro else self.text

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The stretches between commas, those of the intro first; 不得: before a list stands before each item."""
        match = _BINDS.search(self.intro)
        if match is None:
            return tuple(pieces(self.whole))
        *before, last = pieces(self.intro)
        return (*before, *pieces(last + self.text))


@dataclass(frozen=True)
class Ground:
    """The cited clauses together. around: title, headings, place, offices and dates of the documents."""

    statements: tuple[Statement, ...]
    text: str
    around: str
    evidence: tuple[Evidence, ...]

    @property
    def whole(self) -> str:
        """Everything that may be said."""
        return f"{self.text}\n{self.around}"

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, in the order cited."""
        return tuple(clause for item in self.evidence for clause, _ in item.unit.parts)

    @cached_property
    def pieces(self) -> tuple[tuple[str, Statement], ...]:
        """Every piece with the statement it stands in."""
        return tuple((piece, statement) for statement in self.statements for piece in statement.pieces)

    @cached_property
    def signs(self) -> frozenset[str]:
        """What the statements speak of (grams)."""
        return frozenset().union(*(grams(statement.whole) for statement in self.statements))


def ground_of(evidence: Sequence[Evidence]) -> Ground:
    """The ground that these units give."""
    statements: list[Statement] = []
    around: list[str] = []
    for item in evidence:
        document, unit = item.document, item.unit
        around += [document.title, (document.region or "").rpartition("/")[2], document.self_place or ""]
        around += [*document.issuers, document.doc_number or "", *unit.heading, unit.address, document.kind]
        for clause, _ in unit.parts:
            around += [*clause.heading, clause.address, *(clause.row or {})]
            around += [word for duty in clause.duties for word in (duty.name, duty.today or "")]
            statements += _of_row(clause) if clause.row else statements_of(clause.text)
    text = "\n".join(fold(item.unit.text) for item in evidence)
    return Ground(tuple(statements), text, "\n".join(dict.fromkeys(map(fold, around))), tuple(evidence))


def _of_row(clause: Clause) -> list[Statement]:
    """A table row head by head: 2025年目标值 28000."""
    row = {fold(head): fold(cell) for head, cell in (clause.row or {}).items() if cell}
    label = next((cell for cell in row.values() if re.search("[一-龥]{2}", cell)), "")
    return [Statement(label, f"{head}{cell}", row=True) for head, cell in row.items()]


def statements_of(text: str) -> list[Statement]:
    """The statements of a clause: sentences cut at semicolons and list items; a colon holds for the list behind it."""
    found: list[Statement] = []
    intro = ""
    for match in _SENTENCE.finditer(text):
        sentence = fold(_ITEM.sub("", match[0].strip()) if not intro else match[0])
        if not sentence:
            continue
        head, colon, rest = sentence.partition(":")
        if colon and rest.strip("。") and _SEMICOLON.search(rest):
            intro, sentence = head, rest
        elif colon and not rest.strip("。"):
            intro = head
            continue
        listed = bool(_ITEM.match(sentence))
        parts = [part for part in (_ITEM.sub("", p).strip(";。") for p in _SEMICOLON.split(sentence)) if part]
        found += [Statement(intro, part) for part in parts]
        if not listed and match[0].endswith(("。", "！", "？")):
            intro = ""
    return found


def pieces(text: str) -> Iterator[str]:
    """The stretches of a folded text between commas, semicolons, colons and full stops."""
    yield from (part for part in _PIECE.split(text) if part)


def fine_pieces(text: str) -> Iterator[str]:
    """The same, cut at 、 too."""
    yield from (part for part in _CUT.split(text) if part)


@lru_cache(maxsize=16384)
def grams(text: str) -> frozenset[str]:
    """What a stretch speaks of: bigrams of its words without light words and figures, words of one group made one."""
    marked = list(text)
    for figure in find_figures(text):
        marked[figure.span.start : figure.span.end] = " " * (figure.span.end - figure.span.start)
    found: set[str] = set()
    for run in re.findall("[^\\s,.;:、。()\"'《》\\[\\]-]+", signed(without_light("".join(marked)))):
        found |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return frozenset(found)


def overlap(part: str, text: str) -> float:
    """Share of what `part` speaks of that `text` speaks of too; 0 where it speaks of nothing."""
    own = grams(part)
    return len(own & grams(text)) / len(own) if own else 0.0
