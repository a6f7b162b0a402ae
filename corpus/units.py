"""From clauses to index units (检索单元): what is searched and shown as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.address import Address
from corpus.model import Clause, Span, Unit

_INNER = ("款", "是", *"0123456789")  # how the last part ends below a 条 or paragraph: 第二款, 一是, 第二款#2


def unit_address(address: str) -> str:
    """The address of the unit a clause belongs to: the 条 of a 款, the paragraph of a point 一是, else its own."""
    if "/" not in address or not address.endswith(_INNER):
        return address
    return str(Address.parse(address).unit)


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
        if text and not (clause.address.endswith(_INNER) and Address.parse(clause.address).is_point):
            text += "\n"
        parts.append((clause, Span(len(text), len(text) + len(clause.text))))
        text += clause.text
    first = clauses[0]
    row = first.row if len(clauses) == 1 else None
    return Unit(unit_id, document_id, address, first.heading, text, first.page, row, tuple(parts))
