"""A question as understood, and what the search gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import Document, Span, Status, Unit

# Unit-length rows, one a text.
Vectors = NDArray[np.float32]


class Kind(StrEnum):
    """What a question asks for (问题类型)."""

    FIGURE = "figure"
    OFFICES = "offices"
    OFFICE_DUTIES = "office_duties"  # X局要做什么: list by office
    MEASURES = "measures"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    COMPARISON = "comparison"
    LOOKUP = "lookup"  # a clause named by its number
    STATUS = "status"  # number, date, standing, scope of a document
    YES_NO = "yes_no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    text: the question made whole (an ellipsis filled from the talk before). region: the place used (full path), None
    when none is known; region_source: "question" | "asked" | "none".
    region_options: places an ambiguous name may mean. other_places: further places named (comparison).
    documents: ids of documents the question names. addresses: clause addresses it names, as patterns for look-up.
    years, figures, offices (families), indicators: words found, normalised. terms: official words that lay words of
    the question stand for. synonyms: each lay word found, with those official words. noise: stretches of the question
    that say where or in what way, not what (place names, words of asking). senses: official words that a lay word may
    mean, where the question does not decide (both were searched). topics: what it speaks of (corpus.topics). sides:
    places and papers set side by side; each: what a comparison asks of each of them.
    """

    text: str
    kind: Kind
    region: str | None
    region_source: str
    as_of: dt.date
    region_options: tuple[str, ...] = ()
    other_places: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    offices: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    noise: tuple[str, ...] = ()
    sides: int = 1
    each: Kind = Kind.OTHER
    senses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    wants_elsewhere: bool = False  # asks how other places do it (外地做法)
    wants_old: bool = False  # asks for superseded or repealed text by date, number or comparison


@dataclass(frozen=True, slots=True)
class Evidence:
    """One unit that the search gave, with its document and standing on the day asked.

    score: 0 to 1, comparable only within one result. why: named feature values behind the score. best: the sentence
    of unit.text nearest to the question.
    """

    unit: Unit
    document: Document
    status: Status
    score: float
    why: Mapping[str, float] = field(default_factory=dict)
    best: Span | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Evidence, best first, for a query; elsewhere: the best units of other places, kept apart from binding ones."""

    query: Query
    evidence: tuple[Evidence, ...]
    elsewhere: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index is given of one unit: its words by field. asks: plain questions it answers, index-only. offices:
    families of the offices that have a duty there, riders included."""

    unit_id: int
    title: str
    text: str
    heading: str = ""
    asks: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A unit found by one index, with that index's own score (comparable only within one search).

    A tuple, for a question makes some seven hundred of them.
    """

    unit_id: int
    score: float


class Allowed:
    """The units that may be given, by id. Made once for a scope and kept: both indexes remember what they derived."""

    def __init__(self, unit_ids: Iterable[int] | NDArray[np.int64]) -> None:
        given = unit_ids if isinstance(unit_ids, np.ndarray) else np.fromiter(unit_ids, dtype=np.int64)
        self.ids: NDArray[np.int64] = np.unique(given)

    def __len__(self) -> int:
        return len(self.ids)

    def among(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those of `hits` that may be given."""
        if not hits or not len(self.ids):
            return []
        found = np.fromiter((hit.unit_id for hit in hits), dtype=np.int64, count=len(hits))
        spots = np.minimum(np.searchsorted(self.ids, found), len(self.ids) - 1)
        return [hit for hit, good in zip(hits, (self.ids[spots] == found).tolist(), strict=True) if good]


@dataclass(frozen=True, slots=True)
class Term:
    """A telling word of the question: any of its forms counts as the word. weight: how rare it is in the index."""

    forms: tuple[str, ...]
    weight: float

    def held(self, text: str) -> float:
        """How much of the word `text` (folded) holds: 1 for any form whole; else, for a word of three characters or
        more, three quarters of the share of its bigrams that stand there (人均收入 in 人均可支配收入)."""
        if self.stands_in(text):
            return 1.0
        grams = _grams(self.forms[0])
        return 0.75 * sum([gram in text for gram in grams]) / len(grams) if grams else 0.0

    def stands_in(self, text: str) -> bool:
        """Does any form stand in `text` (folded)?"""
        for form in self.forms:  # noqa: SIM110 - a generator costs twice the time, and this is asked thousands of times
            if form in text:
                return True
        return False


@lru_cache(maxsize=4096)
def _grams(word: str) -> tuple[str, ...]:
    """The bigrams of a word of three characters or more, each once."""
    return tuple({word[i : i + 2] for i in range(len(word) - 1)}) if len(word) > 2 else ()
