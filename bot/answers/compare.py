"""Comparison: the same question asked of each place or document named, the answers side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answers.ask import Ask
from bot.answers.draft import Draft, Pick
from corpus.zhtext import fold
from retrieval.model import Evidence

Writer = Callable[[Ask, Draft], Pick | None]
MOST = 4
ROOM = 90  # characters for each side


@dataclass(frozen=True, slots=True)
class Side:
    """One of what is compared: its name in words, and the question asked of it alone."""

    name: str
    ask: Ask


def sides_of(ask: Ask) -> list[Side]:
    """The places and papers that a comparison names, each with the question asked of it; fewer than two: none."""
    places = [path for path in (ask.query.region, *ask.query.other_places) if path]
    if ask.query.region_source != "question":
        places = []
    papers = {key: ask.library.get(key).document for key in ask.query.documents}
    sides = []
    for place in dict.fromkeys(places):
        own = [key for key, document in papers.items() if document.region == place]
        side = ask.in_document(own[0]) if own else ask.elsewhere(place)
        sides.append(Side(place.rsplit("/", 1)[-1], replace(side, room=ROOM)))
    others = [key for key, document in papers.items() if document.region not in places]
    sides += [Side(_named(ask, key), replace(ask.in_document(key), room=ROOM)) for key in others]
    return sides[:MOST] if len(sides) > 1 else []


def write_comparison(sides: Sequence[Side], draft: Draft, write: Writer) -> Pick | None:
    """Answer for each side; a side without a clause of its own is named as missing."""
    first: Pick | None = None
    for side in sides:
        pick = write(side.ask, draft) if any(_belongs(side.ask, e.document.region) for e in side.ask.evidence) else None
        if pick is None:
            draft.missing.append(f"{side.name}的有关规定")
        first = first or pick
    return first


def merged(ask: Ask, parts: Sequence[Ask]) -> Ask:
    """The question with the evidence of its parts in turn, best first of each; scores never rise."""
    lists = [part.evidence for part in parts]
    taken: dict[int, Evidence] = {}
    score = 1.0
    for row in range(max(map(len, lists), default=0)):
        for items in lists:
            if row < len(items) and items[row].unit.unit_id not in taken:
                score = min(score, items[row].score)
                taken[items[row].unit.unit_id] = replace(items[row], score=score)
    return replace(ask, result=replace(ask.result, evidence=tuple(taken.values())))


def _named(ask: Ask, document_id: str) -> str:
    document = ask.library.get(document_id).document
    return "范本" if "范本" in fold(ask.query.text) and document.region is None else f"《{document.title}》"


def _belongs(side: Ask, region: str | None) -> bool:
    if side.query.documents or side.query.region is None:
        return True
    return region is not None and f"{side.query.region}/".startswith(f"{region}/")
