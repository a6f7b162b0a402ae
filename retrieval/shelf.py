"""What retrieval needs of the library; `corpus.library.Library` fits, and so does a test's shelf in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.model import Shelved, Unit


class Changed(Protocol):
    """Ids of documents whose words may be others now, and of those that are gone."""

    @property
    def changed(self) -> frozenset[str]:
        """Shown, with other words perhaps."""
        ...

    @property
    def removed(self) -> frozenset[str]:
        """No longer shown."""
        ...


class Shelf(Protocol):
    """A store of documents in index units."""

    def version(self) -> int:
        """A number that grows with each change."""
        ...

    def documents(self) -> Sequence[Shelved]:
        """Every document that may be searched."""
        ...

    def units(self, document_id: str | None = None) -> Iterator[Unit]:
        """The index units of one document, or of all, in reading order."""
        ...

    def unit(self, unit_id: int) -> Unit:
        """One index unit."""
        ...

    def units_by_id(self, unit_ids: Iterable[int]) -> Mapping[int, Unit]:
        """The index units of these numbers, those that are not shown left out."""
        ...

    def changed_since(self, version: int) -> Changed:
        """What changed after `version` of the shelf."""
        ...

    def visible(self, region: str | None, as_of: dt.date, include_old: bool = False) -> Iterable[str]:
        """Ids of the documents that may answer for a place on a day."""
        ...
