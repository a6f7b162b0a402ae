"""Marking an answer (评分): letters by the key, own words by the facts that a right answer states.

The same answer always gets the same mark. A fact counts when one of its wordings stands in the answer, is not denied,
and does not stand beside a rival of its kind (another office in the same part, another number of the same unit): who
writes every office down knows none. Words copied from the question or the clause, and words to the marker, are set
aside before the facts are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.training.fact_marks import BREATH, is_office, mark_facts, places_of
from bot.training.items import CHOICES, LETTERS
from bot.training.words import load
from corpus.zhtext import fold

COPIED = 20
_LETTERS = re.compile(r"^[A-Fa-fＡ-Ｆａ-ｆ][A-Fa-fＡ-Ｆａ-ｆ,，、;；\s]*$")
_PAIR = re.compile("“([^”]+)”还是“([^”]+)”")
_PART = re.compile(r"[。！？!?\n；;]+")


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
    if marked.right and "①②" in item["stem"] and _swapped(item["stem"], given, item["key"]):
        return Grade(False, 50, (*marked.told, "几处都说到了，但①②放反了；请看清各管哪一步。"))
    if marked.right and item["kind"] == "fill" and any(fold(one) in fold(given) for one in both):
        return Grade(False, 0, ("两个都写了，等于没选；请只写一个。",))
    return marked


def _swapped(stem: str, given: str, key: Sequence[str]) -> bool:
    """Whether the answers stand in each other's places: a bare list in another order, or one doing the other's work."""
    said = fold(given)
    if "①" not in given and re.search(load("grading.yaml")["told_in_sentences"], said):
        return _crossed(stem, said, key)
    offices = [one.split("|") for one in key if is_office(one.split("|"))]
    found = [min(places)[0] for one in offices if (places := places_of(said, one))]
    return found != sorted(found)


def _crossed(stem: str, said: str, key: Sequence[str]) -> bool:
    """Whether a breath of the answer gives one fact the work that the stem gives only to another (向①申请, 由②审批)."""
    verb = re.compile(load("grading.yaml")["told_in_sentences"])
    around = [re.search(f"[^，。；：“”]*{mark}[^，。；：“”]*", stem) for mark in "①②③"[: len(key)]]
    work = [frozenset(verb.findall(part[0])) if part else frozenset() for part in around]
    for breath in BREATH.finditer(said):
        named = [place for place, one in enumerate(key) if places_of(breath[0], one.split("|"))]
        if len(named) != 1 or not is_office(key[named[0]].split("|")):
            continue
        done, mine = frozenset(verb.findall(breath[0])), work[named[0]]
        others = frozenset().union(*(one for place, one in enumerate(work) if place != named[0])) - mine
        if done & others and not done & mine:
            return True
    return False


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
    facts = mark_facts(said, key)
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
