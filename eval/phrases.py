"""`python -m eval phrases`: short things said, through the reader alone: which facts are read, and which wrongly.

Half b gives sums only, whatever is asked for, so that nobody tunes on it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.phrases import COUNTED, DAY, TUNED, Phrase, PhraseFact, load_phrases
from corpus.vocabulary import open_path, term_of
from triage.danger import find_dangers, settle_urgency
from triage.model import Story
from triage.reading import read

_OFF_NOW = ("ended", "planned", "asked")
_NEAR, _SUM = 0.02, 1000
# How much two ranges for one vague word must share, and how much of the gold range one inside it fills.
_SHARED, _FILLED = 0.5, 0.3
_MOST = 1e12

Found = Mapping[str, Any]


@dataclass(slots=True)
class PhraseMarks:
    """The marks of some phrases. read, missed: facts asked for; by path in `paths` as (read, asked for)."""

    read: int = 0
    missed: int = 0
    mistaken: int = 0
    barred: int = 0
    offended: int = 0
    extra: int = 0
    dangers: Counter[bool] = field(default_factory=Counter)
    alarms: Counter[bool] = field(default_factory=Counter)
    paths: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of facts asked for that were read as they stand in the gold."""
        return self.read / max(1, self.read + self.missed + self.mistaken)

    @property
    def kept(self) -> float:
        """The share of what must not be read as true that was not."""
        return 1 - self.offended / max(1, self.barred)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval phrases`."""
    parser.add_argument("--half", choices=(TUNED, COUNTED, "all"), default="all", help="只考哪一半；b 只给总数")
    parser.add_argument("--file", default="", help="只考文件名里有这几个字的")
    parser.add_argument("--wrong", action="store_true", help="列出 a 半没读对的说法；b 半不列")
    parser.add_argument("--fields", action="store_true", help="按事实路径列出读到几成")


def run(options: argparse.Namespace) -> int:
    """Read, mark, print. Returns the exit status, 0."""
    for half in (TUNED, COUNTED) if options.half == "all" else (options.half,):
        marks = judge_phrases(phrase for phrase in load_phrases(half) if options.file in phrase.file)
        print(_summary(half, marks))
        if options.fields:
            for path, count in sorted(marks.paths.items()):
                print(f"  {path:<34}{count['read']}/{count['asked']}")
        if options.wrong and half == TUNED:
            print("\n".join(marks.wrong))
    return 0


def judge_phrases(phrases: Iterable[Phrase]) -> PhraseMarks:
    """The marks of these phrases, each read by itself."""
    marks = PhraseMarks()
    for phrase in phrases:
        story = Story(phrase.text, None, DAY)
        reading = settle_urgency(story, read(story))
        _judge(phrase, [fact.as_json(phrase.text) for fact in reading.facts], marks)
        if phrase.urgent is not None:
            seen = bool(find_dangers(story, reading))
            (marks.dangers if phrase.urgent else marks.alarms)[seen] += 1
            if seen != phrase.urgent:
                marks.wrong.append(f"{phrase.file} {phrase.text}：{'险情没认出' if phrase.urgent else '不是险情'}")
    return marks


def _judge(phrase: Phrase, facts: list[Found], marks: PhraseMarks) -> None:
    for gold in phrase.must:
        same = [fact for fact in facts if open_path(fact["path"]) == gold.open]
        count = marks.paths.setdefault(gold.open, Counter())
        count["asked"] += 1
        if any(_is(gold, fact) for fact in same):
            marks.read += 1
            count["read"] += 1
            continue
        marks.mistaken += bool(same)
        marks.missed += not same
        marks.wrong.append(f"{phrase.file} {phrase.text}：{'读错' if same else '没读'} {gold.path} = {gold.value}")
    for barred in phrase.never:
        marks.barred += 1
        if any(_offends(barred, fact) for fact in facts):
            marks.offended += 1
            marks.wrong.append(f"{phrase.file} {phrase.text}：不该读 {barred}")
    known = {fact.open for fact in phrase.must}
    known |= {open_path(f.partition("=")[0]) if isinstance(f, str) else f.open for f in phrase.may}
    marks.extra += sum(open_path(fact["path"]) not in known for fact in facts)


def _is(gold: PhraseFact, fact: Found) -> bool:
    denied, said = gold.polarity == "no", fact["polarity"] == "no"
    if isinstance(gold.value, bool) and isinstance(fact["value"], bool):
        right = (gold.value != denied) == (fact["value"] != said)  # 没交 and 断交 are one fact
    else:
        right = denied == said and any(_fits(one, fact["value"], gold.open) for one in (gold.value, *gold.alt))
    time = fact["time"]
    in_time = time == gold.time if gold.time in _OFF_NOW else time not in _OFF_NOW
    others = (fact["holder"] == "other") == (gold.holder == "other")
    return right and in_time and others and (gold.certainty != "hearsay" or fact["certainty"] == "hearsay")


def _offends(barred: str, fact: Found) -> bool:
    path, _, value = barred.partition("=")
    plain = fact["polarity"] == "yes" and fact["holder"] != "other" and fact["certainty"] != "hearsay"
    if not plain or fact["time"] in _OFF_NOW or open_path(fact["path"]) != open_path(path.replace("[*]", "[1]")):
        return False
    shown = str(fact["value"]).lower()
    return shown == value.lower() if value else fact["value"] is not False


def _fits(gold: object, found: object, path: str) -> bool:
    if isinstance(gold, bool) or isinstance(found, bool):
        return gold is found
    if isinstance(gold, tuple):
        return isinstance(found, list) and _overlap(gold, (found[0], found[1]))
    if isinstance(gold, float):
        near = _NEAR * gold if gold >= _SUM else 1e-6
        return isinstance(found, int | float) and abs(gold - found) <= near
    if not isinstance(gold, str) or not isinstance(found, str):
        return False
    term = term_of(path)
    wide = term is not None and term.open and gold not in term.values
    return gold == found or (wide and (gold in found or found in gold))


def _overlap(gold: tuple[float | None, float | None], found: tuple[float | None, float | None]) -> bool:
    low, high = gold[0] or 0.0, _MOST if gold[1] is None else gold[1]
    other_low, other_high = found[0] or 0.0, _MOST if found[1] is None else found[1]
    span = max(high, other_high) - min(low, other_low)
    inside = low <= other_low and other_high <= high
    return span == 0 or (min(high, other_high) - max(low, other_low)) / span >= (_FILLED if inside else _SHARED)


def _summary(half: str, marks: PhraseMarks) -> str:
    asked = marks.read + marks.missed + marks.mistaken
    seen, quiet = marks.dangers, marks.alarms
    return (
        f"{half} 半：要读的事实 {asked} 处，读对 {marks.recall:.3f}（没读 {marks.missed}，读错 {marks.mistaken}）；"
        f"不该读的 {marks.barred} 处，守住 {marks.kept:.3f}；金标之外 {marks.extra} 处；"
        f"险情 {seen.total()} 句认出 {seen[True]}，不是险情 {quiet.total()} 句误报 {quiet[True]}"
    )
