"""A reading on its way into the library, with what is computed of it once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus import sketch
from corpus.columns import Columns
from corpus.model import Document, Edition, Reading
from corpus.records import document_values
from corpus.versions import document_id, work_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass
class Incoming:
    """A reading on its way into the library, with what is computed of it once."""

    reading: Reading
    sha256: str
    reader_version: str
    ocr: bool

    @property
    def document(self) -> Document:
        """The document as read."""
        return self.reading.document

    @cached_property
    def clauses(self) -> Columns:
        """Its clauses as they are written."""
        return Columns.of(self.reading.clauses)

    @cached_property
    def values(self) -> dict[str, Any]:
        """The document as plain values; not to be changed."""
        return document_values(self.document)

    @cached_property
    def document_id(self) -> str:
        """Its id by the rules of corpus.versions."""
        return document_id(self.document, self.clauses.texts)

    @cached_property
    def work(self) -> str:
        """The key of its title."""
        return work_key(self.document.title)

    @cached_property
    def titled(self) -> bool:
        """Does its title stand in its text (else it is only the file's name)?"""
        if self.document.edition is Edition.DIGEST:
            return True
        headings = dict.fromkeys(line for at in range(min(3, len(self.clauses))) for line in self.clauses.heading(at))
        words = _NOT_WORDS.sub("", "".join((*self.reading.front, *headings))).lower()
        return self.work in words

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """The hashes of the text's windows, as they stand in it."""
        return sketch.hashes(self.clauses.texts)

    @cached_property
    def windows(self) -> NDArray[np.uint64]:
        """The hashes of the text's windows, sorted, each once."""
        return sketch.windows(self.clauses.texts)

    @cached_property
    def sample(self) -> NDArray[np.int64]:
        """The sampled windows; none for a digest, whose words are ours."""
        return sketch.sample(self.hashes if self.document.edition is Edition.ORIGINAL else self.hashes[:0])
