"""Case drills (案例演练): a household tells a little, the learner asks, then names what may apply, who and how urgent.

The key is what triage itself finds in the whole story (`Triage.refer`), so that a drill and `mingbai triage` never
disagree. Stories are those of corpus/cases (held-out ones left alone) and ones made from the cases of rules in
everyday words; a made story counts only if triage finds in it the measure that it was made for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.training.choosing import draw
from bot.training.words import load
from corpus.cases import DEV, load_cases
from corpus.regions import Regions
from corpus.vocabulary import load_vocabulary, open_path, term_of
from corpus.zhtext import fold
from retrieval.evidence import sentences
from triage.model import Outlook, Story, Verdict
from triage.refer import Triage

_ASKED = 0.34
_MEMBER = re.compile(r"m\[(\d+)\]")
_TOUCHED = (Verdict.LIKELY, Verdict.NEED_INFO)


@dataclass(frozen=True, slots=True)
class Drill:
    """One story to practise on. opening: what the household says before it is asked. about: ids of its measures."""

    drill_id: str
    story: Story
    opening: str
    about: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """What the learner sees first: never the whole story, never the key."""
        told = self.story
        return {"id": self.drill_id, "opening": self.opening, "region": told.place, "call_date": told.day.isoformat()}


def told_drills() -> Iterator[Drill]:
    """The drills on the stories of corpus/cases that are not held out, nor pure questions on policy."""
    for case in load_cases(DEV):
        place = Regions.load().find(case.region) if case.region else None
        story = Story(case.narrative, place, case.call_date, case.channel)
        if not case.pii:
            yield Drill(case.id, story, opening_of(case.narrative), frozenset(case.must))


def made_drills(triage: Triage, place: str | None, day: dt.date) -> Iterator[Drill]:
    """Drills made from the cases of rules; only those in which triage finds the measure."""
    for rule in triage.book.in_force(place, day):
        for number, case in enumerate(rule.cases):
            words = _spoken(case.facts, f"{rule.id}-{number}") if case.expect in ("likely", "need_info") else None
            if words is None:
                continue
            story = Story("".join(words), place, day)
            found = triage.refer(story)
            if any(measure.id == rule.id and measure.verdict in _TOUCHED for measure in found.measures):
                yield Drill(f"rule-{rule.id}-{number}", story, words[0] + opening_of(words[1]), frozenset({rule.id}))


def opening_of(narrative: str) -> str:
    """What a household tells unasked: its first sentences, about a third of the story."""
    spans = list(sentences(narrative))
    end = spans[0].end
    for span in spans[1:]:
        if span.end > 0.4 * len(narrative):
            break
        end = span.end
    if len(spans) == 1:
        pause = [m.end() for m in re.finditer("[，,]", narrative) if m.end() <= 0.5 * len(narrative)]
        end = pause[-1] if pause else end
    return narrative[:end].rstrip("，,") + ("……" if end < len(narrative) else "")


def reply(outlook: Outlook, question: str) -> dict[str, Any]:
    """What the household answers to a question: its own words, when the story holds them; and what was asked about."""
    paths = paths_asked(question, _rule_asks(outlook))
    text = outlook.story.text
    held = [fact for fact in outlook.reading.facts if open_path(fact.path) in paths]
    if held:
        spans = {(s.start, s.end) for fact in held for s in fact.evidence}
        said = [p.of(text) for p in sentences(text) if any(p.start <= start < p.end for start, _ in spans)]
        return {"answer": "".join(dict.fromkeys(said)), "about": sorted(paths)}
    return {"answer": "这个我说不上来。" if paths else "您问的是哪方面？请一次问一件事。", "about": sorted(paths)}


def _rule_asks(outlook: Outlook) -> dict[str, str]:
    return {open_path(question.path): question.text for question in outlook.questions}


def paths_asked(question: str, asks: Mapping[str, str] | None = None) -> frozenset[str]:
    """The paths that a question is about: those whose own question, name or values share most with it; () if none."""
    grams = _grams(question)
    if not grams:
        return frozenset()
    scored: dict[str, float] = {}
    for path, term in load_vocabulary().items():
        wordings = [term.ask, term.says, *((asks or {}).get(path, ""),)]
        best = max(_alike(grams, _grams(wording)) for wording in wordings if wording)
        if term.says in question or any(len(value) > 1 and value in question for value in term.values):
            best += 0.3
        scored[path] = best
    top = max(scored.values())
    return frozenset(path for path, score in scored.items() if score >= _ASKED and score >= top - 0.05)


def _alike(asked: frozenset[str], known: frozenset[str]) -> float:
    return len(asked & known) / min(len(asked), len(known)) if known else 0.0


def _grams(text: str) -> frozenset[str]:
    plain = re.sub("[您你家吗呢的了是有没不现在请问一下]|[^一-龥A-Za-z0-9]", " ", fold(text))
    return frozenset(word[i : i + 2] for word in plain.split() for i in range(len(word) - 1))


def _spoken(facts: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """The facts of a case in everyday words, the greeting apart; None when one of them has no words."""
    data = load("spoken.yaml")
    household: list[str] = []
    members: dict[str, list[str]] = {}
    for path, value in facts.items():
        member = _MEMBER.match(path)
        said = _said(data["member" if member else "household"].get(open_path(path)), value, f"{name}{path}")
        if said is None:
            return None
        (members.setdefault(member[1], []) if member else household).append(said)
    if not facts:
        return None
    told = [
        _who(data, facts, number, name) + "，".join(w.rstrip("。") for w in words) + "。"
        for number, words in members.items()
    ]
    first, last = (data[part][draw(f"{name}{part}", len(data[part]))] for part in ("openings", "closings"))
    return str(first), f"{''.join(told)}{''.join(household)}{last}"


def _said(words: Mapping[str, str] | None, value: Any, name: str) -> str | None:  # noqa: ANN401 - a fact's value
    if words is None or isinstance(value, list | dict):
        return None
    key = str(value) if not isinstance(value, bool) else "yes" if value else "no"
    if key in words:
        return words[key]
    if isinstance(value, bool) or "any" not in words:
        return None
    drawn = value
    if isinstance(value, int | float) and value >= 1000:
        drawn = int(value * (100 + draw(name, 4) * 5) / 100) // 100 * 100
    return words["any"].format(v=drawn)


def _who(data: Mapping[str, Any], facts: Mapping[str, Any], number: str, name: str) -> str:
    age = facts.get(f"m[{number}].age")
    child = any(path.startswith(f"m[{number}].student") for path in facts) or facts.get(f"m[{number}].special") in (
        "孤儿",
        "留守儿童",
    )
    old = any(path.startswith((f"m[{number}].pension", f"m[{number}].legal")) for path in facts)
    kind = "child" if child or (age or 99) < 18 else "old" if old or (age or 0) >= 60 else "adult"
    return str(data["who"][kind][draw(f"{name}{number}", len(data["who"][kind]))])


def pick(drills: Sequence[Drill], done: Sequence[str], learner: str) -> Drill:
    """The next drill for a learner: one he has not done, in an order of his own; then those done longest ago."""
    fresh = [drill for drill in drills if drill.drill_id not in done]
    if fresh:
        return min(fresh, key=lambda drill: draw(f"{learner}{drill.drill_id}", 1 << 30))
    by_id = {drill.drill_id: drill for drill in drills}
    return by_id[min(set(done) & set(by_id), key=lambda one: len(done) - done[::-1].index(one))]


def says(path: str) -> str:
    """What a path is about, in words."""
    term = term_of(path)
    return term.says if term is not None else path
