"""Our search as a LangChain retriever, for those who build chains of their own on the library."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retrieval.model import Evidence
from retrieval.search import Searcher


class MingbaiRetriever(BaseRetriever):
    """`invoke(question)` gives the evidence as LangChain documents, best first.

    region: place asked from. Metadata: document_id, title, doc_number, region, address, status, edition, score, and
    best (start, end of the nearest sentence in page_content).

        MingbaiRetriever(searcher=searcher, region="江西省/南昌市", limit=5).invoke("低保怎么申请")
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    region: str | None = None
    limit: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[LangChainDocument]:
        found = self.searcher.search(query, region=self.region, limit=self.limit)
        return [LangChainDocument(page_content=item.unit.text, metadata=_metadata(item)) for item in found.evidence]


def _metadata(item: Evidence) -> dict[str, Any]:
    document = item.document
    return {
        "document_id": document.document_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "region": document.region,
        "address": item.unit.address,
        "status": item.status.value,
        "edition": document.edition.value,
        "score": item.score,
        "best": (item.best.start, item.best.end) if item.best else None,
    }
