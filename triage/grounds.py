"""The clauses a measure rests on in a place (依据): those its rule names, and the place's own that speak of it.

A clause of another place never grounds anything. Clauses of the caller's own place come first, then those of the places
above it, the nation, and papers of no place; texts in force before drafts, templates and expired plans.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.citation import Citation, cite
from corpus.errors import NotFound
from corpus.library import Library
from corpus.model import Clause, Shelved, Span, Status
from corpus.status import NATION, reaches, status_of
from corpus.zhtext import fold
from retrieval.evidence import sentences
from triage.rules.documents import on_shelf
from triage.rules.schema import Ground, Rule

MOST_CITATIONS = 4
LONGEST_QUOTE = 160
# A covering letter, the opening and the signature ground nothing.
_FRAME = re.compile("函/|前言|落款")
_SET_ASIDE = (Status.REPEALED, Status.SUPERSEDED)
# A local clause grounds a measure only if it gives, grants or orders something, not if it merely names it.
_GIVES = re.compile(
    "补助|补贴|救助|给予|纳入|享受|可以?申请|发放|资助|减免|报销|保障|落实|帮扶|安排|支持|负责|办理|认定"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause on the shelf with the folded words that are looked for in it."""

    shelved: Shelved
    clause: Clause
    words: str


class Grounds:
    """Finds and remembers the clauses of rules by place and day, until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._version = -1
        self._found: dict[tuple[str, str | None, dt.date], tuple[Citation, ...]] = {}
        self._papers: dict[str, tuple[Placed, ...]] = {}
        self._cited: dict[tuple[Ground, dt.date], Citation | None] = {}
        self._keys: dict[dt.date, dict[str, Shelved]] = {}
        self._shelf: tuple[Shelved, ...] = ()

    def of(self, rule: Rule, place: str | None, day: dt.date) -> tuple[Citation, ...]:
        """The citations of a rule for a place (full path or None), best first, at most MOST_CITATIONS."""
        with self._lock:
            key = (f"{rule.id}{rule.valid_from}", place, day)
            if key not in self._found:
                self._found[key] = tuple(self._look(rule, place, day))
            return self._found[key]

    def refresh(self) -> None:
        """Forget what was found before the library changed; to be called before a story is looked at."""
        with self._lock:
            self._forget_old()

    def _forget_old(self) -> None:
        version = self._library.version()
        if version != self._version:
            for kept in (self._found, self._papers, self._cited, self._keys):
                kept.clear()
            self._shelf = tuple(self._library.documents())
            self._version = version

    def _look(self, rule: Rule, place: str | None, day: dt.date) -> list[Citation]:
        named = list(self._named(rule, place, day))
        taken = {c.document.document_id for c in named}
        own = [c for c in self._own(rule, place, day) if c.document.document_id not in taken]
        ranked = sorted([*own[:2], *named], key=lambda c: _rank(c, place))
        near = next((c for c in ranked if c.document.region not in (None, NATION)), None)
        if near is not None and near not in ranked[:MOST_CITATIONS]:
            return [*ranked[: MOST_CITATIONS - 1], near]
        return ranked[:MOST_CITATIONS]

    def _named(self, rule: Rule, place: str | None, day: dt.date) -> Iterator[Citation]:
        if day not in self._keys:
            self._keys[day] = on_shelf(self._shelf, day)
        for ground in rule.grounds:
            shelved = self._keys[day].get(ground.document)
            if shelved is None or not _may_ground(shelved, place):
                continue
            if (ground, day) not in self._cited:
                self._cited[ground, day] = self._cite(shelved, ground, day)
            citation = self._cited[ground, day]
            if citation is not None:
                yield citation

    def _cite(self, shelved: Shelved, ground: Ground, day: dt.date) -> Citation | None:
        try:
            clause = self._library.clause(shelved.document.document_id, ground.address)
        except NotFound:
            return None  # `mingbai rules check` reports a cited clause that is not there
        return cite(shelved, clause, _best(clause.text, ground), day)

    def _own(self, rule: Rule, place: str | None, day: dt.date) -> Iterator[Citation]:
        """Clauses of the place's own papers that hold the rule's words, the richest first."""
        about = [fold(word) for word in rule.about]
        scored = []
        for placed in self._papers_of(place) if place else ():
            if status_of(placed.shelved, day) in _SET_ASIDE:
                continue
            met = sum(len(word) for word in about if word in placed.words)
            if met and _GIVES.search(placed.words) and not _FRAME.match(placed.clause.address):
                scored.append((-met, len(placed.words), placed))
        for _, _, placed in sorted(scored, key=lambda one: one[:2]):
            span = _sentence(placed.clause.text, rule.about)
            if span is not None:
                yield cite(placed.shelved, placed.clause, span, day)

    def _papers_of(self, place: str) -> Iterator[Placed]:
        """The clauses of the place's own papers and of the places above it, the nation left out."""
        for shelved in self._shelf:
            region, name = shelved.document.region, shelved.document.document_id
            if region not in (None, NATION) and reaches(region, place):
                if name not in self._papers:
                    clauses = self._library.show(name)[1]
                    self._papers[name] = tuple(Placed(shelved, clause, fold(clause.text)) for clause in clauses)
                yield from self._papers[name]


def address_words(address: str) -> str:
    """An address in words: 第三条/第一款 -> 第三条第一款, 五/(一)/¶1 -> 五(一)第1段."""
    return re.sub("¶([0-9]+)", r"第\1段", address).replace("/", "")


def _may_ground(shelved: Shelved, place: str | None) -> bool:
    region = shelved.document.region
    return region in (None, NATION) or (place is not None and reaches(region, place))


def _rank(citation: Citation, place: str | None) -> tuple[int, int]:
    region = citation.document.region
    nearness = 3 if region is None else 2 if region == NATION else 0 if region == place else 1
    return (0 if citation.status is Status.IN_FORCE else 1, nearness)


def _best(text: str, ground: Ground) -> Span:
    """The sentence with the words that must stand in the clause, the first one where none must."""
    return _sentence(text, ground.must) or next(_short(text))


def _sentence(text: str, words: Sequence[str]) -> Span | None:
    wanted = [fold(word) for word in words]
    best: tuple[int, Span] | None = None
    for span in _short(text):
        met = sum(word in fold(span.of(text)) for word in wanted)
        if met and (best is None or met > best[0]):
            best = (met, span)
    return best[1] if best else None


def _short(text: str) -> Iterator[Span]:
    for span in sentences(text):
        yield Span(span.start, min(span.end, span.start + LONGEST_QUOTE))
