"""What a question asks for, read from its words; the patterns are data (data/query.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus.errors import KnowledgeError
from retrieval.model import Kind

# Groups of things that stand side by side, each thing with all its names.
Parallels = tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class QueryRules:
    """The compiled content of data/query.yaml."""

    kinds: tuple[tuple[Kind, re.Pattern[str], bool], ...]
    elsewhere: re.Pattern[str]
    compares: re.Pattern[str]
    old: re.Pattern[str]
    stands_before: re.Pattern[str]
    stands_after: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    points: re.Pattern[str]
    same: re.Pattern[str]
    pronouns: tuple[str, ...]
    parallels: Parallels
    rivals: Parallels
    light: tuple[str, ...]
    short: int
    asking: tuple[str, ...]  # longest first; in an order, or two starts of the program would rank differently
    alone: frozenset[str]
    filler: frozenset[str]


@cache
def rules() -> QueryRules:
    """Load and compile the question patterns. Raises KnowledgeError naming the entry that is malformed."""
    raw: Mapping[str, Any] = yaml.safe_load(
        (resources.files("retrieval") / "data" / "query.yaml").read_text(encoding="utf-8")
    )
    try:
        kinds = tuple(
            (Kind(row["kind"]), _any(row["patterns"]), bool(row.get("needs_address", False))) for row in raw["kinds"]
        )
        follow = raw["follow_up"]
        return QueryRules(
            kinds=kinds,
            elsewhere=_any(raw["elsewhere"]),
            compares=_any(raw["compares"]),
            old=_any(raw["old"]),
            stands_before=re.compile(raw["standpoint"]["before"]),
            stands_after=re.compile(raw["standpoint"]["after"]),
            lead=re.compile(follow["lead"]),
            points=re.compile(follow["points"]),
            same=re.compile(follow["same"]),
            tail=re.compile(follow["tail"]),
            pronouns=tuple(follow["pronouns"]),
            light=tuple(follow["light"]),
            parallels=_parallels(follow["parallels"]),
            rivals=_parallels(follow["rivals"]),
            short=int(follow["short"]),
            asking=tuple(sorted(set(raw["asking"]), key=lambda word: (-len(word), word))),
            alone=frozenset(raw["alone"]),
            filler=frozenset(raw["filler"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"retrieval/data/query.yaml 有误：{error}。请改正这一处。") from error


def kind_of(question: str, *, has_address: bool, besides: Kind | None = None) -> Kind:
    """The kind of a folded question; a clause address makes it a look-up unless the words ask for something else.

    besides: a kind that is not looked for.
    """
    text = question.strip().rstrip("?？。!！ ")
    for kind, pattern, needs_address in rules().kinds:
        if kind is besides or (needs_address and not has_address):
            continue
        if pattern.search(text):
            return kind
    return Kind.LOOKUP if has_address else Kind.OTHER


def named_of(text: str, group: tuple[tuple[str, ...], ...]) -> dict[int, str]:
    """Which things of a group of parallels `text` names: place in the group and the name used."""
    found = {place: next((name for name in names if name in text), "") for place, names in enumerate(group)}
    return {place: name for place, name in found.items() if name}


def _parallels(groups: list[list[str]]) -> Parallels:
    return tuple(tuple(tuple(str(names).split("|")) for names in group) for group in groups)


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
