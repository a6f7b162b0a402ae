"""Facts in an answer in own words (要点): whether each is said, denied, or beside a rival of its kind.

A fact counts when one of its wordings stands in the answer, in the words of the clause, in everyday ones (镇上, 医保局,
看病) or as most of a breath's own letters. Naming more offices or numbers than are missing puts all of that kind in
doubt: who writes every office down knows none; who puts one in the place of another knows the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.training.words import load, senses_in
from corpus.figures import Figure, find_figures
from corpus.zhtext import fold

BREATH = re.compile("[^,，。;；!！?？\n]+")
_NOT = re.compile("[不没无非未别]")
_LITTLE = frozenset("的地得和与或及等、,了者其该各并")
_TELLING = 3
_MOST = 0.6
_DAY = 24
_HALF = 0.5

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the key in an answer: its first wording, whether it counts, and why."""

    words: str
    held: bool
    why: str


def mark_facts(said: str, key: Sequence[str]) -> list[Fact]:
    """Each fact of a key (other wordings after `|`) in a folded answer."""
    wordings = [[wording for wording in one.split("|") if wording] for one in key]
    places = [places_of(said, one) for one in wordings]
    fair = [[place for place in found if not _denied(said, *place)] for found in places]
    rivals = {kind: _rivals(said, kind, wordings, fair) for kind in ("office", "number")}
    return [
        _fact(one, found, kept, rivals[_kind(one)]) for one, found, kept in zip(wordings, places, fair, strict=True)
    ]


def places_of(said: str, wordings: Sequence[str]) -> list[Place]:
    """Where a folded answer says a fact, in whatever words."""
    places = [(m.start(), m.end()) for wording in wordings for m in _exactly(wording, said)]
    if is_office(wordings):
        return places + _everyday(said, senses_in("、".join(wordings)))
    places += _same_figures(said, wordings)
    return places or _in_other_words(said, [other for wording in wordings for other in _otherwise(wording)])


def _fact(wordings: Sequence[str], places: Sequence[Place], fair: Sequence[Place], rival: str | None) -> Fact:
    name = wordings[0]
    if not places:
        return Fact(name, False, f"没有说到“{name}”。")
    if not fair:
        return Fact(name, False, f"把“{name}”说反了。")
    if rival:
        return Fact(name, False, f"“{name}”之外又写了“{rival}”，分不清到底是哪个，不给分。")
    return Fact(name, True, f"说对了“{name}”。")


def is_office(wordings: Sequence[str]) -> bool:
    """Whether a fact of the key is who does something."""
    return bool(senses_in("、".join(wordings)))


def _kind(wordings: Sequence[str]) -> str:
    return "office" if is_office(wordings) else "number"


def _exactly(wording: str, said: str) -> Iterator[re.Match[str]]:
    """Where a wording stands; a number not as a part of a longer one."""
    plain = fold(wording)
    before = r"(?<![0-9.])" if plain[:1].isdigit() else ""
    after = r"(?![0-9.])" if plain[-1:].isdigit() else ""
    return re.finditer(before + re.escape(plain) + after, said)


@cache
def _everyday_words() -> dict[str, re.Pattern[str]]:
    return {
        sense: re.compile("|".join(sorted(words, key=len, reverse=True)))
        for sense, words in load("grading.yaml")["everyday"].items()
    }


def _everyday(said: str, senses: frozenset[str]) -> list[Place]:
    """Where somebody is named as people name him (镇上, 司法局, 家长)."""
    known = _everyday_words()
    return [(m.start(), m.end()) for sense in senses if sense in known for m in known[sense].finditer(said)]


def _same_figures(said: str, wordings: Sequence[str]) -> list[Place]:
    """Where the same amount stands in another way of writing (二十日, 20天之内)."""
    wanted = {_amount(figure) for wording in wordings for figure in find_figures(wording) if figure.value is not None}
    return [(f.span.start, f.span.end) for f in find_figures(said) if _amount(f) in wanted]


