"""Lines that a place's own clause draws (本地文件里的起点和上限): income below, spending above, so many yuan.

A rule's parameter that the county has not filled in is read from a clause in force of the place itself, when a sum
stands there with the right subject, side and period; its clause is cited with the measure. Anything less stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from corpus.citation import Citation
from corpus.figures import Bound, Figure, find_figures
from corpus.model import Status
from corpus.status import NATION
from retrieval.evidence import sentences
from triage.rules.schema import Rule, Test, tests_of
from triage.shipped import read_data

FILE = "local_lines.yaml"
_SIDES = {"lt": Bound.MAX, "le": Bound.MAX, "gt": Bound.MIN, "ge": Bound.MIN}
_REACH = 24


def lines_drawn(rule: Rule, citations: Sequence[Citation], wanted: Iterable[str]) -> dict[str, float]:
    """The values of the wanted parameters of a rule that the place's own clauses among its citations state."""
    texts = [
        c.clause.text for c in citations if c.status is Status.IN_FORCE and c.document.region not in (None, NATION)
    ]
    found: dict[str, float] = {}
    asked = set(wanted)
    for test in tests_of(rule.when) if texts else ():
        if test.parameter is not None and test.parameter[1] in asked - set(found):
            values = {value for text in texts for value in _values(text, test, rule.params[test.parameter[1]].period)}
            if len(values) == 1:  # two lines in one place's clauses: nobody can tell which is meant
                found[test.parameter[1]] = values.pop()
    return found


def _values(text: str, test: Test, period: str | None) -> Iterator[float]:
    subject = _subject(test.path)
    if subject is None:
        return
    for span in sentences(text):
        words = span.of(text)
        for figure in find_figures(words):
            before = words[max(0, figure.span.start - _REACH) : figure.span.start]
            fits = figure.unit_class == "money" and subject.search(before) and _is_side(figure, test, before)
            if fits and figure.value is not None and _is_period(before, period):
                yield figure.value


def _is_side(figure: Figure, test: Test, before: str) -> bool:
    side = _SIDES[test.parameter[0]] if test.parameter is not None else None
    return figure.bound is side or (figure.bound is Bound.EXACT and str(read_data(FILE)["standard"]) in before)


def _is_period(before: str, period: str | None) -> bool:
    return period is None or re.search(str(read_data(FILE)["periods"].get(period, "$^")), before) is not None


@cache
def _subject(path: str) -> re.Pattern[str] | None:
    for prefix, words in read_data(FILE)["subjects"].items():
        if path.startswith(prefix):
            return re.compile(words)
    return None
