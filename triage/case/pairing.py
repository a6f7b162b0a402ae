"""Which words answer which question (对上号): of one turn's words, clause by clause.

Numbered answers (1有 2没有) go by their numbers; a clause that takes up a question's words goes to it; a bare one
(没有, 四口, 三万多) to the first question still open that it fits. What fits none is left to the reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.numerals import parse_int
from corpus.vocabulary import Kind, open_path
from corpus.zhtext import normalise
from triage.case.answers import FILE, PLACE, Answer, Put, bare_word, names_a_place, read_answer
from triage.shipped import pattern, read_data

_CLAUSE = re.compile(r"(?:[^，,。；;！!？?\s]|(?<=\d),(?=\d))+")
PUT_NOW = 3
_SHARED = 2  # so many characters in a row that a clause and a question share
_BARE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Paired:
    """A stretch of a turn's words and the question it answers; start and end count in those words."""

    put: Put
    answer: Answer
    start: int
    end: int


def clauses_of(words: str) -> Iterator[tuple[int, int]]:
    """The clauses of a turn's words that may answer something, as start and end; blanks end one like commas do.

    对了 before a further story is no answer.
    """
    found = list(_CLAUSE.finditer(words))
    for place, match in enumerate(found):
        opens = place + 1 < len(found) and _pattern("opening").fullmatch(normalise(match[0]).text)
        if not opens:
            yield match.start(), match.end()


def pair_one(put: Put, words: str, day: dt.date) -> tuple[Paired, ...]:
    """The answer to one question: the first clause that is one, a number or choice before a bare yes.

    A 不知道 counts only if nothing else answers.
    """
    found = [
        Paired(put, answer, start, end)
        for start, end in clauses_of(words)
        if (answer := read_answer(put, words[start:end], day)) is not None
    ]
    told = [one for one in found if one.answer.kind == "value"]
    named = [one for one in told if not one.answer.bare]
    first = (named if _names_a_value(put) else told) or told or found
    return (first[0],) if first else ()


def pair_all(asked: Sequence[Put], words: str, day: dt.date) -> tuple[Paired, ...]:
    """The answers among a turn's words to the questions that were put, each question answered once."""
    numbered = _numbered(asked, words, day)
    if numbered:
        return numbered
    found: dict[str, Paired] = {}
    for start, end in clauses_of(words):
        clause = words[start:end]
        left = [put for put in asked if put.path not in found]
        named = [put for put in left if _takes_up(clause, put)]
        for put in (*named, *(left[:PUT_NOW] if _is_bare(clause) else ())):
            answer = read_answer(put, clause, day)
            if answer is not None:
                found[put.path] = Paired(put, answer, start, end)
                break
    return tuple(found.values())


def _names_a_value(put: Put) -> bool:
    return put.term.type in (Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.TEXT)


def _is_bare(clause: str) -> bool:
    """Whether a clause says nothing but an answer: yes, no, not known, or one number with its unit."""
    text = normalise(clause).text
    if len(text) > _BARE_LENGTH:
        return bool(_pattern("unknown").search(text))
    return bare_word(text) is not None or bool(_pattern("unknown").search(text) or _pattern("bare_number").search(text))


def _takes_up(clause: str, put: Put) -> bool:
    """Whether a clause speaks of what was asked: two characters in a row of the question or of what it is about."""
    if put.path == PLACE:
        return names_a_place(clause)
    text, about = normalise(clause).text, normalise(put.text + put.term.says).text
    common = set(read_data(FILE)["common"])
    pairs = {text[i : i + _SHARED] for i in range(len(text) - _SHARED + 1)}
    return any(pair in about and not common.issuperset(pair) and pair.isalpha() for pair in pairs)


def _numbered(asked: Sequence[Put], words: str, day: dt.date) -> tuple[Paired, ...]:
    """Answers told by the number of their question; () unless the numbers fit the questions and rise."""
    marks = list(_pattern("numbered").finditer(words))
    numbers = [parse_int(mark["said"] or mark["digit"]) or 0 for mark in marks]
    rising = numbers == sorted(set(numbers)) and all(1 <= number <= len(asked) for number in numbers)
    if not rising or not (len(marks) > 1 or (marks and marks[0]["said"])):
        return ()
    found = []
    for place, (mark, number) in enumerate(zip(marks, numbers, strict=True)):
        stop = marks[place + 1].start() if place + 1 < len(marks) else len(words)
        for one in pair_one(asked[number - 1], words[mark.end() : stop], day):
            found.append(Paired(one.put, one.answer, mark.start(), one.end + mark.end()))
    return tuple(found)


def same_question(path: str, other: str) -> bool:
    """Whether two paths ask the same, one of them perhaps of no member in particular."""
    return path == other or (open_path(path) == open_path(other) and open_path(path) in (path, other))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})
