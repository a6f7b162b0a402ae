"""Steps of a rule (满五年不足十年的…): does a sentence speak of the step that the question's own number falls into?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.numerals import parse_number
from corpus.zhtext import fold

_N = r"([0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十百千万两]+)"
_UNIT = "(年|个月|周岁|岁|人|日|天|亩|元|级)"
_BETWEEN = re.compile(rf"满?{_N}{_UNIT}?(?:以上)?,?(?:但)?(?:不足|不满|未满|以上不满|至){_N}{_UNIT}")
_FROM = re.compile(rf"(?:满|超过|达到)?{_N}{_UNIT}以上")
_BELOW = re.compile(rf"(?:不足|不满|未满|低于){_N}{_UNIT}|{_N}{_UNIT}以下")
_ASKED = re.compile(rf"{_N}(?:多|来)?{_UNIT}")
_SAME = {"周岁": "岁", "天": "日"}


def falls_into(question: str, words: str) -> bool | None:
    """True when a number of the question lies in a step that `words` name, False when they name only other steps of its
    unit, None when they name no step or the question no number."""
    steps = list(_steps(fold(words)))
    asked = [(_value(m[1]), _unit(m[2])) for m in _ASKED.finditer(fold(question))]
    verdicts = [
        low <= value < high for value, unit in asked for low, high, of in steps if of == unit and value is not None
    ]
    return any(verdicts) if verdicts else None


def _steps(text: str) -> Iterator[tuple[float, float, str]]:
    taken: list[tuple[int, int]] = []
    for match in _BETWEEN.finditer(text):
        low, high = _value(match[1]), _value(match[3])
        if low is not None and high is not None:
            taken.append(match.span())
            yield low, high, _unit(match[4])
    for pattern, is_floor in ((_FROM, True), (_BELOW, False)):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            number, unit = next((n, u) for n, u in zip(match.groups()[::2], match.groups()[1::2], strict=True) if n)
            value = _value(number)
            if value is not None:
                yield (value, float("inf"), _unit(unit)) if is_floor else (0.0, value, _unit(unit))


def _value(number: str) -> float | None:
    return parse_number(number)


def _unit(unit: str) -> str:
    return _SAME.get(unit, unit)
