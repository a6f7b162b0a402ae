"""Settling a condition (判定): its truth for a household, why it holds or fails, and what is still to be asked.

Kleene's truth is sound but not complete when one unknown stands in a condition twice (x or not x). Such unknowns are
gone through value by value, so that the result is the same as that of trying every completion of the facts.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from corpus.vocabulary import Kind, term_of
from triage.engine.known import OTHER, Facts, Known
from triage.engine.tree import Count, Inverse, Leaf, Tree, evaluate, judge, known_at, leaves
from triage.engine.truth import Truth
from triage.model import Interval, Simple


class Settled:
    """A condition judged for a household. `truth` is exact; the lists below explain it."""

    def __init__(self, tree: Tree, facts: Facts) -> None:
        self.tree = tree
        self._facts = facts
        self._leaves = tuple(leaves(tree))
        self._known = {leaf.variable: known_at(leaf, facts) for leaf in self._leaves}
        self._truths = {id(leaf): judge(leaf, self._known[leaf.variable]) for leaf in self._leaves}
        self.truth = self._settle()

    def at(self, leaf: Leaf) -> Truth:
        """The truth of one test."""
        return self._truths[id(leaf)]

    def told(self, leaf: Leaf) -> bool:
        """Whether anything that may be relied on was said at the test's path."""
        return self._facts.is_told(leaf.path)

    def reasons(self) -> tuple[Leaf, ...]:
        """The fewest tests that make it true or false; () while it is unknown."""
        if self.truth is Truth.UNKNOWN:
            return ()
        return tuple(_fewest(self.tree, self.truth is Truth.TRUE, self._proves) or ())

    @cached_property
    def missing(self) -> tuple[Leaf, ...]:
        """The fewest open tests that would have to come out right for it to be true; () when it is settled."""
        if self.truth is not Truth.UNKNOWN:
            return ()
        return tuple(_fewest(self.tree, True, self._allows, self._unspoken) or self.open)

    @cached_property
    def open(self) -> tuple[Leaf, ...]:
        """All open tests that can still change the result."""
        return tuple(self._open(self.tree)) if self.truth is Truth.UNKNOWN else ()

    def holding(self) -> tuple[Leaf, ...]:
        """The tests that hold, from left to right, those under a "not" left out."""
        return tuple(leaf for leaf in _plain(self.tree) if self.at(leaf) is Truth.TRUE)

    def _settle(self) -> Truth:
        truth = evaluate(self.tree, self.at)
        if truth is not Truth.UNKNOWN:
            return truth
        asked = Counter(leaf.variable for leaf in self._leaves if self.at(leaf) is Truth.UNKNOWN)
        twice = [variable for variable, times in asked.items() if times > 1]
        return self._by_completion({}, twice) if twice else truth

    def _by_completion(self, fixed: Mapping[str, Simple], twice: Sequence[str]) -> Truth:
        """The truth with some unknowns fixed; while it is open, each value of the next unknown is tried."""
        truth = evaluate(self.tree, lambda leaf: self._at_completion(leaf, fixed))
        if truth is not Truth.UNKNOWN or not twice:
            return truth
        met: set[Truth] = set()
        for value in self._values(twice[0]):
            met.add(self._by_completion({**fixed, twice[0]: value}, twice[1:]))
            if len(met) > 1 or Truth.UNKNOWN in met:
                return Truth.UNKNOWN
        return met.pop() if met else Truth.UNKNOWN

    def _at_completion(self, leaf: Leaf, fixed: Mapping[str, Simple]) -> Truth:
        if leaf.variable in fixed:
            return judge(leaf, Known((fixed[leaf.variable],)))
        return self._truths[id(leaf)]

    def _values(self, variable: str) -> list[Simple]:
        tests = [leaf for leaf in self._leaves if leaf.variable == variable]
        return list(possible_values(tests, self._known[variable]))

    def _proves(self, leaf: Leaf, wanted: bool) -> int | None:
        return 1 if self.at(leaf) is (Truth.TRUE if wanted else Truth.FALSE) else None

    def _allows(self, leaf: Leaf, wanted: bool) -> int | None:
        truth = self.at(leaf)
        if truth is Truth.UNKNOWN:
            return 1
        return 0 if (truth is Truth.TRUE) == wanted else None

    def _unspoken(self, leaf: Leaf) -> int:
        return 0 if self._facts.is_touched(leaf.path) else 1

    def _open(self, tree: Tree) -> Iterator[Leaf]:
        if evaluate(tree, self.at) is not Truth.UNKNOWN:
            return
        if isinstance(tree, Leaf):
            yield tree
        elif isinstance(tree, Inverse):
            yield from self._open(tree.part)
        else:
            for part in tree.parts:
                yield from self._open(part)


def possible_values(tests: Sequence[Leaf], known: Known) -> Iterator[Simple]:
    """One value for each way in which these tests on one variable can come out, given what is known of it."""
    first = tests[0]
    term = term_of(first.path)
    if first.variable != first.path or (term is not None and term.type is Kind.FLAG):
        yield from (value for value in (True, False) if known.equals((value,)) is not Truth.FALSE)
    elif term is not None and term.type is Kind.TEXT:
        yield from _words(tests, known)
    else:
        yield from _numbers(tests, known)


def _words(tests: Sequence[Leaf], known: Known) -> Iterator[Simple]:
    spoken = {word for leaf in tests for word in (leaf.test.in_ or (leaf.test.is_,)) if isinstance(word, str)}
    spoken |= {OTHER} | {word for word in known.one_of or () if isinstance(word, str)}
    yield from (word for word in sorted(spoken) if known.equals((word,)) is not Truth.FALSE)


def _numbers(tests: Sequence[Leaf], known: Known) -> Iterator[Simple]:
    cuts = {bound for leaf in tests for bound in _bounds(leaf)}
    for value in known.one_of or ():
        ends = (value.low, value.high) if isinstance(value, Interval) else (value,)
        cuts |= {float(end) for end in ends if end is not None and not isinstance(end, str)}
    points = sorted(cuts)
    between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
    for point in sorted({*points, *between, points[0] - 1, points[-1] + 1} if points else {0.0}):
        if known.within(point, point) is not Truth.FALSE:
            yield point


def _bounds(leaf: Leaf) -> Iterator[float]:
    test = leaf.test
    for bound in (test.is_, test.gt, test.ge, test.lt, test.le, test.within_months, *(test.in_ or ())):
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield float(bound)


def _fewest(
    tree: Tree,
    wanted: bool,
    cost: Callable[[Leaf, bool], int | None],
    rank: Callable[[Leaf], int] = lambda _: 0,
) -> list[Leaf] | None:
    """The fewest leaves with a cost that bring the tree to `wanted`, the lowest in rank among equals; None: no way."""
    if isinstance(tree, Leaf):
        price = cost(tree, wanted)
        return None if price is None else [tree] * price
    if isinstance(tree, Inverse):
        return _fewest(tree.part, not wanted, cost, rank)
    needed = tree.n if wanted else len(tree.parts) - tree.n + 1
    ways = [way for part in tree.parts if (way := _fewest(part, wanted, cost, rank)) is not None]
    ways.sort(key=lambda way: (len(way), sum(map(rank, way))))
    return _joined(ways[: max(needed, 0)]) if len(ways) >= needed else None


def _joined(ways: Iterable[list[Leaf]]) -> list[Leaf]:
    return list(dict.fromkeys(leaf for way in ways for leaf in way))


def _plain(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Count):
        for part in tree.parts:
            yield from _plain(part)
