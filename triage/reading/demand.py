"""What the caller asks for (诉求): measures named with a wish or question beside them; the wish in official words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from triage.reading.clauses import Clause, Clauses
from triage.reading.words import cue, read_data

_MAY = re.compile(r"(?:能|可以|该|能够)[^,。;!?]{0,10}$")
_REACH = 18
_GAP = "…"


def find_named(text: str, clauses: Clauses, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Ids of the measures named with a wish or a question, in order of mention.

    A name with … stands for its parts in that order within one clause. A wish counts in the clause of the name, in a
    bare one behind it (能重新申请吗), and, for a name that is no state of a household, anywhere in its sentence.
    """
    found: list[tuple[int, str]] = []
    for key, words in names.items():
        places = [place for word in words if len(word) > 1 for place in _places(word, text, clauses)]
        if places:
            found.append((min(places), key))
    return tuple(dict.fromkeys(key for _, key in sorted(found)))


def _places(word: str, text: str, clauses: Clauses) -> Iterator[int]:
    """Where a name stands and is asked for."""
    first, *rest = word.split(_GAP)
    place = text.find(first)
    while place >= 0:
        clause = clauses.at(place)
        end = place + len(first)
        for part in rest:
            there = text.find(part, end, clause.end)
            end = there + len(part) if there >= 0 else -1
            if end < 0:
                break
        if end > 0 and _is_asked(text, clauses, place, end):
            yield place
        place = text.find(first, place + 1)


def _is_asked(text: str, clauses: Clauses, start: int, end: int) -> bool:
    clause = clauses.at(start)
    before, said = text[max(clause.start, start - _REACH) : start], _wishes()
    if said["held"].search(before):
        return False
    if _wished_beside(text, clauses, clause, before, end):
        return True
    if said["state"].fullmatch(text[start:end]) or said["denied"].search(before):
        return False
    first, last = clauses.sentence(clause.sentence)
    closing, finish = clauses.sentence(clauses.items[-1].sentence)
    asks = "?" in text[first : last + 1] or said["asking"].search(text, first, last)
    return bool(asks or said["closing"].match(text[closing:finish]))


def _wished_beside(text: str, clauses: Clauses, clause: Clause, before: str, end: int) -> bool:
    """Whether a wish stands in the clause of the name, or, without an object, in the one behind it."""
    behind, said = text[end : clause.end], _wishes()
    if cue("want").search(before) or cue("ask_behind").match(behind) or said["around"].search(before + behind):
        return True
    if "?" in clause.stop and (_MAY.search(before) or behind.endswith(("吗", "么", "不"))):
        return True
    after = clauses.items[clause.number + 1 : clause.number + 2]
    return bool(after and said["bare"].match(text[after[0].start : after[0].end]))


@cache
def _wishes() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(pattern) for key, pattern in read_data("demand.yaml")["wishes"].items()}


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
