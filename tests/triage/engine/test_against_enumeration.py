"""The engine beside the plain way: try every completion of the facts, judge each with ordinary booleans, compare.

The oracle below shares no code with the engine: it reads the raw condition and knows nothing of cells or Kleene.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from corpus.model import Span
from triage.engine import Settled, Truth, lay_out
from triage.household import Household
from triage.model import AnyOf, Fact, Interval, Member, Reading
from triage.rules.schema import Node

DAY = dt.date(2026, 11, 20)
HERE = (Span(0, 1),)
FLAGS = ("h.aid.低保", "h.relocated")
NUMBER = "h.work.land_mu"
TEXT, WORDS = "h.house.grade", ("A", "C", "D")
SET, ITEMS = "h.risks", ("因病", "因学")
MEMBER_FLAG, MEMBER_NUMBER = "m.live_alone", "m.disability.grade"
GRID = [x / 2 for x in range(-1, 12)]
EVALUATIONS = 24_000
NODE: TypeAdapter[Any] = TypeAdapter(Node)


def condition(chance: random.Random, depth: int, in_member: bool = False) -> dict[str, Any]:
    kinds = ["test"] if depth == 0 else ["test", "all", "any", "not", "at_least", "all", "any"]
    if depth and not in_member:
        kinds += ["member", "every_member"]
    kind = chance.choice(kinds)
    if kind == "test":
        return leaf(chance, in_member)
    if kind == "not":
        return {"not": condition(chance, depth - 1, in_member)}
    if kind in ("member", "every_member"):
        return {kind: condition(chance, depth - 1, True)}
    parts = [condition(chance, depth - 1, in_member) for _ in range(chance.randint(2, 3))]
    return {"at_least": chance.randint(1, len(parts)), "of": parts} if kind == "at_least" else {kind: parts}


def leaf(chance: random.Random, in_member: bool) -> dict[str, Any]:
    if in_member and chance.random() < 0.7:
        path = chance.choice([MEMBER_FLAG, MEMBER_NUMBER])
    else:
        path = chance.choice([*FLAGS, NUMBER, TEXT, SET])
    if path in (*FLAGS, MEMBER_FLAG):
        return {"path": path, "is": chance.random() < 0.5}
    if path == TEXT:
        return {"path": path, "in": chance.sample(WORDS, 2)} if chance.random() < 0.5 else {"path": path, "is": "C"}
    if path == SET:
        return (
            {"path": path, "in": list(ITEMS)} if chance.random() < 0.3 else {"path": path, "is": chance.choice(ITEMS)}
        )
    return {"path": path, chance.choice(["gt", "ge", "lt", "le", "is"]): chance.randint(1, 4)}


def facts(chance: random.Random, members: int) -> list[Fact]:
    told = []
    paths = [
        *FLAGS,
        NUMBER,
        TEXT,
        *(f"m[{k}].{p[2:]}" for k in range(1, members + 1) for p in (MEMBER_FLAG, MEMBER_NUMBER)),
    ]
    for path in paths:
        if chance.random() < 0.45:
            told.append(Fact(path, *value(chance, path), denied=False))
            if chance.random() < 0.3 and isinstance(told[-1].value, bool | str):
                told[-1] = Fact(path, told[-1].value, HERE, denied=True)
    return told + [Fact(SET, item, HERE, denied=chance.random() < 0.4) for item in ITEMS if chance.random() < 0.4]


def value(chance: random.Random, path: str) -> tuple[Any, tuple[Span, ...]]:
    if path.endswith(("land_mu", "grade")) and path != TEXT:
        low = chance.choice(GRID)
        return chance.choice([low, Interval(low, low + 1.5), Interval(None, low), Interval(low, None)]), HERE
    if path == TEXT:
        return chance.choice(["A", "C", "B", AnyOf(("A", "D"))]), HERE
    return chance.random() < 0.5, HERE


class Oracle:
    """Every completion of the facts, judged by ordinary booleans."""

    def __init__(self, told: list[Fact], members: int) -> None:
        self.told, self.members = told, members

    def truth(self, node: dict[str, Any]) -> tuple[Truth, int]:
        variables = sorted(set(self.variables(node, None)))
        spaces = [list(self.values(v)) for v in variables]
        size = 1
        for space in spaces:
            size *= len(space)
        if size > 3000:
            return Truth.UNKNOWN, -1
        met = {self.holds(node, dict(zip(variables, point, strict=True)), None) for point in itertools.product(*spaces)}
        return (Truth.UNKNOWN if len(met) > 1 else Truth.TRUE if met.pop() else Truth.FALSE), size

    def people(self, node: dict[str, Any], every: bool) -> list[int]:
        paths = {p for p in self.paths(node) if p.startswith("m.")}
        spoken = [
            k for k in range(1, self.members + 1) if any(f.path == f"m[{k}].{p[2:]}" for f in self.told for p in paths)
        ]
        return spoken if spoken and not every else list(range(1, self.members + 1))

    def paths(self, node: dict[str, Any]) -> Iterator[str]:
        if "path" in node:
            yield node["path"]
        for part in parts_of(node):
            yield from self.paths(part)

    def variables(self, node: dict[str, Any], member: int | None) -> Iterator[str]:
        if "path" in node:
            path = node["path"] if member is None else node["path"].replace("m.", f"m[{member}].", 1)
            yield from (f"{SET}={item}" for item in ITEMS) if path == SET else (path,)
        for key in ("member", "every_member"):
            if key in node:
                for k in self.people(node[key], key == "every_member"):
                    yield from self.variables(node[key], k)
                return
        for part in parts_of(node):
            yield from self.variables(part, member)

    def values(self, variable: str) -> Iterator[Any]:
        if variable.startswith(SET):
            said = [f for f in self.told if f.path == SET and f.value == variable.partition("=")[2]]
            yield from (v for v in (True, False) if all(v != f.denied for f in said))
            return
        said = [f for f in self.told if f.path == variable]
        domain: list[Any] = [True, False]
        if variable == TEXT:
            domain = ["A", "B", "C", "D", "?"]
        elif variable.endswith(("land_mu", "grade")):
            domain = GRID + [-99.0, 99.0]
        yield from (v for v in domain if all(fits(v, f) for f in said))

    def holds(self, node: dict[str, Any], point: dict[str, Any], member: int | None) -> bool:
        if "path" in node:
            return self.compare(node, point, member)
        if "not" in node:
            return not self.holds(node["not"], point, member)
        for key, joined in (("member", any), ("every_member", all)):
            if key in node:
                return joined(self.holds(node[key], point, k) for k in self.people(node[key], key == "every_member"))
        met = [self.holds(part, point, member) for part in parts_of(node)]
        return sum(met) >= (len(met) if "all" in node else 1 if "any" in node else node["at_least"])

    def compare(self, node: dict[str, Any], point: dict[str, Any], member: int | None) -> bool:
        path = node["path"] if member is None else node["path"].replace("m.", f"m[{member}].", 1)
        if path == SET:
            return any(point[f"{SET}={item}"] for item in (node.get("in") or [node["is"]]))
        v = point[path]
        tests = {"is": lambda b: v == b, "in": lambda b: v in b, "gt": lambda b: v > b, "ge": lambda b: v >= b}
        tests |= {"lt": lambda b: v < b, "le": lambda b: v <= b}
        (name,) = set(node) - {"path"}
        return bool(tests[name](node[name]))


def parts_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [node[k] for k in ("not", "member", "every_member") if k in node]
    return inner + [part for k in ("all", "any", "of") for part in node.get(k, [])]


def fits(v: Any, fact: Fact) -> bool:
    told = fact.value.values if isinstance(fact.value, AnyOf) else (fact.value,)
    met = any(inside(v, one) for one in told)
    return met != fact.denied


def inside(v: Any, told: Any) -> bool:
    if isinstance(told, Interval):
        return (told.low is None or v >= told.low) and (told.high is None or v <= told.high)
    return bool(v == told)


@pytest.mark.slow
def test_engine_agrees_with_every_completion() -> None:
    chance, seen, differing = random.Random(20261122), dict.fromkeys(Truth, 0), []
    while sum(seen.values()) < EVALUATIONS:
        node = condition(chance, chance.randint(1, 3))
        for _ in range(8):
            members = chance.randint(1, 2)
            told = facts(chance, members)
            expected, size = Oracle(told, members).truth(node)
            if size < 1:
                continue
            people = tuple(Member(k, "家人", False, Span(0, 1)) for k in range(1, members + 1))
            household = Household(Reading(people, tuple(told)), DAY)
            got = Settled(lay_out(NODE.validate_python(node), household, {}), household).truth
            seen[expected] += 1
            if got is not expected:
                differing.append((node, told, expected, got))
    assert not differing, differing[0]
    assert all(count > EVALUATIONS // 20 for count in seen.values()), seen
