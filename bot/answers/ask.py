"""One question at work: what was understood, what was found, and what the answering parts may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.asked import Asked
from corpus.library import Library
from retrieval.model import Evidence, Query, SearchResult, Term
from retrieval.search import Searcher


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
