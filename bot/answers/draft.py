"""Writing an answer: sentences that each rest on picked words of a clause, numbered as they come."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.answers.answer import MOST_CITATIONS
from corpus.citation import LONGEST_QUOTE, Citation
from corpus.model import Clause, Span
from retrieval.model import Evidence

LONGEST_ANSWER = 400


@dataclass(frozen=True, slots=True)
class Pick:
    """Words chosen as ground: `span` of `clause.text`, a clause inside the evidence unit."""

    evidence: Evidence
    clause: Clause
    span: Span
    score: float = 0.0

    @property
    def words(self) -> str:
        """The picked words, as printed."""
        return self.span.of(self.clause.text)

    @property
    def key(self) -> tuple[str, str, Span]:
        """What makes two picks the same citation."""
        return (self.evidence.document.document_id, self.clause.address, self.span)

    def cite(self) -> Citation:
        """The citation of these words (cut to the longest quote that the contract allows)."""
        span = Span(self.span.start, min(self.span.end, self.span.start + LONGEST_QUOTE))
        return Citation(self.evidence.document, self.clause, span, self.evidence.status, span.of(self.clause.text))


@dataclass(slots=True)
class Draft:
    """An answer in the making. `missing`: parts of the question that no clause answers."""

    sentences: list[str] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)  # warnings by code, found while writing
    lead: str = ""  # a caution before the first sentence

    def number(self, pick: Pick) -> int | None:
        """The citation number of a pick, added if new; None when no further citation fits."""
        keys = [p.key for p in self.picks]
        if pick.key in keys:
            return keys.index(pick.key) + 1
        if len(self.picks) >= MOST_CITATIONS:
            return None
        self.picks.append(pick)
        return len(self.picks)

    def say(self, words: str, *picks: Pick) -> bool:
        """Add one sentence resting on `picks`; a sentence whose every pick finds no room is left out (False)."""
        room = LONGEST_ANSWER - len(self.text())
        words = words.rstrip("。；;，, ")
        before = list(self.picks)
        numbers = [n for n in (self.number(p) for p in picks) if n is not None]
        sentence = words + "".join(f"[{n}]" for n in dict.fromkeys(numbers)) + "。"
        if not numbers or len(sentence) > room:
            self.picks = before
            return False
        self.sentences.append(sentence)
        return True

    def remark(self, words: str) -> None:
        """Add a sentence that states no fact of a clause (an offer to go on, a plain caution), if there is room."""
        sentence = words.rstrip("。") + "。"
        if sentence not in self.sentences and len(self.text()) + len(sentence) <= LONGEST_ANSWER:
            self.sentences.append(sentence)

    def caution(self, words: str) -> None:
        """Put words before the answer that say how far it may be trusted, if there is room."""
        if self.sentences and len(self.text()) + len(words) <= LONGEST_ANSWER:
            self.lead = words

    def text(self) -> str:
        """The answer so far; whose words they are is not said twice."""
        said: set[str] = set()
        kept = []
        for sentence in self.sentences:
            head, mark, rest = sentence.partition("：")
            again = bool(mark) and head in said
            said.add(head)
            kept.append(rest if again else sentence)
        return self.lead + "".join(kept)
