"""Clauses as Dify's knowledge (外部知识库): the evidence of a question, best first, for the place of the knowledge id.

knowledge_id is a place in words (南昌市), or one of ALL for no place. Metadata holds no null.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.answers.choose import names_person
from bot.assembly import Services
from bot.channels.dify.conditions import meets
from corpus.errors import AmbiguousPlace, MingbaiError, NotFound, Unauthorized, UnknownPlace
from corpus.model import Document
from retrieval.model import Evidence

ALL = frozenset({"", "all", "default", "mingbai", "全部", "所有", "全国"})
MOST = 50
_HEADER, _DENIED, _NO_KNOWLEDGE, _OTHER = 1001, 1002, 2001, 500


class Setting(BaseModel):
    """How many records, and how near they must be."""

    model_config = ConfigDict(extra="ignore")

    top_k: Annotated[int, Field(ge=1, le=1000)] = 5
    score_threshold: Annotated[float, Field(ge=0, le=1)] = 0.0


class Wanted(BaseModel):
    """What POST /retrieval takes."""

    model_config = ConfigDict(extra="ignore")

    knowledge_id: str = Field(description="地点，如 南昌市；写 all 不限地点", examples=["江西省/南昌市"])
    query: Annotated[str, Field(min_length=1, max_length=2000)]
    retrieval_setting: Setting = Field(default_factory=Setting)
    metadata_condition: dict[str, Any] | None = None


def records(services: Services, wanted: Wanted) -> dict[str, Any]:
    """The records of the contract. Raises NotFound for a knowledge id that is no place, BadField for bad conditions."""
    region = _region(services, wanted.knowledge_id)
    setting = wanted.retrieval_setting
    searcher = services.answerer.searcher
    limit = min(setting.top_k, MOST) if wanted.metadata_condition is None else MOST
    found = searcher.search(wanted.query, region=region, as_of=services.today(), limit=limit)
    kept = []
    for item in found.evidence:
        record = _record(item)
        near = record["score"] >= setting.score_threshold
        if near and not names_person(item.unit.text) and meets(record["metadata"], wanted.metadata_condition):
            kept.append(record)
    return {"records": kept[: setting.top_k]}


def error_fields(authorization: str | None, error: MingbaiError) -> dict[str, Any]:
    """error_code and error_msg as Dify shows them."""
    code = _OTHER if error.http_status >= 500 else error.http_status
    if isinstance(error, Unauthorized):
        formed = (authorization or "").strip().lower().startswith("bearer ")
        code = _DENIED if formed else _HEADER
    elif error.http_status == 403:
        code = _DENIED
    elif isinstance(error, NotFound):
        code = _NO_KNOWLEDGE
    return {"error_code": code, "error_msg": error.text}


def _region(services: Services, knowledge_id: str) -> str | None:
    if knowledge_id.strip().lower() in ALL:
        return services.settings.region
    try:
        return services.place(knowledge_id)
    except (UnknownPlace, AmbiguousPlace) as error:
        raise NotFound(f"没有叫“{knowledge_id[:40]}”的知识库；knowledge_id 写地点全称，或写 all。") from error


def _record(item: Evidence) -> dict[str, Any]:
    return {
        "content": item.unit.text,
        "score": round(min(1.0, max(0.0, item.score)), 4),
        "title": f"{item.document.title} {item.unit.address}",
        "metadata": metadata(item.document, item),
    }


def metadata(document: Document, item: Evidence) -> dict[str, Any]:
    """What is known of a unit and its document, without what is not known."""
    known = {
        "document_id": document.document_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issued_on": document.issued_on,
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "kind": document.kind,
        "region": document.region or document.self_place,
        "edition": document.edition.value,
        "status": item.status.value,
        "address": item.unit.address,
        "source_file": document.source_file,
    }
    return {name: value for name, value in known.items() if value is not None}
