"""Helper prompts of chat front ends (界面自带的提示): title, tags, follow-ups, answered without any search."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml

FILE = "data/front_ends.yaml"
_EDGE = re.compile(r"[\s#*`\"“”《》。？?！!，,]+")


def helper_answer(prompt: str, history: Sequence[Mapping[str, str]] = ()) -> str | None:
    """What a helper prompt gets back, in the JSON that front ends look for; None when `prompt` is a user's own words.

    history: the talk that was sent along, for prompts that do not hold it themselves.
    """
    told = _told()
    if not any(mark.search(prompt) for mark in told.marks):
        return None
    asked = prompt
    for about in told.about:
        asked = about.sub("", asked)
    kind = next((name for name, pattern in told.kinds if pattern.search(asked)), None)
    if kind is None:
        return "" if prompt.lstrip().startswith("#") else None
    if kind == "title":
        title = _title(prompt, history)
        return json.dumps({"title": title}, ensure_ascii=False) if "json" in prompt.lower() else title
    empty = {"follow_ups": [], "queries": [], "text": "", "prompt": ""}
    made: dict[str, dict[str, Any]] = {
        "follow_ups": {"follow_ups": empty["follow_ups"]},
        "tags": {"tags": [told.tag]},
        "queries": {"queries": empty["queries"]},
        "autocomplete": {"text": empty["text"]},
        "picture": {"prompt": empty["prompt"]},
    }
    return json.dumps(made[kind], ensure_ascii=False) if kind in made else ""


def _title(prompt: str, history: Sequence[Mapping[str, str]]) -> str:
    """The first question of the talk, short."""
    told = _told()
    found = next((match for about in told.about if (match := about.search(prompt))), None)
    said = told.speaker.search(found["talk"] if found else "")
    first = next((turn["content"] for turn in history if turn["role"] == "user"), "")
    words = _EDGE.sub(" ", said["words"] if said else first).strip()
    return words[: told.longest].strip() or told.title


@dataclass(frozen=True, slots=True)
class _Told:
    marks: tuple[re.Pattern[str], ...]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    about: tuple[re.Pattern[str], ...]
    speaker: re.Pattern[str]
    title: str
    tag: str
    longest: int


@cache
def _told() -> _Told:
    raw = read_yaml(FILE, "bot.channels.openai")
    try:
        return _Told(
            tuple(re.compile(mark, re.IGNORECASE) for mark in raw["marks"]),
            tuple((str(name), re.compile(form, re.IGNORECASE)) for name, form in raw["kinds"].items()),
            tuple(re.compile(form) for form in raw["about"]),
            re.compile(raw["speaker"]),
            str(raw["title"]),
            str(raw["tag"]),
            int(raw["longest"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise KnowledgeError(f"bot/channels/openai/{FILE} 有误：{error}。请改正这一处。") from error
