"""Which classes a household or a person may belong to (类别判断), as told, by its signs, or open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from triage.engine import Settled, Truth, lay_out, leaves
from triage.household import Household
from triage.model import Category
from triage.rules.categories import CategoryRule, load_categories
from triage.rules.schema import Node


def classify(household: Household, day: dt.date, figures: Mapping[str, float | None]) -> tuple[Category, ...]:
    """The classes that something was told of, in the order of corpus/rules/categories.yaml.

    figures: what the county filled in, by the parameter's name as printed.
    """
    found = []
    for rule in load_categories():
        if rule.in_use(day):
            params = {key: figures.get(parameter.name) for key, parameter in rule.params.items()}
            status = _status(rule, household, params)
            if status is not None:
                found.append(Category(rule.name, *status))
    return tuple(found)


def _status(rule: CategoryRule, household: Household, params: Mapping[str, float | None]) -> tuple[str, str] | None:
    if _truth(rule.said, household, params) is Truth.TRUE:
        return "yes", rule.why["said"]
    if _truth(rule.denied, household, params) is Truth.TRUE:
        return "no", rule.why["denied"]
    if _truth(rule.likely, household, params) is Truth.TRUE:
        return "likely", rule.why["likely"]
    return ("unknown", rule.why["unknown"]) if any(_leaning(rule.said, household)) else None


def _truth(node: Node | None, household: Household, params: Mapping[str, float | None]) -> Truth:
    return Truth.FALSE if node is None else Settled(lay_out(node, household, params), household).truth


def _leaning(node: Node, household: Household) -> Iterator[bool]:
    """Whether hearsay or a guess speaks for a class that nothing settles."""
    for leaf in leaves(lay_out(node, household, {})):
        yield any(leaf.test.is_ in (fact.value, None) for fact in household.told(leaf.path).leaning)
