"""The answer in the making: checked sentences with their citations, and what the composed answer says beyond them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answers import Answer
from bot.answers.draft import LONGEST_ANSWER, Draft, Pick
from bot.answers.lead_in import lead_in
from bot.answers.notices import notices_for
from bot.answers.offices import offices_of
from bot.check.figures import said_in
from bot.check.ground import grams, overlap
from corpus.citation import LONGEST_QUOTE, Citation
from corpus.departments import Departments
from corpus.model import Clause, Notice, Span
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence

_SAID = 0.6  # share of a composed sentence that the model's must hold for it to be said already
_SENTENCES = re.compile(r".+?(?:[。！？；\n]+[”’」』）)]*(?:\[\d+\])*|$)", re.DOTALL)
_MARK = re.compile(r"\[(\d+)\]")


class Writing:
    """Sentences said so far over one composed answer."""

    def __init__(self, composed: Answer, departments: Departments) -> None:
        self._composed = composed
        self._departments = departments
        self._draft = Draft()
        self._units = {item.unit.unit_id: item for item in composed.evidence}

    @property
    def begun(self) -> bool:
        """Has a sentence been said?"""
        return bool(self._draft.sentences)

    def say(self, words: str, cited: Sequence[Evidence]) -> str:
        """Add a checked sentence with the words of its clauses that bear it out; gives what was added, "" if nothing:
        no room, or said already."""
        if overlap(fold(words), fold(self._draft.text())) == 1 and self._same_figures(words):
            return ""
        picks = [pick for item in cited if (pick := best_pick(words, item))]
        if not self.begun and cited and not _names(words, cited[0]):
            words = f"{lead_in(cited[0].document)}：{words}"
        before = len(self._draft.sentences)
        self._draft.say(words.rstrip("。！？!?"), *picks)
        return "".join(self._draft.sentences[before:])

    def complete(self) -> Iterator[str]:
        """Add the composed answer's sentences whose facts have not been said; gives each as it is added."""
        for sentence in _SENTENCES.findall(self._composed.text):
            numbers = [int(mark) for mark in _MARK.findall(sentence)]
            bare = _MARK.sub("", sentence).rstrip("。；; \n")
            if self._is_said(bare):
                continue
            picks = [self._pick_of(self._composed.citations[n - 1]) for n in numbers]
            before = len(self._draft.sentences)
            if picks:
                self._draft.say(bare, *picks)
            elif not numbers:
                self._draft.remark(bare)
            yield from self._draft.sentences[before:]

    def answer(self) -> Answer:
        """The answer: the model's sentences and what completed them, with their own citations, offices, warnings."""
        old, picks = self._composed, self._draft.picks
        citations = tuple(pick.cite() for pick in picks)
        offices = offices_of(picks)
        own = list(notices_for(citations, picks, offices, old.region, old.as_of, self._departments))
        before = self._from_composed_only()
        return replace(
            old,
            text="".join(self._draft.sentences),
            citations=citations,
            offices=offices,
            notices=(*own, *(notice for notice in before if notice.code not in {one.code for one in own})),
            mode="model",
        )

    def _from_composed_only(self) -> list[Notice]:
        """The composed answer's warnings that no citation obliges to (a wrong premise, a part without a clause)."""
        old = self._composed
        picks = [self._pick_of(citation) for citation in old.citations]
        obliged = notices_for(old.citations, picks, old.offices, old.region, old.as_of, self._departments)
        codes = {notice.code for notice in obliged}
        return [notice for notice in old.notices if notice.code not in codes]

    def _same_figures(self, words: str) -> bool:
        return {one.key for one in said_in(fold(words))} <= {one.key for one in said_in(fold(self._draft.text()))}

    def _is_said(self, sentence: str) -> bool:
        own = fold(sentence.partition("：")[2] or sentence)
        if not grams(own):
            return True
        return self._same_figures(own) and overlap(own, fold(self._draft.text())) >= _SAID

    def _pick_of(self, citation: Citation) -> Pick:
        item = next(
            item
            for item in self._units.values()
            if item.document.document_id == citation.document.document_id
            and any(clause.address == citation.clause.address for clause, _ in item.unit.parts)
        )
        return Pick(item, citation.clause, citation.span)


def best_pick(words: str, item: Evidence) -> Pick | None:
    """The sentence of a unit that bears `words` out best: by figures, then by what both speak of."""
    folded = fold(words)
    keys = {one.key for one in said_in(folded)}
    best: tuple[float, Pick] | None = None
    for clause, span in _spans(item):
        text = fold(span.of(clause.text))
        held = len(keys & {one.key for one in said_in(text)}) / len(keys) if keys else 0.0
        rank = held + overlap(folded, text)
        if best is None or rank > best[0]:
            best = (rank, Pick(item, clause, span))
    return best[1] if best else None


def _spans(item: Evidence) -> Iterator[tuple[Clause, Span]]:
    for clause, _ in item.unit.parts:
        if clause.row is not None:
            yield clause, Span(0, min(len(clause.text), LONGEST_QUOTE))
            continue
        for span in sentences(clause.text):
            yield clause, Span(span.start, min(span.end, span.start + LONGEST_QUOTE))


def _names(words: str, item: Evidence) -> bool:
    """Does the sentence itself say whose words these are?"""
    place = (item.document.region or "").rpartition("/")[2]
    short = place.rstrip("省市县区")
    return bool(short) and short in words


__all__ = ["LONGEST_ANSWER", "Writing", "best_pick"]
