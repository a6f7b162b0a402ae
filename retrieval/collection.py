"""The shipped default retrieval on any collection of texts: the same cutter, indexes and fusion, without documents,
places and days. `python -m eval rank` measures it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.zhtext import fold
from retrieval.dense import ChromaIndex
from retrieval.embedders import Embedder, load_embedder
from retrieval.lexical import LexicalIndex
from retrieval.marks import DEPTH, Rows, weights
from retrieval.model import Entry, Hit
from retrieval.tokenizer import Tokenizer

_BATCH = 5_000
_SENSES = 200  # finds taken from meaning


class Collection:
    """Texts under ids of the caller's own, ranked for a question."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, embedder: Embedder) -> None:
        self._tokenizer, self._embedder = tokenizer, embedder
        self._lexical = LexicalIndex(tokenizer, folder / "lexical")
        self._dense = ChromaIndex(embedder.width, folder / "dense")
        self._ids: list[str] = []
        self.rows = Rows()

    def add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Index (id, title, text) rows; each id once. Raises SearchIndexError when the disk refuses."""
        self._lexical.write(self._entries(iter(rows)))

    def rank(self, text: str, limit: int = 100) -> list[str]:
        """Ids of the `limit` best rows for the question `text`, best first."""
        words = self.by_words(text, max(DEPTH, limit))
        vector = self._embedder.encode([fold(text)])
        senses = self._dense.search(vector, max(_SENSES, limit))
        have = {hit.unit_id for hit in senses}
        missing = [hit.unit_id for hit in words if hit.unit_id not in have]
        senses += [Hit(unit_id, score) for unit_id, score in self._dense.scores(vector, missing).items()]
        found, values = self.rows.marks(words, senses, self.terms(text))
        scores = values @ weights()
        return [self._ids[found[place]] for place in np.argsort(-scores, kind="stable")[:limit]]

    def by_words(self, text: str, limit: int = DEPTH) -> list[Hit]:
        """What the lexical index finds alone; a hit names a row by its position."""
        return self._lexical.search(self._tokenizer.cut(text), limit)

    def terms(self, text: str) -> Mapping[str, float]:
        """The words of a question, each with its rarity here."""
        return self._lexical.rarity(self._tokenizer.words(text))

    def _entries(self, rows: Iterator[tuple[str, str, str]]) -> Iterator[Entry]:
        while batch := list(islice(rows, _BATCH)):
            first = len(self._ids)
            self._ids.extend(key for key, _, _ in batch)
            for row in batch:
                self.rows.add(*row)
            numbers = range(first, len(self._ids))
            vectors = self._embedder.encode([fold(f"{title} {text}") for _, title, text in batch])
            self._dense.put(numbers, vectors)
            yield from (Entry(n, title, text) for n, (_, title, text) in zip(numbers, batch, strict=True))


def build_collection(
    rows: Iterable[tuple[str, str, str]], folder: Path, embedder: Embedder | None = None
) -> Collection:
    """Index (id, title, text) rows in `folder` and give the collection to rank with. `embedder`: the shipped one."""
    made = Collection(folder, Tokenizer(), embedder or load_embedder())
    made.add(rows)
    return made
