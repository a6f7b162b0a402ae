"""Where the asker stands (地点、身份): told in the course of a talk, kept until told otherwise.

A message is cut into clauses; in each, names of places become □ and patterns of data/standing.yaml decide whether the
clause tells of the asker. What other clauses hold is left over as the question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import AmbiguousPlace, KnowledgeError, UnknownPlace
from corpus.regions import Regions, Spotted
from corpus.shipped import read_yaml
from corpus.zhtext import fold

FILE = "data/standing.yaml"
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+[,，。;；!！?？\n]*")
_TOWNSHIP = re.compile(r"(?![的在是])[一-龥]{1,5}(?:镇|乡|街道)")
_PAUSE = ",，。;；:：、\n \u3000"
_EDGE = ",，。;；!！?？:：、\n \u3000"


@dataclass(frozen=True, slots=True)
class Stand:
    """What a message says of the asker.

    place: full path, None when none is named. options: places that an ambiguous name may mean. role: as in
    standing.yaml. how: self (我是□的), change (换成□), meant (我问的是□), only (□ alone). rest: what else is said.
    """

    place: str | None = None
    options: tuple[str, ...] = ()
    role: str | None = None
    how: str = ""
    rest: str = ""


def stand_in(text: str, regions: Regions, place: str | None = None, *, case: bool = False) -> Stand | None:
    """What the message tells of the asker, None when it tells nothing.

    regions: the tree with the places of the library. place: the one known so far, by which shared names are settled.
    case: a household is spoken of, so that 他们在… tells the place as well.
    """
    rules, plain = _rules(), fold(text).strip()
    spots = regions.spot(plain, place)
    found: Spotted | None = None
    how, rest, role = "", "", role_in(plain)
    for match in _CLAUSE.finditer(plain):
        inside = [spot for spot in spots if match.start() <= spot.span.start < match.end()]
        framed = _framed(match[0].strip(_EDGE), match.start() + len(match[0]) - len(match[0].lstrip(_EDGE)), inside)
        told = _told(framed, rules, beside=bool(found or role), case=case) if len(inside) == 1 else ""
        if told and (not found or told == "self"):
            found, how = inside[0], told
        elif not (rules.beside.match(framed) or _tells_role(framed)):
            rest += match[0]
    if found is None and (role is None or not _opens(plain)):
        return None
    return Stand(
        place=_township(plain, found, regions) if found else None,
        options=found.options if found and found.path is None else (),
        role=role,
        how=how or "self",
        rest=rest.strip(_PAUSE) if len(rest.strip(_EDGE)) > 1 else "",
    )


def _township(text: str, found: Spotted, regions: Regions) -> str | None:
    """The place, with the township that follows its name (南昌县向塘镇)."""
    after = _TOWNSHIP.match(text[found.span.end :])
    if found.path is None or after is None:
        return found.path
    try:
        return regions.find(f"{found.path}/{after[0]}")
    except (UnknownPlace, AmbiguousPlace):
        return found.path


def role_in(text: str) -> str | None:
    """The role that the speaker gives himself, None when he gives none."""
    rules = _rules()
    for role, pattern in rules.roles.items():
        if re.search(rules.opens_role.pattern + f"(?:{pattern.pattern})", fold(text)):
            return role
    return None


def role_named(words: str) -> str:
    """A role set by name, as standing.yaml has it when one of its words is used, else the words themselves."""
    plain = fold(words)
    return next((role for role, pattern in _rules().roles.items() if pattern.search(plain) or plain in role), words)


def _tells_role(framed: str) -> bool:
    return role_in(framed.replace("□", "某县")) is not None


def _opens(plain: str) -> bool:
    first = _CLAUSE.match(plain)
    return bool(first and any(role_in(clause) for clause in _CLAUSE.findall(plain)))


def _framed(clause: str, start: int, spots: Sequence[Spotted]) -> str:
    """The clause with the names of places as □, without blanks."""
    framed, last = "", 0
    for spot in spots:
        at, end = spot.span.start - start, spot.span.end - start
        framed += f"{clause[last : max(at, last)]}□"
        last = end
    # A township after the name belongs to the place.
    return re.sub(f"□{_TOWNSHIP.pattern}", "□", re.sub(r"\s+", "", framed + clause[last:]))


def _told(framed: str, rules: _Rules, *, beside: bool, case: bool) -> str:
    """How a clause tells of the asker's place: self, change, meant, only; "" when it does not."""
    for name in ("self", *(("bare",) if beside else ()), *(("case",) if case else ())):
        match = rules.frames[name].match(framed)
        if match and (rules.who.match(match["who"]) or role_in(f"我是{match['who']}")):
            return "self"
    return next((how for how in ("change", "meant", "only") if rules.frames[how].match(framed)), "")


@dataclass(frozen=True, slots=True)
class _Rules:
    frames: Mapping[str, re.Pattern[str]]
    who: re.Pattern[str]
    beside: re.Pattern[str]
    opens_role: re.Pattern[str]
    roles: Mapping[str, re.Pattern[str]]


@cache
def _rules() -> _Rules:
    raw: dict[str, Any] = read_yaml(FILE, "bot.dialogue")
    try:
        frames = {name: re.compile(raw[name]) for name in ("self", "bare", "case", "change", "meant", "only")}
        roles = {str(role): re.compile(pattern) for role, pattern in raw["roles"].items()}
        return _Rules(frames, re.compile(raw["who"]), re.compile(raw["beside"]), re.compile(raw["opens_role"]), roles)
    except (AttributeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"bot/dialogue/{FILE} 有误：{error}。请改正这一处。") from error
