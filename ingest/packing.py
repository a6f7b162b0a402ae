"""A reading as plain values and back: how the reading processes hand over what they have read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from corpus.model import Clause, Document, Duty, Edition, Notice, Reading, Role, Status
from ingest.duties import Lookup

# SHA-256, document, headings, clauses, the rest: plain values that `marshal` takes.
Packed = tuple[str, dict[str, Any], list[Any], list[Any], dict[str, Any]]
_DOCUMENT = tuple(field.name for field in fields(Document))
_COUNTS = ("read", "kept", "furniture", "lost", "duty_lines", "tables")


def pack(reading: Reading, sha256: str) -> Packed:
    """A reading and the SHA-256 of its file, as plain values. Offices go by their names alone."""
    headings = list(dict.fromkeys(clause.heading for clause in reading.clauses))
    place = {heading: at for at, heading in enumerate(headings)}
    clauses = [
        (
            clause.address,
            clause.text,
            place[clause.heading],
            clause.page,
            [(duty.name, duty.role.value, duty.rider) for duty in clause.duties],
            None if clause.row is None else dict(clause.row),
            clause.aliases,
        )
        for clause in reading.clauses
    ]
    document = {name: getattr(reading.document, name) for name in _DOCUMENT}
    document["edition"] = reading.document.edition.value
    document["nature"] = reading.document.nature and reading.document.nature.value
    rest = {name: getattr(reading, name) for name in ("front", "dropped", *_COUNTS)}
    rest["front"] = tuple(map(str, reading.front))
    rest["warnings"] = [(notice.code, notice.text) for notice in reading.warnings]
    rest["evidence"] = {key: str(value) for key, value in reading.evidence.items()}
    return sha256, document, headings, clauses, rest


def unpack(packed: Packed, lookup: Callable[[str | None], Lookup]) -> tuple[str, Reading]:
    """SHA-256 and reading that `pack` wrote.

    lookup: from the document's place to what tells family and present name of an office.
    """
    sha256, document, headings, clauses, rest = packed
    document["edition"] = Edition(document["edition"])
    document["nature"] = Status(document["nature"]) if document["nature"] else None
    rest["warnings"] = tuple(Notice(code, text) for code, text in rest["warnings"])
    known = lookup(document["region"])
    made = tuple(
        [
            Clause(address, text, headings[at], page, _duties(duties, known) if duties else (), row, aliases)
            for address, text, at, page, duties, row, aliases in clauses
        ]
    )
    return sha256, Reading(document=Document(**document), clauses=made, **rest)


def _duties(packed: list[tuple[str, str, str | None]], lookup: Lookup) -> tuple[Duty, ...]:
    return tuple(Duty(name, Role(role), *lookup(name), rider) for name, role, rider in packed)
