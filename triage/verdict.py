"""From a rule and a household to a verdict (结论): touched or not, already, likely, open or not now.

A rule is touched when a fact makes one of its trigger tests true or contradicts it, or the caller asks for it by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vocabulary import open_path
from triage.engine import Leaf, Params, Settled, Truth, lay_out
from triage.engine.known import known_of
from triage.engine.tree import Count, Tree, evaluate, judge_known
from triage.household import Household
from triage.model import AnyOf, Fact, Interval, Time, Verdict
from triage.rules.schema import MINOR, Rule, tests_of

MONTHS_A_YEAR = 12
# That a person is of another age than a rule asks for is no reason to speak of the rule.
_NEVER_CONTRADICTS = frozenset({"m.age", "m.birth_year", "h.size_living_together", "h.size_hukou", "m.student.stage"})
# Where somebody outside is, or who looks after him, is no reason to speak of a rule either.
_NOT_OF_OUTSIDERS = _NEVER_CONTRADICTS | {"m.alive_home", "m.away_months", "m.caregiver", "m.living_together"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the engine says of one touched rule.

    signs: the facts that touched it, in order of the story. outside: those of people outside the household.
    """

    rule: Rule
    verdict: Verdict
    settled: Settled
    household: Household
    signs: tuple[Fact, ...] = ()
    already: tuple[Leaf, ...] = ()
    outside: tuple[Fact, ...] = ()

    @property
    def open_paths(self) -> frozenset[str]:
        """The open paths whose answers can still change an open verdict."""
        if self.verdict is not Verdict.NEED_INFO:
            return frozenset()
        return frozenset(open_path(leaf.path) for leaf in self.settled.open)

    def told(self, leaf: Leaf) -> tuple[Fact, ...]:
        """The facts at a test's path that may be relied on."""
        return self.household.told(leaf.path).deciding


def examine(rule: Rule, household: Household, params: Params, *, named: bool = False) -> Finding | None:
    """The verdict on a rule, None when nothing told touches it. params: this rule's, None = not filled in."""
    outside = _outside(rule, household)
    if not named and not outside and not _spoken_of(rule, household):
        return None
    settled = Settled(lay_out(rule.when, household, params), household)
    signs = _signs(household, settled)
    if not named and not outside and not signs:
        return None
    already = Settled(lay_out(rule.already, household, params), household) if rule.already is not None else None
    if already is not None and already.truth is Truth.TRUE:
        return Finding(rule, Verdict.ALREADY, settled, household, signs, already.reasons())
    if outside and not named and not signs:
        return Finding(rule, Verdict.NOT_NOW, settled, household, outside=outside)
    return Finding(rule, _VERDICTS[settled.truth], settled, household, signs)


_VERDICTS = {Truth.TRUE: Verdict.LIKELY, Truth.UNKNOWN: Verdict.NEED_INFO, Truth.FALSE: Verdict.NOT_NOW}


def _spoken_of(rule: Rule, household: Household) -> bool:
    """Whether anything at all was said at a path of the rule's triggers; most rules end here."""
    return not household.paths.isdisjoint(rule.trigger_paths)


def _signs(household: Household, settled: Settled) -> tuple[Fact, ...]:
    """The facts at the rule's triggers that touch it, each once, in order of the story."""
    signs = {id(fact): fact for leaf in _live(settled.tree, settled) for fact in _touching(leaf, household, settled)}
    return tuple(sorted(signs.values(), key=lambda fact: fact.evidence[0].start))


def _live(tree: Tree, settled: Settled) -> list[Leaf]:
    """The triggers that may speak for the rule; of a way that failed among several, only those of both kinds."""
    if isinstance(tree, Leaf):
        return [tree] if tree.test.trigger else []
    if not isinstance(tree, Count):
        return _live(tree.part, settled)
    live: list[Leaf] = []
    for part in tree.parts:
        spoken = _live(part, settled)
        # A single test that failed is left out by itself later on.
        if spoken and tree.n < len(tree.parts) and not isinstance(part, Leaf):
            held = any(leaf.test.trigger == "held" for leaf in spoken)
            if held and evaluate(part, settled.at) is Truth.FALSE:
                spoken = [leaf for leaf in spoken if leaf.test.trigger != "held"]
        live += spoken
    return live


def _touching(leaf: Leaf, household: Household, settled: Settled) -> tuple[Fact, ...]:
    if leaf.test.beside and not any(_is_spoken_of(path, leaf, household) for path in leaf.test.beside):
        return ()
    if any(_is_spoken_of(path, leaf, household) for path in leaf.test.unless):
        return ()
    facts = _speaking(leaf, household, settled)
    if leaf.test.known:  # what is said not to be is no reason to look: 没出车祸 touches no emergency grant
        facts = tuple(fact for fact in facts if not (fact.denied and isinstance(fact.value, str)))
    if leaf.test.fresh is not None and _is_long_ago(leaf, household):
        return ()
    return tuple(fact for fact in facts if _is_worth_it(fact, leaf.test.worth))


def _is_long_ago(leaf: Leaf, household: Household) -> bool:
    """Whether what a test speaks of is dated, and more than `fresh` months ago; the middle of a year counts."""
    told = household.known(f"{leaf.path.rpartition('.')[0]}.date").one_of or ()
    ends = [(one.low, one.high) for one in told if isinstance(one, Interval)]
    return any(low is not None and high is not None and (low + high) / 2 > (leaf.test.fresh or 0) for low, high in ends)


def _is_spoken_of(path: str, leaf: Leaf, household: Household) -> bool:
    """Whether anything was said at a path, of the member that the leaf speaks of; `minor`: of somebody under age."""
    if path == MINOR:
        return household.has_minors
    if path.startswith("m.") and leaf.path.startswith("m["):
        return household.is_touched(leaf.path[: leaf.path.index(".")] + path[1:])
    return path in household.paths


def _is_worth_it(fact: Fact, least: float | None) -> bool:
    """Whether a sum is large enough to be a reason to look; one without bounds is."""
    top = fact.value.high if isinstance(fact.value, Interval) else fact.value
    if least is None or top is None or isinstance(top, str | AnyOf):
        return True
    return top * (MONTHS_A_YEAR if fact.period == "month" else 1) >= least


def _speaking(leaf: Leaf, household: Household, settled: Settled) -> tuple[Fact, ...]:
    truth = settled.at(leaf)
    told = household.told(leaf.path)
    if truth is Truth.UNKNOWN:
        return tuple(fact for fact in (*told.deciding, *told.leaning) if _leans(leaf, fact))
    if truth is Truth.FALSE and (leaf.test.trigger == "held" or open_path(leaf.path) in _NEVER_CONTRADICTS):
        return ()
    return told.deciding


def _leans(leaf: Leaf, fact: Fact) -> bool:
    """Whether a fact that does not settle the test still points its way."""
    if leaf.test.ended:
        return fact.time is Time.ENDED
    wanted = leaf.test.in_ or ((leaf.test.is_,) if leaf.test.is_ is not None else None)
    return not fact.denied and (wanted is None or fact.value in wanted or not isinstance(fact.value, str | bool))


def _outside(rule: Rule, household: Household) -> tuple[Fact, ...]:
    if not household.has_outsiders:
        return ()
    tests = [t for t in tests_of(rule.when) if t.trigger and t.parameter is None and t.path.startswith("m.")]
    found = {
        id(fact): fact
        for test in tests
        if test.path not in _NOT_OF_OUTSIDERS
        for fact in household.outside(test.path)
        if test.known or judge_known(test, known_of(fact.value, fact.denied)) is Truth.TRUE
    }
    return tuple(found.values())