def _amount(figure: Figure) -> tuple[str | None, float | None]:
    """An amount in one unit of its kind: whole days for 72小时 and 半个月, months for years."""
    unit, value = figure.unit, figure.value
    if value is None:
        return unit, value
    if unit == "小时" and value % _DAY == 0:
        return "天", value / _DAY
    if unit == "月" and value == _HALF:
        return "天", 15.0
    return ("月", value * 12) if unit == "年" else (unit, value)


def _otherwise(wording: str) -> Iterator[str]:
    """A wording, without its light words, and either with one of its words in everyday ones (基本住房, 住房, 房子)."""
    bare = re.sub(load("grading.yaml")["light"], "", wording)
    for one in dict.fromkeys((wording, bare)):
        yield one
        for words in load("grading.yaml")["same_words"]:
            for word in words:
                if word in one:
                    yield from (one.replace(word, other) for other in words if other != word)
                    break


@cache
def _first_words() -> tuple[re.Pattern[str], dict[str, str]]:
    first = {word: words[0] for words in load("grading.yaml")["same_words"] for word in words}
    return re.compile("|".join(sorted(first, key=len, reverse=True))), first


def _alike(text: str) -> str:
    """A text with each everyday word as the word of clauses that it stands for."""
    pattern, first = _first_words()
    return pattern.sub(lambda match: first[match[0]], text)


def _in_other_words(said: str, wordings: Sequence[str]) -> list[Place]:
    """Where one breath of the answer says most of a wording, and denies no more and no less than it does."""
    found = [(m.start(), m.end()) for wording in wordings for m in _exactly(wording, said)]
    breaths = [(match.span(), match[0], _alike(match[0])) for match in BREATH.finditer(said)]
    for wording in map(fold, wordings):
        for span, part, plain in breaths:
            if _says_most(part, wording) or _says_most(plain, _alike(wording)):
                found.append(span)
    return found


def _says_most(part: str, wording: str) -> bool:
    """Whether a breath has most of the telling letters of a wording, two of them side by side, and as many denials."""
    telling = {letter for letter in wording if letter not in _LITTLE}
    if len(telling) < _TELLING or find_figures(wording) or len(_NOT.findall(part)) != len(_NOT.findall(wording)):
        return False
    share = sum(letter in part for letter in telling) / len(telling)
    return share >= _MOST and any(wording[i : i + 2] in part for i in range(len(wording) - 1))


def _denied(said: str, start: int, end: int) -> bool:
    words = load("grading.yaml")
    before = re.split("[,，。;；]", said[:start])[-1]
    return bool(re.search(words["denied_before"], before) or re.match(words["denied_after"], said[end:]))


def _rivals(said: str, kind: str, key: Sequence[Sequence[str]], fair: Sequence[Sequence[Place]]) -> str | None:
    """One of more offices or numbers of a kind than are missing that no fact of the key asks for; None else."""
    missing = sum(not found and _kind(wordings) == kind for wordings, found in zip(key, fair, strict=True))
    extra = _extra_offices(said, key) if kind == "office" else _extra_numbers(said, key)
    return extra[0] if len(extra) > missing else None


def _extra_offices(said: str, key: Sequence[Sequence[str]]) -> list[str]:
    wanted = frozenset().union(*(senses_in("、".join(wordings)) for wordings in key))
    extra = [sense for sense in sorted(senses_in(said) - wanted) if not _denied_sense(said, sense)]
    return [sense.removeprefix("部门:") for sense in extra]


def _extra_numbers(said: str, key: Sequence[Sequence[str]]) -> list[str]:
    asked = {_amount(figure) for wordings in key for wording in wordings for figure in find_figures(wording)}
    units = {unit for unit, value in asked if value is not None}
    rivals = [f for f in find_figures(said) if f.unit in units and _amount(f) not in asked and f.value is not None]
    return [f.text for f in rivals if not _denied(said, f.span.start, f.span.end)]


def _denied_sense(said: str, sense: str) -> bool:
    """Whether every place that names this office denies it (不是民政局, 而是…)."""
    parts = [part for part in re.split("[,，。;；、]", said) if sense in senses_in(part)]
    return bool(parts) and all(re.search(load("grading.yaml")["denied_before"], part) for part in parts)
