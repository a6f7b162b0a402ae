"""Stories with gold (样例来情): what households tell, and what a good triage finds in it. Data in corpus/cases/*.yaml.

They serve evaluation, tests and drills alike. held-*.yaml is held out: nobody tunes on it;
dev-*.yaml may be, and dev2-*.yaml, written later without a look at word lists. A file is {about, cases};
the fields of a case are those of `Case`. A fact is one line:

    [?] path[|path] [no] [= value[|value]] [marks] @ words [@ more words]

`?` = may be found, need not be. The path is `h.…`, or `老伴.…`: a member by the word that the story first uses for him;
members are numbered by it. Value: a word, number, `low~high`, `{a,b}` (either is said), `*` (any), left out = true.
Marks: no (denied), other (not this household's), past ended planned asked, hearsay guess derived, month year once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from corpus.departments import Departments
from corpus.errors import KnowledgeError
from corpus.model import Span
from corpus.vocabulary import Kind, Term, load_vocabulary

HELD, DEV = "held", "dev"
PII_KINDS = ("name", "id_number", "phone", "bank_card", "address", "medical_record", "bed", "account", "plate")
KINDS = ("咨询", "求助", "投诉举报", "意见建议")
_TIMES = ("past", "ended", "planned", "asked")
_CERTAINTIES = ("hearsay", "guess", "derived")
_PERIODS = ("month", "year", "once")
_MARKS = {"no", "other", *_TIMES, *_CERTAINTIES, *_PERIODS}
_RANGE = re.compile(r"(-?[\d.]+)~(-?[\d.]+)")
_MEASURE = re.compile(r"[A-Z]{2,5}-\d{2,4}")

Number = float | tuple[float, float]
GoldValue = bool | str | Number | frozenset[float] | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class GoldFact:
    """One fact that the words say. paths, values: alternatives, any will do; value None: any value.

    paths are open (m.age); member: the word for the member, None for the household. time, certainty, period None: not
    looked at. required False: may be found, need not be. spans: the words, for readers and for overlap.
    """

    paths: tuple[str, ...]
    values: tuple[GoldValue, ...]
    member: str | None
    spans: tuple[Span, ...]
    denied: bool = False
    other: bool = False
    time: str | None = None
    certainty: str | None = None
    period: str | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Words of the story that are personal data of a kind."""

    kind: str
    words: str


class Case(BaseModel):
    """One story with its gold. Empty lists: nothing is asked of that part.

    must: measures to be shown as likely, need_info or already; must_not: measures that may be neither likely nor
    need_info. leads: families of which one leads the order. asks: open paths of which one must be asked. urgent:
    one entry a danger, numbers (or words of the steps) joined by `|`; None: may be urgent or not. lenient: open paths
    whose facts are not counted. handover: words of a part for another desk, joined by `|`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^(held|dev2?)-[a-z]+-\d\d$")
    narrative: str = Field(min_length=10)
    region: str | None = None
    channel: Literal["phone", "visit", "cadre_note", "wechat"] = "phone"
    call_date: dt.date = dt.date(2026, 11, 20)
    facts: tuple[GoldFact, ...] = ()
    lenient: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    offered_max: int | None = None
    leads: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    urgent: tuple[tuple[str, ...], ...] | None = ()
    out_of_scope: bool = False
    handover: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    policy_only: bool = False
    pii: tuple[PersonalDatum, ...] = ()
    ignore_holder: bool = False
    note: str = ""

    @property
    def held_out(self) -> bool:
        """Whether nobody may tune on it."""
        return self.id.startswith(HELD)

    @property
    def members(self) -> tuple[str, ...]:
        """The words of the members with facts, in order of first mention."""
        labels = dict.fromkeys(fact.member for fact in self.facts if fact.member)
        return tuple(sorted(labels, key=self.narrative.find))

    @field_validator("handover", "kind", mode="before")
    @classmethod
    def _alternatives(cls, value: object) -> object:
        return tuple(value.split("|")) if isinstance(value, str) else value

    @field_validator("urgent", mode="before")
    @classmethod
    def _dangers(cls, value: object) -> object:
        if value == "optional":
            return None
        return tuple(tuple(str(one).split("|")) for one in value) if isinstance(value, list) else value

    @model_validator(mode="before")
    @classmethod
    def _read_lines(cls, raw: Any) -> Any:  # noqa: ANN401 - what YAML gave
        if not isinstance(raw, dict) or not isinstance(raw.get("narrative"), str):
            return raw
        story = raw["narrative"]
        lines = [line.strip() for line in str(raw.get("facts", "")).splitlines()]
        facts = tuple(_fact(line, story) for line in lines if line)
        return raw | {"facts": facts, "pii": tuple(_personal(str(one), story) for one in raw.get("pii", ()))}

    @model_validator(mode="after")
    def _known_words(self) -> Self:
        vocabulary, families = load_vocabulary(), Departments.load().families
        for what, words, known in (
            ("lenient", self.lenient, vocabulary),
            ("asks", self.asks, vocabulary),
            ("leads", self.leads, families),
            ("kind", self.kind, KINDS),
        ):
            if strange := [word for word in words if word not in known]:
                raise ValueError(f"{what} 里的“{strange[0]}”没有这个词")
        if strange := [one for one in (*self.must, *self.must_not) if not _MEASURE.fullmatch(one)]:
            raise ValueError(f"措施编号“{strange[0]}”写法不对")
        if both := set(self.must) & set(self.must_not):
            raise ValueError(f"{'、'.join(sorted(both))} 不能既在 must 又在 must_not")
        return self


def load_cases(part: str = "all", folder: Traversable | None = None) -> list[Case]:
    """The cases of one part (held, dev, all), by file name.

    Raises KnowledgeError naming file and line of a case that is not right, or of a number that stands twice.
    """
    place = folder or files("corpus").joinpath("cases")
    found: dict[str, Case] = {}
    for file in sorted(place.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".yaml") or (part != "all" and not file.name.startswith(part)):
            continue
        for line, case in read_cases(file.name, file.read_text(encoding="utf-8")):
            if case.id in found:
                raise KnowledgeError(f"样例 {file.name} 第{line}行：{case.id} 出现了两次。请改成各不相同的编号后重试。")
            found[case.id] = case
    return list(found.values())


def read_cases(name: str, text: str) -> Iterator[tuple[int, Case]]:
    """The cases of one file with the lines they begin at. Raises KnowledgeError naming file and line."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise KnowledgeError(f"样例 {name} 不是正确的 YAML：{fault}。请改正该处后重试。") from fault
    nodes = [v for k, v in root.value if k.value == "cases"] if isinstance(root, yaml.MappingNode) else []
    if not nodes or not isinstance(nodes[0], yaml.SequenceNode) or set(raw) - {"about", "cases"}:
        raise KnowledgeError(f"样例 {name} 第1行：文件应当是 about 和 cases 两项。请照别的样例文件改好后重试。")
    for node, entry in zip(nodes[0].value, raw["cases"], strict=True):
        line = node.start_mark.line + 1
        try:
            yield line, Case.model_validate(entry)
        except ValidationError as fault:
            first = fault.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            label = entry.get("id", "") if isinstance(entry, dict) else ""
            raise KnowledgeError(
                f"样例 {name} 第{line}行：{label} {where} {first['msg']}。请改正该条后重试。"
            ) from fault


