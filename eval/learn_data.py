"""Examples to learn weights from, made of the own questions: units, sentences, and whether there is any answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.answers import answerable
from bot.answers.ask import Ask
from bot.answers.choose import in_words, with_traits
from bot.assembly import Services
from corpus.model import Document
from eval.datasets import Labelled
from eval.gold import is_document, meets
from eval.metrics import says
from eval.run import AS_OF
from retrieval.model import Evidence, Kind, Query

Values = NDArray[np.float64]
RANKED = 60  # units a question that the ranking orders
SENTENCES = 8  # units whose sentences are looked at
_CUT = 10
_REFUSED, _LEFT_OUT = 4.0, 0.2  # what a question to refuse counts, and one whose paper was left out
_WRONG = (0.01, 0.015, 0.02, 0.03)


@dataclass(frozen=True, slots=True)
class Example:
    """One question: the values of each candidate by name, what each is worth (0 to 1), and what the example counts.

    group: examples of one group are never split between learning and judging. now: the score that the shipped weights
    give each candidate.
    """

    group: str
    rows: tuple[Mapping[str, float], ...]
    worth: Values
    now: Values
    share: float = 1.0

    @property
    def names(self) -> set[str]:
        """The names of all values."""
        return {name for row in self.rows for name in row}

    def table(self, names: Sequence[str]) -> Values:
        """One row a candidate, one column a name; 0 for what does not apply."""
        return np.array([[row.get(name, 0.0) for name in names] for row in self.rows], dtype=np.float64)


def units(services: Services, questions: Iterable[Labelled]) -> Iterator[Example]:
    """For each answerable question the units that the search ranks, worth 1 where the gold stands."""
    for question, query in _read(services, questions):
        if question.refuse is not None:
            continue
        found = [e for e in services.answerer.searcher.search(query, limit=RANKED).evidence if "address" not in e.why]
        right = np.array([float(_is_gold(question, item, item.unit.address)) for item in found])
        if found:
            now = np.array([item.score for item in found])
            yield Example(_group(question), tuple(dict(item.why) for item in found), right, now)


def sentences(services: Services, questions: Iterable[Labelled]) -> Iterator[Example]:
    """For each answerable question the sentences of the best units, worth the share of the facts that they say."""
    for question, query in _read(services, questions):
        if question.refuse is not None:
            continue
        ask = services.answerer.ask_of(query)
        rows, worth, now = [], [], []
        for pick, traits in with_traits(ask, depth=SENTENCES):
            facts = [says(in_words(query, pick), fact) for fact in question.facts]
            gold = _is_gold(question, pick.evidence, pick.clause.address)
            if all(facts) and not gold:  # another clause that answers as well says nothing against the gold
                continue
            rows.append(traits)
            worth.append(float(np.mean(facts)) if gold else 0.0)
            now.append(pick.score)
        if rows:
            yield Example(_group(question), tuple(rows), np.array(worth), np.array(now))


def chances(services: Services, questions: Iterable[Labelled]) -> Iterator[Example]:
    """Every question with the features of the refusal; the answerable also without the papers that answer them."""
    for question, query in _read(services, questions):
        if query.kind in (Kind.STATUS, Kind.COMPARISON):
            continue
        ask = services.answerer.ask_of(query)
        if any("address" in item.why for item in ask.evidence):
            continue
        yield from _chance(question, ask, right=question.refuse is None, share=1.0 if not question.refuse else _REFUSED)
        if question.refuse is None:
            found = services.answerer.searcher.search(query, limit=RANKED).evidence
            rest = tuple(item for item in found if not _has_gold(question, item.document))[:_CUT]
            without = replace(ask, result=replace(ask.result, evidence=rest))
            yield from _chance(question, without, right=False, share=_LEFT_OUT)


def _chance(question: Labelled, ask: Ask, *, right: bool, share: float) -> Iterator[Example]:
    values = answerable.features(ask)
    if values:
        now = np.array([answerable.chance(ask)])
        yield Example(question.id, (values,), np.array([float(right)]), now, share)


def report_choices(judged: Sequence[tuple[Example, Values]]) -> Iterator[str]:
    """What the first and the first five candidates are worth, by the shipped and by the learned weights."""
    for name, scores in (("现用", [one.now for one, _ in judged]), ("新学", [scores for _, scores in judged])):
        orders = [np.argsort(-row, kind="stable") for row in scores]
        pairs = [(one.worth, order) for (one, _), order in zip(judged, orders, strict=True)]
        first = np.mean([worth[order[0]] for worth, order in pairs])
        five = np.mean([worth[order[:5]].max() for worth, order in pairs])
        yield f"{name}：首位 {first:.3f}  前五 {five:.3f}"


def report_chances(judged: Sequence[tuple[Example, Values]]) -> Iterator[str]:
    """Right refusals at several shares of wrong ones, by the shipped and by the learned weights."""
    right = np.array([one.worth[0] for one, _ in judged]) == 1
    asked = np.array([one.share for one, _ in judged]) == _REFUSED
    for name, scores in (
        ("现用", np.array([one.now[0] for one, _ in judged])),
        ("新学", np.array([1 / (1 + np.exp(-scores[0])) for _, scores in judged])),
    ):
        for wrong in _WRONG:
            least = float(np.quantile(scores[right], wrong))
            yield f"{name}：误拒 {wrong:.3f} 时门槛 {least:.3f}，拒对 {np.mean(scores[asked] < least):.3f}"


def _read(services: Services, questions: Iterable[Labelled]) -> Iterator[tuple[Labelled, Query]]:
    for question in questions:
        history = [turn.model_dump() for turn in question.history]
        yield (
            question,
            services.answerer.searcher.understand(
                question.question, region=question.region, as_of=question.as_of or AS_OF, history=history
            ),
        )


def _group(question: Labelled) -> str:
    return str(sorted((t.document, t.address) for group in question.gold for t in group)[:1])


def _is_gold(question: Labelled, item: Evidence, address: str) -> bool:
    return any(
        is_document(item.document.document_id, target)
        and (meets(address, target.address) or meets(item.unit.address, target.address))
        for group in question.gold
        for target in group
    )


def _has_gold(question: Labelled, document: Document) -> bool:
    return any(is_document(document.document_id, target) for group in question.gold for target in group)
