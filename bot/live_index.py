"""The one live search index of a data folder: opened, kept up to the library, built anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.digests import load_asks
from corpus.library import Library
from retrieval.embedders import load_embedder
from retrieval.index import SearchIndex, open_or_build, sweep
from retrieval.tokenizer import Tokenizer

_ROW = "search"
Progress = Callable[[int, int], None]


class LiveIndex:
    """Owns the folder below `home`; the library's row names the live one, so a half-built one is never used."""

    def __init__(
        self,
        library: Library,
        home: Path,
        *,
        embedder: str | None = None,
        chroma_url: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._library, self._home, self._chroma_url = library, home, chroma_url
        self._tokenizer = Tokenizer()
        self._embedder = load_embedder(embedder)
        self.search = self._open(progress)

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the index up to the library; new documents are found by their words at once, then by meaning."""
        if self.search.stale(self._library):
            self.search.update(self._library, progress=progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build a new index whole and make it live."""
        self._library.set_index_row(_ROW, None)
        self.search = self._open(progress)

    def self_test(self) -> None:
        """Raises IndexSelfTestFailed when a sampled clause is not found by its own words."""
        self.search.self_test(self._library)

    def _open(self, progress: Progress | None) -> SearchIndex:
        row = self._library.index_row(_ROW) or {}
        index, live = open_or_build(
            self._library,
            self._home,
            row.get("folder"),
            self._tokenizer,
            self._embedder,
            chroma_url=self._chroma_url,
            asks=load_asks(),
            progress=progress,
        )
        if row.get("folder") != live:
            self._library.set_index_row(_ROW, {"folder": live})
        sweep(self._home, live)
        return index
