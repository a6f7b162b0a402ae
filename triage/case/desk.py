"""Facts put right by staff (坐席改动): a value set by a button or a form, a fact taken out; each leaves a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.model import Span
from corpus.vocabulary import Kind, load_vocabulary, open_path
from triage.case.facts import put_in, undivided
from triage.case.holders import holder_of, numbered
from triage.case.model import Turn
from triage.fact_lines import fact_line
from triage.model import Fact, Member, Reading
from triage.shipped import read_data

# The line that is written, the facts and the members afterwards, and what could not be done.
Changed = tuple[str, Sequence[Fact], tuple[Member, ...], str]


def change(reading: Reading, turn: Turn, end: int) -> Changed:
    """A fact set to `turn.value`; its words are the line that says so, written at `end` of the text.

    Raises BadField for a member that is not there.
    """
    path = turn.path or ""
    lead = "\n" + _lead(turn)
    number, members = holder_of(path, "", reading.members, reading.facts, Span(end, end + 1))
    fact = _fact(numbered(path, number), turn, number)
    words = fact_line(fact, members)
    span = Span(end + len(lead), end + len(lead) + len(words))
    fact = _fact(fact.path, turn, number, span)
    if len(members) > len(reading.members):
        new = members[-1]
        members = (*members[:-1], Member(new.number, new.relation, new.outside, span))
    return lead + words, put_in(undivided(reading.facts), [fact], instead=True, start=span.start), members, ""


def remove(reading: Reading, turn: Turn) -> Changed:
    """The facts at `turn.path` taken out, of every member where it names none."""
    path = turn.path or ""
    known = undivided(reading.facts) if any(fact.path == path for fact in undivided(reading.facts)) else reading.facts
    gone = [fact for fact in known if path in (fact.path, open_path(fact.path))]
    said = "；".join(dict.fromkeys(fact_line(fact, reading.members) for fact in gone))
    words = said or load_vocabulary()[open_path(path)].says
    left = [fact for fact in known if fact not in gone]
    why = "" if gone else str(_words()["unread"]["absent"])
    return "\n" + str(_words()["line"]["removed"]) + words, left, reading.members, why


def _lead(turn: Turn) -> str:
    shapes = _words()["line"]
    return str(shapes["asked"]).format(question=turn.question) if turn.question else str(shapes["changed"])


def _fact(path: str, turn: Turn, number: int | None, span: Span | None = None) -> Fact:
    """The fact of a set value; a flag set to no is its denial."""
    term = load_vocabulary()[open_path(path)]
    value = turn.value
    assert value is not None
    return Fact(
        path=path,
        value=True if value is False else value,
        evidence=(span or Span(0, 1),),
        unit=term.base_unit if term.type in (Kind.NUMBER, Kind.MONEY) else None,
        period=term.period if term.type is Kind.MONEY else None,
        denied=value is False,
        holder="household" if number is None else f"member:{number}",
    )


def _words() -> dict[str, Any]:
    return read_data("answers.yaml")
