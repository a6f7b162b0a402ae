"""Who checks the conditions of each measure (核对覆盖): the machine, people, or nobody until a figure is filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from triage.rules.book import RuleBook
from triage.rules.parameters import Parameters
from triage.rules.schema import Rule, Test, tests_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """One measure. machine, local: conditions in words; people: what only people check; waiting: figures not filled in.

    grounds: how many clauses it names; unverified: what is known only from memory.
    """

    rule: Rule
    machine: tuple[str, ...]
    local: tuple[str, ...]
    people: tuple[str, ...]
    waiting: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The row as an object."""
        return {
            "id": self.rule.id,
            "name": self.rule.name,
            "domain": self.rule.domain,
            "machine": list(self.machine),
            "local": list(self.local),
            "people": list(self.people),
            "waiting": list(self.waiting),
            "grounds": len(self.rule.grounds),
            "unverified": list(self.rule.unverified),
        }


def coverage(book: RuleBook, parameters: Parameters, place: str | None, day: dt.date) -> Iterator[Coverage]:
    """Each measure in force at a place (full path, None = any) on a day, in the order of ids."""
    for rule in sorted(book.in_force(place, day), key=lambda one: one.id):
        unset = {name for name, value in parameters.of(rule, place, day).items() if value is None}
        tests = list(tests_of(rule.when))
        waits = [test for test in tests if _names(test) & unset]
        yield Coverage(
            rule,
            machine=_words([test for test in tests if test not in waits]),
            local=_words(waits),
            people=rule.human,
            waiting=tuple(rule.params[name].name for name in rule.params if name in unset),
        )


def _names(test: Test) -> set[str]:
    bounds = (test.gt, test.ge, test.lt, test.le)
    return {bound.removeprefix("$") for bound in bounds if isinstance(bound, str)}


def _words(tests: list[Test]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test.text or test.path for test in tests))
