"""What the grammars of a body have in common: where they read, and what comes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses import Addresses, Draft
from ingest.model import Line, Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file to be read: the file's tables and addresses, and what stands above the part.

    root: the address it hangs below; heads: the headings over it; scope: as in `ingest.clauses.Draft`.
    """

    tables: Sequence[Table]
    addresses: Addresses
    root: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    scope: str = "body"


class Grammar(ABC):
    """Reads the lines of one part of a file: `drafts` in reading order, `headings` the own-line headings above them,
    `front` the lines that stand in neither, `tables` how many there were."""

    def __init__(self, stretch: Stretch) -> None:
        self.drafts: list[Draft] = []
        self.headings: list[str] = []
        self.front: list[str] = []
        self.tables = 0
        self._given_tables, self._addresses = stretch.tables, stretch.addresses
        self._root, self._heads, self._scope = stretch.root, stretch.heads, stretch.scope

    @abstractmethod
    def read(self, lines: Sequence[Line]) -> None:
        """Take the lines, first to last."""
