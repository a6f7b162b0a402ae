"""Sentences of a unit, and the one nearest to the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Span
from corpus.zhtext import fold
from retrieval.model import Kind, Term

_END = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万两]+(?:年|个|户|人|元|万|天|日|次|岁|月|倍|成)|百分之")
_OFFICE = re.compile(r"牵头|责任单位|责任部门|负责|主管|局|委员会|部门")
LONGEST = 160


def sentences(text: str) -> Iterator[Span]:
    """The sentences of `text` as spans without outer white space, in order; they hold every visible character."""
    start = 0
    for match in _END.finditer(text):
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece) - len(piece.rstrip())
    if left < len(piece):
        yield Span(start + left, end - right)


def best_sentence(text: str, terms: Sequence[Term], kind: Kind) -> Span | None:
    """The sentence that carries most of the question's `terms`, None if none carries any.

    A question for a figure leans to sentences with a figure, one for offices to sentences that name them.
    """
    total = sum(term.weight for term in terms) or 1.0
    best: tuple[float, Span] | None = None
    for span in sentences(text):
        words = fold(span.of(text))
        carried = sum(term.weight * term.held(words) for term in terms) / total
        if carried <= 0:
            continue
        score = carried
        if kind is Kind.FIGURE and _FIGURE.search(words):
            score += 0.25
        if kind in (Kind.OFFICES, Kind.OFFICE_DUTIES) and _OFFICE.search(words):
            score += 0.2
        if span.end - span.start > LONGEST:
            score -= 0.05
        if best is None or score > best[0]:
            best = (score, span)
    return best[1] if best else None
