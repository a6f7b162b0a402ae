"""Which documents may answer: the place asked for, its ancestors, the nation and documents without a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Shelved
from corpus.status import reaches
from retrieval.kept import Kept
from retrieval.model import Query
from retrieval.shelf import Shelf

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of documents: those that may bind, and those of other places to be shown apart."""

    binding: frozenset[str]
    elsewhere: frozenset[str]


class Scopes:
    """The scopes of one state of the library, kept as long as the library does not change."""

    def __init__(self, shelf: Shelf, documents: Sequence[Shelved]) -> None:
        self._shelf = shelf
        self._region = {item.document.document_id: item.document.region for item in documents}
        self._regions = frozenset(self._region.values())
        self._visible: Kept[tuple[frozenset[str | None], dt.date, bool], frozenset[str]] = Kept(_KEPT)

    def of(self, query: Query) -> Scope:
        """Place known: its own, its ancestors', the nation's and unplaced documents; a document that the question
        names is always in. Place unknown: nothing is filtered. Other places only when the question asks for them."""
        binding = self._seen(query.region, query)
        named = frozenset(query.documents) & self._region.keys()
        if not named <= binding:  # else the very same set: what is known of it is found by it
            binding |= named
        elsewhere: frozenset[str] = frozenset()
        if query.region and (query.wants_elsewhere or query.other_places):
            elsewhere = self._seen(None, query) - binding
            if query.other_places and not query.wants_elsewhere:
                elsewhere = frozenset(key for key in elsewhere if self._within(key, query.other_places))
        return Scope(binding, elsewhere)

    def standing(self, query: Query) -> frozenset[str]:
        """Documents of any place that are not superseded or repealed on the day of the question."""
        return self._seen(None, query)

    def _seen(self, place: str | None, query: Query) -> frozenset[str]:
        """What holds in `place`. Places of which, and of whose ancestors, no paper is there have the same set, and it
        is the very same object: what the indexes know of it is found by it."""
        reaching = frozenset(region for region in self._regions if reaches(region, place))
        key = (reaching, query.as_of, query.wants_old)
        known = self._visible.get(key)
        if known is None:
            every = frozenset(self._shelf.visible(None, query.as_of, query.wants_old))
            known = self._visible.put(key, frozenset(one for one in every if self._region.get(one) in reaching))
        return known

    def _within(self, document_id: str, places: Sequence[str]) -> bool:
        region = self._region.get(document_id)
        return region is not None and any(reaches(region, place) for place in places)
