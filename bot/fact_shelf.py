"""Facts of every document on the shelf, read when first asked for and again only when the document has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.deadlines import DeadlineFact, deadline_facts
from corpus.facts import FigureFact, figure_facts

if TYPE_CHECKING:
    from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Facts:
    """What one document says in figures and dates, in reading order."""

    figures: tuple[FigureFact, ...]
    deadlines: tuple[DeadlineFact, ...]


class FactShelf:
    """The front door: `of(document_id)`. Safe to use from many threads; nothing is written anywhere."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._version = library.version()
        self._known: dict[str, Facts] = {}

    def of(self, document_id: str) -> Facts:
        """The facts of a document as it is now. Raises NotFound."""
        with self._lock:
            self._forget_what_changed()
            if document_id not in self._known:
                shelved, clauses = self._library.show(document_id)
                figures = tuple(figure_facts(shelved.document, clauses))
                self._known[document_id] = Facts(figures, tuple(deadline_facts(shelved.document, clauses)))
            return self._known[document_id]

    def _forget_what_changed(self) -> None:
        # The version is read before any text: a change in between is seen, and forgotten, the next time.
        version = self._library.version()
        if version != self._version:
            changes = self._library.changed_since(self._version)
            for document_id in changes.changed | changes.removed:
                self._known.pop(document_id, None)
            self._version = version
