"""The front door of the check: one sentence, the clauses it cites, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.check.actors import actor_faults
from bot.check.conditions import condition_faults
from bot.check.fault import Fault
from bot.check.figures import figure_faults
from bot.check.ground import Ground, ground_of
from bot.check.ground import pieces as cut
from bot.check.joined import joined_faults
from bot.check.modality import modality_faults
from bot.check.names import name_faults
from bot.check.novel import novel_words, uncovered
from bot.check.outside import outside_faults
from bot.check.polarity import negation_faults
from corpus.zhtext import fold
from retrieval.model import Evidence

__all__ = ["Checker", "Fault", "Judgement"]

_LONGEST = 200
_LONGEST_LINK = 24  # characters of a sentence that only links


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a sentence; nothing: it may be shown."""

    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        """May it be shown?"""
        return not self.faults

    def __str__(self) -> str:
        return "、".join(f"{fault.kind}:{fault.words}" for fault in self.faults)


class Checker:
    """Holds sentences against clauses. question: what was asked, whose words may stand for a condition."""

    def __init__(self, question: str = "", prompt: str = "") -> None:
        self._question = fold(question)
        self._prompt = fold(prompt)

    def judge(self, sentence: str, evidence: Sequence[Evidence]) -> Judgement:
        """Is `sentence` borne out by these units, which it cites? Raises KnowledgeError for malformed word lists."""
        folded = fold(sentence).strip("。!?;,")
        if not folded or len(folded) > _LONGEST:
            return Judgement((Fault("length", str(len(folded))),))
        ground = ground_of(evidence)
        if not evidence:
            return Judgement(tuple(self._uncited(folded, ground)))
        return Judgement(tuple(self._faults(folded, ground)))

    def _uncited(self, sentence: str, ground: Ground) -> Iterator[Fault]:
        """A sentence without a citation may only link: 具体如下。"""
        if len(sentence) > _LONGEST_LINK or any(uncovered(sentence, "")) or any(c.isdigit() for c in sentence):
            yield Fault("uncited", sentence[:20])
        yield from outside_faults(sentence, ground, self._prompt)

    def _faults(self, sentence: str, ground: Ground) -> Iterator[Fault]:
        pieces = list(cut(sentence))
        yield from outside_faults(sentence, ground, self._prompt)
        yield from name_faults(sentence, ground)
        yield from novel_words(sentence, ground)
        yield from figure_faults(sentence, ground)
        yield from negation_faults(pieces, ground)
        yield from modality_faults(pieces, ground)
        yield from condition_faults(sentence, pieces, ground, self._question)
        yield from actor_faults(sentence, ground)
        yield from joined_faults(pieces, ground)
