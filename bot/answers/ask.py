"""One question at work: what was understood, what was found, and what the answering parts may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.asked import Asked
from corpus.library import Library
from retrieval.model import Evidence, Kind, Query, SearchResult, Term
from retrieval.search import Searcher

NEAR_TOP = 0.7  # share of the best score from which a paper of the place goes before one without a place


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its evidence."""

    query: Query
    asked: Asked
    result: SearchResult
    terms: Sequence[Term]
    library: Library
    searcher: Searcher

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Evidence of documents that bind or are asked about, best first."""
        return self.result.evidence

    @property
    def wants_figure(self) -> bool:
        """Is a figure asked for, by the kind of question or by words that ask for a sum?"""
        loose = (Kind.OTHER, Kind.MEASURES, Kind.PROCEDURE)
        return self.query.kind is Kind.FIGURE or (self.query.kind in loose and "money" in self.asked.classes)

    @property
    def grounds(self) -> tuple[Evidence, ...]:
        """The evidence to answer from: the clause named by its number; else the documents named; other places where
        those are asked for; where the place is known, papers without a place only when no paper of the place is near.
        """
        if self.query.wants_elsewhere and self.result.elsewhere:
            return self.result.elsewhere
        numbered = tuple(e for e in self.evidence if "address" in e.why)
        if numbered:
            return numbered
        named = tuple(e for e in self.evidence if e.document.document_id in self.query.documents)
        if named:
            return named
        placed = tuple(e for e in self.evidence if e.document.region)
        if self.query.region and placed and placed[0].score >= NEAR_TOP * self.evidence[0].score:
            return placed
        return self.evidence

    def elsewhere(self, region: str) -> Ask:
        """The same question asked of another place."""
        query = replace(self.query, region=region, region_source="question", other_places=(), documents=())
        return self._again(query)

    def in_document(self, document_id: str) -> Ask:
        """The same question asked of one document."""
        ask = self._again(replace(self.query, documents=(document_id,), other_places=()))
        kept = tuple(e for e in ask.evidence if e.document.document_id == document_id)
        return replace(ask, result=replace(ask.result, evidence=kept))

    def _again(self, query: Query) -> Ask:
        result = self.searcher.search(query)
        return replace(self, query=query, result=result)
