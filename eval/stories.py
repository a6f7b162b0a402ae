"""Marks of one triage (判分): what was found in a story against its gold, each thing apart.

Members are matched by what is said of them, so that one missed person does not make all facts after him wrong; whether
the numbers run in order of first mention is a mark of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corpus.cases import Case, GoldFact, GoldValue
from corpus.departments import Departments
from corpus.model import Span
from corpus.vocabulary import open_path, term_of

OFFERED = ("likely", "need_info")
SHOWN = (*OFFERED, "already")
# Said in passing or worked out from other facts, and asked of no case: neither right nor wrong.
UNCOUNTED = ("m.sex", "m.birth_year", "h.region.village", "h.risks")
_MEMBER = re.compile(r"^m\[(\d+)\]\.")
# 39,999 for "below 40,000" is as good; an age or a number of people must be exact.
_NEAR, _SUM = 0.02, 1000
# How much two ranges for one vague word ("forty or so") must share, and how much of the gold range one inside it fills.
_SHARED, _FILLED = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be: the mark it belongs to, and what was wrong."""

    mark: str
    what: str


@dataclass(slots=True)
class StoryMarks:
    """The marks of one case; None: nothing of the sort is asked of it."""

    id: str
    milliseconds: float
    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    paths: tuple[int, int] = (0, 0)
    values: tuple[int, int] = (0, 0)
    traps: dict[str, tuple[int, int]] = field(default_factory=dict)
    spans: tuple[int, int] = (0, 0)
    in_order: bool | None = None
    must: tuple[int, int] = (0, 0)
    forbidden: int = 0
    offered: int | None = None
    lead: bool | None = None
    asked: bool | None = None
    urgent: bool | None = None
    false_alarm: bool | None = None
    scope: bool = True
    handover: bool | None = None
    kind: bool | None = None
    policy: bool | None = None
    leaks: int = 0
    masked: tuple[int, int] = (0, 0)
    overmasked: int = 0
    faults: list[Fault] = field(default_factory=list)

    def blame(self, mark: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(mark, what))


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact of the output, its member apart."""

    member: int | None
    path: str
    raw: Mapping[str, Any]

    @property
    def denied(self) -> bool:
        return bool(self.raw["polarity"] == "no")

    @property
    def other(self) -> bool:
        return bool(self.raw["holder"] == "other")

    @property
    def shown(self) -> str:
        marks = [self.raw["time"], self.raw["holder"]] + (["no"] if self.denied else [])
        words = "…".join(one["text"] for one in self.raw["evidence"])
        return f"{self.raw['path']} = {self.raw['value']} {' '.join(marks)} @ {words}"


def judge(case: Case, out: Mapping[str, Any], milliseconds: float) -> StoryMarks:
    """The marks of a triage object of the contract against the gold of its case."""
    marks = StoryMarks(case.id, milliseconds)
    _judge_facts(case, out, marks)
    _judge_measures(case, out, marks)
    _judge_order(case, out, marks)
    _judge_danger(case, out, marks)
    _judge_privacy(case, out, marks)
    return marks


def _judge_facts(case: Case, out: Mapping[str, Any], marks: StoryMarks) -> None:
    found = [_found(raw) for raw in out["facts"]]
    spans = [one for fact in found for one in fact.raw["evidence"]]
    exact = [one for one in spans if one["text"] and case.narrative[one["start"] : one["end"]] == one["text"]]
    marks.spans = (len(exact), len(spans))
    if len(exact) < len(spans):
        marks.blame("原话", "引的原话与来情不一致")
    who = _who_is_who(case, found)
    numbers = [who[label] for label in case.members if label in who]
    marks.in_order = numbers == sorted(numbers) if len(numbers) > 1 else None
    pairs = _pairs(case, found, who)
    taken = {id(fact) for _, fact in pairs}
    for gold in case.facts:
        fact = next((fact for one, fact in pairs if one is gold), None)
        _mark_fact(case, gold, fact, marks)
    for fact in found:
        if id(fact) in taken or fact.other or fact.path in UNCOUNTED or fact.path in case.lenient:
            continue
        if not any(_fits(gold, fact, who) and _same(case, gold, fact) for gold in case.facts):
            marks.extra[fact.path] += 1
            marks.blame("多出", fact.shown)


def _mark_fact(case: Case, gold: GoldFact, fact: _Found | None, marks: StoryMarks) -> None:
    if all(path in case.lenient or path in UNCOUNTED for path in gold.paths):
        return
    path = fact.path if fact else gold.paths[0]
    whole = fact is not None and _same(case, gold, fact)
    if gold.required:
        marks.paths = _add(marks.paths, fact is not None)
        if fact is not None:
            marks.values = _add(marks.values, _value_fits(gold, fact))
        for trap, is_set in (("否定", gold.denied), ("旁人", gold.other), ("时态", gold.time in _OFF_NOW)):
            if is_set:
                marks.traps[trap] = _add(marks.traps.get(trap, (0, 0)), whole)
        if whole:
            marks.right[path] += 1
        else:
            marks.missed[path] += 1
            words = "…".join(case.narrative[span.start : span.end] for span in gold.spans)
            marks.blame("错读" if fact else "漏读", f"{gold.member or ''} {path} @ {words}{_instead(fact)}")
    if fact is not None and not whole:
        marks.extra[path] += 1
        if not gold.required:
            marks.blame("多出", fact.shown)


_OFF_NOW = ("ended", "planned", "asked")


def _instead(fact: _Found | None) -> str:
    return f"，读成 {fact.shown}" if fact else ""


def _found(raw: Mapping[str, Any]) -> _Found:
    match = _MEMBER.match(raw["path"])
    return _Found(int(match[1]) if match else None, open_path(raw["path"]), raw)


def _who_is_who(case: Case, found: Sequence[_Found]) -> dict[str, int]:
    """The number that stands for each member of the gold: whoever shares most facts with it, required ones first."""
    numbers = sorted({fact.member for fact in found if fact.member is not None})
    votes = []
    for label in case.members:
        own = [gold for gold in case.facts if gold.member == label]
        for number in numbers:
            theirs = [fact for fact in found if fact.member == number]
            shared = [(g, f) for g in own for f in theirs if f.path in g.paths and _value_fits(g, f)]
            touching = [gold for gold, fact in shared if _overlaps(gold.spans, fact)]
            counted = [g for g in touching if g.required and not set(g.paths) & set(case.lenient)]
            if shared:
                votes.append(((len(counted), len(touching), len(shared)), label, number))
    who: dict[str, int] = {}
    for _, label, number in sorted(votes, key=lambda vote: vote[0], reverse=True):
        if label not in who and number not in who.values():
            who[label] = number
    return who


def _pairs(case: Case, found: Sequence[_Found], who: Mapping[str, int]) -> list[tuple[GoldFact, _Found]]:
    """Gold and found facts of one path and person, best fits first, each used once."""
    fits = [
        ((_same(case, gold, fact), _value_fits(gold, fact), gold.required, _overlaps(gold.spans, fact)), gold, fact)
        for gold in case.facts
        for fact in found
        if _fits(gold, fact, who)
    ]
    pairs: list[tuple[GoldFact, _Found]] = []
    for rank, gold, fact in sorted(fits, key=lambda fit: fit[0], reverse=True):
        if not rank[0] and not gold.required and fact.path in case.lenient:
            continue
        if all(gold is not one and fact is not other for one, other in pairs):
            pairs.append((gold, fact))
    return pairs


def _fits(gold: GoldFact, fact: _Found, who: Mapping[str, int]) -> bool:
    return fact.path in gold.paths and fact.member == (who.get(gold.member, -1) if gold.member else None)


def _same(case: Case, gold: GoldFact, fact: _Found) -> bool:
    """Value, polarity, holder and time class as the gold has them; period and certainty where it names them."""
    time = fact.raw["time"]
    in_time = time == gold.time if gold.time in _OFF_NOW else time not in _OFF_NOW
    return (
        _value_fits(gold, fact)
        and fact.denied == gold.denied
        and (case.ignore_holder or fact.other == gold.other)
        and in_time
        and gold.period in (None, fact.raw["period"])
        and (gold.certainty != "hearsay" or fact.raw["certainty"] == "hearsay")
    )


def _value_fits(gold: GoldFact, fact: _Found) -> bool:
    return any(_is_value(one, fact.raw["value"], fact.path) for one in gold.values)


def _is_value(gold: GoldValue, found: object, path: str) -> bool:
    if gold is None:
        return True
    if isinstance(gold, frozenset):
        return isinstance(found, dict) and set(map(str, gold)) == {_plain(one) for one in found.get("any", ())}
    if isinstance(gold, bool) or isinstance(found, bool):
        return gold is found
    if isinstance(gold, tuple):
        return isinstance(found, list) and _same_range(gold, found)
    if isinstance(gold, str) and isinstance(found, str):
        term = term_of(path)
        wide = term is not None and term.open and gold not in term.values
        return gold == found or (wide and (gold in found or found in gold))
    return isinstance(gold, float) and _near(gold, found)


def _same_range(gold: tuple[float, float], found: Sequence[float | None]) -> bool:
    low, high = found
    if low is None or high is None or low >= high:
        return False
    shared = min(gold[1], high) - max(gold[0], low)
    inside = gold[0] <= low and high <= gold[1]
    span = max(gold[1], high) - min(gold[0], low)
    return shared / span >= (_FILLED if inside else _SHARED)


def _plain(value: object) -> str:
    return str(float(value)) if isinstance(value, int | float) else str(value)


def _near(gold: float, found: object) -> bool:
    within = _NEAR * gold if gold >= _SUM else 1e-6
    return isinstance(found, int | float) and abs(gold - found) <= within


def _overlaps(spans: Sequence[Span], fact: _Found) -> bool:
    return any(s.start < one["end"] and one["start"] < s.end for s in spans for one in fact.raw["evidence"])


def _judge_measures(case: Case, out: Mapping[str, Any], marks: StoryMarks) -> None:
    verdicts = {measure["id"]: measure["verdict"] for measure in out["measures"]}
    for one in case.must:
        shown = verdicts.get(one) in SHOWN
        marks.must = _add(marks.must, shown)
        if not shown:
            marks.blame("措施缺", f"{one} {verdicts.get(one, '没有出现')}")
    for one in case.must_not:
        if verdicts.get(one) in OFFERED:
            marks.forbidden += 1
            marks.blame("措施不该", f"{one} {verdicts[one]}")
    if not case.out_of_scope:
        marks.offered = sum(verdict in OFFERED for verdict in verdicts.values())
    if case.offered_max is not None and (marks.offered or 0) > case.offered_max:
        marks.blame("措施多", f"{marks.offered} 项，至多 {case.offered_max} 项")
    if case.asks:
        asked = {open_path(question["path"]) for question in out["questions"]}
        marks.asked = bool(asked & set(case.asks))
        if not marks.asked:
            marks.blame("追问", f"没问 {'、'.join(case.asks)}；问了 {'、'.join(sorted(asked)) or '无'}")


def _judge_order(case: Case, out: Mapping[str, Any], marks: StoryMarks) -> None:
    order = out["work_order"]
    marks.scope = (out["out_of_scope"] is not None) == case.out_of_scope
    if not marks.scope:
        marks.blame("范围", "应当不受理" if case.out_of_scope else "不该判为不受理")
    if case.policy_only:
        marks.policy = order is None
        if not marks.policy:
            marks.blame("纯咨询", "问政策却开了工单")
    elif case.leads and not case.out_of_scope:
        names = [office["name"] for office in order["lead"]] if order else []
        families = [_family(name) for name in names]
        marks.lead = bool(families) and families[0] in case.leads
        if not marks.lead:
            marks.blame("主办", f"应是 {'、'.join(case.leads)}，派给 {'、'.join(names) or '无'}")
    if case.kind and order is not None:
        marks.kind = order["kind"] in case.kind
        if not marks.kind:
            marks.blame("类型", f"应是 {'、'.join(case.kind)}，写成 {order['kind']}")
    if case.handover:
        said = "；".join(f"{part['text']}，{part['handler']}" for part in out["handover"])
        marks.handover = any(word in said for word in case.handover)
        if not marks.handover:
            marks.blame("转出", f"没有 {'、'.join(case.handover)}；有 {said or '无'}")


def _judge_danger(case: Case, out: Mapping[str, Any], marks: StoryMarks) -> None:
    dangers = out["urgent"]
    if case.urgent:
        told = {number for danger in dangers for number in danger["call"]}
        steps = "".join(danger["text"] for danger in dangers)
        met = all(any(one in told or one in steps for one in group) for group in case.urgent)
        order = out["work_order"]
        marks.urgent = bool(dangers) and met and (order is None or order["urgency"] == "特急")
        if not marks.urgent:
            marks.blame("险情漏", f"应叫 {case.urgent}，叫了 {sorted(told)}")
    elif case.urgent is not None:
        marks.false_alarm = bool(dangers)
        if dangers:
            marks.blame("险情误报", dangers[0]["text"])


def _judge_privacy(case: Case, out: Mapping[str, Any], marks: StoryMarks) -> None:
    order = out["work_order"] or {}
    public = json.dumps(out["card"], ensure_ascii=False) + str(order.get("reply_public", ""))
    found = [(one["kind"], Span(one["start"], one["end"])) for one in out["pii"]]
    gold = [(datum.kind, span) for datum in case.pii for span in _everywhere(datum.words, case.narrative)]
    for datum in case.pii:
        if datum.words in public:
            marks.leaks += 1
            marks.blame("泄露", f"{datum.kind} {datum.words}")
    for kind, span in gold:
        covered = any(kind == k and s.start <= span.start and span.end <= s.end for k, s in found)
        marks.masked = _add(marks.masked, covered)
        if not covered:
            marks.blame("遮盖漏", f"{kind} {span.of(case.narrative)}")
    for kind, span in found:
        if not any(span.start < other.end and other.start < span.end for _, other in gold):
            marks.overmasked += 1
            marks.blame("遮盖多", f"{kind} {span.of(case.narrative)}")


def _everywhere(words: str, text: str) -> Iterator[Span]:
    for match in re.finditer(re.escape(words), text):
        yield Span(match.start(), match.end())


@cache
def _family(name: str) -> str | None:
    return Departments.load().lookup(name).family


def _add(count: tuple[int, int], hit: bool) -> tuple[int, int]:
    return count[0] + hit, count[1] + 1
