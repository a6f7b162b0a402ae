"""From clauses to index units (检索单元): what is searched and shown as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.address import is_point, unit_address
from corpus.model import Clause, Span, Unit


def group(clauses: Iterable[Clause]) -> dict[str, list[Clause]]:
    """The clauses of one document by unit address, units and clauses in reading order."""
    units: dict[str, list[Clause]] = {}
    for clause in clauses:
        units.setdefault(unit_address(clause.address), []).append(clause)
    return units


def make_unit(unit_id: int, document_id: str, address: str, clauses: Sequence[Clause]) -> Unit:
    """Join the clauses of one unit: 款 stand on lines of their own, points run on in their paragraph."""
    parts: list[tuple[Clause, Span]] = []
    text = ""
    for clause in clauses:
        if text and not is_point(clause.address):
            text += "\n"
        parts.append((clause, Span(len(text), len(text) + len(clause.text))))
        text += clause.text
    first = clauses[0]
    row = first.row if len(clauses) == 1 else None
    return Unit(unit_id, document_id, address, first.heading, text, first.page, row, tuple(parts))
