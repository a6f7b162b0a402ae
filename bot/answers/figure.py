"""Figures: the table row or the sentence that carries the number asked for, with unit, year and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import product

from bot.answers.ask import Ask
from bot.answers.choose import around, in_words, sentence_picks, shorten
from bot.answers.cover import most_telling
from bot.answers.draft import Draft, Pick
from bot.answers.fitting import counts, fits
from bot.answers.lead_in import lead_in, spoken_address
from bot.answers.prose import goes_with
from bot.answers.rows import read_row
from bot.answers.traits import is_of_rival
from corpus.figures import Figure, find_figures
from corpus.indicators import find_indicators, natural_unit
from corpus.zhtext import fold
from retrieval.rank import share

LABEL = 3.0  # what a row gains when its label covers all that is asked
ROW_COVER = 0.45  # a row answers when its label covers this share of what is asked
# A sentence answers when its own words cover this share of what is asked, and this share together with its headings;
# a sum of money must be tied closer to what it is for.
COVERS = {True: (0.25, 0.35), False: (0.08, 0.2)}
TIGHT = 80  # characters around a sum or share in which the words asked about must stand
NEARLY_ALL = 0.6
HALF = 0.5
COUNTS = frozenset({"count", "people", "household", "money", "percent", "length", "area"})
_SHORT_LABEL = 3
_YEARLY = re.compile("每年|一年|年均|每个月|每月|一个月")
NEAR = 2.0  # how far a further sentence may stay behind the best
NEAR_BESIDE = 3.0  # and one of the same clause
MOST = 4
ROW_MARGIN = 1.0  # and when no sentence with a fitting figure is better by more than this


def write_figure(ask: Ask, draft: Draft) -> Pick | None:
    """Say the figure asked for; None when no clause of the evidence holds one that fits."""
    row = _row_pick(ask)
    found = _sentence_picks(ask)
    sentence = found[0] if found else None
    if row and (sentence is None or row.score >= sentence.score - ROW_MARGIN) and not _is_yearly(ask, sentence):
        said = _say_row(ask, draft, row)
        other = _other_numbers(ask, row)
        if other and draft.say(f"{spoken_address(other.clause.address)}写的是：{in_words(ask.query, other)}", other):
            _remark_disagreement(draft, row)
        return said
    if sentence is None:
        return None
    if not draft.say(f"{lead_in(sentence.evidence.document)}：{in_words(ask.query, sentence)}", sentence):
        return None
    for other in found[1:]:
        _say_beside(ask, draft, sentence, other)
    differs = row is not None and _disagree(ask, row, sentence)
    if row and differs and draft.say(f"{spoken_address(row.clause.address)}写的是：{in_words(ask.query, row)}", row):
        _remark_disagreement(draft, row)
    return sentence


def _is_yearly(ask: Ask, sentence: Pick | None) -> bool:
    """Is asked what is done each year, and does the sentence say that? A row gives the sum of all years."""
    return sentence is not None and bool(_YEARLY.search(ask.query.text) and _YEARLY.search(sentence.words))


def _other_numbers(ask: Ask, row: Pick) -> Pick | None:
    """The sentence that gives the same thing as a row in other numbers, cut short; None when none does."""
    label = fold(read_row(row.clause.row or {}).label)
    for pick in sentence_picks(ask, ask.evidence, depth=10):
        if pick.clause.row is None and _names(pick, label):
            short = shorten(pick, ask.terms, 60, partial(_names, pick, label))
            if _disagree(ask, row, short):
                return short
    return None


def remark_disagreements(ask: Ask, draft: Draft) -> None:
    """Warn where a row and a sentence of its paper that the answer says give the same thing in other numbers."""
    if any(code == "sources_disagree" for code, _ in draft.remarks):
        return
    rows = [pick for pick in draft.picks if pick.clause.row]
    told = [pick for pick in draft.picks if not pick.clause.row]
    for row, sentence in product(rows, told):
        same = row.evidence.document.document_id == sentence.evidence.document.document_id
        if same and _disagree(ask, row, sentence):
            _remark_disagreement(draft, row)
            return


def _disagree(ask: Ask, row: Pick, sentence: Pick) -> bool:
    """Does the sentence hold the row's whole label, and figures of the kind asked for of which the row prints none?"""
    read = read_row(row.clause.row or {})
    numbers = {f.value for cell in read.cells.values() for f in find_figures(cell)}
    other = [f for f in find_figures(sentence.words) if counts(f, ask.asked.classes or COUNTS)]
    return _names(sentence, fold(read.label)) and bool(other) and all(f.value not in numbers for f in other)


def _names(pick: Pick, label: str, words: str | None = None) -> bool:
    """Do these words (by default all that is picked) speak of what a row is about: by its label, or by its last
    characters in a clause whose address holds the label?"""
    text = fold(pick.words if words is None else words)
    if not label or label in text:
        return bool(label)
    return label in fold(pick.clause.address) and label[-_SHORT_LABEL:] in text


def _remark_disagreement(draft: Draft, row: Pick) -> None:
    label = read_row(row.clause.row or {}).label
    draft.remarks.append(("sources_disagree", f"{label}有两处数字不同，两处都列出，以文件原件为准。"))


