"""The retriever and the answering runnable for LangChain (链)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableLambda

from bot.assembly import Services, build
from bot.settings import load_settings
from corpus.errors import BadField
from retrieval.langchain_retriever import MingbaiRetriever

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


def retriever(region: str | None = None, limit: int = 10, services: Services | None = None) -> MingbaiRetriever:
    """Clauses as LangChain documents, best first, for a place in words.

    services: opened parts; None opens those of MINGBAI_HOME. Raises UnknownPlace, AmbiguousPlace, LibraryError.
    """
    parts = services or build(load_settings())
    place = parts.place(region or parts.settings.region)
    return MingbaiRetriever(searcher=parts.answerer.searcher, region=place, limit=limit)


def answerer(region: str | None = None, services: Services | None = None) -> Runnable[Any, dict[str, Any]]:
    """A runnable from a question, or {"question", "region"?, "history"?}, to the ask object of the contract.

    services: opened parts; None opens those of MINGBAI_HOME. Invoking it raises BadField, UnknownPlace …
    """
    parts = services or build(load_settings())

    def answer(asked: str | Mapping[str, Any]) -> dict[str, Any]:
        given: Mapping[str, Any] = {"question": asked} if isinstance(asked, str) else asked
        if not isinstance(given.get("question"), str):
            raise BadField("没有问题：question 要写成一句话。")
        place = given.get("region") or region or parts.settings.region
        return parts.ask(given["question"], place, parts.today(), given.get("history") or ())

    return RunnableLambda(answer, name="mingbai")
