"""Questions that ask several things (标准是多少，谁管): the parts, each a question of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from bot.answers.ask import Ask
from bot.answers.choose import around
from bot.answers.draft import Pick
from bot.answers.fitting import fits
from bot.answers.offices import names_office
from corpus.errors import KnowledgeError
from corpus.topics import topics_of
from corpus.zhtext import fold
from retrieval.followup import topic_of
from retrieval.kinds import kind_of
from retrieval.model import Kind
from retrieval.rank import share
from retrieval.wording import Wording

_MARKS = re.compile(r"[，,；;？?。]+")
_TOPIC = 3  # characters of a topic
_SHORT = (Kind.FIGURE, Kind.OFFICES, Kind.STATUS)  # kinds that can be asked without naming the topic again
_HELPING = (Kind.MEASURES, Kind.PROCEDURE, Kind.YES_NO, Kind.OTHER)  # kinds of a call for help
COVERED = 0.5
_LONGEST = 120  # characters; a longer question is a story, not a list of questions


@dataclass(frozen=True, slots=True)
class _Rules:
    asks: re.Pattern[str]
    each: tuple[re.Pattern[str], ...]
    each_word: re.Pattern[str]
    most: int
    help: re.Pattern[str]
    teller: re.Pattern[str]
    least: int
    phrases: Mapping[str, str]
    always: str


@cache
def _rules() -> _Rules:
    raw = yaml.safe_load(resources.files("bot.answers").joinpath("data/parts.yaml").read_text("utf-8"))
    try:
        each = tuple(re.compile(pattern) for pattern in raw["each"])
        story = raw["story"]
        return _Rules(
            re.compile("|".join(raw["asks"])),
            each,
            re.compile(raw["each_word"]),
            int(raw["most"]),
            re.compile(story["help"]),
            re.compile(story["teller"]),
            int(story["least"]),
            {str(topic): str(phrase) for topic, phrase in story["topics"].items()},
            str(story["always"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"bot/answers/data/parts.yaml 有误：{error}。请改正这一处。") from error


def split(question: str) -> list[str]:
    """The questions that `question` puts, in order; [] when it puts one alone. A part may lean on those before it.

    Raises KnowledgeError when the shipped patterns are malformed.
    """
    rules = _rules()
    if len(question) > _LONGEST:
        return []
    for pattern in rules.each:
        match = pattern.match(question.strip())
        if match and all(len(topic_of(match[name])) > 1 for name in ("a", "b")):
            rest = rules.each_word.sub("", match["ask"], count=1)
            return [f"{match['a']}{rest}", f"{match['b']}{rest}"]
    parts: list[str] = []
    before = ""
    for stretch in filter(None, map(str.strip, _MARKS.split(question))):
        if rules.asks.search(stretch):
            parts.append(f"{before}{stretch}")
            before = ""
        else:
            before += f"{stretch}，"
    if before and parts:
        parts[-1] += f"，{before.rstrip('，')}"
    return _own(parts)[: rules.most]


def troubles(ask: Ask) -> list[str]:
    """What a household's story tells before a call for help (…，政府能帮啥), each trouble as a question in the words of
    the plans; [] when the question is no story, or asks for a figure, an office, or what a paper says."""
    rules, question = _rules(), ask.query.text
    if ask.wants_figure or ask.query.kind not in _HELPING or ask.query.documents:
        return []
    stretches = [stretch for stretch in map(str.strip, _MARKS.split(question)) if stretch]
    if len(stretches) <= rules.least or not rules.teller.search(question) or not rules.help.search(stretches[-1]):
        return []
    if any(rules.asks.search(stretch) for stretch in stretches[:-1]):
        return []
    wording = Wording.shipped()
    found: dict[str, None] = {}
    for stretch in stretches[:-1]:
        topics = topics_of(f"{stretch}\n{' '.join(wording.find(fold(stretch)).official)}")
        found.update(dict.fromkeys([topic for topic in topics if topic in rules.phrases][:1]))
    if not found:
        return []
    return [rules.phrases[topic] for topic in dict.fromkeys([*list(found)[: rules.most - 1], rules.always])]


def _own(parts: list[str]) -> list[str]:
    """Those that ask something of their own: a topic, or another kind of thing than the part before (…，谁管)."""
    kept: list[str] = []
    for part in parts:
        kind = kind_of(fold(part), has_address=False)
        other = kind in _SHORT and bool(kept) and kind is not kind_of(fold(kept[-1]), has_address=False)
        if other or len(topic_of(part)) >= _TOPIC:
            kept.append(part)
    return kept if len(kept) > 1 else []


def covers(ask: Ask, picks: Sequence[Pick]) -> bool:
    """Do words already chosen answer this part? They hold enough of it, and a figure or an office where it asks one."""
    if ask.wants_figure and not any(fits(pick.words, ask.asked.classes) for pick in picks):
        return False
    if ask.query.kind is Kind.OFFICES and not any(pick.clause.duties or names_office(pick.words) for pick in picks):
        return False
    said = "\n".join(f"{around(pick.evidence, pick.clause)}\n{fold(pick.words)}" for pick in picks)
    return share(ask.terms, said) >= COVERED