def _row_pick(ask: Ask) -> Pick | None:
    picks = []
    for pick in sentence_picks(ask, depth=10):
        if pick.clause.row is None:
            continue
        if not holds_year(ask, pick):
            continue
        row = read_row(pick.clause.row)
        if is_of_rival(ask.query.text, row.label) or not _counts_in(
            row.unit or natural_unit(row.label) or "", ask.asked.classes
        ):
            continue
        cover = share(ask.terms, fold(f"{row.label}\n{' '.join(pick.clause.row)}\n{pick.evidence.document.title}"))
        official = "\n".join([ask.query.text, *ask.query.terms])
        cover = max(cover, _label_share(row.label, official), float(_same_indicator(row.label, ask.query.text)))
        if cover >= ROW_COVER and row.value_heads():
            picks.append(Pick(pick.evidence, pick.clause, pick.span, pick.score + LABEL * cover))
    return max(picks, key=lambda p: p.score, default=None)


def _say_beside(ask: Ask, draft: Draft, best: Pick, other: Pick) -> None:
    """Say a further sentence that gives such a figure as well, while there is room."""
    if len(draft.text()) + len(other.words) > ask.room:
        return
    same = other.evidence.document.document_id == best.evidence.document.document_id
    words = in_words(ask.query, other)
    draft.say(words if same else f"{lead_in(other.evidence.document)}：{words}", other)


def _sentence_picks(ask: Ask) -> list[Pick]:
    """The sentences that answer, best first; the others come near the best, of its paper or of one that binds."""
    classes = ask.asked.classes
    found: list[Pick] = []
    for pick in sentence_picks(ask):
        if pick.clause.row is None and fits(pick.words, classes) and holds_year(ask, pick):
            short = shorten(pick, ask.terms, must=lambda words: fits(words, classes))
            if is_of_rival(ask.query.text, short.words, short.clause.address):
                continue
            near = shorten(pick, ask.terms, TIGHT, lambda words: fits(words, classes)) if is_strict(ask) else short
            if not _is_tied(ask, near):
                continue
            if not found or (found[0].score - short.score <= _room(short, found[0]) and goes_with(short, found[0])):
                found.append(short)
    return _as_printed(found[:MOST], ask.room)


def _room(other: Pick, best: Pick) -> float:
    """How far a further sentence may stay behind the best."""
    return NEAR_BESIDE if other.clause == best.clause else NEAR


def _as_printed(picks: Sequence[Pick], room: int) -> list[Pick]:
    """Sentences of the best one's clause first, in the order in which they stand there, if there is room for all."""
    beside = [pick for pick in picks if pick.clause == picks[0].clause]
    if sum(len(pick.words) for pick in beside) > room:
        return list(picks)
    return [*sorted(beside, key=lambda pick: pick.span.start), *(pick for pick in picks if pick not in beside)]


def is_strict(ask: Ask) -> bool:
    """Is a sum or a share asked for? Then the figure must be tied close to what it is for."""
    return bool(ask.asked.classes & {"money", "percent"})


def _is_tied(ask: Ask, pick: Pick) -> bool:
    """Do these words speak of what is asked? They cover enough of it; for a sum or a share they also hold its most
    telling word, or nearly all words."""
    strict = is_strict(ask)
    own_least, near_least = COVERS[strict]
    words, place = fold(pick.words), around(pick.evidence, pick.clause)
    own = share(ask.terms, words)
    if own < own_least or share(ask.terms, f"{place}\n{words}") < near_least:
        return False
    said = fold(f"{pick.evidence.document.title}\n{pick.evidence.document.region or ''}\n{pick.words}")
    return not strict or own >= NEARLY_ALL or any(term.held(said) >= HALF for term in most_telling(ask))


def _say_row(ask: Ask, draft: Draft, pick: Pick) -> Pick | None:
    return pick if draft.say(f"{lead_in(pick.evidence.document)}：{in_words(ask.query, pick)}", pick) else None


def holds_year(ask: Ask, pick: Pick) -> bool:
    """May these words speak of a year that the question names? It stands in them, or lies in the document's period."""
    document = pick.evidence.document
    words = " ".join([pick.words, *(pick.clause.row or {}), *pick.clause.heading])
    first = int((document.effective_from or document.issued_on or "0")[:4])
    last = int((document.effective_to or "9999")[:4])
    return all(str(year) in words or first - 1 <= year <= last for year in ask.query.years)


def _counts_in(unit: str, classes: frozenset[str]) -> bool:
    """May figures in this printed unit answer? Yes when no unit or no class is known."""
    known = {figure.unit_class for figure in find_figures(f"1{unit}")} if unit and classes else set()
    return not known or bool(known & classes)


def _same_indicator(label: str, question: str) -> bool:
    """Do people's words in the question mean the indicator of this row (register of indicators)?"""
    named = find_indicators(label)
    return bool(named) and named[0] in find_indicators(question)[:2]


def _label_share(label: str, question: str) -> float:
    """Share of the label's bigrams that the question holds."""
    name, asked = fold(label), fold(question)
    grams = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(gram in asked for gram in grams) / len(grams) if grams else 0.0


def figures_named(question: str) -> Sequence[Figure]:
    """Figures that the question itself states (a premise to be checked), years and ordinals left out."""
    return [f for f in find_figures(question) if f.unit_class not in ("date", "ordinal", "duration")]
