"""What one answer is worth beside its gold, and sums over many (指标)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from corpus.zhtext import fold
from eval.binding import misuses
from eval.datasets import Labelled, Target
from eval.gold import fits

CUTS = (1, 3, 5, 10)
# Marks between two numbers keep them apart: cells of a row "20921 28000", a list "98，100".
_LOOSE_MARKS = re.compile(r"(?<!\d)[\"'·,。、:;《》〈〉\[\]]+|[\"'·,。、:;《》〈〉\[\]]+(?!\d)")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_PER_CENT = re.compile(r"百分之([\d.]+)")

# (document_id, address) -> the clause's text, None when there is no such clause.
TextOf = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Score:
    """One answer beside its gold. ranks: for each gold group the place (from 1) of the first evidence that meets it.

    facts, shown: share of the facts said in the answer, and in answer, quotes and offices together. cited_right: of
    `cited` citations, how many stand at gold. exact: of `cited` quotes, how many equal their clause's own words.
    refused_right is None where nothing was to be refused. unbound: what was given as binding though it is not. faults:
    what went wrong, in words.
    """

    id: str
    set: str
    kind: str
    colloquial: bool
    ranks: tuple[int | None, ...] = ()
    facts: float | None = None
    shown: float | None = None
    cited: int = 0
    cited_right: int = 0
    exact: int = 0
    refused_right: bool | None = None
    reason_right: bool | None = None
    refused_wrong: bool | None = None
    offices: float | None = None
    warned: float | None = None
    unbound: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether the whole answer is as it must be: facts, offices, refusal, nothing forbidden, exact quotes."""
        if self.refused_right is not None:
            return self.refused_right and not self.faults
        return self.facts == 1 and self.offices in (None, 1.0) and not self.refused_wrong and not self.faults


def plain(text: str) -> str:
    """The words as facts are compared: folded, thousands ungrouped, 百分之X as X%, without marks but those between
    two numbers."""
    ungrouped = _GROUPED.sub(lambda match: match[0].replace(",", ""), text)
    return _PER_CENT.sub(r"\1%", _LOOSE_MARKS.sub("", fold(ungrouped)))


def says(text: str, fact: str) -> bool:
    """Does `text` say one of the fact's alternatives ("28000|2.8万")? A number counts only as a whole number."""
    words = plain(text)
    return any(_stands_in(plain(choice), words) for choice in fact.split("|"))


def _stands_in(fact: str, words: str) -> bool:
    before = r"(?<!\d)(?<!\d\.)" if fact[:1].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if fact[-1:].isdigit() else ""
    return re.search(before + re.escape(fact) + after, words) is not None


def ranks(evidence: Sequence[Mapping[str, Any]], gold: Sequence[Sequence[Target]]) -> tuple[int | None, ...]:
    """For each gold group the place, from 1, of the first piece of evidence that meets one of its alternatives."""
    return tuple(next((place for place, one in enumerate(evidence, 1) if fits(one, group)), None) for group in gold)


def judge(question: Labelled, answer: Mapping[str, Any], text_of: TextOf, seconds: float = 0.0) -> Score:
    """Score one ask object of the contract beside its gold."""
    citations = answer["citations"]
    abstained = bool(answer["abstained"])
    exact = sum(_is_exact(citation, text_of) for citation in citations)
    faults = [f"说了不该说的：{words}" for words in question.forbid if says(answer["answer"], words)]
    if exact < len(citations):
        faults.append("引文与条款原文不一致")
    common: dict[str, Any] = {
        "id": question.id,
        "set": question.set,
        "kind": question.kind,
        "colloquial": question.colloquial,
        "cited": len(citations),
        "exact": exact,
        "seconds": seconds,
        "unbound": misuses(question, answer),
    }
    if question.refuse is not None:
        reason_right = answer["reason"] == question.refuse if abstained else None
        return Score(**common, refused_right=abstained, reason_right=reason_right, faults=tuple(faults))
    shown = "\n".join([answer["answer"], *(c["quote"] for c in citations), *(d["name"] for d in answer["departments"])])
    if question.offices is not None:
        faults.extend(_false_leads(question, answer["departments"]))
    return Score(
        **common,
        ranks=ranks(answer["evidence"], question.gold),
        facts=_share(question.facts, lambda fact: not abstained and says(answer["answer"], fact)),
        shown=_share(question.facts, lambda fact: not abstained and says(shown, fact)),
        cited_right=sum(fits(citation, [t for group in question.gold for t in group]) for citation in citations),
        refused_wrong=abstained,
        offices=_offices(question, answer["departments"]),
        warned=_share(question.expect_warnings, lambda code: any(w["code"] == code for w in answer["warnings"])),
        faults=tuple(faults),
    )


def _is_exact(citation: Mapping[str, Any], text_of: TextOf) -> bool:
    text = text_of(citation["document_id"], citation["address"])
    return text is not None and text[citation["start"] : citation["end"]] == citation["quote"]


def _share(wanted: Sequence[str], is_there: Callable[[str], bool]) -> float | None:
    return fmean(is_there(one) for one in wanted) if wanted else None


def _offices(question: Labelled, departments: Sequence[Mapping[str, Any]]) -> float | None:
    if question.offices is None:
        return None
    leads = {plain(d["name"]) for d in departments if d["role"] == "lead"}
    others = {plain(d["name"]) for d in departments if d["role"] != "lead"}
    found = [plain(name) in leads for name in question.offices.lead]
    found += [plain(name) in others for name in question.offices.others]
    return fmean(found) if found else None


def _false_leads(question: Labelled, departments: Sequence[Mapping[str, Any]]) -> list[str]:
    right = {plain(name) for name in question.offices.lead} if question.offices else set()
    return [f"误作牵头：{d['name']}" for d in departments if d["role"] == "lead" and plain(d["name"]) not in right]


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over many scores; None where no question asks for it. recall: by cut 1, 3, 5, 10."""

    count: int
    recall: Mapping[int, float | None]
    facts: float | None
    shown: float | None
    cited_right: float | None
    exact: float | None
    refused_right: float | None
    reason_right: float | None
    refused_wrong: float | None
    offices: float | None
    warned: float | None
    unbound: float
    right: float | None


def summarise(scores: Sequence[Score]) -> Summary:
    """The means of many scores: recall over gold groups' questions, precision and exactness over citations."""
    cited = sum(score.cited for score in scores if score.refused_wrong is not None)
    quotes = sum(score.cited for score in scores)
    return Summary(
        count=len(scores),
        recall={cut: _mean(_found(score, cut) for score in scores) for cut in CUTS},
        facts=_mean(score.facts for score in scores),
        shown=_mean(score.shown for score in scores),
        cited_right=sum(score.cited_right for score in scores) / cited if cited else None,
        exact=sum(score.exact for score in scores) / quotes if quotes else None,
        refused_right=_mean(score.refused_right for score in scores),
        reason_right=_mean(score.reason_right for score in scores),
        refused_wrong=_mean(score.refused_wrong for score in scores),
        offices=_mean(score.offices for score in scores),
        warned=_mean(score.warned for score in scores),
        unbound=float(sum(len(score.unbound) for score in scores)),
        right=_mean(score.right for score in scores),
    )


def _found(score: Score, cut: int) -> float | None:
    return fmean(rank is not None and rank <= cut for rank in score.ranks) if score.ranks else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
