"""Clauses named by their number: their own words, from the start."""

from __future__ import annotations

from bot.answers.ask import Ask
from bot.answers.choose import in_words, is_duty_line
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import short_title, spoken_address
from corpus.model import Span
from retrieval.evidence import sentences

ROOM = 150
MOST = 3


def write_lookup(ask: Ask, draft: Draft) -> Pick | None:
    """Say what the named clauses say, sentence by sentence while there is room; None when none was found."""
    found = [e for e in ask.evidence if "address" in e.why]
    if not found:
        return None
    first: Pick | None = None
    cut = False
    for item in found[:MOST]:
        said = 0
        whole = sum(len(clause.text) for clause, _ in item.unit.parts)
        for clause, _ in item.unit.parts:
            for span in sentences(clause.text):
                words = span.of(clause.text).strip()
                if said and (said + len(words) > ROOM // len(found[:MOST]) or is_duty_line(words)):
                    break
                pick = Pick(item, clause, Span(span.start, min(span.end, span.start + 240)))
                opening = "" if said else f"{short_title(item.document)}{spoken_address(item.unit.address)}："
                words = in_words(ask.query, pick) if clause.row is not None or not said else pick.words
                if not draft.say(f"{opening}{words}", pick):
                    break
                said += len(words)
                first = first or pick
        cut = cut or said < whole * 0.8
    if cut:
        draft.remark("全文见依据")
    return first
