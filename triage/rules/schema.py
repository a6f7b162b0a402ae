"""The shape of a rule file (规则, corpus/rules/*.yaml): who may get a measure, on which clause, from whom.

Conditions read facts by the paths of corpus/vocabulary.yaml. A value `$name` is a parameter of the rule, filled in by
the county or left open. Nothing is decided here: verdicts come from triage.engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

Scalar = bool | int | float | str
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2,5}-[0-9]{2,4}$")]
DateText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Shape(BaseModel):
    """Root of the shapes: no unknown keys, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)


class Condition(Shape):
    """Root of what a condition is made of."""

    @cached_property
    def about(self) -> tuple[str, ...]:
        """The member paths that tell of whom it speaks: those of its triggers, of all its tests where it has none."""
        tests = [test for test in tests_of(cast("Node", self)) if test.path.startswith("m.")]
        return tuple(dict.fromkeys(test.path for test in tests if test.trigger or not any(t.trigger for t in tests)))


class Test(Condition):
    """One comparison on a fact (条件). Exactly one of is/in/gt/ge/lt/le/between/known/date operators is set.

    ended: it was so and has stopped (低保去年停了), which to all other comparisons is the same as not being so.
    trigger: the fact makes the rule worth a look: true = whether it holds or is contradicted (then the reason is told),
    held = only when it holds. Triggers may be narrowed: beside: it counts only if something was also told at one of
    these paths (of the same member), or, for `minor`, of somebody under age; unless: not if something was told there;
    worth: not for a sum a year below this; fresh: only for what happened no more than so many months ago, as far as
    its date is told. None of these decides anything. ask: a question that fits this rule better than the vocabulary's.
    text: the condition in words, for `why` and `missing`.
    """

    __test__ = False  # no pytest class

    path: str = Field(pattern=r"^(h|m)(\.[^.\s\[\]/]+)+$")
    is_: Scalar | None = Field(None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(None, alias="in")
    gt: float | str | None = None
    ge: float | str | None = None
    lt: float | str | None = None
    le: float | str | None = None
    known: Literal[True] | None = None
    ended: Literal[True] | None = None
    within_months: int | None = None
    trigger: bool | Literal["held"] = False
    beside: Texts = ()
    unless: Texts = ()
    worth: float | None = None
    fresh: int | None = None
    text: str = ""
    ask: str | None = Field(None, max_length=40)

    @cached_property
    def parameter(self) -> tuple[str, str] | None:
        """The comparison whose bound is a parameter, and the parameter's name."""
        bounds = {name: getattr(self, name) for name in ("gt", "ge", "lt", "le")}
        return next(((name, b.removeprefix("$")) for name, b in bounds.items() if isinstance(b, str)), None)

    @cached_property
    def single(self) -> tuple[Test, ...]:
        """One test for each value that would do."""
        return tuple(self.model_copy(update={"is_": one, "in_": None}) for one in self.in_ or ())

    @model_validator(mode="after")
    def _compares_once(self) -> Self:
        if sum(getattr(self, name) is not None for name in OPERATORS) != 1:
            raise ValueError(f"条件 {self.path} 要有而且只有一个比较（{'、'.join(OPERATORS)}）")
        if (self.beside or self.unless or self.worth is not None or self.fresh is not None) and not self.trigger:
            raise ValueError(f"条件 {self.path} 不是触发条件，不能写 beside、unless、worth 或 fresh")
        return self


MINOR = "minor"
OPERATORS = ("is_", "in_", "gt", "ge", "lt", "le", "known", "ended", "within_months")


class All(Condition):
    """All parts hold (都成立)."""

    all: tuple[Node, ...] = Field(min_length=1)


class Any_(Condition):
    """At least one part holds (任一成立)."""

    any: tuple[Node, ...] = Field(min_length=1)


class Not(Condition):
    """The part does not hold (不成立)."""

    not_: Node = Field(alias="not")


class AtLeast(Condition):
    """At least n of the parts hold (至少几项)."""

    at_least: int = Field(ge=1)
    of: tuple[Node, ...] = Field(min_length=2)


class Member_(Condition):
    """So many members of the household meet the part, each by himself (有几名成员), one unless said otherwise.

    kin: only people of these sorts (父母, 孙辈 …; data/reading/people.yaml; 不明) are looked at; nobody mentioned, no.
    """

    member: Node
    count: int = Field(1, ge=1)
    kin: Texts = ()


class Everybody(Condition):
    """Every member of the household meets the part (每名成员)."""

    every_member: Node


def _tag(value: Any) -> str | None:  # noqa: ANN401 - raw YAML or a ready node
    keys = set(value) if isinstance(value, dict) else {type(value).__name__}
    for name, tags in _TAGS.items():
        if keys & tags:
            return name
    return None


_TAGS = {
    "all": {"all", "All"},
    "any": {"any", "Any_"},
    "not": {"not", "not_", "Not"},
    "at_least": {"at_least", "AtLeast"},
    "member": {"member", "Member_"},
    "every_member": {"every_member", "Everybody"},
    "test": {"path", "Test"},
}

Node = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Member_, Tag("member")]
    | Annotated[Everybody, Tag("every_member")]
    | Annotated[Test, Tag("test")],
    Discriminator(_tag),
]


