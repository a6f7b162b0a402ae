"""A fault: what in a sentence its clauses do not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """kind: word, figure, every, negation, modality, condition, actor, office, place, document, person, …;
    words: the stretch of the sentence or clause that it is about."""

    kind: str
    words: str
