"""How much of a question a unit of evidence holds."""

from __future__ import annotations

from bot.answers.ask import Ask
from corpus.zhtext import fold
from retrieval.model import Evidence
from retrieval.rank import share


def cover(ask: Ask, item: Evidence) -> float:
    """How much of the question's telling words one unit holds, its headings and title included."""
    row = " ".join(item.unit.row) if item.unit.row else ""
    return share(ask.terms, fold(f"{item.document.title}\n{' '.join(item.unit.heading)}\n{row}\n{item.unit.text}"))
