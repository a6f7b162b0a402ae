"""Measures, definitions, procedures and yes-or-no: said with the clause's own sentences."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.ask import Ask
from bot.answers.choose import around, in_words, plain, sentence_picks, shorten
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in
from bot.answers.traits import is_of_rival
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence, Kind
from retrieval.rank import binds, share

# A further sentence stands in the answer when its score is within so much of the best: of the same unit, of another.
WITHIN = 3.0
BEYOND = 2.0
APART = 2.0  # of another paper
LEAST = 40  # characters that a further sentence may at least have
SETTLING = 0.3
UNSETTLED = "条文没有直接写明是或不是，这是最相近的规定，请向经办单位核实"
SHORT_UNIT = 130  # characters of a unit that is said whole
LIST = 3  # units below one heading that make a list
LIST_COVER = 0.5  # share of the question that the heading must cover
BROAD = (Kind.MEASURES, Kind.PROCEDURE, Kind.OTHER, Kind.DEFINITION)


def write_prose(ask: Ask, draft: Draft) -> Pick | None:
    """Say the best sentence and those that stand near it, in reading order; returns the best, None if there is none."""
    picks = _own(ask, sentence_picks(ask))
    if not picks:
        return None
    best = picks[0]
    chosen = _whole(ask, best) or further(ask, shorten(best, ask.terms), picks[1:])
    opening = ""
    for pick in chosen:
        words = in_words(ask.query, pick)
        own = lead_in(pick.evidence.document)
        draft.say(f"{own}：{words}" if own != opening else words, pick)
        opening = own
    if ask.query.kind is Kind.YES_NO and not _settles(ask, best):
        draft.remark(UNSETTLED)
        draft.missing.append("是或不是（条文没有直接写明）")
    return best


def _within(pick: Pick, other: Pick) -> bool:
    """Is a pick a piece of a longer one (an item of a list that is said whole)?"""
    if pick.clause.address != other.clause.address or pick.span == other.span:
        return False
    return other.span.start <= pick.span.start and pick.span.end <= other.span.end


def _settles(ask: Ask, pick: Pick) -> bool:
    """Does the sentence, with what stands around it, hold enough of a yes-or-no question to settle it?"""
    return share(ask.terms, f"{around(pick.evidence, pick.clause)}\n{fold(pick.words)}") >= SETTLING


def _own(ask: Ask, picks: list[Pick]) -> list[Pick]:
    """The picks that do not speak of what stands beside the thing asked, where there are any."""
    return [p for p in picks if not is_of_rival(ask.query.text, p.words, p.clause.address)] or picks


def _whole(ask: Ask, best: Pick) -> list[Pick]:
    """All sentences of the best pick's unit when it is short enough to be said whole; else none."""
    if len(best.evidence.unit.text) > min(SHORT_UNIT, ask.room) or best.clause.row is not None:
        return []
    order = {clause.address: i for i, (clause, _) in enumerate(best.evidence.unit.parts)}
    picks = _own(ask, sentence_picks(ask, [best.evidence]))
    picks = [pick for pick in picks if not any(_within(pick, other) for other in picks)]
    return sorted(picks, key=lambda p: (order[p.clause.address], p.span.start))


def write_list(ask: Ask, draft: Draft) -> Pick | None:
    """List what stands below a heading that is itself what is asked for (哪些基本原则): the opening of each paragraph.

    None unless at least three units of the evidence share the heading and it covers most of the question.
    """
    below: dict[tuple[str, tuple[str, ...]], list[Evidence]] = {}
    for item in ask.grounds:
        if item.unit.heading and not item.unit.address.startswith("第"):
            below.setdefault((item.document.document_id, item.unit.heading), []).append(item)
    for (_, heading), items in below.items():
        covered = share(ask.terms, fold(heading[-1]))
        if (
            len(items) < LIST
            or covered < LIST_COVER
            or covered < max(share(ask.terms, fold(i.unit.text)) for i in items)
        ):
            continue
        ordered = sorted(items, key=lambda item: item.unit.unit_id)
        picks = [Pick(item, item.unit.parts[0][0], next(iter(sentences(item.unit.text)))) for item in ordered]
        picks = [shorten(pick, ask.terms, longest=40) for pick in picks if pick.span.end <= len(pick.clause.text)]
        for position, pick in enumerate(picks):
            opening = f"{lead_in(pick.evidence.document)}{plain(heading[-1])}：" if position == 0 else ""
            draft.say(f"{opening}{plain(pick.words)}", pick)
        return picks[0] if draft.picks else None
    return None


def goes_with(pick: Pick, best: Pick) -> bool:
    """May a further sentence stand beside the best one? Of another paper only where that binds and comes very near."""
    if pick.evidence.document.document_id == best.evidence.document.document_id:
        return True
    return binds(pick.evidence.status) and best.score - pick.score <= APART


def further(ask: Ask, best: Pick, picks: Sequence[Pick]) -> list[Pick]:
    """The best sentence with those of `picks` that come near it while there is room: first those of its own unit, in
    reading order, then others of its paper, or of another that binds."""
    chosen, length, heard = [best], len(best.words), fold(best.words)
    for pick in picks:
        same = pick.evidence.unit.unit_id == best.evidence.unit.unit_id
        if best.score - pick.score > (WITHIN if same else BEYOND) or ask.room - length < LEAST:
            continue
        if _within(pick, best) or not goes_with(pick, best):
            continue
        short = shorten(pick, ask.terms, longest=max(LEAST, ask.room - length))
        if length + len(short.words) > ask.room or fold(short.words) in heard:
            continue
        chosen.append(short)
        length += len(short.words)
        heard += fold(short.words)
    order = {clause.address: i for i, (clause, _) in enumerate(best.evidence.unit.parts)}
    own = [p for p in chosen if p.evidence.unit.unit_id == best.evidence.unit.unit_id]
    other = [p for p in chosen if p.evidence.unit.unit_id != best.evidence.unit.unit_id]
    return sorted(own, key=lambda p: (order.get(p.clause.address, 0), p.span.start)) + other
