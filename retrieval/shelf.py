"""What retrieval needs of the library; `corpus.library.Library` fits, and so does a test's shelf in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from corpus.model import Shelved, Unit


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

    def visible(self, region: str | None, as_of: dt.date, include_old: bool = False) -> Iterable[str]:
        """Ids of the documents that may answer for a place on a day."""
        ...
