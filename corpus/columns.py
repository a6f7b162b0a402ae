"""The clauses of one text as columns (条款列): what is written of them, ready before the library is asked.

A text of a hundred clauses is handed from process to process, counted and written without a clause being made; whoever
looks at one gets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, overload

from corpus.address import unit_address
from corpus.jsontext import dumps
from corpus.model import Clause, Duty

# Plain values that `marshal` takes: every column, duties aside.
Plain = tuple[list[str], list[str], list[int], list[str], list[Any], list[Any], list[Any]]


@dataclass(slots=True, eq=False)
class Columns(Sequence[Clause]):
    """The clauses of a text, in reading order.

    units: the index unit of each clause, counted from 1. headings, rows, aliases: as JSON. duties: by position, for
    the clauses that bind an office.
    """

    addresses: list[str]
    texts: list[str]
    units: list[int]
    headings: list[str]
    pages: list[int | None]
    rows: list[str | None]
    aliases: list[str | None]
    duties: Mapping[int, tuple[Duty, ...]] = field(default_factory=dict)
    _made: tuple[Clause, ...] | None = None

    @classmethod
    def of(cls, clauses: Sequence[Clause]) -> Columns:
        """The columns of these clauses."""
        if isinstance(clauses, Columns):
            return clauses
        return cls.of_values(
            [clause.address for clause in clauses],
            [clause.text for clause in clauses],
            [clause.heading for clause in clauses],
            [clause.page for clause in clauses],
            [clause.row for clause in clauses],
            [clause.aliases for clause in clauses],
            {at: clause.duties for at, clause in enumerate(clauses) if clause.duties},
        )

    @classmethod
    def of_values(
        cls,
        addresses: list[str],
        texts: list[str],
        headings: Iterable[Sequence[str]],
        pages: list[int | None],
        rows: Iterable[Mapping[str, str] | None],
        aliases: Iterable[Sequence[str]],
        duties: Mapping[int, tuple[Duty, ...]],
    ) -> Columns:
        """The columns of clauses that have not been made, each value as in `Clause`."""
        return cls(
            addresses,
            texts,
            _numbered(addresses),
            _written(headings),
            pages,
            [None if row is None else dumps(dict(row)) for row in rows],
            [dumps(names) if names else None for names in aliases],
            duties,
        )

    def plain(self) -> Plain:
        """All but the duties, to be given to the class again."""
        return self.addresses, self.texts, self.units, self.headings, self.pages, self.rows, self.aliases

    def heading(self, at: int) -> tuple[str, ...]:
        """The headings over one clause, outermost first."""
        return heading_lines(self.headings[at])

    def unit_addresses(self) -> list[str]:
        """The addresses of the index units, in reading order."""
        firsts = dict(zip(reversed(self.units), reversed(self.addresses), strict=True))
        return [unit_address(firsts[unit]) for unit in range(1, len(firsts) + 1)]

    def __len__(self) -> int:
        return len(self.addresses)

    @overload
    def __getitem__(self, at: int) -> Clause: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Clause]: ...
    def __getitem__(self, at: int | slice) -> Clause | Sequence[Clause]:
        return self._clauses()[at]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self._clauses())

    def __eq__(self, other: object) -> bool:
        return self._clauses() == tuple(other) if isinstance(other, Columns | tuple | list) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._clauses())

    def _clauses(self) -> tuple[Clause, ...]:
        if self._made is None:
            self._made = tuple(map(self._clause, range(len(self))))
        return self._made

    def _clause(self, at: int) -> Clause:
        row, aliases = self.rows[at], self.aliases[at]
        return Clause(
            self.addresses[at],
            self.texts[at],
            self.heading(at),
            self.pages[at],
            self.duties.get(at, ()),
            None if row is None else json.loads(row),
            tuple(json.loads(aliases)) if aliases else (),
        )


@lru_cache(maxsize=4096)
def heading_lines(heading: str) -> tuple[str, ...]:
    """The headings as a column keeps them, read."""
    return tuple(json.loads(heading))


def _written(headings: Iterable[Sequence[str]]) -> list[str]:
    before: Sequence[str] | None = None
    written: list[str] = []
    words = ""
    for heading in headings:
        if heading is not before and heading != before:
            words, before = dumps(heading), heading
        written.append(words)
    return written


def _numbered(addresses: Iterable[str]) -> list[int]:
    """Index units counted as they come; the clauses of one may stand apart."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(unit_address(address), len(numbers) + 1) for address in addresses]
