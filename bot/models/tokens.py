"""Clauses under opaque names: the model sees [C1], never a title, an address or a number of a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.model import Evidence
from triage.privacy import Kind, find_personal_data

MOST = 6  # units shown to a model
LONGEST = 700  # characters of each
TOKEN = re.compile(r"[\[【(（]?\s*[Cc]\s*(\d{1,2})\s*[\]】)）]?")
_KEPT_KINDS = frozenset({Kind.NAME, Kind.ADDRESS, Kind.BED})


def issue(evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """The first units under the names C1, C2 … that alone the model may cite."""
    return {f"C{number}": item for number, item in enumerate(evidence[:MOST], 1)}


def shown(issued: Mapping[str, Evidence]) -> str:
    """The clauses as they are sent: name and words, the numbers of persons left out; a table row head by head."""
    return "\n".join(f"[{token}] {_words(item)}" for token, item in issued.items())


def _words(item: Evidence) -> str:
    unit = item.unit
    heading = unit.heading[-1] if unit.heading else ""
    text = "；".join(f"{head}：{cell}" for head, cell in unit.row.items() if cell) if unit.row else unit.text
    text = re.sub(r"\s*\n\s*", " ", text)[:LONGEST]
    return f"（{heading}）{_masked(text)}" if heading else _masked(text)


def _masked(text: str) -> str:
    """Clauses name villages and offices that look like addresses and names; only numbers of persons are taken out."""
    out = list(text)
    for finding in find_personal_data(text):
        if finding.kind not in _KEPT_KINDS:
            out[finding.start : finding.end] = "＊" * (finding.end - finding.start)
    return "".join(out)


def read_tokens(cites: Sequence[object]) -> tuple[str, ...]:
    """The names cited, as issued: c1, [C1], 【C1】 are C1; each once."""
    found = (match for cite in cites for match in TOKEN.finditer(str(cite)))
    return tuple(dict.fromkeys(f"C{int(match[1])}" for match in found))
