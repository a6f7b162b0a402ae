"""Figures: the table row or the sentence that carries the number asked for, with unit, year and place."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.ask import Ask
from bot.answers.choose import around, plain, sentence_picks, shorten
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in
from bot.answers.rows import read_row, say_row
from corpus.figures import Figure, find_figures
from corpus.indicators import natural_unit
from corpus.zhtext import fold
from retrieval.rank import share

FITS = 0.3  # added to a sentence that holds a figure of a unit class asked for
HOLDS = 0.1  # added to a sentence that holds any figure
ROW_COVER = 0.45  # a row answers when its label covers this share of what is asked
OWN_COVER = 0.2  # a sentence answers when its own words cover this share of what is asked
NEAR_COVER = 0.3  # and this share together with its headings and topic
ROW_MARGIN = 0.9  # and when no sentence with a fitting figure covers more than this margin allows


def fits(words: str, classes: frozenset[str]) -> bool:
    """Do `words` hold a figure of one of these unit classes (of any, when none is named)?"""
    return any(_counts(figure, classes) for figure in find_figures(words))


def _counts(figure: Figure, classes: frozenset[str]) -> bool:
    return figure.unit_class in classes if classes else figure.unit_class not in ("ordinal", "date")


def write_figure(ask: Ask, draft: Draft) -> Pick | None:
    """Say the figure asked for; None when no clause of the evidence holds one that fits."""
    row = _row_pick(ask)
    sentence = _sentence_pick(ask)
    if row and (sentence is None or row.score >= ROW_MARGIN * sentence.score):
        return _say_row(ask, draft, row)
    if sentence is None:
        return None
    short = shorten(sentence, ask.terms, must=lambda words: fits(words, ask.asked.classes))
    if not draft.say(f"{lead_in(sentence.evidence.document)}：{plain(short.words)}", short):
        return None
    return short


def _row_pick(ask: Ask) -> Pick | None:
    picks = []
    for pick in sentence_picks(ask.evidence, ask.terms, depth=10):
        if pick.clause.row is None:
            continue
        row = read_row(pick.clause.row)
        cover = share(ask.terms, fold(f"{row.label}\n{' '.join(pick.clause.row)}\n{pick.evidence.document.title}"))
        if cover >= ROW_COVER and row.value_heads():
            picks.append(Pick(pick.evidence, pick.clause, pick.span, pick.score + FITS * cover))
    return max(picks, key=lambda p: p.score, default=None)


def _sentence_pick(ask: Ask) -> Pick | None:
    classes = ask.asked.classes

    def bonus(words: str) -> float:
        return FITS if fits(words, classes) else (HOLDS if not classes and fits(words, frozenset()) else 0.0)

    for pick in sentence_picks(ask.evidence, ask.terms, bonus=bonus):
        own = share(ask.terms, fold(pick.words))
        near = share(ask.terms, f"{around(pick.evidence, pick.clause)}\n{fold(pick.words)}")
        if pick.clause.row is None and own >= OWN_COVER and near >= NEAR_COVER and fits(pick.words, classes):
            return pick
    return None


def _say_row(ask: Ask, draft: Draft, pick: Pick) -> Pick | None:
    printed = pick.clause.row or {}
    label = read_row(printed).label
    row = read_row(printed, natural_unit(label) or "")
    head = row.head_for(ask.query.text, ask.query.years)
    document = pick.evidence.document
    return pick if draft.say(f"{lead_in(document)}：{say_row(row, head)}", pick) else None


def figures_named(question: str) -> Sequence[Figure]:
    """Figures that the question itself states (a premise to be checked), years and ordinals left out."""
    return [f for f in find_figures(question) if f.unit_class not in ("date", "ordinal", "duration")]
