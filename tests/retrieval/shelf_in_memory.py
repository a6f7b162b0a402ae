"""A library in memory: documents given as readings, units as the library makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

from corpus.errors import NotFound
from corpus.model import Clause, Document, Shelved, Unit
from corpus.status import reaches
from corpus.units import group, make_unit


class MemoryShelf:
    def __init__(self) -> None:
        self._documents: dict[str, Shelved] = {}
        self._units: dict[int, Unit] = {}
        self._ids: dict[tuple[str, str], int] = {}
        self._version = 0
        self._changed: dict[str, int] = {}

    def put(self, document: Document, clauses: list[Clause], superseded_from: dt.date | None = None) -> None:
        key = document.document_id
        self.remove(key)
        for address, members in group(clauses).items():
            unit_id = self._ids.setdefault((key, address), len(self._ids) + 1)
            self._units[unit_id] = make_unit(unit_id, key, address, members)
        duties = sum(len(clause.duties) for clause in clauses)
        self._documents[key] = Shelved(document, (), None, None, superseded_from, len(clauses), duties, 0)
        self._version += 1
        self._changed[key] = self._version

    def remove(self, document_id: str) -> None:
        if self._documents.pop(document_id, None) is not None:
            self._units = {k: u for k, u in self._units.items() if u.document_id != document_id}
            self._version += 1
            self._changed[document_id] = self._version

    def version(self) -> int:
        return self._version

    def documents(self) -> list[Shelved]:
        return list(self._documents.values())

    def units(self, document_id: str | None = None) -> Iterator[Unit]:
        return (unit for unit in self._units.values() if document_id in (None, unit.document_id))

    def unit(self, unit_id: int) -> Unit:
        if unit_id not in self._units:
            raise NotFound(f"没有编号为{unit_id}的条款，请重新查询。")
        return self._units[unit_id]

    def units_by_id(self, unit_ids) -> dict[int, Unit]:
        return {unit_id: self._units[unit_id] for unit_id in unit_ids if unit_id in self._units}

    def changed_since(self, version: int) -> SimpleNamespace:
        changed = {key for key, at in self._changed.items() if at > version}
        here = self._documents.keys()
        return SimpleNamespace(changed=frozenset(changed & here), removed=frozenset(changed - here))

    def visible(self, region: str | None, as_of: dt.date, include_old: bool = False) -> set[str]:
        return {
            key
            for key, item in self._documents.items()
            if reaches(item.document.region, region)
            and (include_old or item.superseded_from is None or as_of < item.superseded_from)
        }
