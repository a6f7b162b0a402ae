"""The card for the household (明白卡): what may apply, where to go, what to bring, what is still looked into.

It shows the measures of the work order and no others, in plain words, without any personal data: names and phone
numbers are blanks. Words stand in data/card.yaml, explanations of terms in data/gloss.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from triage.dispatch import offered
from triage.grounds import address_words
from triage.model import Measure, Outlook
from triage.order import MOST_BASIS, personal_words, without_personal
from triage.shipped import read_data

LONGEST_PLAIN = 80


def card(outlook: Outlook) -> dict[str, Any] | None:
    """The card object of the contract; None when nothing is likely or open, and for calls out of scope.

    Besides the contract's fields: `gloss`, the terms that are explained at the foot, {"term", "means"} each.
    """
    measures = offered(outlook)
    if outlook.out_of_scope is not None or not measures:
        return None
    words, most = _words(), _words()["most"]
    shown = _chosen(measures, most["may_apply"])
    glossary = _Glossary()
    found = {
        "title": words["title"],
        "may_apply": [{"measure": m.id, "plain": glossary.explain(_plain(m), LONGEST_PLAIN)} for m in shown],
        "where": glossary.explain(_where(shown)),
        "bring": [glossary.explain(paper) for paper in _bring(shown)[: most["bring"]]],
        "ask_who": words["ask_who"],
        "still_to_check": [glossary.explain(gap) for gap in _open(shown)[: most["still_to_check"]]],
        "how_long": _how_long(shown),
        "basis": _basis(shown)[: most["basis"]],
        "disclaimer": words["disclaimer"],
    }
    cleaned: dict[str, Any] = _cleaned(found, personal_words(outlook.story.text))
    return cleaned | {"gloss": glossary.left_over}


def _chosen(measures: Sequence[Measure], most: int) -> list[Measure]:
    """As many measures as a card holds, in their order: the first of each field of life before second ones."""
    seen: dict[str, int] = {}
    turns = []
    said: set[str] = set()
    for place, measure in enumerate(measures):
        if measure.plain in said:
            continue  # two measures that a household cannot tell apart are one line
        said.add(measure.plain)
        turn = seen.get(measure.domain, 0)
        seen[measure.domain] = turn + 1
        turns.append((turn, place))
    kept = sorted(place for _, place in sorted(turns)[:most])
    return [measures[place] for place in kept]


class _Glossary:
    """Explains each term once: beside it where there is room, else at the foot of the card."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self.left_over: list[dict[str, str]] = []

    def explain(self, text: str, longest: int | None = None) -> str:
        for term in _terms():
            place = text.find(term)
            if place < 0 or term in self._done or any(term in longer and longer in text for longer in self._done):
                continue
            self._done.add(term)
            if text[:place].endswith(("（", *_words()["told_by"])):
                continue  # it stands beside what it means already
            means = str(read_data("gloss.yaml")[term])
            longer = text[: place + len(term)] + f"（{means}）" + text[place + len(term) :]
            if not _is_inside(text[:place]) and (longest is None or len(longer) <= longest):
                text = longer
            else:
                self.left_over.append({"term": term, "means": means})
        return text


def _is_inside(before: str) -> bool:
    """Whether brackets or quotes are open here, so that a bracket of ours would stand in another."""
    return any(before.count(left) > before.count(right) for left, right in ("（）", "“”", "《》"))


@cache
def _terms() -> tuple[str, ...]:
    """Terms, the longest first, so that 特困人员 is explained and not 特困 inside it."""
    return tuple(sorted(read_data("gloss.yaml"), key=len, reverse=True))


def _plain(measure: Measure) -> str:
    text = measure.plain or measure.name
    for said, instead in _words()["replaced"].items():
        text = text.replace(said, instead)
    return text[:LONGEST_PLAIN]


def _where(measures: Sequence[Measure]) -> str:
    places = list(dict.fromkeys(m.first_contact for m in measures if m.first_contact))
    words = _words()
    if not places:
        return str(words["where"])
    first = str(words["where_first"]).format(first=places[0])
    return first + (str(words["where_or"]).format(other=places[1]) if len(places) > 1 else "")


def _bring(measures: Sequence[Measure]) -> list[str]:
    papers = list(dict.fromkeys(paper for measure in measures for paper in measure.papers))
    return papers or [str(_words()["bring_none"])]


def _open(measures: Sequence[Measure]) -> list[str]:
    """What is still looked into; figures that the county has not filled in are one line."""
    gaps = [gap.text if gap.path else str(_words()["figure"]) for measure in measures for gap in measure.missing]
    return list(dict.fromkeys(gaps))


def _how_long(measures: Sequence[Measure]) -> str:
    """The limits that a cited clause sets; 本地时限未录入 when there is none."""
    words = _words()
    lines: dict[str, None] = {}
    for measure in measures:
        for clock in measure.clocks:
            if clock.days is not None:
                unit = words["working"] if clock.working else words["calendar"]
                values = {"name": clock.name, "start": clock.start_event, "days": clock.days, "unit": unit}
                lines.setdefault(str(words["how_long"]).format(**values), None)
    return "；".join(list(lines)[: words["most"]["how_long"]]) or str(words["local_limit"])


def _basis(measures: Sequence[Measure]) -> list[str]:
    """Documents with their clauses: 《进贤县监测办法》（进府办〔2026〕7号）第三条、第四条."""
    clauses: dict[str, dict[str, None]] = {}
    for measure in measures:
        for citation in measure.citations[:MOST_BASIS]:
            number = f"（{citation.document.doc_number}）" if citation.document.doc_number else ""
            title = f"《{citation.document.title}》{number}"
            clauses.setdefault(title, {}).setdefault(address_words(citation.clause.address), None)
    return [title + "、".join(addresses) for title, addresses in clauses.items()]


def _cleaned(value: Any, hidden: Sequence[str]) -> Any:  # noqa: ANN401 - any part of the card
    if isinstance(value, str):
        return without_personal(value, hidden)
    if isinstance(value, list):
        return [_cleaned(one, hidden) for one in value]
    if isinstance(value, dict):
        return {key: one if key == "measure" else _cleaned(one, hidden) for key, one in value.items()}
    return value


@cache
def _words() -> dict[str, Any]:
    return read_data("card.yaml")


def card_texts(found: dict[str, Any]) -> Iterator[str]:
    """Every text that a card prints, in order."""
    yield found["title"]
    yield from (one["plain"] for one in found["may_apply"])
    yield found["where"]
    yield from found["bring"]
    yield found["ask_who"]
    yield from found["still_to_check"]
    yield found["how_long"]
    yield from (f"{one['term']}：{one['means']}" for one in found["gloss"])
    yield from found["basis"]
    yield found["disclaimer"]
