"""A rule's condition laid out for one household (展开的条件): tests on numbered members, joined by counts.

Every joint is "at least n of these": all is n = their number, any is 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Kind, term_of
from triage.engine.known import Facts, Known
from triage.engine.truth import Truth, at_least, negate
from triage.rules.schema import All, Any_, Everybody, Member_, Node, Not, Test, parts_of

# A member whose name does not say what kin he is.
UNKNOWN_KIN = "不明"
Params = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test on one path of this household. gap: name of the parameter that the county has not filled in, or None.

    variable: what would have to be known: the path, of a path with several values at once with its value.
    """

    path: str
    test: Test
    variable: str
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Inverse:
    """Not."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Count:
    """At least n of the parts."""

    n: int
    parts: tuple[Tree, ...]


Tree = Leaf | Inverse | Count


def lay_out(node: Node, facts: Facts, params: Params, member: int | None = None) -> Tree:
    """The condition with members numbered and parameters filled in; `member` is the one a part speaks of."""
    if isinstance(node, Test):
        if node.path.startswith("m.") and member is None:
            return _of_members(node, facts, params, 1)
        path = f"m[{member}].{node.path[2:]}" if node.path.startswith("m.") else node.path
        return _leaf(path, node, params)
    if isinstance(node, Not):
        return Inverse(lay_out(node.not_, facts, params, member))
    if isinstance(node, Member_):
        return _of_members(node.member, facts, params, node.count, node.kin)
    if isinstance(node, Everybody):
        return _of_members(node.every_member, facts, params, None)
    parts = tuple(lay_out(part, facts, params, member) for part in parts_of(node))
    n = len(parts) if isinstance(node, All) else 1 if isinstance(node, Any_) else node.at_least
    return Count(n, parts)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """The tests of a tree, from left to right."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Inverse):
        yield from leaves(tree.part)
    else:
        for part in tree.parts:
            yield from leaves(part)


def known_at(leaf: Leaf, facts: Facts) -> Known:
    """What is known of a leaf's variable: of its path, or whether its path holds its value, or is known at all."""
    if leaf.test.ended:
        return facts.has_ended(leaf.path)
    if leaf.test.known:
        return Known((True,)) if facts.is_told(leaf.path) else Known()
    if leaf.gap is not None:
        return Known()
    if leaf.variable != leaf.path:
        return facts.holds(leaf.path, str(leaf.test.is_))
    return facts.known(leaf.path)


def judge(leaf: Leaf, known: Known) -> Truth:
    """Whether a test holds for what is known of its variable."""
    if leaf.variable != leaf.path:
        return known.equals((True,))
    return judge_known(leaf.test, known)


def judge_known(test: Test, known: Known) -> Truth:
    """Whether a comparison holds for what is known of its value; parameters must be filled in."""
    if isinstance(test.is_, int | float) and not isinstance(test.is_, bool):
        return known.within(test.is_, test.is_)
    if test.is_ is not None:
        return known.equals((test.is_,))
    if test.in_ is not None:
        return known.equals(test.in_)
    if test.within_months is not None:
        return known.within(-math.inf, test.within_months)
    low = test.gt if test.gt is not None else test.ge
    high = test.lt if test.lt is not None else test.le
    return known.within(
        -math.inf if low is None else float(low),
        math.inf if high is None else float(high),
        open_low=test.gt is not None,
        open_high=test.lt is not None,
    )


def evaluate(tree: Tree, judged: Callable[[Leaf], Truth]) -> Truth:
    """Kleene truth of a tree, each test judged by `judged`."""
    if isinstance(tree, Leaf):
        return judged(tree)
    if isinstance(tree, Inverse):
        return negate(evaluate(tree.part, judged))
    return at_least(tree.n, (evaluate(part, judged) for part in tree.parts))


def _of_members(node: Node, facts: Facts, params: Params, count: int | None, kin: tuple[str, ...] = ()) -> Tree:
    """One part for each member that the talk is about: those with a fact at a trigger path, else all.

    count: how many of them must meet it, None = every one. kin: the sorts of people looked at, all where empty.
    """
    members: Sequence[int] = facts.members
    if kin:
        members = [k for k in members if (facts.kin(k) or UNKNOWN_KIN) in kin]
    if len(members) > 1 and count is not None:
        members = [k for k in members if any(facts.is_touched(f"m[{k}].{path[2:]}") for path in node.about)] or members
    parts = tuple(lay_out(node, facts, params, k) for k in members)
    return Count(len(parts) if count is None else count, parts)


def _leaf(path: str, test: Test, params: Params) -> Tree:
    """A test as a leaf; on a path with several values at once, one leaf for each value that would do."""
    term = term_of(path)
    several = term is not None and term.type is Kind.SET
    if several and test.in_ is not None:
        return Count(1, tuple(Leaf(path, one, f"{path}={one.is_}") for one in test.single))
    if test.known or test.ended:
        return Leaf(path, test, f"{path}{'?' if test.known else '~'}")
    if test.parameter is not None:
        comparison, name = test.parameter
        value = params.get(name)
        if value is None:
            return Leaf(path, test, f"{path} {comparison} ${name}", name)
        return Leaf(path, test.model_copy(update={comparison: value}), path)
    return Leaf(path, test, f"{path}={test.is_}" if several else path)
