"""Where the numbers of a condition come from (数字的出处): a cited clause, a county's parameter, or memory, said so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.numerals import parse_number
from triage.rules.schema import Rule, Test

UNSURE = "未核实"
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+")
# None at all, and at least one: not figures that somebody has set.
_PLAIN = {("gt", 0.0), ("ge", 1.0)}


def numbers_in(text: str) -> frozenset[float]:
    """The numbers that a text states, in Arabic or Chinese figures."""
    found = (parse_number(match[0]) for match in _NUMBER.finditer(text))
    return frozenset(float(number) for number in found if number is not None)


def figures_of(test: Test) -> Iterator[float]:
    """The numbers that a test compares with, existence (above none, at least one) left out."""
    for name in ("gt", "ge", "lt", "le", "within_months"):
        bound = getattr(test, name)
        if isinstance(bound, int | float) and (name, float(bound)) not in _PLAIN:
            yield float(bound)
    for word in (test.is_, *(test.in_ or ())):
        if isinstance(word, int | float) and not isinstance(word, bool):
            yield float(word)


def unsourced(rule: Rule, test: Test) -> Iterator[float]:
    """The figures of a test that no ground states. One that the rule calls unverified, in the test's own words and in
    `unverified`, is sourced: it is printed with that word wherever it decides."""
    stated = numbers_in(" ".join(word for ground in rule.grounds for word in ground.must))
    owned = numbers_in(" ".join(rule.unverified)) if UNSURE in test.text else frozenset()
    yield from (figure for figure in figures_of(test) if figure not in stated | owned)
