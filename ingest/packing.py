"""A reading as plain values and back: how the reading processes hand over what they have read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from corpus.columns import Columns, Plain
from corpus.model import Document, Duty, Edition, Notice, Reading, Role, Status
from ingest.duties import Lookup

# Offices by the position of their clause: name, role, rider.
_Offices = dict[int, list[tuple[str, str, str | None]]]
# SHA-256, document, clauses, offices, the rest: values that `marshal` takes.
Packed = tuple[str, dict[str, Any], Plain, _Offices, dict[str, Any]]
_DOCUMENT = tuple(field.name for field in fields(Document))
_COUNTS = ("read", "kept", "furniture", "lost", "duty_lines", "tables")


def pack(reading: Reading, sha256: str) -> Packed:
    """A reading and the SHA-256 of its file, as plain values. Offices go by their names alone."""
    clauses = Columns.of(reading.clauses)
    offices = {at: [(d.name, d.role.value, d.rider) for d in duties] for at, duties in clauses.duties.items()}
    document = {name: getattr(reading.document, name) for name in _DOCUMENT}
    document["edition"] = reading.document.edition.value
    document["nature"] = reading.document.nature and reading.document.nature.value
    rest = {name: getattr(reading, name) for name in ("front", "dropped", *_COUNTS)}
    rest["front"] = tuple(map(str, reading.front))
    rest["warnings"] = [(notice.code, notice.text) for notice in reading.warnings]
    rest["evidence"] = {key: str(value) for key, value in reading.evidence.items()}
    return sha256, document, clauses.plain(), offices, rest


def unpack(packed: Packed, lookup: Callable[[str | None], Lookup]) -> tuple[str, Reading]:
    """SHA-256 and reading that `pack` took apart.

    lookup: from the document's place to what tells family and present name of an office.
    """
    sha256, document, plain, offices, rest = packed
    nature, warnings = document["nature"], tuple(Notice(code, text) for code, text in rest["warnings"])
    document = document | {"edition": Edition(document["edition"]), "nature": Status(nature) if nature else None}
    known = lookup(document["region"])
    duties = {
        at: tuple(Duty(name, Role(role), *known(name), rider) for name, role, rider in named)
        for at, named in offices.items()
    }
    return sha256, Reading(
        document=Document(**document), clauses=Columns(*plain, duties), **rest | {"warnings": warnings}
    )
