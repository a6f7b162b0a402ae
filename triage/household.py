"""The household as its facts tell it (户情): what is known of each path, and which facts say so.

A fact decides when it is stated or derived, about the household itself, and of a time that counts. Hearsay, guesses,
plans and questions only lean: they make a rule worth a look and never settle it. What has ended is no longer so.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.dates import first_day, last_day
from corpus.vocabulary import Kind, open_path, past_counts, term_of
from triage.engine.known import Known, both, known_of
from triage.engine.truth import Truth
from triage.model import Certainty, Fact, Interval, Reading, Time
from triage.reading.lexicon import kin_of

_DECIDING = frozenset({Certainty.STATED, Certainty.DERIVED})
DAYS_A_MONTH = 365.25 / 12
ADULT = 18
_CHILDRENS_SCHOOLS = ("学前", "义务", "高中")
_SAME_INCOME = {"h.income.net_pc_month": "h.income.net_pc_year"}
_DIED = "去世"
_OF_THE_LIVING = frozenset(
    {"health", "insured", "labour", "care_dependent", "caregiver", "disability", "job", "student", "pension"}
)
_CHILDREN = ("孩子", "孙辈")


@dataclass(frozen=True, slots=True)
class Told:
    """One path as told: the facts about it, deciding ones and leaning ones, and those about people outside."""

    deciding: tuple[Fact, ...] = ()
    leaning: tuple[Fact, ...] = ()
    outside: tuple[Fact, ...] = ()


_NOTHING = Told()


class Household:
    """The facts of one reading, ready for rules. day: what dates are counted from.

    for_others: the caller speaks for another household; then what is told of people outside is what is told.
    """

    def __init__(self, reading: Reading, day: dt.date, *, for_others: bool = False) -> None:
        self.day = day
        self._for_others = for_others
        outside = {member.number for member in reading.members if member.outside and not for_others}
        self.members = tuple(m.number for m in reading.members if m.number not in outside) or (0,)
        self._told: dict[str, Told] = {}
        gone = _dead(reading.facts)
        for fact in reading.facts:
            if not _is_over(fact, gone):
                self._add(fact, outside)
        # Whoever something was said of comes first: of equal ways, what is asked is asked about that person.
        spoken_of = {fact.path.partition(".")[0] for fact in reading.facts}
        self.members = tuple(sorted(self.members, key=lambda number: f"m[{number}]" not in spoken_of))
        self._known: dict[str, Known] = {}
        self._kin = {member.number: kin_of(member.relation) for member in reading.members}

    @cached_property
    def paths(self) -> frozenset[str]:
        """The open paths at which anything was said."""
        return frozenset(map(open_path, self._told))

    @cached_property
    def has_outsiders(self) -> bool:
        """Whether anything was said of people outside."""
        return any(told.outside for told in self._told.values())

    def kin(self, member: int) -> str | None:
        """What sort of kin a member is (父母, 孙辈 …), None where his name does not say."""
        return self._kin.get(member)

    @cached_property
    def has_minors(self) -> bool:
        """Whether somebody of the household is told to be under age: by age, school, or as a child of the house."""
        return any(map(self._is_minor, self.members))

    def _is_minor(self, member: int) -> bool:
        old = self.known(f"m[{member}].age").within(ADULT, math.inf)
        if old is not Truth.UNKNOWN:
            return old is Truth.FALSE
        school = self.known(f"m[{member}].student.stage").equals(_CHILDRENS_SCHOOLS) is Truth.TRUE
        return school or (self.kin(member) in _CHILDREN and not self.is_told(f"m[{member}].job.kind"))

    def told(self, path: str) -> Told:
        """Everything said about a path of the household or of member k."""
        return self._told.get(path, _NOTHING)

    def is_told(self, path: str) -> bool:
        """Whether anything was said there that may be relied on."""
        return path in self._told and bool(self._told[path].deciding)

    def has_ended(self, path: str) -> Known:
        """Whether what was so at a path has stopped, as a flag; unknown where nothing was told."""
        told = self.told(path).deciding
        return Known((any(fact.time is Time.ENDED for fact in told),)) if told else Known()

    def is_touched(self, path: str) -> bool:
        """Whether anything at all was said there of the household, hearsay and guesses included."""
        told = self._told.get(path)
        return told is not None and bool(told.deciding or told.leaning)

    def outside(self, path: str) -> tuple[Fact, ...]:
        """What was said of people outside the household at an open path (m.disability.grade)."""
        return tuple(fact for told in self._told.values() for fact in told.outside if open_path(fact.path) == path)

    def known(self, path: str) -> Known:
        """What may be relied on at a path."""
        if path not in self._known:
            told = self.told(path).deciding
            # What comes in a year comes in its twelve months.
            other = _SAME_INCOME.get(path)
            by_year = _per_month(self.told(other).deciding) if other and not told else None
            self._known[path] = by_year or _sum_up(told, path, self.day)
        return self._known[path]

    def holds(self, path: str, value: str) -> Known:
        """Of a path with several values at once: whether it holds this one, as a flag."""
        known = Known()
        for fact in self.told(path).deciding:
            if fact.value == value:
                known = both(known, Known((not (fact.denied or fact.time is Time.ENDED),)))
        return known

    def _add(self, fact: Fact, outside: set[int]) -> None:
        told = self.told(fact.path)
        number = int(fact.path[2 : fact.path.index("]")]) if fact.path.startswith("m[") else None
        if (fact.holder == "other" and not self._for_others) or number in outside:
            self._told[fact.path] = replace(told, outside=(*told.outside, fact))
        elif _decides(fact):
            self._told[fact.path] = replace(told, deciding=(*told.deciding, fact))
        else:
            self._told[fact.path] = replace(told, leaning=(*told.leaning, fact))


def _dead(facts: Iterable[Fact]) -> frozenset[str]:
    """Those who are told to have died, as their paths begin: m[2]."""
    died = (f for f in facts if f.path.endswith(".alive_home") and f.value == _DIED and not f.denied)
    return frozenset(f.path.partition(".")[0] for f in died if f.certainty in _DECIDING)


def _is_over(fact: Fact, dead: frozenset[str]) -> bool:
    """Whether a fact tells of the body, work or insurance of somebody who has died: no measure is for him any more."""
    member, _, what = fact.path.partition(".")
    return member in dead and what.partition(".")[0] in _OF_THE_LIVING


def _decides(fact: Fact) -> bool:
    if fact.certainty not in _DECIDING or fact.time in (Time.PLANNED, Time.ASKED):
        return False
    return fact.time is not Time.PAST or past_counts(fact.path)


def _sum_up(facts: Iterable[Fact], path: str, day: dt.date) -> Known:
    term = term_of(path)
    known = Known()
    for fact in facts:
        told = known_of(fact.value, fact.denied != (fact.time is Time.ENDED))
        if term is not None and term.type is Kind.DATE:
            told = Known(tuple(_months_ago(str(value), day) for value in told.one_of or ()) or None)
        known = both(known, told)
    return known


def _per_month(facts: Iterable[Fact]) -> Known | None:
    """The income of a month of what was told of a year; None where no plain sum was told."""
    for fact in facts:
        if isinstance(fact.value, Interval) and not fact.denied:
            low, high = ((None if end is None else end / 12) for end in (fact.value.low, fact.value.high))
            return Known((Interval(low, high),))
        if isinstance(fact.value, int | float) and not isinstance(fact.value, bool) and not fact.denied:
            return Known((fact.value / 12,))
    return None


def _months_ago(date: str, day: dt.date) -> Interval:
    """How many months before `day` a date (as precise as told) lies, as an interval."""
    try:
        first, last = first_day(date), last_day(date)
    except ValueError:
        return Interval(None, None)
    return Interval((day - last).days / DAYS_A_MONTH, (day - first).days / DAYS_A_MONTH)
