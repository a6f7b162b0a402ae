"""What a message is besides a question (听话): a command, small talk, a number; patterns in data/heard.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import KnowledgeError
from corpus.numerals import parse_int
from corpus.shipped import read_yaml
from corpus.zhtext import fold

_MARKS = re.compile(r"[\W_]+")
FILE = "data/heard.yaml"
_SHORT = 18  # characters of a command in free words
_SINGLE = (
    "takes_back",
    "meant",
    "meant_alone",
    "not_but",
    "aside",
    "number",
    "letters",
    "back_to_case",
    "other_household",
    "asks",
    "submits",
    "pointer",
    "idle",
    "teller",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A command or small talk: its name in heard.yaml; rest: the words that go with it; number: of 原文1."""

    name: str
    rest: str = ""
    number: int | None = None


def squeezed(text: str) -> str:
    """The message folded, without blanks, marks and signs."""
    return _MARKS.sub("", fold(text).lower())


def command_in(text: str) -> Heard | None:
    """The command that the whole message is, None when it is none. Raises KnowledgeError for malformed patterns."""
    plain = squeezed(text)
    for name, pattern in patterns()["commands"].items():
        match = pattern.fullmatch(plain)
        if match:
            said = [value for value in match.groupdict().values() if value]
            return Heard(name, number=number_of(said[0]) if said else None)
    for name, pattern in patterns()["told"].items():
        match = pattern.match(fold(text).strip())
        if match:
            return Heard(name, rest=_rest(match))
    return Heard(core) if (core := _core_of(plain)) else None


def _core_of(plain: str) -> str | None:
    """The command whose telling words stand in a short message beside idle words alone."""
    if len(plain) > _SHORT or talk_in(plain):
        return None
    for name, core in patterns()["cores"].items():
        found = core.search(plain)
        if found and not _one("idle").sub("", plain[: found.start()] + "，" + plain[found.end() :]).strip("，"):
            return str(name)
    return None


def talk_in(text: str) -> str | None:
    """The kind of small talk that the whole message is: hello, thanks, bye, fine; None when it is none."""
    plain = squeezed(text)
    return next((name for name, pattern in patterns()["talk"].items() if pattern.fullmatch(plain)), None)


def picked_number(text: str) -> int | None:
    """The number of an offer that the whole message picks (2, 回复2, 第二个), None when it picks none."""
    match = _one("number").fullmatch(squeezed(text))
    return number_of(match["n"]) if match else None


def letters_in(text: str) -> str:
    """The letters that the whole message names as an answer (A、C; 选B), "" when it names none."""
    match = _one("letters").fullmatch(squeezed(text))
    return "".join(sorted(set(re.sub("[^a-f]", "", match["letters"])))).upper() if match else ""


def is_unknown(text: str) -> bool:
    """Whether the whole message says that the answer is not known."""
    return bool(_one("unknown").fullmatch(squeezed(text)))


def asks(text: str) -> bool:
    """Whether the message has the form of a question."""
    return bool(_one("asks").search(fold(text)))


def asks_who(text: str) -> bool:
    """Whether the message only asks which office does it."""
    return bool(patterns()["pointing"]["office"].fullmatch(squeezed(text)))


def tells(text: str) -> bool:
    """Whether the message has words of somebody who tells of a household."""
    return bool(_one("teller").search(fold(text)))


def case_again(text: str) -> str | None:
    """What follows when the message goes back to the household spoken of before, None when it does not."""
    match = _one("back_to_case").match(fold(text).strip())
    return _rest(match) if match else None


def other_household(text: str) -> bool:
    """Whether the message begins to tell of a household not spoken of before (另外有一户…)."""
    return bool(_one("other_household").match(fold(text).strip()))


def submitted(text: str) -> str | None:
    """What a learner hands in (交卷：…), None when the message hands nothing in."""
    match = _one("submits").match(fold(text).strip())
    return match["rest"].strip() if match else None


def taken_back(text: str) -> str | None:
    """What is meant instead, when the message takes something back (不对，我问的是…); None when it does not."""
    plain = fold(text).strip()
    swap = _one("not_but").match(plain)
    if swap:
        return swap["new"]
    opening = _one("takes_back").match(plain)
    rest = plain[opening.end() :] if opening else plain
    meant = _one("meant").match(rest)
    if meant and (opening or _one("meant_alone").match(rest)):
        return rest[meant.end() :].lstrip(" ,:，：") or None
    return rest if opening and rest else None


def set_aside(text: str) -> str | None:
    """The new question, when the message leaves what was spoken of (另外问一下，…); None when it does not."""
    match = _one("aside").match(fold(text).strip())
    return match["rest"].strip() if match else None


def number_of(words: str) -> int | None:
    """A number in figures or Chinese words."""
    return parse_int(words)


def _rest(match: re.Match[str]) -> str:
    return next((value.strip() for value in match.groupdict().values() if value), "")


def _one(name: str) -> re.Pattern[str]:
    pattern: re.Pattern[str] = patterns()[name]
    return pattern


@cache
def patterns() -> Mapping[str, Any]:
    """All patterns of heard.yaml, ready to use. Raises KnowledgeError naming what is malformed there."""
    raw = read_yaml(FILE, "bot.dialogue")
    try:
        courtesy = raw["courtesy"]
        made: dict[str, Any] = {
            "commands": {
                name: re.compile(f"{courtesy['before']}(?:{'|'.join(forms)}){courtesy['after']}")
                for name, forms in raw["commands"].items()
            },
            "told": {name: re.compile(form) for name, form in raw["told"].items()},
            "talk": {
                name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in raw["talk"].items()
            },
            "unknown": re.compile("|".join(raw["unknown"])),
            "cores": {name: re.compile(form) for name, form in raw["cores"].items()},
            "pointing": {name: re.compile(form) for name, form in raw["pointing"].items()},
        }
        return made | {name: re.compile(raw[name]) for name in _SINGLE}
    except (AttributeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"bot/dialogue/{FILE} 有误：{error}。请改正这一处。") from error