class Ground(Shape):
    """A clause the rule rests on (依据). document: a key of corpus/rules/documents.yaml. must: figures, dates or office
    names that must stand in the clause, in digest and original alike. says: what it grounds, in words."""

    document: str
    address: str
    must: Texts = ()
    says: str = ""


class Parameter(Shape):
    """A figure that a county fills in (县级参数): name as printed, unit, period. Never a built-in number."""

    name: str
    unit: str
    period: str | None = None


class Limit(Shape):
    """A time limit (时限). days None: only the county knows it. ground: index into grounds, None with days None."""

    name: str
    start_event: str
    days: int | None = Field(None, ge=1)
    working: bool | None = None
    ground: int | None = None

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if (self.days is None) != (self.ground is None) or (self.days is None) != (self.working is None):
            raise ValueError(f"时限“{self.name}”的天数、工作日和依据要么都有，要么都没有")
        return self


class Case(Shape):
    """A test of the rule (规则用例): facts by path (m[1].age …), what must come out, and what is missing by path.

    who: what members are called (1: 奶奶), where that matters.
    """

    name: str
    facts: dict[str, Any] = Field(default_factory=dict)
    who: dict[int, str] = Field(default_factory=dict)
    params: dict[str, float] = Field(default_factory=dict)
    named: bool = False
    expect: Literal["already", "likely", "need_info", "not_now", "untouched"]
    missing: Texts = ()


class Rule(Shape):
    """One measure (措施) with its conditions, grounds, offices, papers and tests.

    asks: paths worth asking that decide nothing here (which diagnosis). names: what callers call it; asking for one
    touches the rule. about: words that a local clause on this measure holds, to find the place's own clause. already:
    the test that it is received now. human: checks that only people make. lead, co: office families of the register.
    weight: 5 danger, 4 no food or roof, 3 basic living, illness, schooling, 2 income, 1 the rest. unverified: parts
    known only from memory, printed with that word.
    """

    id: RuleId
    name: str
    domain: str
    scope: str = "全国"
    valid_from: DateText | None = None
    valid_to: DateText | None = None
    validity: str = ""
    unit: Literal["共同生活", "户籍", "个人", "户", "村"] = "户"
    names: Texts = ()
    about: Texts = ()
    already: Node | None = None
    when: Node
    params: dict[str, Parameter] = Field(default_factory=dict)
    grounds: tuple[Ground, ...] = ()
    human: Texts = ()
    asks: Texts = ()
    lead: str
    co: Texts = ()
    recognised_by: str | None = None
    paid_by: str | None = None
    first_contact: str | None = None
    papers: Texts = ()
    limits: tuple[Limit, ...] = ()
    benefit: str
    plain: str = Field(min_length=4, max_length=80)
    unverified: Texts = ()
    weight: int = Field(1, ge=1, le=5)
    cases: tuple[Case, ...] = Field(min_length=4)

    @cached_property
    def trigger_paths(self) -> frozenset[str]:
        """The paths of the tests that make the rule worth a look."""
        return frozenset(test.path for test in tests_of(self.when) if test.trigger)


class RuleFile(Shape):
    """A file of rules."""

    rules: tuple[Rule, ...] = Field(min_length=1)


def tests_of(node: Node) -> Iterator[Test]:
    """The tests of a condition as written, from left to right."""
    if isinstance(node, Test):
        yield node
        return
    for part in parts_of(node):
        yield from tests_of(part)


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a condition is joined of; () for a single test."""
    if isinstance(node, All | Any_ | AtLeast):
        return node.all if isinstance(node, All) else node.any if isinstance(node, Any_) else node.of
    if isinstance(node, Test):
        return ()
    return (node.not_ if isinstance(node, Not) else node.member if isinstance(node, Member_) else node.every_member,)
