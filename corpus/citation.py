"""A citation (引用): words of a clause, taken from the clause itself so that they cannot differ from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from corpus.digests import remark_on
from corpus.errors import BadInput
from corpus.model import Clause, Document, Shelved, Span, Status
from corpus.status import status_of

LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote with its address. Make one with `cite` or from parts; a quote that is not in the clause raises.

    Raises BadInput when the span is empty, outside the clause, longer than LONGEST_QUOTE characters, or when `quote`
    is not clause.text[start:end].
    """

    document: Document
    clause: Clause
    span: Span
    status: Status
    quote: str

    def __post_init__(self) -> None:
        start, end = self.span.start, self.span.end
        if not 0 <= start < end <= len(self.clause.text):
            raise BadInput(f"引文位置 {start}–{end} 不在条款“{self.clause.address}”之内；请重新定位引文。")
        if end - start > LONGEST_QUOTE:
            raise BadInput(f"引文有 {end - start} 字，超过 {LONGEST_QUOTE} 字；请只引载有事实的那一句。")
        if self.clause.text[start:end] != self.quote:
            raise BadInput(f"引文与条款“{self.clause.address}”的原文不一致；请按原文引用。")

    def as_json(self, n: int) -> dict[str, Any]:
        """The citation object of the public contract, numbered `n`, with what is remarked on its document."""
        document, remark = self.document, remark_on(self.document)
        return {
            "n": n,
            "document_id": document.document_id,
            "title": document.title,
            "doc_number": document.doc_number,
            "issued_on": document.issued_on,
            "source_file": document.source_file,
            "region": document.region,
            "address": self.clause.address,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
            "page": self.clause.page,
            "edition": document.edition.value,
            "covers": "selection" if remark.selected else "whole",
            "note": remark.note,
            "status": self.status.value,
        }


def cite(shelved: Shelved, clause: Clause, span: Span, day: dt.date) -> Citation:
    """Quote `span` of `clause`, with the status the document has on `day`. Raises BadInput as Citation does."""
    return Citation(shelved.document, clause, span, status_of(shelved, day), span.of(clause.text))
