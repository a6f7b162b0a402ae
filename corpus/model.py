"""What a policy document is: the nouns that every folder shares. No input or output here.

Words and shapes follow the glossary (docs/glossary.md). All offsets count Unicode characters, from 0, end exclusive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """Standing of a document on a day (效力状态), declared in the order in which it is decided: first match wins."""

    TEMPLATE = "template"
    DRAFT = "draft"
    INTERPRETATION = "interpretation"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    UNKNOWN = "unknown"


class Edition(StrEnum):
    """Whose words a text is in: our digest (要点整理) or the issuer's original (原文)."""

    DIGEST = "digest"
    ORIGINAL = "original"


class Role(StrEnum):
    """What a clause makes of an office (角色): 牵头, 责任, 配合, or only listed (no lead is named anywhere)."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    COOPERATING = "cooperating"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text (文字位置): text[start:end]."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words the span covers in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Duty:
    """One office in one clause (职责).

    name: as printed. family: its family in the department register, None if unknown. today: its present full name,
    None if the register does not know it. rider: address of the clause whose rider or duty line brought the office
    here, None if it is printed in this very clause.
    """

    name: str
    role: Role
    family: str | None = None
    today: str | None = None
    rider: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest unit with an address (条款).

    address: the document's own numbering joined by "/" (see corpus.address). heading: the enclosing headings as
    printed, outermost first. text: as printed, own number, topic phrase and duty line included. page: from 1, None
    for files without pages. row: for a table row, column head to cell, in reading order. aliases: former addresses.
    """

    address: str
    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    duties: tuple[Duty, ...] = ()
    row: Mapping[str, str] | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one work (文件).

    document_id: `work@version`, no white space, one "@". region: full path in words, "全国" for national acts, None
    when the document has no place of its own; self_place: the name the text gives its place. kind: genre word of the
    title. dates: as precise as the source ("2026", "2026-03", "2026-03-18"). nature: what the text itself says it is
    (TEMPLATE, DRAFT, INTERPRETATION or REPEALED), None for an ordinary act; the status for a day is computed from it
    (corpus.status).
    """

    document_id: str
    title: str
    source_file: str
    kind: str
    edition: Edition = Edition.ORIGINAL
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    region: str | None = None
    self_place: str | None = None
    nature: Status | None = None
    issued_on: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know (提示). code: one of the contract's; text: one plain Chinese sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What ingest made of one file, or what a shipped digest holds: ready for `Library.add`.

    front: kept lines that stand in no clause (title, number, table heads, own-line headings excepted: those are in
    `Clause.heading`). dropped: each piece of furniture as it stood. read/kept/furniture/lost count visible characters.
    duty_lines: printed duty lines. evidence: metadata field to the words of the file that said it.
    """

    document: Document
    clauses: Sequence[Clause]
    front: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    read: int = 0
    kept: int = 0
    furniture: int = 0
    lost: int = 0
    duty_lines: int = 0
    tables: int = 0
    warnings: tuple[Notice, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document as the library holds it: with its copies, its place in the line of versions, and counts."""

    document: Document
    copies: tuple[str, ...]
    supersedes: str | None
    superseded_by: str | None
    superseded_from: dt.date | None
    clauses: int
    duties: int
    tables: int
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """The index unit (检索单元): what is searched and shown as evidence.

    A statute's 条 with its 款, a plan's paragraph or numbered item with its points (一是 …), a table row. `text` is the
    clause texts joined as they stand in the document; parts: the clauses inside, each with its span in `text`.
    unit_id is the library's stable number for (document_id, address).
    """

    unit_id: int
    document_id: str
    address: str
    heading: tuple[str, ...]
    text: str
    page: int | None
    row: Mapping[str, str] | None
    parts: tuple[tuple[Clause, Span], ...]
