"""What a household's story becomes (分诊的名词): story, facts, measures, questions, and the referral that holds them.

Shapes follow the public contract (triage); `as_json` of each gives the object that goes out. Offsets count Unicode
characters of the story as it came in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corpus.citation import Citation
from corpus.model import Notice, Role, Span

if TYPE_CHECKING:
    from triage.case.model import Case, Unread


class Verdict(StrEnum):
    """What can be said of a measure (结论): already received, likely, open, or not at present."""

    ALREADY = "already"
    LIKELY = "likely"
    NEED_INFO = "need_info"
    NOT_NOW = "not_now"


class Time(StrEnum):
    """When a fact holds (时态). ENDED was so and has stopped; ASKED the words only ask about it."""

    NOW = "now"
    PAST = "past"
    ENDED = "ended"
    PLANNED = "planned"
    ASKED = "asked"


class Certainty(StrEnum):
    """How sure a fact is (把握). GUESS: the speaker is unsure or we infer a word; DERIVED: computed from others."""

    STATED = "stated"
    HEARSAY = "hearsay"
    GUESS = "guess"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known only within bounds (区间), both ends included; None = open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Values that contradict each other (互相矛盾的说法): one of them is right."""

    values: tuple[bool | str | float | Interval, ...]


Simple = bool | str | float | Interval
Value = Simple | AnyOf


@dataclass(frozen=True, slots=True)
class Story:
    """What was told (来情): the words, the place if known (full path), the day it is told, and how it came in."""

    text: str
    place: str | None
    day: dt.date
    channel: str = "phone"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the story (人), numbered from 1 by first mention, the caller included.

    relation: the caller's word for him (本人, 老伴, 大女儿 …). outside: not of this household (邻居, 分家的弟弟).
    """

    number: int
    relation: str
    outside: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with the words it rests on (事实); path as in corpus/vocabulary.yaml, m[k] for member k.

    value in base units. period: what a sum covers, month | year | once, None = not said. denied: the words deny the
    value. holder: household | other | member:k. evidence: never empty.
    """

    path: str
    value: Value
    evidence: tuple[Span, ...]
    unit: str | None = None
    period: str | None = None
    denied: bool = False
    time: Time = Time.NOW
    holder: str = "household"
    certainty: Certainty = Certainty.STATED

    def as_json(self, text: str) -> dict[str, Any]:
        """The fact object of the contract; `text` is the story it points into."""
        return {
            "path": self.path,
            "value": value_json(self.value),
            "unit": self.unit,
            "period": self.period,
            "polarity": "no" if self.denied else "yes",
            "time": self.time.value,
            "holder": self.holder,
            "certainty": self.certainty.value,
            "evidence": [{"start": s.start, "end": s.end, "text": s.of(text)} for s in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a story say (读出的内容).

    named: ids of the rules that the caller asks for by name. demand: what the caller wants, in official words.
    """

    members: tuple[Member, ...]
    facts: tuple[Fact, ...]
    named: tuple[str, ...] = ()
    demand: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """One danger (险情): all immediate steps in order, and the numbers to call. kind: its entry in data/danger.yaml."""

    text: str
    call: tuple[str, ...]
    reason: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """A part of the call that belongs elsewhere (转出): what it is, and who handles it."""

    text: str
    handler: str


@dataclass(frozen=True, slots=True)
class Category:
    """A class the household may belong to (类别). status: yes | likely | unknown | no."""

    name: str
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still open (缺的信息). path None: a local parameter. who: 本人 | 村 | 部门比对."""

    path: str | None
    text: str
    who: str = "本人"


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a measure (单位). citation: number of the clause that prints it, None = from the register."""

    name: str
    role: Role
    today: str | None
    citation: int | None

    def as_json(self) -> dict[str, Any]:
        """The department object of the contract."""
        basis = "register" if self.citation is None else "clause"
        return {
            "name": self.name,
            "role": self.role.value,
            "today": self.today,
            "citation": self.citation,
            "basis": basis,
        }


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit (时限). days None: 本地时限未录入. working: working days; source: document and clause in words."""

    name: str
    start_event: str
    days: int | None
    working: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One touched measure with its verdict (措施结论). Texts: why and benefit for staff, plain for the card.

    told_at: where in the story the first words stand that touched it.
    """

    id: str
    name: str
    domain: str
    verdict: Verdict
    why: str
    missing: tuple[Missing, ...] = ()
    benefit: str | None = None
    plain: str = ""
    citations: tuple[Citation, ...] = ()
    lead: tuple[Office, ...] = ()
    co: tuple[Office, ...] = ()
    recognised_by: str | None = None
    paid_by: str | None = None
    first_contact: str | None = None
    papers: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    warnings: tuple[Notice, ...] = ()
    weight: int = 1
    told_at: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question to put next (追问). settles: ids of the measures that the answer can settle."""

    path: str
    text: str
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything known about a story before the papers are written (研判): order and card come from this alone.

    watch: what triage.watch lays out around the household, None when nothing is told of it.

    kind: 咨询 | 求助 | 投诉举报 | 意见建议. policy_only: a question about rules, nobody's trouble, so no work order.
    case: the story as it came, with the turns since; `story` holds the text of them all. spoken: that text with our
    own words blanked out, as long as it. unknown: paths that the caller was asked about and has no answer to. unread:
    words of the last turn that fitted nothing.
    """

    story: Story
    reading: Reading
    urgent: tuple[Danger, ...] = ()
    out_of_scope: Handover | None = None
    handover: tuple[Handover, ...] = ()
    categories: tuple[Category, ...] = ()
    measures: tuple[Measure, ...] = ()
    untouched: int = 0
    questions: tuple[Question, ...] = ()
    warnings: tuple[Notice, ...] = field(default=())
    kind: str = "求助"
    policy_only: bool = False
    watch: Mapping[str, Any] | None = None
    case: Case | None = None
    spoken: str = ""
    unknown: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def words(self) -> str:
        """What the caller said, without our questions; offsets are those of the story's text."""
        return self.spoken or self.story.text


def value_json(value: Value) -> Any:  # noqa: ANN401 - the contract's value has many shapes
    """A value as the contract writes it: a number, a word, true, [low, high] or {"any": […]}."""
    if isinstance(value, AnyOf):
        return {"any": [value_json(one) for one in value.values]}
    if isinstance(value, Interval):
        return [_number(value.low), _number(value.high)]
    return _number(value) if isinstance(value, float) else value


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
