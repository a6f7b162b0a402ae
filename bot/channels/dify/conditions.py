"""Conditions on metadata that Dify sends along (元数据条件): the operators of its external knowledge API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.errors import BadField
from corpus.zhtext import fold

_EMPTY = ("empty", "not empty", "null", "not null")


def meets(metadata: Mapping[str, Any], condition: Mapping[str, Any] | None) -> bool:
    """Whether metadata meets a metadata_condition; None is met by all. Raises BadField for one that is malformed."""
    if not condition:
        return True
    conditions = condition.get("conditions") or ()
    if not isinstance(conditions, Sequence) or isinstance(conditions, str):
        raise BadField("metadata_condition.conditions 要写成列表。")
    joined = any if str(condition.get("logical_operator") or "and").lower() == "or" else all
    return joined([_meets_one(metadata, one) for one in conditions]) if conditions else True


def _meets_one(metadata: Mapping[str, Any], condition: object) -> bool:
    if not isinstance(condition, Mapping) or "name" not in condition:
        raise BadField("metadata_condition 的每个条件要有 name 和 comparison_operator。")
    names = [condition["name"]] if isinstance(condition["name"], str) else list(condition["name"])
    operator, value = str(condition.get("comparison_operator", "is")).lower(), condition.get("value")
    held = [metadata.get(str(name)) for name in names]
    if operator in _EMPTY:
        wants = operator in ("empty", "null")
        return all((one in (None, "", [])) == wants for one in held)
    compare = _OPERATORS.get(operator)
    if compare is None:
        known = "、".join([*_OPERATORS, *_EMPTY])
        raise BadField(f"comparison_operator“{operator[:20]}”不认识；可用 {known}。")
    return any(compare(one, value) for one in held)


def _plain(value: object) -> str:
    return "" if value is None else fold(str(value))


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _listed(value: object) -> list[str]:
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else [_plain(value)]


def _by_number(compare: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    def met(held: object, value: object) -> bool:
        first, second = _number(held), _number(value)
        return first is not None and second is not None and compare(first, second)

    return met


def _by_day(compare: Callable[[str, str], bool]) -> Callable[[object, object], bool]:
    # Days are as precise as the source says: 2026, 2026-03, 2026-03-18 compare as text up to the shorter one.
    def met(held: object, value: object) -> bool:
        first, second = _plain(held), _plain(value)[:10]
        length = min(len(first), len(second))
        return bool(length) and compare(first[:length], second[:length])

    return met


_OPERATORS: Mapping[str, Callable[[object, object], bool]] = {
    "contains": lambda held, value: _plain(value) in _plain(held),
    "not contains": lambda held, value: _plain(value) not in _plain(held),
    "start with": lambda held, value: _plain(held).startswith(_plain(value)),
    "end with": lambda held, value: _plain(held).endswith(_plain(value)),
    "is": lambda held, value: _plain(held) == _plain(value),
    "is not": lambda held, value: _plain(held) != _plain(value),
    "in": lambda held, value: _plain(held) in _listed(value),
    "not in": lambda held, value: _plain(held) not in _listed(value),
    "=": _by_number(lambda a, b: a == b),
    "≠": _by_number(lambda a, b: a != b),
    ">": _by_number(lambda a, b: a > b),
    "<": _by_number(lambda a, b: a < b),
    "≥": _by_number(lambda a, b: a >= b),
    "≤": _by_number(lambda a, b: a <= b),
    "before": _by_day(lambda a, b: a < b),
    "after": _by_day(lambda a, b: a > b),
}
