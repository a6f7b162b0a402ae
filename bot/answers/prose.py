"""Measures, definitions, procedures and yes-or-no: said with the clause's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.ask import Ask
from bot.answers.choose import in_words, plain, sentence_picks, shorten
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence, Kind
from retrieval.rank import share

ROOM = 200  # characters after which no further sentence is added
ENOUGH = 0.55  # a further sentence must score at least this share of the best
NEAR_BEST = 0.8  # of the best score, from which a sentence of the first unit goes before it
SHORT_UNIT = 130  # characters of a unit that is said whole
QUOTED = 0.3  # added to a sentence that holds what the question quotes
LISTED = 0.1  # added to an enumeration where the question asks which ones
DEFINING = 0.35  # added to a sentence that defines, where a definition is asked for
_MEANS = re.compile("是指|指的是|所称|以下(?:统|简)?称|是以下|即")
_WHICH = re.compile(r"哪(?:些|几|[一二两三四五六七八九十])|包括|包含|分别|有(?:什么|啥)")
LIST = 3  # units below one heading that make a list
LIST_COVER = 0.5  # share of the question that the heading must cover
BROAD = (Kind.MEASURES, Kind.PROCEDURE, Kind.OTHER, Kind.DEFINITION)


def write_prose(ask: Ask, draft: Draft) -> Pick | None:
    """Say the best sentences of the best unit, in reading order; returns the best pick, None if there is none."""
    picks = sentence_picks(ask.grounds, ask.terms, bonus=lambda words: _bonus(ask, fold(words)))
    if not picks:
        return None
    best = _of_first_unit(ask, picks) or picks[0]
    chosen = _whole(ask, best) or _chosen(ask, [best, *(p for p in picks if p.key != best.key)])
    opening = lead_in(best.evidence.document)
    for position, pick in enumerate(chosen):
        words = in_words(ask.query, pick)
        draft.say(f"{opening}：{words}" if position == 0 else words, pick)
    return best


def _bonus(ask: Ask, words: str) -> float:
    """For words that the question quotes, for an enumeration where it asks which ones, for a sentence that defines."""
    quoted = ask.quoted
    held = sum(phrase in words for phrase in quoted) / len(quoted) if quoted else 0.0
    listed = min(words.count("、"), 3) / 3 if _WHICH.search(ask.query.text) else 0.0
    defining = ask.query.kind is Kind.DEFINITION and bool(_MEANS.search(words))
    return QUOTED * held + LISTED * listed + DEFINING * defining


def _of_first_unit(ask: Ask, picks: Sequence[Pick]) -> Pick | None:
    """The best sentence of the unit that the search put first, when it comes near the best of all."""
    first = ask.grounds[0].unit.unit_id
    own = next((p for p in picks if p.evidence.unit.unit_id == first), None)
    return own if own and own.score >= NEAR_BEST * picks[0].score else None


def _whole(ask: Ask, best: Pick) -> list[Pick]:
    """All sentences of the best pick's unit when it is short enough to be said whole; else none."""
    if len(best.evidence.unit.text) > SHORT_UNIT or best.clause.row is not None:
        return []
    order = {clause.address: i for i, (clause, _) in enumerate(best.evidence.unit.parts)}
    return sorted(sentence_picks([best.evidence], ask.terms), key=lambda p: (order[p.clause.address], p.span.start))


def write_list(ask: Ask, draft: Draft) -> Pick | None:
    """List what stands below a heading that is itself what is asked for (哪些基本原则): the opening of each paragraph.

    None unless at least three units of the evidence share the heading and it covers most of the question.
    """
    below: dict[tuple[str, tuple[str, ...]], list[Evidence]] = {}
    for item in ask.grounds:
        if item.unit.heading and not item.unit.address.startswith("第"):
            below.setdefault((item.document.document_id, item.unit.heading), []).append(item)
    for (_, heading), items in below.items():
        if len(items) < LIST or share(ask.terms, fold(heading[-1])) < LIST_COVER:
            continue
        ordered = sorted(items, key=lambda item: item.unit.unit_id)
        picks = [Pick(item, item.unit.parts[0][0], next(iter(sentences(item.unit.text)))) for item in ordered]
        picks = [shorten(pick, ask.terms, longest=40) for pick in picks if pick.span.end <= len(pick.clause.text)]
        for position, pick in enumerate(picks):
            opening = f"{lead_in(pick.evidence.document)}{plain(heading[-1])}：" if position == 0 else ""
            draft.say(f"{opening}{plain(pick.words)}", pick)
        return picks[0] if draft.picks else None
    return None


def _chosen(ask: Ask, picks: Sequence[Pick]) -> list[Pick]:
    """The best sentence, then others of its unit (or of another unit that adds terms) while there is room."""
    best = shorten(picks[0], ask.terms)
    chosen, length = [best], len(best.words)
    heard = fold(best.words)
    for pick in picks[1:]:
        if pick.score < ENOUGH * best.score or length >= ROOM:
            break
        same = pick.evidence.unit.unit_id == best.evidence.unit.unit_id
        more = share(ask.terms, f"{heard}\n{fold(pick.words)}") > share(ask.terms, heard)
        if not (more or (same and ask.query.kind in BROAD)) or (not same and pick.score < 0.8 * best.score):
            continue
        if not same and pick.evidence.document.document_id != best.evidence.document.document_id:
            continue
        short = shorten(pick, ask.terms, longest=max(40, ROOM - length))
        if length + len(short.words) > ROOM + 20 or fold(short.words) in heard:
            continue
        chosen.append(short)
        heard += fold(short.words)
        length += len(short.words)
    order = {clause.address: i for i, (clause, _) in enumerate(best.evidence.unit.parts)}
    head = [p for p in chosen if p.evidence.unit.unit_id == best.evidence.unit.unit_id]
    tail = [p for p in chosen if p.evidence.unit.unit_id != best.evidence.unit.unit_id]
    return sorted(head, key=lambda p: (order.get(p.clause.address, 0), p.span.start)) + tail
