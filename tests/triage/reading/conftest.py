"""Facts written as one line: 老伴:age=[70,80], h.aid.低保=true no, h.income.total=20000 year past derived."""

import datetime as dt

import pytest

from triage.model import AnyOf, Interval, Reading, Story
from triage.reading import read

DAY = dt.date(2026, 11, 22)


def _value(value) -> str:
    if isinstance(value, Interval):
        return f"[{_value(value.low)},{_value(value.high)}]"
    if isinstance(value, AnyOf):
        return "{" + "|".join(map(_value, value.values)) + "}"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else str(value)
    return str(value)


def _lines(reading: Reading) -> list[str]:
    relation = {member.number: member.relation for member in reading.members}
    lines = []
    for fact in reading.facts:
        path = fact.path
        if path.startswith("m["):
            number, rest = path[2:].split("].", 1)
            path = f"{relation[int(number)]}:{rest}"
        words = [f"{path}={_value(fact.value)}"]
        words += [fact.period] if fact.period not in (None, "once") else []
        words += ["no"] if fact.denied else []
        words += [fact.time.value] if fact.time.value != "now" else []
        words += ["other"] if fact.holder == "other" else []
        words += [fact.certainty.value] if fact.certainty.value != "stated" else []
        lines.append(" ".join(words))
    return lines


@pytest.fixture
def said():
    """The facts of a text as lines."""
    return lambda text: _lines(read(Story(text, None, DAY)))
