"""Indicators that people ask figures for (指标): official names, how people say them, natural unit, office family."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml
from corpus.zhtext import fold


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    said: spoken names, folded; a+b: both words stand in the question. unit: what its figure is counted in when a
    table prints no unit.
    """

    name: str
    said: tuple[str, ...]
    unit: str
    family: str


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """The shipped indicators. Raises KnowledgeError naming the entry that is malformed."""
    found = []
    for entry in read_yaml("indicators.yaml")["indicators"]:
        try:
            said = tuple(fold(name) for name in entry["said"])
            found.append(Indicator(entry["name"], said, entry["unit"], entry["family"]))
        except (KeyError, TypeError) as error:
            raise KnowledgeError(f"指标表 indicators.yaml 的一条写法有误（{entry}），请改好再用。") from error
    return tuple(found)


def find_indicators(text: str) -> list[Indicator]:
    """Indicators named in a question or a row label, the longest name that fits first, each once."""
    plain = fold(text)
    hits = []
    for indicator in load_indicators():
        length = max((_fit(name, plain) for name in (indicator.name, *indicator.said)), default=0)
        if length:
            hits.append((-length, indicator.name, indicator))
    return [indicator for _, _, indicator in sorted(hits, key=lambda hit: hit[:2])]


def _fit(name: str, plain: str) -> int:
    """How many characters of a spoken name the text holds; 0 unless all of its +parts stand there."""
    parts = name.split("+")
    return sum(map(len, parts)) if all(part in plain for part in parts) else 0


def natural_unit(label: str) -> str | None:
    """Unit of the indicator that a row label names (农村居民人均可支配收入 -> 元); None when none is known."""
    found = find_indicators(label)
    return found[0].unit or None if found else None
