"""The shipped default retrieval on any collection of texts: the same cutter, indexes and fusion, without documents,
places and days. `python -m eval rank` measures it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from corpus.zhtext import fold
from retrieval.dense import ChromaIndex
from retrieval.embedders import Embedder, load_embedder
from retrieval.fusion import fuse, lift_kin
from retrieval.lexical import LexicalIndex
from retrieval.model import Entry, Hit
from retrieval.tokenizer import Tokenizer

_BATCH = 5_000
_DEPTH = 200
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条.*$")  # a title without it names the paper


class Collection:
    """Texts under ids of the caller's own, ranked for a question."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, embedder: Embedder) -> None:
        self._tokenizer, self._embedder = tokenizer, embedder
        self._lexical = LexicalIndex(tokenizer, folder / "lexical")
        self._dense = ChromaIndex(embedder.width, folder / "dense")
        self._ids: list[str] = []
        self._papers: list[str] = []

    def add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Index (id, title, text) rows; each id once. Raises SearchIndexError when the disk refuses."""
        self._lexical.write(self._entries(iter(rows)))

    def rank(self, text: str, limit: int = 100) -> list[str]:
        """Ids of the `limit` best rows for the question `text`, best first."""
        depth = max(_DEPTH, limit)
        words = self._lexical.search(self._tokenizer.cut(text), depth)
        vector = self._embedder.encode([fold(text)])
        senses = self._dense.search(vector, depth)
        have = {hit.unit_id for hit in senses}
        missing = [hit.unit_id for hit in words if hit.unit_id not in have]
        senses += [Hit(unit_id, score) for unit_id, score in self._dense.scores(vector, missing).items()]
        found = lift_kin(fuse(words, senses), self._papers.__getitem__)
        return [self._ids[hit.unit_id] for hit in found[:limit]]

    def _entries(self, rows: Iterator[tuple[str, str, str]]) -> Iterator[Entry]:
        while batch := list(islice(rows, _BATCH)):
            first = len(self._ids)
            self._ids.extend(key for key, _, _ in batch)
            self._papers.extend(_ARTICLE.sub("", title) or key for key, title, _ in batch)
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
