"""How much of a question a unit of evidence holds."""

from __future__ import annotations

from bot.answers.ask import Ask
from corpus.figures import find_figures
from corpus.zhtext import fold
from retrieval.model import Evidence, Term
from retrieval.rank import share


def cover(ask: Ask, item: Evidence) -> float:
    """How much of the question's telling words one unit holds, its headings and title included."""
    row = " ".join(item.unit.row) if item.unit.row else ""
    return share(ask.terms, fold(f"{item.document.title}\n{' '.join(item.unit.heading)}\n{row}\n{item.unit.text}"))


def most_telling(ask: Ask) -> list[Term]:
    """The most telling words of what is asked about; counts and lone characters (一年, 补) name nothing."""
    naming = [term for term in ask.terms if len(term.forms[0]) > 1 and not find_figures(term.forms[0])] or ask.terms
    most = max((term.weight for term in naming), default=0.0)
    return [term for term in naming if term.weight == most]
