"""May a question be answered from what was found? A chance from features that can be read, with learned weights."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from bot.answers.ask import Ask
from bot.answers.choose import sentence_picks
from bot.answers.cover import cover
from bot.answers.draft import Pick
from bot.answers.fitting import fits
from bot.answers.traits import is_of_rival
from corpus.errors import KnowledgeError
from corpus.zhtext import fold
from retrieval.rank import share

HARD = frozenset({"money", "percent", "age"})  # figures that words cannot stand in for
NEAR = 0.62  # cover and meaning together, from which a unit has to do with the question
_NEAR = 3.0
_PART = 0.35
_TOLD = 0.6  # share of the question that a sentence without a number must hold
_VAGUE = re.compile("一定(?:的)?(?:数量|比例|额度|数额)")
_MANY = 10  # telling words of a question that says a lot


@dataclass(frozen=True, slots=True)
class _Told:
    weights: Mapping[str, float]
    bias: float
    least: float
    sure: float


@cache
def _told() -> _Told:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/answerable.yaml").read_text("utf-8"))
    try:
        weights = {str(name): float(weight) for name, weight in raw["weights"].items()}
        return _Told(weights, float(raw["bias"]), float(raw["least"]), float(raw["sure"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"bot/answers/data/answerable.yaml 有误：{error}。请改正这一处。") from error


def features(ask: Ask) -> dict[str, float]:
    """What the decision rests on, each from 0 to 1; {} when nothing was found to answer from."""
    first = ask.grounds[:1]
    best = _best(ask)
    if not first or best is None:
        return {}
    if ask.wants_figure and fits(best.words, ask.asked.classes):
        first = (best.evidence,)
    covered, meaning = cover(ask, first[0]), max(0.0, ask.searcher.meaning(ask.query, first))
    return {
        "cover": covered,
        "meaning": meaning,
        "far": max(0.0, NEAR - covered - meaning) / NEAR,
        "score": first[0].score,
        "fused": first[0].why.get("fused", 0.0),
        "gap": first[0].score - (ask.grounds[1].score if len(ask.grounds) > 1 else 0.0),
        "words": min(1.0, len(ask.terms) / _MANY),
        "hard": float(bool(ask.asked.classes & HARD)),
        "unfit": float(ask.wants_figure and best.clause.row is None and not fits(best.words, ask.asked.classes)),
    }


def _best(ask: Ask) -> Pick | None:
    """The best sentence; where a figure is asked for, the best of those near it that hold one of its kind."""
    picks = sentence_picks(ask)
    if not ask.wants_figure or not picks or picks[0].clause.row is not None:
        return next(iter(picks), None)
    near = [p for p in picks if p.score >= picks[0].score - _NEAR and p.clause.row is None]
    return next((p for p in near if fits(p.words, ask.asked.classes)), picks[0])


def chance(ask: Ask) -> float:
    """How likely the evidence answers the question, 0 to 1. Raises KnowledgeError for malformed weights."""
    found, told = features(ask), _told()
    if not found:
        return 0.0
    return 1 / (1 + math.exp(-told.bias - sum(told.weights[name] * value for name, value in found.items())))


def unquantified(ask: Ask) -> Pick | None:
    """The best sentence, where it answers a question for a sum or share in words alone (一定数量)."""
    best = next(iter(sentence_picks(ask)), None)
    if best is None or not ask.asked.classes & HARD or not ask.wants_figure or not _VAGUE.search(best.words):
        return None
    own = share(ask.terms, fold(best.words))
    return best if own >= _TOLD and not is_of_rival(ask.query.text, best.words, best.clause.address) else None


def is_answerable(ask: Ask, *, part: bool = False) -> bool:
    """Is the chance high enough to answer? Half of it is enough for one side of a comparison: the words that name the
    others stand in no clause of it."""
    return chance(ask) >= _told().least * (_PART if part else 1.0)


def is_sure(ask: Ask) -> bool:
    """Is the chance so high that the answer needs no caution?"""
    return chance(ask) >= _told().sure
