"""Facts that a model proposes for a story: each with the caller's exact words, or dropped; never more than a guess."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.models.client import Deadline, ModelClient, ModelFailed
from bot.models.prompts import load_prompt
from corpus.model import Span
from corpus.vocabulary import Kind, Term, load_vocabulary
from triage.model import Certainty, Fact, Outlook, Reading, Story
from triage.privacy import mask

if TYPE_CHECKING:
    from triage.refer import Triage

_log = logging.getLogger(__name__)
SECONDS = 2.5
_LONGEST_QUOTE = 60
_MOST = 20


def propose(client: ModelClient, narrative: str) -> tuple[Fact, ...]:
    """Facts of the household that the model reads in `narrative` (personal data masked on the way out).

    None when the model fails. Each rests on words that stand in the narrative just so, at a path of the vocabulary with
    a value of its kind; everything else is dropped.
    """
    vocabulary = load_vocabulary()
    listed = "\n".join(
        f"{path}（{_kind(term)}）{term.says}" for path, term in vocabulary.items() if path.startswith("h.")
    )
    messages = load_prompt("facts").messages(paths=listed, narrative=mask(narrative))
    try:
        text = client.whole(messages, Deadline(SECONDS))
    except ModelFailed as failure:
        _log.info("no facts proposed: %s", failure.why)
        return ()
    return tuple(fact for row in _rows(text) if (fact := read_proposal(row, narrative, vocabulary)))


def widen(client: ModelClient, triager: Triage, story: Story, outlook: Outlook) -> Outlook:
    """The outlook with the model's guesses beside what the reader found; the same object when there are none.

    A guess only leans: it makes a measure worth asking about, it never makes one likely and hides none.
    """
    reading = merged(outlook.reading, propose(client, story.text))
    return outlook if reading is outlook.reading else triager.look(story, reading)


def merged(reading: Reading, proposed: Sequence[Fact]) -> Reading:
    """The reading with those proposals at whose path the reader has found nothing: a guess never meets a finding."""
    found = {fact.path for fact in reading.facts}
    new = tuple(fact for fact in proposed if fact.path not in found)
    return Reading(reading.members, (*reading.facts, *new), reading.named, reading.demand) if new else reading


def read_proposal(row: Mapping[str, Any], narrative: str, vocabulary: Mapping[str, Term]) -> Fact | None:
    """One proposal as a fact, or None."""
    path, quote = row.get("path"), row.get("quote")
    term = vocabulary.get(path) if isinstance(path, str) else None
    if term is None or not isinstance(quote, str) or not 1 < len(quote) <= _LONGEST_QUOTE or "＊" in quote:
        return None
    start = narrative.find(quote)
    value = _value(row.get("value"), term, quote)
    if start < 0 or value is None:
        return None
    return Fact(
        path=term.path,
        value=value,
        evidence=(Span(start, start + len(quote)),),
        unit=term.base_unit,
        denied=row.get("denied") is True,
        certainty=Certainty.GUESS,
    )


def _value(value: object, term: Term, quote: str) -> bool | str | float | None:
    if term.type is Kind.FLAG:
        return True if value in (True, "true", "是") else None
    if term.type in (Kind.NUMBER, Kind.MONEY):
        return _number(value, term, quote)
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_QUOTE and "＊" not in value:
        return value if value in term.values or (term.open and value in quote) else None
    return None


def _number(value: object, term: Term, quote: str) -> float | None:
    """A number must be said by the quote itself, in the unit of its path."""
    from corpus.figures import find_figures

    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    said = [figure for figure in find_figures(quote) if figure.unit == term.base_unit or figure.unit == ""]
    return float(value) if any(figure.value == float(value) for figure in said) else None


def _kind(term: Term) -> str:
    if term.values:
        return "、".join(term.values)
    return {Kind.FLAG: "true", Kind.MONEY: "元", Kind.NUMBER: term.unit or "数"}.get(term.type, "文字")


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of the answer, one a line or in one list; what is none is passed over."""
    decoder, place, given = json.JSONDecoder(), 0, 0
    while (start := text.find("{", place)) >= 0 and given < _MOST:
        try:
            row, place = decoder.raw_decode(text, start)
        except ValueError:
            place = start + 1
            continue
        if isinstance(row, dict):
            given += 1
            yield row
