"""One question at work: what was understood, what was found, and what the answering parts may use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.answers.asked import Asked
from corpus.library import Library
from corpus.status import NATION
from corpus.zhtext import fold
from retrieval.model import Evidence, Kind, Query, SearchResult, Term
from retrieval.search import Searcher

_QUOTED = re.compile('[“"‘「『]([^“”"‘’「」『』]{2,12})[”"’」』]')
# Share of the best score from which a paper of the place goes before the nation's acts and papers without a place;
# less is asked of it where the question itself names the place.
NEAR_TOP = {False: 0.8, True: 0.65}


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its evidence."""

    query: Query
    asked: Asked
    result: SearchResult
    terms: Sequence[Term]
    library: Library
    searcher: Searcher
    room: int = 160  # characters of quoted words that an answer may say, as a rule
    kept: dict[int, list[Any]] = field(default_factory=dict, init=False, compare=False)  # sentences, by depth

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Evidence of documents that bind or are asked about, best first."""
        return self.result.evidence

    @property
    def quoted(self) -> tuple[str, ...]:
        """Words that the question itself puts in quotation marks, folded."""
        return tuple(fold(words) for words in _QUOTED.findall(self.query.text))

    @property
    def wants_figure(self) -> bool:
        """Is a figure asked for, by the kind of question or by words that ask for a sum?"""
        loose = (Kind.OTHER, Kind.MEASURES, Kind.PROCEDURE)
        return self.query.kind is Kind.FIGURE or (self.query.kind in loose and "money" in self.asked.classes)

    @property
    def grounds(self) -> tuple[Evidence, ...]:
        """The evidence to answer from: the clause named by its number; else the documents named; other places where
        those are asked for; where the place is known, papers without a place only when no paper of the place is near,
        unless the first tells how one applies, where that is asked.
        """
        if self.query.wants_elsewhere and self.result.elsewhere:
            return self.result.elsewhere
        numbered = tuple(e for e in self.evidence if "address" in e.why)
        if numbered:
            return numbered
        named = tuple(e for e in self.evidence if e.document.document_id in self.query.documents)
        if named:
            return named
        if self.query.region is None or not self.evidence or self.evidence[0].why.get("steps"):
            return self.evidence
        top = self.evidence[0].score
        own = tuple(e for e in self.evidence if e.document.region not in (None, NATION))
        if own and own[0].score >= NEAR_TOP[self.query.region_source == "question"] * top:
            return own
        placed = tuple(e for e in self.evidence if e.document.region)
        return placed if placed and placed[0].score >= NEAR_TOP[True] * top else self.evidence

    def elsewhere(self, region: str) -> Ask:
        """The same question asked of another place."""
        named = replace(self.query, region=region, region_source="question", other_places=(), documents=())
        return self._again(replace(named, kind=self._kind_of_each()))

    def in_document(self, document_id: str) -> Ask:
        """The same question asked of one document."""
        region = self.library.get(document_id).document.region
        place = self.query.region if region in (None, NATION) else region
        named = replace(self.query, documents=(document_id,), region=place, other_places=())
        ask = self._again(replace(named, kind=self._kind_of_each()))
        kept = tuple(e for e in ask.evidence if e.document.document_id == document_id)
        return replace(ask, result=replace(ask.result, evidence=kept))

    def _kind_of_each(self) -> Kind:
        return self.query.each if self.query.kind is Kind.COMPARISON else self.query.kind

    def _again(self, query: Query) -> Ask:
        result = self.searcher.search(query)
        return replace(self, query=query, result=result)
