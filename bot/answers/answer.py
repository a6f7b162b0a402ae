"""An answer (回答): the fact first, each sentence marked with the clause it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.citation import Citation
from corpus.model import Notice, Role
from retrieval.model import Evidence

MOST_EVIDENCE = 10
MOST_CITATIONS = 5


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a cited clause: name as printed, today's full name, n of the citation it stands in."""

    name: str
    role: Role
    today: str | None
    citation: int

    def as_json(self) -> dict[str, Any]:
        """The department object of the contract."""
        return {"name": self.name, "role": self.role.value, "today": self.today, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back, asked beside the best answer."""

    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What Mingbai says to one question. `reason` is set exactly when it abstains; then `citations` is empty."""

    question: str
    region: str | None
    as_of: dt.date
    text: str
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    offices: tuple[Office, ...] = ()
    notices: tuple[Notice, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str | None = None
    clarify: Clarify | None = None
    mode: str = "composed"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def abstained(self) -> bool:
        """Nothing asked is answered."""
        return self.reason is not None

    @property
    def completeness(self) -> str:
        """none, partial or full."""
        if self.abstained:
            return "none"
        return "partial" if self.missing else "full"

    def as_json(self, answer_id: str | int | None) -> dict[str, Any]:
        """The ask object of the contract."""
        clarify = {"text": self.clarify.text, "options": list(self.clarify.options)} if self.clarify else None
        return {
            "id": answer_id,
            "question": self.question,
            "region": self.region,
            "as_of": self.as_of.isoformat(),
            "answer": self.text,
            "abstained": self.abstained,
            "reason": self.reason,
            "completeness": self.completeness,
            "missing": list(self.missing),
            "citations": [c.as_json(n) for n, c in enumerate(self.citations, 1)],
            "evidence": evidence_json(self.evidence),
            "departments": [o.as_json() for o in self.offices],
            "warnings": [{"code": w.code, "text": w.text} for w in self.notices],
            "clarify": clarify,
            "mode": self.mode,
            **self.extra,
        }


def evidence_json(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """The evidence list of the contract, best first; scores between 0 and 1 that never rise."""
    rows: list[dict[str, Any]] = []
    ceiling = 1.0
    for item in evidence[:MOST_EVIDENCE]:
        ceiling = min(ceiling, max(0.0, item.score))
        rows.append(
            {
                "document_id": item.document.document_id,
                "source_file": item.document.source_file,
                "address": item.unit.address,
                "text": item.unit.text,
                "score": round(ceiling, 4),
                "status": item.status.value,
            }
        )
    return rows
