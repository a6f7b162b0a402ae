"""Clauses named by their number: found by address, never by similarity."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.lookup import AddressPattern
from corpus.model import Unit
from retrieval.shelf import Shelf

MOST_DOCUMENTS = 12


def look_up(shelf: Shelf, addresses: Sequence[str], document_ids: Sequence[str]) -> list[Unit]:
    """The units that hold the clauses which `addresses` name in these documents, in reading order, each once.

    Only the first MOST_DOCUMENTS documents are read: a number without a document's name says little in a large library.
    """
    patterns = [AddressPattern(address) for address in addresses]
    found: dict[int, Unit] = {}
    for document_id in document_ids[:MOST_DOCUMENTS]:
        units = list(shelf.units(document_id))
        clauses = [clause for unit in units for clause, _ in unit.parts]
        for pattern in patterns:
            chosen = {clause.address for clause in pattern.select(clauses)}
            for unit in units:
                if any(clause.address in chosen for clause, _ in unit.parts):
                    found.setdefault(unit.unit_id, unit)
    return list(found.values())