def _fact(line: str, story: str) -> GoldFact:
    head, *words = [part.strip() for part in line.split(" @ ")]
    optional, path, written, marks = _head(head.split())
    if not path or not words:
        raise ValueError(f"事实“{line}”写法不对，应当是：路径 = 值 标记 @ 原话")
    if strange := [mark for mark in marks if mark not in _MARKS]:
        raise ValueError(f"事实“{line}”的标记“{strange[0]}”没有这个词")
    members, paths = zip(*(_path(one, story) for one in path.split("|")), strict=True)
    if len(set(members)) > 1:
        raise ValueError(f"事实“{line}”的几个路径说的不是同一个人")
    terms = [load_vocabulary()[path] for path in paths]
    values = tuple(_value(one, terms) for one in _split(written))
    return GoldFact(
        paths=paths,
        values=values,
        member=members[0],
        spans=tuple(_span(one, story) for one in words),
        denied="no" in marks,
        other="other" in marks,
        time=next((mark for mark in marks if mark in _TIMES), None),
        certainty=next((mark for mark in marks if mark in _CERTAINTIES), None),
        period=next((mark for mark in marks if mark in _PERIODS), None),
        required=not optional,
    )


def _head(tokens: list[str]) -> tuple[bool, str, str, list[str]]:
    """Whether it is optional, the path, the value, the marks."""
    optional = tokens[:1] == ["?"]
    path, *rest = tokens[optional:] or [""]
    written = "true"
    if "=" in rest[:-1]:
        at = rest.index("=")
        written = rest[at + 1]
        del rest[at : at + 2]
    return optional, path, written, [mark for part in rest for mark in part.split(",")]


def _path(written: str, story: str) -> tuple[str | None, str]:
    """The member's word, None for the household, and the open path."""
    first, _, rest = written.partition(".")
    member, path = (None, written) if first == "h" else (first, f"m.{rest}")
    if path not in load_vocabulary():
        raise ValueError(f"事实词表里没有路径“{path}”")
    if member is not None and member not in story:
        raise ValueError(f"来情里没有“{member}”这个人")
    return member, path


def _split(written: str) -> list[str]:
    return [written] if written.startswith("{") else written.split("|")


def _value(written: str, terms: list[Term]) -> GoldValue:
    if written == "*":
        return None
    term = terms[0]
    if written.startswith("{") and written.endswith("}"):
        parts = written[1:-1].split(",")
        return frozenset(float(one) for one in parts) if term.type in _NUMERIC else frozenset(parts)
    if term.type is Kind.FLAG:
        if written not in ("true", "false"):
            raise ValueError(f"{term.path} 只有 true 和 false，没有“{written}”")
        return written == "true"
    if term.type in _NUMERIC:
        span = _RANGE.fullmatch(written)
        return (float(span[1]), float(span[2])) if span else float(written)
    if not any(one.open or written in one.values for one in terms):
        raise ValueError(f"{term.path} 没有“{written}”这个值")
    return written


_NUMERIC = (Kind.NUMBER, Kind.MONEY)


def _span(words: str, story: str) -> Span:
    start = story.find(words)
    if start < 0:
        raise ValueError(f"来情里没有“{words}”这句话")
    return Span(start, start + len(words))


def _personal(written: str, story: str) -> PersonalDatum:
    kind, _, words = written.partition(" ")
    if kind not in PII_KINDS:
        raise ValueError(f"个人信息没有“{kind}”这一种")
    _span(words, story)
    return PersonalDatum(kind, words)
