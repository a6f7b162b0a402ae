"""The final order: a sum of named features whose weights are data (data/ranking.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.model import Document, Status
from corpus.status import NATION
from retrieval.model import Kind, Query, Term

_FIGURE = re.compile(r"\d|百分之|[一二三四五六七八九十百千万两]+(?:个|户|人|元|天|日|次|岁|倍|年|成)")
_OFFICE = re.compile(r"牵头|责任单位|责任部门|主管部门|负责")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The content of data/ranking.yaml."""

    features: Mapping[str, float]
    standing: Mapping[str, float]
    place: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the ranking knows of a unit: its folded title, headings and text, and the score of the indexes."""

    unit_id: int
    fused: float
    heading: str
    text: str
    document: Document
    status: Status


@cache
def ranking() -> Ranking:
    """Load the weights."""
    raw = yaml.safe_load((resources.files("retrieval") / "data" / "ranking.yaml").read_text(encoding="utf-8"))
    return Ranking(raw["features"], raw["standing"], raw["place"])


def features(candidate: Candidate, query: Query, terms: Sequence[Term]) -> dict[str, float]:
    """The named feature values of a candidate, each from 0 to 1. terms: telling words of the question."""
    rules = ranking()
    opening = re.split(r"[。：:\n]", candidate.text, maxsplit=1)[0][:40]
    return {
        "fused": candidate.fused,
        "coverage": share(terms, f"{candidate.heading}\n{candidate.text}"),
        "heading": share(terms, candidate.heading),
        "topic": share(terms, opening),
        "named": 1.0 if candidate.document.document_id in query.documents else 0.0,
        "place": rules.place[nearness(candidate.document.region, query.region)] if query.region else 0.0,
        "standing": rules.standing[candidate.status.value],
        "shape": _shape(candidate.text, query.kind),
    }


def total(values: Mapping[str, float]) -> float:
    """The score, from 0 to 1."""
    weights = ranking().features
    return sum(weights[name] * value for name, value in values.items()) / sum(weights.values())


def share(terms: Sequence[Term], text: str) -> float:
    """Weighted share of the question's `terms` that the folded `text` holds; 0 without terms."""
    whole = sum(term.weight for term in terms)
    return sum(term.weight * term.held(text) for term in terms) / whole if whole else 0.0


def nearness(region: str | None, place: str | None) -> str:
    """How a document's region lies to the place asked for: a key of `place` in data/ranking.yaml."""
    if region is None:
        return "none"
    if region == NATION:
        return "nation"
    if place is None:
        return "other"
    if region == place:
        return "same"
    if place.startswith(region + "/"):
        return "above"
    return "below" if region.startswith(place + "/") else "other"


def _shape(text: str, kind: Kind) -> float:
    if kind is Kind.FIGURE:
        return 1.0 if _FIGURE.search(text) else 0.0
    if kind in (Kind.OFFICES, Kind.OFFICE_DUTIES):
        return 1.0 if _OFFICE.search(text) else 0.0
    return 0.0
