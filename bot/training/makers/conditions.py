"""Conditions turned round (条件): a statement as the clause has it, or with one condition made its opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.training.choosing import draw
from bot.training.items import QuizItem
from bot.training.makers.actors import level_of
from bot.training.making import Asked
from bot.training.sources import Source
from bot.training.words import load

BLANK = "____"


def condition_items(source: Source) -> Iterator[QuizItem]:
    """A true or false statement, and the condition chosen among its opposites, for the first condition of a clause."""
    for number, span in enumerate(source.spans):
        words = span.of(source.clause.text)
        for said, turned in load("words.yaml")["flips"]:
            if words.count(said) != 1 or turned in words or re.search(load("words.yaml")["plain_wrongs"], words):
                continue
            if re.match(load("words.yaml")["inside"], words.partition(said)[2]) or _is_open(source, words, said):
                continue
            stands, modal = source.stands(span, said), re.fullmatch(load("words.yaml")["modal"], said) is not None
            level = "door" if level_of(words) == "door" else "rule"
            if stands is None or (modal and (level != "door" or not _is_plain(words))):
                continue
            asked = Asked(source, span, "condition-judge", level, f"{number}:{said}")
            stated = words if asked.truth() else words.replace(said, turned)
            stem = f"{source.opening}{stands}，{' '.join(stated.split()).rstrip('。；;')}。这句话对不对？"
            if draw(f"{asked.item_id}judged", 5) < 2:
                pass  # left out, so that statements to judge stay a part of the whole
            elif asked.truth():
                yield asked.judge(stem, True, f"条件没有改，{source.where}写的就是“{said}”。")
            else:
                yield asked.judge(stem, False, f"{source.where}写的是“{said}”，题目改成了“{turned}”。")
            asked = Asked(source, span, "condition-fill", level, f"{number}:{said}")
            blanked = " ".join(words.replace(said, BLANK).split())
            pair = (said, turned) if draw(asked.item_id, 2) else (turned, said)
            stem = f"{source.opening}{stands}，{blanked}空白处应填“{pair[0]}”还是“{pair[1]}”？"
            yield asked.open("fill", stem, [said])
            return


def _is_plain(words: str) -> bool:
    """Whether a sentence says but once what must or may be done, and of a step that somebody waits for."""
    data = load("words.yaml")
    return len(re.findall(data["modal_twice"], words)) == 1 and re.search(data["modal_matter"], words) is not None


def _is_open(source: Source, words: str, said: str) -> bool:
    """Whether the address in the stem gives the condition away, or nothing says what is compared."""
    return said in source.where or (
        words.startswith(said) and re.search(load("words.yaml")["compares"], said) is not None
    )
