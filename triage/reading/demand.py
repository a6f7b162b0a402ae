"""What the caller asks for (诉求): measures named with a wish or question beside them; the wish in official words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from triage.reading.clauses import Clauses
from triage.reading.words import cue, read_data

_MAY = re.compile(r"(?:能|可以|该|能够)[^,。;!?]{0,10}$")
_REACH = 18


def find_named(text: str, clauses: Clauses, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Ids of the measures whose name stands in a clause that wants or asks, in order of mention."""
    found: list[tuple[int, str]] = []
    wants = cue("want")
    for key, words in names.items():
        for word in words:
            place = text.find(word) if len(word) > 1 else -1
            while place >= 0:
                clause = clauses.at(place)
                before = text[max(clause.start, place - _REACH) : place]
                behind = text[place + len(word) : clause.end]
                stated = re.search(r"(?:已经|现在|正在|在)(?:吃|享受|领|办了)", before)
                asked = (
                    wants.search(before)
                    or cue("ask_behind").match(behind)
                    or (_MAY.search(before) and "?" in clause.stop)
                )
                if (asked or (behind.endswith(("吗", "么", "不")) and "?" in clause.stop)) and not stated:
                    found.append((place, key))
                    break
                place = text.find(word, place + 1)
    return tuple(dict.fromkeys(key for _, key in sorted(found)))


@cache
def _demands() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["r"]), row["say"]) for row in read_data("demand.yaml")["demands"])


def find_demand(text: str) -> str:
    """What the caller wants, in short official words joined by ；; empty when no wish is heard."""
    said = []
    for pattern, words in _demands():
        match = pattern.search(text)
        if match:
            said.append((match.start(), words))
    return "；".join(dict.fromkeys(words for _, words in sorted(said)[:4]))
