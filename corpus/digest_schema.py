"""The shape of a digest file (要点整理, corpus/digests/*.digest.yaml): checked on load, one entry a clause or heading.

A file holds facts of a document under its own addresses in our words; offices and table cells are lists, one a line.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from corpus.model import Status

_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_PART = re.compile(r"[^\s/]+")
DateText = Annotated[str, Field(pattern=_DATE)]


def _joined(value: object) -> object:
    """A long printed line may be written in pieces, one a line; they are one line to everybody else."""
    return "".join(str(piece) for piece in value) if isinstance(value, list) else value


def _spread(value: object) -> object:
    return [_joined(line) for line in value] if isinstance(value, list) else value


PrintedLine = Annotated[str, BeforeValidator(_joined)]
PrintedLines = Annotated[tuple[str, ...], BeforeValidator(_spread)]


class Shape(BaseModel):
    """Root of the shapes: no unknown keys, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Head(Shape):
    """What the file says about its document; `corpus.model.Document` explains the fields.

    covers: `selection` when only some clauses of the original are restated (要点整理（节选）). note: what is not known
    of the document's standing, one plain sentence shown with it, its original included.
    """

    title: PrintedLine = Field(min_length=1)
    kind: str = Field(min_length=1)
    issuers: tuple[str, ...] = ()
    doc_number: str | None = None
    region: str | None = None
    self_place: str | None = None
    nature: Status | None = None
    issued_on: DateText | None = None
    effective_from: DateText | None = None
    effective_to: DateText | None = None
    covers: Literal["whole", "selection"] = "whole"
    note: str | None = None


class Entry(Shape):
    """One entry: a change of headings (`under`) for all that follows, or a clause (`at`).

    topic: title phrase of a numbered item, printed after its number. say: our sentences. points: the clauses 一是,
    二是 … below this one. lead/responsible/cooperating: offices as printed. closes: addresses of the other
    clauses of the same paragraph, which the duty line printed here closes too. rider: offices that reach every later
    duty line; rider_note: the words for that. columns and rows: a table, one clause a row, its first cell the number.
    asks: questions in plain words that the clause answers; they help finding and are never shown. row_asks: the same
    for rows, by row number.
    """

    under: PrintedLines | None = None
    at: str | None = None
    topic: str | None = None
    say: str = ""
    points: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    rider: tuple[str, ...] = ()
    rider_note: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    asks: tuple[str, ...] = ()
    row_asks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.under is None) == (self.at is None):
            raise ValueError("一条只能写 under（标题）或 at（地址）之一")
        if self.at is not None and not all(_PART.fullmatch(part) for part in self.at.split("/")):
            raise ValueError("地址有空段或空白")
        if self.at is not None and not (self.say or self.rows or self.topic):
            raise ValueError("条款没有内容（say、topic 或 rows）")
        return self

    @model_validator(mode="after")
    def _lists_agree(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("表格有一行的格数与列名不同")
        if not set(self.rider) <= set(self.responsible):
            raise ValueError("rider 中的单位必须也在 responsible 中")
        if not set(self.row_asks) <= {row[0] for row in self.rows}:
            raise ValueError("row_asks 指向没有的行")
        return self


class DigestFile(Shape):
    """A whole digest file."""

    document: Head
    clauses: tuple[Entry, ...] = Field(min_length=1)
