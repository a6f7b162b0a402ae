"""Between the database's rows and the shared nouns; and what the library tells of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import repeat
from typing import Any

from sqlalchemy import Row

from corpus.columns import Columns
from corpus.errors import BadField, NotFound, UnreadableFile
from corpus.jsontext import dumps
from corpus.model import Clause, Document, Duty, Edition, Notice, Reading, Shelved, Status
from corpus.tables import CAPACITY, SHIFT
from corpus.versions import Days

_TEXT_FIELDS = ("doc_number", "region", "self_place", "issued_on", "effective_from", "effective_to")
_DOCUMENT_FIELDS = tuple(f.name for f in fields(Document) if f.name not in ("document_id", "edition"))
CLAUSE_COLUMNS = ("id", "text_id", "unit_id", "address", "text", "heading", "page", "duties", "row", "aliases")
_INCOMPLETE = re.compile(r"[\s/]\n|\n[\s/]|//")  # in addresses each on a line of its own
BY_HAND = ("title", "kind", "issuers", "nature", *_TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What `Library.add` did.

    outcome: "added" | "copy" (same version, other file) | "unchanged" (same bytes) | "reread" (same bytes, newer
    reader). changed_addresses: addresses whose shown text is new, different or gone.
    """

    outcome: str
    shelved: Shelved
    changed_addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the library has: its document and the version of the reader that read it."""

    document_id: str
    reader_version: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was made of one file of a document; the counts and pieces are those of Reading."""

    name: str
    sha256: str
    reader_version: str
    ocr: bool
    clauses: int
    read: int
    kept: int
    furniture: int
    lost: int
    duty_lines: int
    tables: int
    front: tuple[str, ...]
    dropped: tuple[str, ...]
    warnings: tuple[Notice, ...]
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfficeDuty:
    """One line of the list by office: who, in which clause of which document."""

    document: Document
    clause: Clause
    duty: Duty


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the library since an earlier version of it: documents to index anew, documents to drop."""

    changed: frozenset[str]
    removed: frozenset[str]


def document_values(document: Document) -> dict[str, Any]:
    """A document as plain values, without its id and edition."""
    values = {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
    return values | {"issuers": list(document.issuers), "nature": document.nature and document.nature.value}


def document_of(document_id: str, edition: str, values: Mapping[str, Any], by_hand: Mapping[str, Any]) -> Document:
    """The document with its hand corrections."""
    known = {f.name: values[f.name] for f in fields(Document) if f.name in values} | dict(by_hand)
    known["issuers"] = tuple(known["issuers"] or ())
    known["nature"] = Status(known["nature"]) if known["nature"] else None
    known["document_id"], known["edition"] = document_id, Edition(edition)
    return Document(**known)


def merged_document(
    candidates: Sequence[tuple[bool, Mapping[str, Any]]], others: Sequence[Mapping[str, Any]], source_file: str
) -> dict[str, Any]:
    """One set of values from the files of a text: the best informed file leads, the others fill its gaps.

    candidates: (its title stands in its text, values), in order of arrival. others: the files of the version's other
    edition, which know the same facts; they come last.
    """
    ranked = sorted(candidates, key=lambda pair: -_informed(*pair))
    merged = dict(ranked[0][1])
    for values in (*(values for _, values in ranked[1:]), *others):
        for name in (*_TEXT_FIELDS, "issuers"):
            merged[name] = merged[name] or values[name]
    return merged | {"source_file": source_file}


def _informed(titled: bool, values: Mapping[str, Any]) -> int:
    return 4 * titled + sum(1 for name in (*_TEXT_FIELDS, "issuers") if values[name])


def checked_correction(name: str, value: object) -> object:
    """A hand correction as it is kept. Raises BadField for a field or value that a document cannot have."""
    if name not in BY_HAND:
        raise BadField(f"“{name}”不能手工更正；可更正的有：{'、'.join(BY_HAND)}。")
    if name == "issuers":
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) and n.strip() for n in names):
            raise BadField("发文机关要写成一个或几个名称；请改正后重来。")
        return [n.strip() for n in names]
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise BadField(f"“{name}”的值要是文字，或者留空；请改正后重来。")
    if value is None and name in ("title", "kind"):
        raise BadField("标题和文种不能为空；请写上后重来。")
    if name == "nature" and value not in (None, "template", "draft", "interpretation", "repealed"):
        raise BadField("文件性质只能是 template、draft、interpretation、repealed 或留空；请改正后重来。")
    if name.startswith(("issued", "effective")) and value is not None and Days.of(str(value)) is None:
        raise BadField(f"日期“{value}”不对；请写成 2026、2026-03 或 2026-03-18。")
    return value.strip() if isinstance(value, str) else value


def report_of(reading: Reading) -> dict[str, Any]:
    """The counts and pieces of a reading that are kept with its file."""
    return {
        "read": reading.read,
        "kept": reading.kept,
        "furniture": reading.furniture,
        "lost": reading.lost,
        "duty_lines": reading.duty_lines,
        "tables": reading.tables,
        "front": list(reading.front),
        "dropped": list(reading.dropped),
        "warnings": [[notice.code, notice.text] for notice in reading.warnings],
        "evidence": dict(reading.evidence),
    }


def file_report(row: Row[Any]) -> FileReport:
    """The report of a row of the table of files."""
    kept = dict(row.report)
    kept["warnings"] = tuple(Notice(code, text) for code, text in kept["warnings"])
    kept |= {name: tuple(kept[name]) for name in ("front", "dropped")}
    return FileReport(row.name, row.sha256, row.reader_version, row.ocr, row.clauses, **kept)


def clause_values(
    clauses: Columns, text_id: int, version_id: int, numbers: dict[str, int], next_number: int
) -> tuple[list[tuple[Any, ...]], int]:
    """Rows for the clauses of one text (CLAUSE_COLUMNS), JSON as text, and the next free unit number of its version.

    numbers: unit address to unit number, as far as given out before. Raises UnreadableFile when the text has more
    clauses than can be numbered, BadField for an address that is incomplete or given twice.
    """
    _check_addresses(clauses.addresses)
    given = [0]  # by the unit's place in the text, from 1
    for address in clauses.unit_addresses() if numbers else range(max(clauses.units, default=0)):
        known = numbers.get(address) if isinstance(address, str) else None
        given.append(next_number if known is None else known)
        next_number += known is None
    if len(clauses) >= CAPACITY or next_number >= CAPACITY:
        raise UnreadableFile(f"这份文件有 {len(clauses)} 个条款，超出能收的数目；请拆成几份后分别收录。")
    first, unit = text_id << SHIFT, version_id << SHIFT
    duties: list[str | None] = [None] * len(clauses)
    for at, bound in clauses.duties.items():
        duties[at] = dumps([(d.name, d.role.value, d.family, d.today, d.rider) for d in bound])
    rows = zip(
        range(first, first + len(clauses)),
        repeat(text_id),
        [unit | given[number] for number in clauses.units],
        clauses.addresses,
        clauses.texts,
        clauses.headings,
        clauses.pages,
        duties,
        clauses.rows,
        clauses.aliases,
        strict=False,
    )
    return list(rows), next_number


def _check_addresses(addresses: Sequence[str]) -> None:
    """Every address names one clause: whatever gives two clauses one address has misread the document."""
    if len(set(addresses)) == len(addresses) and not _INCOMPLETE.search("\n".join(("", *addresses, ""))):
        return
    seen: set[str] = set()
    for address in addresses:
        if address in seen:
            raise BadField(f"条款地址“{address}”在一份文件里出现两次，文件没有收录；请把原文件发给维护者。")
        if not address or address != address.strip() or "//" in address or address[0] == "/" or address[-1] == "/":
            raise BadField(f"条款地址“{address}”不完整，文件没有收录；请把原文件发给维护者。")
        seen.add(address)


def with_aliases(clause: Clause, aliases: Iterable[str]) -> Clause:
    """The clause with these further former addresses."""
    return replace(clause, aliases=tuple(dict.fromkeys((*clause.aliases, *aliases))))


def not_found(what: str) -> NotFound:
    """The error for a document that is not there."""
    return NotFound(f"库中没有“{what[:60]}”；请用 mingbai library list 查看已有文件。")


def superseded_on(shelved: Shelved, day: dt.date) -> bool:
    """Does a later version hold on `day`?"""
    return shelved.superseded_from is not None and day >= shelved.superseded_from
