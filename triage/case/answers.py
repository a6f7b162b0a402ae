"""What a clause answers to a question (听懂回答): yes, no, does not know, a number, a day, a choice; data/answers.yaml.

A clause that is none of these is no answer here: the reader may still hear a fact in it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus.numerals import parse_number
from corpus.regions import Regions
from corpus.vocabulary import Kind, Term, load_vocabulary, open_path
from corpus.zhtext import normalise
from triage.model import Certainty, Interval, Simple
from triage.reading.lexicon import read_tokens
from triage.reading.tokens import Token
from triage.reading.words import cue
from triage.shipped import pattern, read_data

FILE = "answers.yaml"
PLACE = "h.region.village"
_ECHO = 7  # an answer that takes up the question's words is short
_BARE_NO = 6
_DAYS = {"天": 1.0, "周": 7.0, "月": 30.0, "年": 365.0}
_IN = {"月": {"年": 12.0, "月": 1.0, "周": 0.25, "天": 1 / 30}, "天": _DAYS, "分钟": {"分": 1.0, "时": 60.0}}


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it was put (问过的话): its path and its text."""

    path: str
    text: str

    @property
    def term(self) -> Term:
        """The term of its path."""
        return load_vocabulary()[open_path(self.path)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one clause answers (回答). kind: value | unknown | too_small. path: set if it tells of something else."""

    kind: str
    value: Simple | None = None
    denied: bool = False
    path: str | None = None
    period: str | None = None
    certainty: Certainty = Certainty.STATED
    bare: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Means:
    """What answers to one question mean; `means` of answers.yaml."""

    yes: Any = None
    no: Any = None
    words: tuple[tuple[re.Pattern[str], Any], ...] = ()
    into: str | None = None
    period: str | None = None
    zero: bool = False


def read_answer(put: Put, clause: str, day: dt.date) -> Answer | None:
    """What one clause (no comma in it) answers to a question; None when it is no answer to it."""
    text = normalise(clause).text
    if not text:
        return None
    means = _means(put)
    guessed = Certainty.GUESS if cue("guess").search(text) or cue("hearsay").search(text) else Certainty.STATED
    told = _by_number(put, means, text, day)
    if told is None and _pattern("unknown").search(text):
        return Answer("unknown")
    told = told or _by_words(put, means, text) or _as_ended(put, text) or _by_yes_or_no(put, means, text)
    if told is None:
        return None
    certainty = Certainty.STATED if told.kind != "value" else guessed
    return replace(told, certainty=certainty)


def bare_word(text: str, asked: str = "") -> str | None:
    """`yes` or `no` when a clause says no more than that, or takes up the question's own words; else None."""
    text = normalise(text).text.lower()
    core = _pattern("tail").sub("", _pattern("lead").sub("", text)) or text
    for whole in (text, core, _pattern("lead").sub("", text)):
        for name in ("no", "yes"):
            if _pattern(f"plain_{name}").fullmatch(whole):
                return name
    if _pattern("no_denial").match(core):
        return None
    shared = _content(asked)
    denial = _pattern("negation").match(_pattern("adverb").sub("", core)) or _pattern("negation").match(core)
    if denial is not None:
        rest = _pattern("tail").sub("", denial.string[denial.end() :])
        return "no" if len(rest) <= _BARE_NO and (not rest or shared.intersection(rest)) else None
    behind = _pattern("behind").fullmatch(core) or _pattern("behind").fullmatch(_pattern("lead").sub("", text))
    if behind is not None:
        return "no" if behind["said"][0] in shared else None
    said = _pattern("tail").sub("", _pattern("adverb").sub("", core))
    positive = 0 < len(said) <= _ECHO and ("还是" not in asked or "吗" in asked) and not re.search("[没不未无别]", said)
    return "yes" if positive and (said[0] in shared or said in ("有", "是", "对")) else None


def _content(asked: str) -> frozenset[str]:
    return frozenset(normalise(asked).text) - frozenset(read_data(FILE)["common"]) - frozenset("，。？?,.“”（）()、")


def _as_ended(put: Put, text: str) -> Answer | None:
    """以前有, 去年停了: what was received and is no more."""
    paths = read_data(FILE)["may_end"]
    may = any(open_path(put.path) == path or (path.endswith(".") and put.path.startswith(path)) for path in paths)
    denied = re.search("没停|不会停|还没", text)
    return Answer("value", True, ended=True) if may and _pattern("ended").search(text) and not denied else None


def _by_yes_or_no(put: Put, means: _Means, text: str) -> Answer | None:
    # Whoever is asked whether he receives something takes up the verb of his own tongue.
    verbs = read_data(FILE)["receives"] if put.path.startswith("h.aid.") else ""
    word = bare_word(text, put.text + verbs)
    if word is None:
        return None
    meant = means.yes if word == "yes" else means.no
    if meant is None and put.term.type is Kind.FLAG:
        meant = True if word == "yes" else {"not": True}
    if meant is None and word == "no" and means.zero:
        meant = 0
    answer = _meant(meant)
    return None if answer is None else Answer("value", answer.value, answer.denied, means.into, means.period, bare=True)


def _meant(meant: Any) -> Answer | None:  # noqa: ANN401 - a value of the data file
    if meant is None or meant == "none":
        return None
    if isinstance(meant, Mapping):
        return Answer("value", meant["not"], denied=True)
    if isinstance(meant, list):
        return Answer("value", Interval(meant[0], meant[1]))
    return Answer("value", float(meant) if isinstance(meant, int) and not isinstance(meant, bool) else meant)


def _by_words(put: Put, means: _Means, text: str) -> Answer | None:
    """A choice by its words, or by its number among the words the vocabulary has."""
    for said, meant in means.words:
        if said.search(text):
            return _meant(meant)
    term = put.term
    if put.path == PLACE:
        named = _pattern("place").search(text)
        name = named[0] if named else _region_in(text)
        return Answer("value", name) if name else None
    if term.type not in (Kind.TEXT, Kind.SET):
        return None
    values = choices_of(put.path)
    number = _pattern("choice").fullmatch(text)
    if number is not None and values:
        place = int(parse_number(number["number"]) or 0)
        return Answer("value", values[place - 1], bare=True) if 1 <= place <= len(values) else None
    for value in sorted(values, key=len, reverse=True):
        place = text.find(value) if len(value) > 1 or text == value else -1
        if place >= 0:
            return Answer("value", value, denied=bool(re.search("(?:不是|没有|没|不)$", text[:place])))
    return None


def names_a_place(clause: str) -> bool:
    """Whether a clause names a village, township or county and little else."""
    text = normalise(clause).text
    return bool(_pattern("place").fullmatch(text)) or _region_in(text) is not None


def _region_in(text: str) -> str | None:
    """The name of a region that a clause consists of: 湖北的, 我是南昌人; None for any other clause."""
    match = _pattern("of_place").fullmatch(text)
    name = match["name"] if match else ""
    spotted = [one for one in Regions.load().spot(name, None) if one.path or one.options] if name else []
    return name if any(one.span.end - one.span.start == len(name) for one in spotted) else None


def choices_of(path: str) -> tuple[str, ...]:
    """The words that a question of choice may be answered with; () where any word will do, or it is no choice."""
    term = load_vocabulary()[open_path(path)]
    return tuple(value for value in term.values if value != "none") if term.type in (Kind.TEXT, Kind.SET) else ()


def _by_number(put: Put, means: _Means, text: str, day: dt.date) -> Answer | None:
    term = put.term
    if term.type not in (Kind.NUMBER, Kind.MONEY, Kind.DATE) and means.into is None:
        return _illness(put, text, day)
    tokens = read_tokens(text, day).items
    if term.type is Kind.DATE:
        value = next((token.value for token in tokens if token.sign == "日"), None)
        return Answer("value", value) if value else None
    if term.type is Kind.MONEY:
        return _sum(means, term, text, tokens)
    low, high = read_data(FILE)["ranges"].get(term.unit or "", (-math.inf, math.inf))
    value = next((one for one in _numbers(text, tokens, term.unit or "") if _lies(one, low, high)), None)
    return None if value is None else Answer("value", value)


def _lies(value: Simple, low: float, high: float) -> bool:
    """Whether a number, or some of an interval, lies within bounds."""
    if isinstance(value, Interval):
        return (value.low is None or value.low <= high) and (value.high is None or value.high >= low)
    return isinstance(value, int | float) and low <= value <= high


def _illness(put: Put, text: str, day: dt.date) -> Answer | None:
    """An illness or a stage of school by its name, where that is what was asked."""
    signs = {"m.health.severe_illness": "病", "m.health.chronic": "慢病", "m.student.stage": "学"}
    wanted = signs.get(open_path(put.path), "")
    token = next((one for one in read_tokens(text, day).items if one.sign in tuple(wanted)), None)
    if token is None or not isinstance(token.value, str):
        return None
    return Answer("value", token.value, denied=bool(re.search("(?:不是|没有|没)$", text[: token.start])))


def _sum(means: _Means, term: Term, text: str, tokens: Sequence[Token]) -> Answer | None:
    token = next((one for one in tokens if one.sign == "钱"), None)
    counted = "".join(read_data(FILE)["counters"].values())
    bare = (one for one in tokens if one.sign == "数" and (text[one.end : one.end + 1] or " ") not in counted)
    token = token or next(bare, None)
    if token is None:
        return None
    value = token.value.value()
    low = value.low if isinstance(value, Interval) else value
    if token.sign == "数" and low is not None and 0 < low < read_data(FILE)["least_bare_sum"]:
        return Answer("too_small")
    head = _pattern("per_head").search(text)
    period = "month" if _pattern("of_month").search(text) else "year" if _pattern("of_year").search(text) else None
    return Answer("value", value, path=None if head else means.into, period=period or means.period or term.period)


def _numbers(text: str, tokens: Sequence[Token], unit: str) -> Iterator[Simple]:
    """The numbers of a clause that may be in this unit, the best fit first."""
    for token in tokens:
        if token.sign == "长" and unit in _IN:
            factor = _IN[unit].get(token.value.unit)
            if factor is not None:
                low, high = round(token.value.low * factor, 1), round(token.value.high * factor, 1)
                yield low if low == high else Interval(low, high)
    counters: dict[str, str] = read_data(FILE)["counters"]
    every = "".join(counters.values())
    for token in tokens:
        behind = text[token.end : token.end + 1]
        if token.sign == "数" and (behind not in every or behind in counters.get(unit, "") or not behind):
            value: Simple = token.value.value()
            yield value
    for match in _pattern("numeral").finditer(text):
        number = parse_number(match["number"])
        if number is not None and text[match.end() - 1] in counters.get(unit, ""):
            yield float(number)
    number = parse_number(_pattern("tail").sub("", text))
    if number is not None:
        yield float(number)


def _means(put: Put) -> _Means:
    path = open_path(put.path)
    for ask, means in _all_means().get(path, ()):
        if not ask or ask in put.text:
            return means
    return _Means(zero=put.term.type is Kind.MONEY)


@cache
def _all_means() -> dict[str, list[tuple[str, _Means]]]:
    found: dict[str, list[tuple[str, _Means]]] = {}
    for row in read_data(FILE)["means"]:
        words = tuple((pattern(FILE, said, {}), meant) for said, meant in row.get("words", {}).items())
        means = _Means(
            row.get("if_yes"), row.get("if_no"), words, row.get("into"), row.get("period"), bool(row.get("zero"))
        )
        found.setdefault(row["path"], []).append((row.get("ask", ""), means))
    return found


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})
