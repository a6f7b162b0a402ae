"""What holds goes first: a clause in force that answers as well is said before a paper that does not bind."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answerable import is_answerable, is_sure
from bot.answers.ask import Ask
from bot.answers.choose import around, sentence_picks
from bot.answers.draft import Pick
from bot.answers.fitting import fits
from corpus.status import NATION
from corpus.zhtext import fold
from retrieval.model import Kind
from retrieval.rank import binds, share

# Kinds that ask about one paper or place itself, or for the offices of a plan's own tasks.
_OF_PAPERS = (Kind.LOOKUP, Kind.STATUS, Kind.COMPARISON, Kind.OFFICE_DUTIES)
AS_WELL = 0.75  # share of what the paper's best sentence holds of the question that the act's must hold
WORTH = 0.5  # and that the paper's must hold to be said at all
AS_NEAR = 0.8  # and of the score of its unit


def in_force(ask: Ask) -> Ask | None:
    """The question asked of the nation's acts that hold on its day, where they answer as well as the paper, past its
    term or a draft, that would be answered from, or where that is only near. None otherwise, or where the question
    names a place, a paper or an office."""
    query, first = ask.query, ask.grounds[:1]
    if query.documents or query.addresses or query.region_source == "question" or query.wants_elsewhere:
        return None
    if query.kind in _OF_PAPERS or query.offices or not first or binds(first[0].status):
        return None
    acts = tuple(e for e in ask.evidence if e.document.region == NATION and binds(e.status))
    held = replace(ask, result=replace(ask.result, evidence=acts))
    if not acts or not is_answerable(held):
        return None
    return held if not is_sure(ask) or _as_well(held, ask) else None


def is_worth_saying(paper: Ask, held: Ask) -> bool:
    """Does the paper that does not bind say enough to stand, with its warning, behind the acts in force?"""
    own, theirs = next(iter(sentence_picks(held)), None), next(iter(sentence_picks(paper)), None)
    return is_sure(paper) or bool(own and theirs and _held(paper, theirs) >= WORTH * _held(held, own))


def _as_well(held: Ask, paper: Ask) -> bool:
    own, theirs = next(iter(sentence_picks(held)), None), next(iter(sentence_picks(paper)), None)
    if own is None or theirs is None:
        return own is not None
    if held.wants_figure and fits(own.words, held.asked.classes) < fits(theirs.words, held.asked.classes):
        return False
    return own.evidence.score >= AS_NEAR * theirs.evidence.score and _held(held, own) >= AS_WELL * _held(paper, theirs)


def _held(ask: Ask, pick: Pick) -> float:
    """How much of the question the sentence holds, with what stands around it."""
    return share(ask.terms, f"{around(pick.evidence, pick.clause)}\n{fold(pick.words)}")
