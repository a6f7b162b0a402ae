"""Lists of points (分项): which belong to it, which do not, what they are in own words, and the order of steps."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.training.choosing import Elsewhere, Option, draw
from bot.training.items import QuizItem
from bot.training.makers.actors import level_of
from bot.training.making import Asked
from bot.training.sources import Source
from bot.training.words import load
from corpus.model import Span
from corpus.zhtext import fold

_POINT = re.compile(r"[\n\s][（(][一二三四五六七八九十]+[）)]\s*([^\n]+?)[；;。]?(?=\n|$)")
_POINT_MAX = 46
_FREE_POINT_MAX = 12
_CATCH_ALL = re.compile("^其他|其他.{0,8}$|规定的其他|法律.{0,6}规定")
_REFERS = re.compile("第[一二三四五六七八九十百零]+条|前款|上述")
_STEPS_MIN = 3


@dataclass(frozen=True)
class Points:
    """A list: its intro, its points, and the sentence or list that is quoted.

    points: those that say something of their own. open_end: a point for all else (其他) closes the list, which is no
    point of its own. whole: the quote holds every point.
    """

    source: Source
    intro: str
    span: Span
    points: tuple[str, ...]
    open_end: bool = False
    whole: bool = True

    @cached_property
    def topic(self) -> str:
        """What the list is filed under."""
        return self.source.topic(self.source.words(self.span))


def points_of(source: Source) -> Points | None:
    """The list that a clause holds, None when it holds none of three points or more."""
    text = source.clause.text
    found = list(_POINT.finditer(text))
    if len(found) < 3:
        return None
    intro = re.sub(r"^第[一二三四五六七八九十百零]+条\s*", "", text[: found[0].start()]).strip().rstrip("：:")
    points = tuple(match[1].strip() for match in found if not _CATCH_ALL.search(match[1]))
    end = found[-1].end()
    start = text.find(intro) if intro else -1
    if start < 0 or not 3 < len(intro) <= 70 or len(points) < 3:
        return None
    printed = len(found)
    while end - start > 240 and len(found) > 2:
        found.pop()
        end = found[-1].end()
    kept = tuple(match[1].strip() for match in found if not _CATCH_ALL.search(match[1]))
    return (
        Points(source, " ".join(intro.split()), Span(start, end), kept, len(kept) < len(found), len(found) == printed)
        if len(kept) >= 3 and end - start <= 240
        else None
    )


def list_items(found: Points, others: Sequence[Points], elsewhere: Elsewhere) -> Iterator[QuizItem]:
    """The items on one list; others: the lists of all documents, for wrong options."""
    source = found.source
    if re.search(load("words.yaml")["ordered_intro"], found.intro) or any(_REFERS.search(p) for p in found.points):
        return  # what another article says may be true here as well
    level = "door" if level_of(found.intro) == "door" else "rule"
    short = [point for point in found.points if len(point) <= _POINT_MAX]
    alike = {id(other) for other in elsewhere.alike(source, found.intro)}
    wrong = [
        Option(point, f"{source.where}的各项里没有这一项，它列在“{other.intro}”后面。")
        for other in sorted(others, key=lambda one: draw(f"{found.intro}{one.intro}", 1 << 30))
        if other.topic == found.topic
        and other.source.clause is not source.clause
        and id(other.source) not in alike
        and not any(_overlaps(point, source.clause.text) for point in other.points)
        for point in other.points[:2]
        if len(point) <= _POINT_MAX and not _overlaps(point, source.clause.text)
    ]
    asked = Asked(source, found.span, "list-multi", level)
    chosen = sorted(short, key=lambda point: draw(f"{asked.item_id}{point}", 1 << 30))[: 2 + draw(asked.item_id, 2)]
    item = asked.multi(f"{source.opening}{source.where}，“{found.intro}：”后面列了下列哪些？（多选）", chosen, wrong)
    if item is not None:
        yield item
    asked = Asked(source, found.span, "list-single", level)
    rest = [point for point in short if point not in chosen] or short
    item = (
        asked.single(f"{source.opening}{source.where}，下列哪一项列在“{found.intro}：”后面？", rest[0], wrong)
        if rest
        else None
    )
    if item is not None:
        yield item
    if found.whole and len(found.points) <= 5 and all(len(point) <= _FREE_POINT_MAX for point in found.points):
        asked = Asked(source, found.span, "list-free", level)
        but = "兜底的一项以外，还" if found.open_end else ""
        stem = (
            f"{source.opening}{source.where}，“{found.intro}：”后面{but}列了哪{len(found.points)}项？请用自己的话写全。"
        )
        yield asked.open("free", stem, found.points)


def step_items(source: Source) -> Iterator[QuizItem]:
    """The order of four or more stages that one clause names in their only order."""
    stages = load("words.yaml")["stages"]
    for span in source.spans:
        words = span.of(source.clause.text)
        met: list[str] = []
        place = 0
        for stage in stages:
            found = words.find(stage)
            parted = not met or re.search("[，、；。]|后", words[place:found]) is not None
            alone = words.count(stage) == 1 and not any(stage in one or one in stage for one in met)
            if found >= place and parted and alone:
                met.append(stage)
                place = found + len(stage)
        if len(met) < _STEPS_MIN or not re.search("后|经|报|由", words):
            continue
        steps = met[:5]
        right = " → ".join(steps)
        wrong = [
            Option(" → ".join(turned), _first_wrong(steps, turned, source))
            for turned in itertools.permutations(steps)
            if turned != tuple(steps)
        ]
        asked = Asked(source, span, "steps", "door")
        wrong.sort(key=lambda one: draw(f"{asked.item_id}{one.text}", 1 << 30))
        item = asked.single(f"{source.opening}{source.where}，按条文说的先后，下列哪个顺序对？", right, wrong[:6])
        if item is not None:
            yield item
        return


def _first_wrong(right: Sequence[str], turned: Sequence[str], source: Source) -> str:
    for one, other in zip(right, turned, strict=True):
        if one != other:
            return f"{source.where}里“{one}”在“{other}”之前。"
    return ""


def _overlaps(point: str, text: str) -> bool:
    plain, whole = fold(point), fold(text)
    grams = {plain[i : i + 2] for i in range(len(plain) - 1)}
    return sum(gram in whole for gram in grams) >= max(2, 0.5 * len(grams))
