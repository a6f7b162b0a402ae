"""Documents and clauses as the public contract writes them (library list, library show)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corpus.digests import remark_on
from corpus.model import Clause, Duty, Shelved
from corpus.status import status_of


def document_json(shelved: Shelved, day: dt.date) -> dict[str, Any]:
    """The facts of a document, with its standing on `day`."""
    document, remark = shelved.document, remark_on(shelved.document)
    return {
        "document_id": document.document_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuers": list(document.issuers),
        "region": document.region,
        "self_place": document.self_place,
        "kind": document.kind,
        "status": status_of(shelved, day).value,
        "edition": document.edition.value,
        "covers": "selection" if remark.selected else "whole",
        "note": remark.note,
        "issued_on": document.issued_on,
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "source_file": document.source_file,
        "copies": list(shelved.copies),
        "supersedes": shelved.supersedes,
        "superseded_by": shelved.superseded_by,
    }


def listed_json(shelved: Shelved, day: dt.date) -> dict[str, Any]:
    """A document as `library list` shows it: facts and counts."""
    counts = {"clauses": shelved.clauses, "duties": shelved.duties, "tables": shelved.tables}
    return document_json(shelved, day) | counts


def clause_json(clause: Clause) -> dict[str, Any]:
    """A clause as `library show` shows it."""
    return {
        "address": clause.address,
        "heading": list(clause.heading),
        "text": clause.text,
        "page": clause.page,
        "duties": [duty_json(duty) for duty in clause.duties],
        "row": dict(clause.row) if clause.row else None,
        "aliases": list(clause.aliases),
    }


def duty_json(duty: Duty) -> dict[str, Any]:
    """One office of a clause."""
    return {
        "name": duty.name,
        "role": duty.role.value,
        "family": duty.family,
        "today": duty.today,
        "rider": duty.rider,
    }
