"""Comparison: the same question asked of each place or document named, the answers side by side."""

from __future__ import annotations

from collections.abc import Callable

from bot.answers.ask import Ask
from bot.answers.draft import Draft, Pick

Writer = Callable[[Ask, Draft], Pick | None]
MOST = 4


def write_comparison(ask: Ask, draft: Draft, writers: tuple[Writer, ...]) -> Pick | None:
    """Answer for each side with the first writer that can; a side without a clause is named as missing."""
    sides = _sides(ask)
    if len(sides) < 2:
        return None
    first: Pick | None = None
    for name, side in sides[:MOST]:
        own = [e for e in side.evidence if _belongs(side, e.document.region)]
        pick = None
        if own:
            for write in writers:
                pick = write(side, draft)
                if pick:
                    break
        if pick is None:
            draft.missing.append(f"{name}的有关规定")
        first = first or pick
    return first


def _belongs(side: Ask, region: str | None) -> bool:
    if side.query.documents or side.query.region is None:
        return True
    return region is not None and f"{side.query.region}/".startswith(f"{region}/")


def _sides(ask: Ask) -> list[tuple[str, Ask]]:
    if len(ask.query.documents) > 1:
        return [(d.split("·")[0].split("@")[0], ask.in_document(d)) for d in ask.query.documents]
    places = list(dict.fromkeys(p for p in (ask.query.region, *ask.query.other_places) if p))
    return [(place.rsplit("/", 1)[-1], ask.elsewhere(place)) for place in places]
