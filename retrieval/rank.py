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
from corpus.topics import topics_of
from retrieval.lexical import Plain
from retrieval.model import Kind, Query, Term

_FIGURE = re.compile(r"\d|百分之|[一二三四五六七八九十百千万两]+(?:个|户|人|元|天|日|次|岁|倍|年|成)")
_OFFICE = re.compile(r"牵头|责任单位|责任部门|主管部门|负责")
# How a figure is asked for, and what a unit that answers holds.
_FIGURES = (
    (re.compile(r"几岁|多少岁|多大(?:年纪|岁数|年龄)?(?!比例)|岁数"), re.compile(r"岁|年龄")),
    (
        re.compile(r"多久|多长时间|几天|多少天|几个?月|多少个月|几年|多少年|何时|什么时候|啥时候|期限|哪天|几号"),
        re.compile(
            r"\d+年|[\d一二三四五六七八九十两]+(?:个工作)?(?:日|天|个月|小时|年|周)|每[年月季日周]|定期|及时|立即"
        ),
    ),
)
# What the text must hold where the question asks for it.
_MEANING = re.compile("是指|指的是|所称|以下(?:统|简)?称|即:|分别(?:是|为)")
# Words that tell how something is applied for, step by step.
_STEPS = re.compile(
    r"书面申请|申请程序|(?:提出|提交|递交)[^。；]{0,12}申请|申请[^。]{0,40}(?:受理|审核|提出|提交|审批|核实)"
)
_SHAPES = {
    Kind.FIGURE: _FIGURE,
    Kind.OFFICES: _OFFICE,
    Kind.OFFICE_DUTIES: _OFFICE,
    Kind.DEFINITION: _MEANING,
    Kind.STATUS: re.compile(r"施行|实施|废止|有效期|印发|执行"),
    Kind.PROCEDURE: re.compile(r"申请|提出|受理|审核|审批|核实|公示|办理|程序"),
}


_SUBSTANCE = ("fused", "coverage", "asked")  # features that say how well a unit answers, whoever made the paper
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Ranking:
    """The content of data/ranking.yaml."""

    features: Mapping[str, float]
    standing: Mapping[str, float]
    place: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the ranking knows of a unit: its folded words, its offices, and the score of the indexes."""

    unit_id: int
    fused: float
    plain: Plain
    document: Document
    status: Status


# The score of a unit, the unit, and the named values behind the score.
Ranked = tuple[float, Candidate, dict[str, float]]


@cache
def ranking() -> Ranking:
    """Load the weights."""
    raw = yaml.safe_load((resources.files("retrieval") / "data" / "ranking.yaml").read_text(encoding="utf-8"))
    return Ranking(raw["features"], raw["standing"], raw["place"])


def features(candidate: Candidate, query: Query, terms: Sequence[Term]) -> dict[str, float]:
    """The named feature values of a candidate, each from 0 to 1, of those features that apply to the question.

    terms: telling words of the question.
    """
    rules = ranking()
    heading, text = candidate.plain.heading, candidate.plain.text
    opening = re.split(r"[。：:\n]", text, maxsplit=1)[0][:40]
    values = {
        "fused": candidate.fused,
        **_coverage(terms, heading, text, opening),
        "standing": rules.standing[candidate.status.value],
    }
    values["asked"] = asked_like(candidate.plain.asks, terms)
    if query.topics:
        spoken = topics_of(f"{heading.rpartition(' ')[2]}\n{opening}")
        values["matter"] = 1.0 if any(topic in spoken for topic in query.topics) else 0.0
    if query.documents:
        values["named"] = 1.0 if candidate.document.document_id in query.documents else 0.0
    if query.region:
        values["place"] = rules.place[nearness(candidate.document.region, query.region)]
    else:
        values["nation"] = 1.0 if candidate.document.region == NATION else 0.0
    if query.kind in _SHAPES:
        values["shape"] = 1.0 if _shape(query).search(text) else 0.0
    if query.kind is Kind.PROCEDURE:
        values["steps"] = 1.0 if _STEPS.search(text) else 0.0
    if query.offices:
        values["office"] = 1.0 if any(family in candidate.plain.offices for family in query.offices) else 0.0
    return values


def _shape(query: Query) -> re.Pattern[str]:
    """What a unit must hold to answer such a question; for a figure by what is counted."""
    if query.kind is Kind.FIGURE:
        for asks, holds in _FIGURES:
            if asks.search(query.text):
                return holds
    return _SHAPES[query.kind]


def total(values: Mapping[str, float]) -> float:
    """The score, from 0 to 1: the weighted mean of the features that apply."""
    weights = ranking().features
    return sum(weights[name] * value for name, value in values.items()) / sum(weights[name] for name in values)


def lift_binding(found: Sequence[Ranked]) -> list[Ranked]:
    """An act that binds goes before a paper that does not (a plan past its term, a draft), where nothing speaks for the
    paper but its place: the act says as much of what is asked, and is as near in words and meaning."""
    loose = [(score, why) for score, candidate, why in found if not binds(candidate.status)]
    lifted: list[Ranked] = []
    for score, candidate, why in found:
        if candidate.document.region == NATION and binds(candidate.status):
            beaten = [other for other, theirs in loose if all(why[name] >= theirs[name] for name in _SUBSTANCE)]
            score = max([score, *(min(1.0, other + _STEP) for other in beaten)])
        lifted.append((score, candidate, why))
    return lifted


def binds(status: Status) -> bool:
    """Does a paper of this standing hold on the day asked, as far as the library knows?"""
    return status in (Status.IN_FORCE, Status.UNKNOWN)


def share(terms: Sequence[Term], text: str) -> float:
    """Weighted share of the question's `terms` that the folded `text` holds; 0 without terms."""
    whole = sum(term.weight for term in terms)
    return sum(term.weight * term.held(text) for term in terms) / whole if whole else 0.0


def asked_like(asks: Sequence[str], terms: Sequence[Term]) -> float:
    """How much of the question's `terms` the nearest of a unit's plain questions (folded) holds; 0 without any."""
    every = "\n".join(asks)
    held = [term for term in terms if term.held(every)]  # most units hold few: the others need no look at each ask
    whole = sum(term.weight for term in terms)
    if not held or not whole:
        return 0.0
    return max([sum([term.weight * term.held(ask) for term in held]) for ask in asks]) / whole


def _coverage(terms: Sequence[Term], heading: str, text: str, opening: str) -> dict[str, float]:
    """`share` of the unit, of its headings and of its opening words, each text looked through once."""
    whole = sum(term.weight for term in terms) or 1.0
    covered = headed = opened = 0.0
    for term in terms:
        in_text, in_heading = term.held(text), term.held(heading)
        covered += term.weight * max(in_text, in_heading)
        headed += term.weight * in_heading
        if in_text:
            opened += term.weight * term.held(opening)
    return {"coverage": covered / whole, "heading": headed / whole, "topic": opened / whole}


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
