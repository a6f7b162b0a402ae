"""What the templates show, made from the contract's objects: answers as bubbles, documents as outlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from corpus.model import Clause, Span

_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer: words, or the number of a citation."""

    text: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in three parts, the middle one quoted."""

    before: str
    quoted: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause in a document page: its headings where they change, its text with the quoted words, its table row."""

    clause: Clause
    headings: tuple[str, ...]
    text: Marked
    chosen: bool


def pieces(answer: str) -> list[Piece]:
    """An answer cut at its marks [1] [2]."""
    found, last = [], 0
    for mark in _MARK.finditer(answer):
        found += [Piece(answer[last : mark.start()]), Piece(mark[0], int(mark[1]))]
        last = mark.end()
    return [piece for piece in [*found, Piece(answer[last:])] if piece.text]


def document_link(document_id: str, address: str | None = None, span: Span | None = None) -> str:
    """The page of a document, opened at a clause with the quoted words marked."""
    link = "/documents/" + quote(document_id, safe="")
    if address is None:
        return link
    asked: dict[str, str | int] = {"address": address}
    if span is not None:
        asked |= {"start": span.start, "end": span.end}
    return f"{link}?{urlencode(asked)}#{quote(anchor(address), safe='')}"


def sheet_link(document_id: str, address: str, span: Span | None = None) -> str:
    """The same clause as a fragment for the source sheet."""
    asked: dict[str, str | int] = {"document": document_id, "address": address}
    if span is not None:
        asked |= {"start": span.start, "end": span.end}
    return "/source?" + urlencode(asked)


def anchor(address: str) -> str:
    """The id of a clause in the page: its address, without the white space that HTML forbids there."""
    return "_".join(address.split())


def chips(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The citations of an answer, each with its two links."""
    return [citation | _links(citation, Span(citation["start"], citation["end"])) for citation in answer["citations"]]


def nearest(answer: Mapping[str, Any], limit: int = 3) -> list[dict[str, Any]]:
    """On a refusal: the nearest clauses, with links."""
    if not answer["abstained"]:
        return []
    return [found | _links(found, None) for found in answer["evidence"][:limit]]


def _links(found: Mapping[str, Any], span: Span | None) -> dict[str, str]:
    where = (str(found["document_id"]), str(found["address"]), span)
    return {"page": document_link(*where), "sheet": sheet_link(*where)}


def mark(text: str, span: Span | None) -> Marked:
    """`text` with the words of `span` taken out; a span outside the text marks nothing."""
    if span is None or not 0 <= span.start < span.end <= len(text):
        return Marked(text, "", "")
    return Marked(text[: span.start], span.of(text), text[span.end :])


def outline(clauses: Iterable[Clause], address: str | None = None, span: Span | None = None) -> list[Shown]:
    """Clauses in reading order, each with the headings that are new at it."""
    shown, last = [], tuple[str, ...]()
    for clause in clauses:
        same = next((i for i, (old, new) in enumerate(zip(last, clause.heading, strict=False)) if old != new), None)
        kept = min(len(last), len(clause.heading)) if same is None else same
        chosen = address is not None and address in (clause.address, *clause.aliases)
        text = mark(clause.text, span if chosen else None)
        shown.append(Shown(clause, clause.heading[kept:], text, chosen))
        last = clause.heading
    return shown


def around(shown: Sequence[Shown], reach: int = 2) -> list[Shown]:
    """The chosen clause with its neighbours; empty when none is chosen."""
    at = next((i for i, one in enumerate(shown) if one.chosen), None)
    return [] if at is None else list(shown[max(0, at - reach) : at + reach + 1])
