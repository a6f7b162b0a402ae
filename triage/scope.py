"""Whether a call is for this desk (受理范围), which parts belong elsewhere, and what kind of call it is.

Out of scope only when nothing in the call is for this desk. Topics, words and handlers stand in data/scope.yaml with
their sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from triage.model import Danger, Fact, Handover, Reading, Story, Time
from triage.shipped import pattern, read_data

FILE = "scope.yaml"
HELP, QUESTION, COMPLAINT, SUGGESTION = "求助", "咨询", "投诉举报", "意见建议"
_CLAUSE = re.compile(r"[^，,。！？!?；;\s]+[，,。！？!?；;\s]*")
_CHINESE = re.compile("[一-龥]")
_LETTERS = re.compile(r"[^\W\d_]")
_LEAST_CHINESE = 0.3
_FEW_LETTERS = 2
_NOTHING = "□"
# Facts that say where and how many, but tell of no trouble.
_BARE = frozenset({"h.region.village", "h.hukou", "h.size_hukou", "h.size_living_together", "m.age", "m.sex"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is made of a call. policy_only: a question about rules without anyone's trouble, so no work order."""

    kind: str
    out_of_scope: Handover | None
    handover: tuple[Handover, ...]
    policy_only: bool


@dataclass(frozen=True, slots=True)
class _Topic:
    is_: re.Pattern[str]
    with_: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    handover: Handover
    part: bool
    only_out: bool


def judge_scope(story: Story, reading: Reading, urgent: Sequence[Danger] = ()) -> Scope:
    """Scope, parts to hand over and kind of a call, from its words, what was read in them, and its dangers."""
    text = story.text
    topics = [topic for topic in _topics() if _touches(topic, text)]
    whole = [topic for topic in topics if not topic.part]
    rest = _without(text, [topic for topic in whole if not topic.only_out])
    out = None
    if len(whole) == len(topics) and not _for_us(rest, reading, urgent, text):
        out = _elsewhere(text, whole, urgent)
    parts = () if out else tuple(dict.fromkeys(topic.handover for topic in topics if not topic.only_out))
    if out is None and any(danger.kind == "violence" for danger in urgent):
        parts = tuple(dict.fromkeys((*parts, _handover("emergencies", "violence"))))
    policy_only = out is None and not urgent and _policy_only(text, reading)
    return Scope(_kind(text, reading, urgent, policy_only), out, parts, policy_only)


def other_desks(text: str) -> tuple[Handover, ...]:
    """The matters of other desks that words speak of (快递, 车祸, 彩礼 …), with who handles them; () for none.

    Parts of a household's trouble that only go along with it are left out.
    """
    return tuple(dict.fromkeys(topic.handover for topic in _topics() if not topic.part and _touches(topic, text)))


def _for_us(rest: list[tuple[int, str]], reading: Reading, urgent: Sequence[Danger], text: str) -> bool:
    """Whether something outside the clauses about other desks' matters is for this one."""
    data = read_data(FILE)
    if any(danger.kind in data["kept"] for danger in urgent):
        return True
    if urgent and _pattern("own").search(text):
        return True
    if _pattern("chat").search(text) and not _trouble(reading.facts):
        return False
    words = "\n".join(clause for _, clause in rest)
    told = [f for f in _trouble(reading.facts) if any(s <= f.evidence[0].start < s + len(c) for s, c in rest)]
    return bool(told or reading.named or _pattern("desk").search(_pattern("orders_to_us").sub("", words)))


def _elsewhere(text: str, topics: Sequence[_Topic], urgent: Sequence[Danger]) -> Handover | None:
    """Where a call goes that is not for this desk; None when nothing speaks for another one either."""
    if urgent and urgent[0].kind in read_data(FILE)["emergencies"]:
        return _handover("emergencies", urgent[0].kind)
    if topics:
        return topics[0].handover
    letters = len(_LETTERS.findall(text))
    chinese = len(_CHINESE.findall(text))
    if letters > _FEW_LETTERS and chinese < letters * _LEAST_CHINESE:
        return _handover("foreign_handover")
    if _pattern("chat").search(text) or _pattern("orders_to_us").search(text):
        return _handover("chat_handover")
    return _handover("empty_handover") if chinese <= _FEW_LETTERS else None


