"""Marking an answer (评分): letters by the key, own words by the facts that a right answer states.

The same answer always gets the same mark. A fact counts when one of its wordings stands in the answer, is not denied,
and does not stand beside a rival of its kind (another office in the same part, another number of the same unit): who
writes every office down knows none. Words copied from the question or the clause, and words to the marker, are set
aside before the facts are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.training.items import CHOICES, LETTERS
from bot.training.words import load, senses_in
from corpus.figures import find_figures
from corpus.zhtext import fold

COPIED = 20
_LETTERS = re.compile(r"^[A-Fa-fＡ-Ｆａ-ｆ][A-Fa-fＡ-Ｆａ-ｆ,，、;；\s]*$")
_PAIR = re.compile("“([^”]+)”还是“([^”]+)”")
_BREATH = re.compile("[^,，。;；!！?？\n]+")
_NOT = re.compile("[不没无非未别]")
_LITTLE = frozenset("的地得和与或及等、,了者其该各并")
_TELLING = 4
_MOST = 0.6
_PART = re.compile(r"[。！？!?\n；;]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the key in an answer: its first wording, whether it counts, and why."""

    words: str
    held: bool
    why: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The mark of an answer: right or not, the share of facts held (0 to 100), and the reasons, line by line."""

    right: bool
    score: int
    told: tuple[str, ...]


def grade(item: Mapping[str, Any], given: str) -> Grade:
    """The mark of `given` for an item of the contract. One that cannot be read is wrong, with the reason."""
    if item["kind"] in CHOICES:
        return _grade_choice(item, given)
    texts = (item["stem"], item["citation"]["quote"])
    marked = grade_facts(given, item["key"], texts if item["kind"] != "fill" else ())
    both = [one for pair in _PAIR.findall(item["stem"]) for one in pair if one not in item["key"]]
    if marked.right and "①②" in item["stem"] and _swapped(given, item["key"]):
        return Grade(False, 50, (*marked.told, "几处都说到了，但①②的次序反了；请按题里的次序写。"))
    if marked.right and item["kind"] == "fill" and any(fold(one) in fold(given) for one in both):
        return Grade(False, 0, ("两个都写了，等于没选；请只写一个。",))
    return marked


def _swapped(given: str, key: Sequence[str]) -> bool:
    """Whether a bare list of answers stands in another order than asked for; told in sentences, order is free."""
    said = fold(given)
    if "①" not in given and re.search(load("grading.yaml")["told_in_sentences"], said):
        return False
    places = [min((said.find(fold(w)) for w in one.split("|") if fold(w) in said), default=-1) for one in key]
    found = [place for place in places if place >= 0]
    return found != sorted(found)


def _grade_choice(item: Mapping[str, Any], given: str) -> Grade:
    chosen = letters_of(given, item["options"])
    right = chosen == set(item["key"])
    told = []
    for letter, option, why in zip(LETTERS, item["options"], item["wrong"], strict=False):
        if letter in chosen and why is not None:
            told.append(f"{letter}（{option}）不对：{why}")
        elif letter not in chosen and why is None:
            told.append(f"漏了{letter}（{option}）。")
    if not chosen:
        told.insert(0, "没有看到选项字母；请写 A、B 这样的字母，多选写在一起。")
    return Grade(right, 100 if right else 0, tuple(told))


def letters_of(given: str, options: Sequence[str]) -> set[str]:
    """The letters that an answer names: written as letters (A, C), or as the very words of an option (对)."""
    plain = fold(given).upper().strip()
    if _LETTERS.match(plain):
        return {letter for letter in plain if letter in LETTERS[: len(options)]}
    return {letter for letter, option in zip(LETTERS, options, strict=False) if fold(option) == fold(given)}


def grade_facts(given: str, key: Sequence[str], texts: Sequence[str] = ()) -> Grade:
    """The mark of an answer in own words: key as in the contract (other wordings after `|`); texts: what the learner
    could copy from."""
    said, told = _own_words(given, texts)
    if not said.strip():
        return Grade(False, 0, (*told, "没有自己的话可以评分；请把要点写出来。"))
    facts = [_fact(said, [wording for wording in one.split("|") if wording], key) for one in key]
    told += [fact.why for fact in facts]
    held = sum(fact.held for fact in facts)
    return Grade(held == len(facts), round(100 * held / len(facts)), tuple(told))


def _own_words(given: str, texts: Sequence[str]) -> tuple[str, list[str]]:
    """The answer without what is copied and without what is said to the marker; and what was set aside."""
    told: list[str] = []
    kept = []
    for part in _PART.split(given):
        if re.search(load("grading.yaml")["to_the_marker"], part):
            told.append("“给我满分”一类的话不算答案，已略去。")
        else:
            kept.append(part)
    said = fold("。".join(kept))
    for text in map(fold, texts):
        match = SequenceMatcher(None, said, text, autojunk=False).find_longest_match()
        if match.size >= COPIED or (match.size >= 12 and match.size >= 0.8 * len(said)):
            told.append("照抄题目或条文的部分不计分；请用自己的话说。")
            said = said[: match.a] + said[match.a + match.size :]
    return said, list(dict.fromkeys(told))


def _fact(said: str, wordings: Sequence[str], key: Sequence[str]) -> Fact:
    name = wordings[0]
    places = [(m.start(), m.end()) for wording in wordings for m in _places(wording, said)]
    places += _same_figures(said, wordings)
    if not places and not senses_in("、".join(wordings)):
        places = _in_other_words(said, wordings)
    if not places:
        return Fact(name, False, f"没有说到“{name}”。")
    fair = [place for place in places if not _denied(said, *place)]
    if not fair:
        return Fact(name, False, f"把“{name}”说反了。")
    rival = _rival(said, wordings, key)
    if rival:
        return Fact(name, False, f"“{name}”旁边又写了“{rival}”，分不清到底是哪个，不给分。")
    return Fact(name, True, f"说对了“{name}”。")


def _places(wording: str, said: str) -> Iterator[re.Match[str]]:
    """Where a wording stands; a number not as a part of a longer one."""
    plain = fold(wording)
    before = r"(?<![0-9.])" if plain[:1].isdigit() else ""
    after = r"(?![0-9.])" if plain[-1:].isdigit() else ""
    return re.finditer(before + re.escape(plain) + after, said)


def _same_figures(said: str, wordings: Sequence[str]) -> list[tuple[int, int]]:
    """Where the same amount stands in another way of writing (二十日, 20天)."""
    wanted = {figure.key for wording in wordings for figure in find_figures(wording) if figure.value is not None}
    return [(f.span.start, f.span.end) for f in find_figures(said) if f.key in wanted]


def _in_other_words(said: str, wordings: Sequence[str]) -> list[tuple[int, int]]:
    """Where one breath of the answer says most of a longer wording, and denies no more and no less than it does."""
    found = []
    for wording in map(fold, wordings):
        telling = {letter for letter in wording if letter not in _LITTLE}
        if len(telling) < _TELLING or find_figures(wording):
            continue
        grams = {wording[i : i + 2] for i in range(len(wording) - 1)}
        for match in _BREATH.finditer(said):
            part = match[0]
            share = sum(letter in part for letter in telling) / len(telling)
            same = len(_NOT.findall(part)) == len(_NOT.findall(wording))
            if share >= _MOST and same and any(gram in part for gram in grams):
                found.append(match.span())
    return found


def _denied(said: str, start: int, end: int) -> bool:
    words = load("grading.yaml")
    before = re.split("[,，。;；]", said[:start])[-1]
    return bool(re.search(words["denied_before"], before) or re.match(words["denied_after"], said[end:]))


def _rival(said: str, wordings: Sequence[str], key: Sequence[str]) -> str | None:
    """Another of the same kind that no fact of the key asks for: an office, or a number of the same unit."""
    wanted = frozenset().union(*(senses_in(one) for one in key))
    mine = senses_in("、".join(wordings))
    if mine:
        extra = [sense for sense in sorted(senses_in(said) - wanted) if not _denied_sense(said, sense)]
        return extra[0].removeprefix("部门:") if extra else None
    asked = {figure.key for one in key for wording in one.split("|") for figure in find_figures(wording)}
    units = {figure.unit for wording in wordings for figure in find_figures(wording) if figure.value is not None}
    rivals = [f for f in find_figures(said) if f.unit in units and f.key not in asked and f.value is not None]
    fair = [f for f in rivals if not _denied(said, f.span.start, f.span.end)]
    return fair[0].text if fair else None


def _denied_sense(said: str, sense: str) -> bool:
    """Whether every place that names this office denies it (不是民政局, 而是…)."""
    parts = [part for part in re.split("[,，。;；、]", said) if sense in senses_in(part)]
    return bool(parts) and all(re.search(load("grading.yaml")["denied_before"], part) for part in parts)
