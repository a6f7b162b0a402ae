"""How well a sentence answers a question: traits that can be read, with weights learned on the own questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml

from bot.answers.ask import Ask
from bot.answers.fitting import fits
from bot.answers.intervals import falls_into
from corpus.asks import short_names
from corpus.errors import KnowledgeError
from corpus.zhtext import fold
from retrieval.kinds import named_of, rules
from retrieval.model import Kind
from retrieval.rank import share

_QUOTE = 160  # characters of a quote, as a rule
_WHOLE = 3  # marks of enumeration from which a sentence counts as a list
_PATTERN_OF = {Kind.DEFINITION: "means", Kind.YES_NO: "rules", Kind.PROCEDURE: "steps"}


@dataclass(frozen=True, slots=True)
class _Told:
    weights: Mapping[str, float]
    patterns: Mapping[str, re.Pattern[str]]


@cache
def _told() -> _Told:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/sentences.yaml").read_text("utf-8"))
    try:
        weights = {name: float(weight) for name, weight in raw["weights"].items()}
        return _Told(weights, {name: re.compile(pattern) for name, pattern in raw["patterns"].items()})
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"bot/answers/data/sentences.yaml 有误：{error}。请改正这一处。") from error


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: folded words around it, place of its unit among the evidence (from 0), score of the
    unit beside the best unit's (0 to 1), address of its clause."""

    around: str
    rank: int
    ratio: float
    topic: str = ""


def traits_of(ask: Ask, words: str, place: Place) -> dict[str, float]:
    """The traits of a sentence, each from 0 to 1; those that do not apply to the question are left out.

    Raises KnowledgeError when the shipped weights are malformed.
    """
    patterns, text = _told().patterns, fold(words)
    found = {
        "own": share(ask.terms, text),
        "near": share(ask.terms, f"{place.around}\n{text}"),
        "rest": _rest(ask, text, place.around),
        "ratio": place.ratio,
        "first": float(place.rank == 0),
        "second": float(place.rank == 1),
        "long": min(1.0, len(words) / _QUOTE),
    }
    if (ask.asked.classes or ask.wants_figure) and fits(words, ask.asked.classes):
        found |= {"fits": 1.0} if ask.asked.classes else {}
        found |= {"figure": 1.0} if ask.wants_figure else {}
    if ask.quoted:
        told = f"{text}\n{' '.join(short_names(words))}"
        found["quoted"] = sum(phrase in told for phrase in ask.quoted) / len(ask.quoted)
    if patterns["which"].search(ask.query.text):
        found["listed"] = min(words.count("、"), _WHOLE) / _WHOLE
    if is_of_rival(ask.query.text, words, place.topic):
        found["rival"] = 1.0
    step = falls_into(ask.query.text, words)
    if step is not None:
        found["step" if step else "other_step"] = 1.0
    if patterns["purpose"].search(words):
        found["purpose"] = 1.0
    name = _PATTERN_OF.get(ask.query.kind)
    if name and patterns[name].search(words):
        found[name] = 1.0
    return found


def is_of_rival(question: str, words: str, topic: str = "") -> bool:
    """Do the words speak of something that stands beside what is asked (省定 for 市定), and not of that itself? The
    topic of their clause decides where it names one of the group."""
    for group, asked in _asked_of(question):
        said = named_of(topic, group) or named_of(words, group)
        if said and not asked & said.keys():
            return True
    return False


@lru_cache(maxsize=64)  # asked of every sentence that is looked into
def _asked_of(question: str) -> tuple[tuple[tuple[tuple[str, ...], ...], frozenset[int]], ...]:
    """The groups of rivals that the question names one of, and which."""
    named = ((group, frozenset(named_of(question, group))) for group in rules().rivals)
    return tuple((group, asked) for group, asked in named if asked)


def weigh(traits: Mapping[str, float]) -> float:
    """The score of a sentence by its traits; comparable among the sentences of one question only."""
    weights = _told().weights
    return sum(weights[name] * value for name, value in traits.items())


def _rest(ask: Ask, text: str, around: str) -> float:
    """Share of the question, of what the surroundings do not hold, that stands in the sentence."""
    whole = sum(term.weight for term in ask.terms)
    left = sum(term.weight * (1 - term.held(around)) * term.held(text) for term in ask.terms)
    return left / whole if whole else 0.0
