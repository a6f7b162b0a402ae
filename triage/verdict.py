"""From a rule and a household to a verdict (结论): touched or not, already, likely, open or not now.

A rule is touched when a fact makes one of its trigger tests true or contradicts it, or the caller asks for it by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vocabulary import open_path
from triage.engine import Leaf, Params, Settled, Truth, lay_out, leaves
from triage.household import Household
from triage.model import Fact, Verdict
from triage.rules.schema import Rule

# That a person is of another age than a rule asks for is no reason to speak of the rule.
_NEVER_CONTRADICTS = frozenset({"m.age", "m.birth_year", "h.size_living_together", "h.size_hukou", "m.student.stage"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the engine says of one touched rule. outside: facts of people outside the household that touched it."""

    rule: Rule
    verdict: Verdict
    settled: Settled
    already: tuple[Leaf, ...] = ()
    outside: tuple[Fact, ...] = ()


def examine(rule: Rule, household: Household, params: Params, *, named: bool = False) -> Finding | None:
    """The verdict on a rule, None when nothing told touches it. params: this rule's, None = not filled in."""
    outside = _outside(rule, household)
    if not named and not outside and not _spoken_of(rule, household):
        return None
    settled = Settled(lay_out(rule.when, household, params), household)
    touched = _touched(household, settled)
    if not named and not outside and not touched:
        return None
    already = Settled(lay_out(rule.already, household, params), household) if rule.already is not None else None
    if already is not None and already.truth is Truth.TRUE:
        return Finding(rule, Verdict.ALREADY, settled, already.reasons())
    if outside and not named and not touched:
        return Finding(rule, Verdict.NOT_NOW, settled, outside=outside)
    return Finding(rule, _VERDICTS[settled.truth], settled)


_VERDICTS = {Truth.TRUE: Verdict.LIKELY, Truth.UNKNOWN: Verdict.NEED_INFO, Truth.FALSE: Verdict.NOT_NOW}


def _spoken_of(rule: Rule, household: Household) -> bool:
    """Whether anything at all was said at a path of the rule's triggers; most rules end here."""
    return not household.paths.isdisjoint(rule.trigger_paths)


def _touched(household: Household, settled: Settled) -> bool:
    return any(leaf.test.trigger and _touches(leaf, household, settled) for leaf in leaves(settled.tree))


def _touches(leaf: Leaf, household: Household, settled: Settled) -> bool:
    truth = settled.at(leaf)
    told = household.told(leaf.path)
    if truth is Truth.TRUE:
        return bool(told.deciding)
    if truth is Truth.FALSE:
        contradicts = leaf.test.trigger is True and open_path(leaf.path) not in _NEVER_CONTRADICTS
        return contradicts and bool(told.deciding)
    return any(_leans(leaf, fact) for fact in (*told.deciding, *told.leaning))


def _leans(leaf: Leaf, fact: Fact) -> bool:
    """Whether a fact that does not settle the test still points its way."""
    wanted = leaf.test.in_ or ((leaf.test.is_,) if leaf.test.is_ is not None else None)
    return not fact.denied and (wanted is None or fact.value in wanted or not isinstance(fact.value, str | bool))


def _outside(rule: Rule, household: Household) -> tuple[Fact, ...]:
    if not household.has_outsiders:
        return ()
    paths = {path for path in rule.trigger_paths if path.startswith("m.")}
    return tuple(fact for path in sorted(paths - _NEVER_CONTRADICTS) for fact in household.outside(path))