def _policy_only(text: str, reading: Reading) -> bool:
    """Whether every clause only asks and nothing is told of anybody, or one asks on behalf of nobody of his own."""
    question = _kind_pattern("question")
    supposed = [match.span() for match in _kind_pattern("supposes").finditer(text)]
    for start, end in supposed:  # what is only supposed is told of nobody
        text = text[:start] + _NOTHING * (end - start) + text[end:]
    if _kind_pattern("for_others").search(text):
        somebody = _kind_pattern("of_somebody").search(text.replace("不是我家", ""))
        return bool(question.search(text) or _kind_pattern("enquiry").search(text)) and not somebody
    if _kind_pattern("own_trouble").search(text):
        return False
    told: list[tuple[int, int]] = []
    asking = False
    for match in _CLAUSE.finditer(text):
        clause = match[0].strip("，,。！!；;\n 　")
        asking = asking or bool(question.search(clause) or _kind_pattern("enquiry").search(clause))
        personal = bool(_pattern("own").search(clause))
        if clause.strip(_NOTHING) and (
            personal or not (question.search(clause) or _kind_pattern("asks_only").search(clause))
        ):
            told.append(match.span())
    facts = [f for f in _trouble(reading.facts) if any(s <= f.evidence[0].start < e for s, e in told)]
    silent = all(question.search(text[s:e]) for s, e in told)
    return asking and silent and not facts


def _kind(text: str, reading: Reading, urgent: Sequence[Danger], policy_only: bool) -> str:
    trouble = _trouble(reading.facts)
    suggests, asks = _kind_pattern("suggestion").search(text), _kind_pattern("question").search(text)
    if urgent:
        return HELP
    if _kind_pattern("complaint").search(text):
        return COMPLAINT
    if suggests and (policy_only or not trouble):
        return SUGGESTION
    only_asks = bool(_kind_pattern("only_asks").search(text))
    return QUESTION if policy_only or only_asks or (asks and not trouble) else HELP


def _trouble(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of the household itself that tell of more than place and number."""
    own = [fact for fact in facts if fact.holder != "other" and fact.time is not Time.ASKED]
    return [fact for fact in own if re.sub(r"\[\d+\]", "", fact.path) not in _BARE]


def _touches(topic: _Topic, text: str) -> bool:
    if topic.is_.search(text) is None or (topic.with_ is not None and topic.with_.search(text) is None):
        return False
    return topic.unless is None or topic.unless.search(text) is None


def _without(text: str, topics: Sequence[_Topic]) -> list[tuple[int, str]]:
    """The clauses of a text that no topic touches, with their starts."""
    taken = [match.span() for topic in topics for match in topic.is_.finditer(text)]
    clauses = [(match.start(), match[0]) for match in _CLAUSE.finditer(text)]
    return [(s, c) for s, c in clauses if not any(start < s + len(c) and s < end for start, end in taken)]


def _handover(*keys: str) -> Handover:
    entry: Any = read_data(FILE)
    for key in keys:
        entry = entry[key]
    return Handover(entry["text"], entry["handler"])


@cache
def _topics() -> tuple[_Topic, ...]:
    def maybe(words: str | None) -> re.Pattern[str] | None:
        return pattern(FILE, words, {}) if words else None

    return tuple(
        _Topic(
            pattern(FILE, entry["is"], {}),
            maybe(entry.get("with")),
            maybe(entry.get("unless")),
            Handover(entry["text"], entry["handler"]),
            bool(entry.get("part")),
            bool(entry.get("only_out")),
        )
        for entry in read_data(FILE)["topics"]
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})


@cache
def _kind_pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)["kinds"][name], {})
