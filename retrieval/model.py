"""A question as understood, and what the search gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.model import Document, Span, Status, Unit


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

    region: the place used (full path), None when none is known; region_source: "question" | "asked" | "none".
    region_options: places an ambiguous name may mean. other_places: further places named (comparison).
    documents: ids of documents the question names. addresses: clause addresses it names, as patterns for look-up.
    years, figures, offices (families), indicators: words found, normalised. terms: search terms after expansion.
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
