"""The words of the quiz (出题用词), read once from data/words.yaml and ready to use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corpus.errors import KnowledgeError


@cache
def load(name: str) -> dict[str, Any]:
    """A shipped data file of training by name. Raises KnowledgeError when it is missing or malformed."""
    try:
        text = files("bot.training").joinpath("data").joinpath(name).read_text(encoding="utf-8")
        data = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"培训资料 {name} 读不出来（{error}），请重新安装明白人。") from error
    if not isinstance(data, dict):
        raise KnowledgeError(f"培训资料 {name} 应当是一张键值表，请重新安装明白人。")
    return data


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody a clause gives something to do (行为人). sense: one office or body, however it is printed."""

    sense: str
    printed: str
    start: int
    end: int


@cache
def _department_pattern() -> re.Pattern[str]:
    data = load("words.yaml")
    names = sorted({name for names in data["departments"].values() for name in names}, key=len, reverse=True)
    return re.compile(
        f"(?P<rank>{'|'.join(data['ranks'])})?(?P<name>{'|'.join(names)})(?P<ending>{'|'.join(data['endings'])})"
    )


@cache
def _actor_pattern() -> re.Pattern[str]:
    forms = sorted(
        (form for entry in load("words.yaml")["actors"].values() for form in entry["forms"]), key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, forms)))


@cache
def _families() -> Mapping[str, str]:
    return {name: family for family, names in load("words.yaml")["departments"].items() for name in names}


@cache
def _senses() -> Mapping[str, str]:
    return {form: sense for sense, entry in load("words.yaml")["actors"].items() for form in entry["forms"]}


def actors_in(text: str) -> list[Actor]:
    """The actors that `text` names, in order, departments first where both would match."""
    found = [
        Actor(f"部门:{_families()[m['name']]}", m[0], m.start(), m.end()) for m in _department_pattern().finditer(text)
    ]
    taken = [(one.start, one.end) for one in found]
    for match in _actor_pattern().finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            found.append(Actor(_senses()[match[0]], match[0], match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def senses_in(text: str) -> frozenset[str]:
    """The senses of all actors that `text` names, departments in lists (民政、教育等部门) included."""
    plain = text.replace("人民政府", "政府")  # 民政 is no word of it
    listed = {f"部门:{family}" for family, names in load("words.yaml")["departments"].items() if names[0] in plain}
    return frozenset({actor.sense for actor in actors_in(text)} | listed)


def others_than(actor: Actor) -> dict[str, str]:
    """Sense -> printed name of those who may stand beside `actor` as a wrong option, in its own way of printing.

    Those whom one could take for it come first.
    """
    data = load("words.yaml")
    if actor.sense.startswith("部门:"):
        match = _department_pattern().fullmatch(actor.printed)
        full = match is not None and len(match["name"]) > len(data["departments"][actor.sense[3:]][0])
        head, tail = (match["rank"] or "", match["ending"]) if match else ("", "部门")
        near = data["near"][actor.sense[3:]]
        return {
            f"部门:{family}": head + data["departments"][family][1 if full else 0] + tail
            for family in dict.fromkeys((*near, *data["departments"]))
            if f"部门:{family}" != actor.sense
        }
    entry = data["actors"][actor.sense]
    peers = {sense: data["actors"][sense]["forms"][0] for sense in entry["peers"]}
    return peers | {f"部门:{f}": f"县级{data['departments'][f][1]}部门" for f in entry["departments"]}


def forms_of(actor: Actor) -> tuple[str, ...]:
    """All printed forms that mean the same actor, the one of the clause first."""
    data = load("words.yaml")
    if not actor.sense.startswith("部门:"):
        # A longer form names somebody in particular: 父母或者其他监护人 is not every 监护人.
        forms = (form for form in data["actors"][actor.sense]["forms"] if not form.endswith(actor.printed))
        return tuple(dict.fromkeys((actor.printed, *forms)))
    names = data["departments"][actor.sense[3:]]
    return tuple(dict.fromkeys((actor.printed, *(f"{name}部门" for name in names), *(f"{name}局" for name in names))))
