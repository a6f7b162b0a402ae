"""The lexical index: tantivy's BM25 over terms that our tokenizer cut. The only importer of tantivy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from corpus.errors import SearchIndexError
from corpus.zhtext import fold
from retrieval.kept import Kept
from retrieval.model import Allowed, Entry, Hit
from retrieval.tokenizer import Cut, Tokenizer

# Field weights, chosen on the labelled sets and on public lay questions (retrieval/README.md).
# The title stands in the body too: in one field, words and bigrams of both share one length norm.
FIELD_WEIGHTS: Mapping[str, float] = {"body": 1.0, "heading": 0.3, "asks": 0.6}
_FEW = 3000  # up to so many allowed units the filter goes into the query; above, hits are fetched and dropped
_HEAP = 64_000_000
_OFFICE_WEIGHT = 1.5
_MARGIN = 20
_KEPT_WORDS = 20_000
_KEPT_UNITS = 16_384  # about 20 MB


@dataclass(frozen=True, slots=True)
class Plain:
    """What ranking looks at of a unit: folded headings and text, families of its offices, questions it answers."""

    heading: str
    offices: tuple[str, ...]
    text: str
    asks: tuple[str, ...] = ()

    def written(self) -> bytes:
        """As stored."""
        lines = (self.heading, "\t".join(self.offices), "\t".join(self.asks), self.text)
        return "\n".join(lines).encode("utf-8", "replace")

    @classmethod
    def read(cls, stored: bytes) -> Plain:
        """As it was before `written`."""
        heading, offices, asks, text = stored.decode("utf-8").split("\n", 3)
        return cls(heading, tuple(filter(None, offices.split("\t"))), text, tuple(filter(None, asks.split("\t"))))


@dataclass(frozen=True, slots=True)
class _Seen:
    """One state of the index, and what was read of it: how rare words are, and units."""

    searcher: tantivy.Searcher
    rarity: Kept[str, float] = field(default_factory=lambda: Kept(_KEPT_WORDS))
    plain: Kept[int, Plain] = field(default_factory=lambda: Kept(_KEPT_UNITS))


class LexicalIndex:
    """One folder (or memory, when `folder` is None) of terms; entries are found by BM25.

    Not safe for two writing processes; the owner of the data folder is the only writer.
    """

    def __init__(self, tokenizer: Tokenizer, folder: Path | None = None) -> None:
        self._tokenizer = tokenizer
        self._cut: dict[str, str] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
        except (ValueError, OSError) as error:
            raise SearchIndexError(f"检索索引打不开（{error}），请运行 mingbai doctor --repair 重建。") from error
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("cut", analyzer)
        self._index.reload()
        self._seen = _Seen(self._index.searcher())

    def __len__(self) -> int:
        return int(self._seen.searcher.num_docs)

    def write(self, add: Iterable[Entry] = (), remove: Iterable[int] = ()) -> None:
        """Take out the units `remove`, put in `add` (replacing units of the same id), all visible at once at the end.

        Raises SearchIndexError when the folder cannot be written.
        """
        try:
            writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            if len(self):
                add = list(add)
                gone = sorted({*remove, *(entry.unit_id for entry in add)})
                # By query: deleting by term looks for a signed number and finds none.
                members = tantivy.Query.term_set_query(self._index.schema, "unit_id", gone)
                writer.delete_documents_by_query(members)
            for entry in add:
                writer.add_document(self._document(entry))
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            told = f"检索索引写不进去（{error}），请检查磁盘空间后运行 mingbai doctor --repair。"
            raise SearchIndexError(told) from error
        self._index.reload()
        self._seen = _Seen(self._index.searcher())

    def search(
        self,
        cut: Cut,
        limit: int,
        allowed: Allowed | None = None,
        extra: Mapping[str, float] | None = None,
        offices: Sequence[str] = (),
    ) -> list[Hit]:
        """The best `limit` units for the terms of a question, best first.

        allowed: the units that may be given; the cut-off counts them alone. extra: further
        terms with a weight each (synonyms), weaker than the asker's own words. offices: families whose units are
        found also where their name is not printed.
        """
        query = self._query(cut, extra or {}, offices)
        if query is None or limit <= 0:
            return []
        if allowed is None:
            return self._fetch(query, limit)
        if len(allowed) == 0:
            return []
        if len(allowed) <= _FEW and len(allowed) < len(self):
            return self._fetch(self._filtered(query, allowed), min(limit, len(allowed)))
        # A little more than what is allowed on the average: most often all is, and a wide cut costs.
        want = int(1.2 * limit * max(1.0, len(self) / len(allowed))) + _MARGIN if len(allowed) < len(self) else limit
        while True:
            hits = self._fetch(query, want)
            kept = allowed.among(hits)
            if len(kept) >= limit or len(hits) < want:
                return kept[:limit]
            want *= 4

    def plain(self, unit_ids: Sequence[int]) -> dict[int, Plain]:
        """The folded words of units, for ranking without a round trip to the library."""
        seen = self._seen
        found = {unit_id: kept for unit_id in unit_ids if (kept := seen.plain.get(unit_id)) is not None}
        missing = [unit_id for unit_id in unit_ids if unit_id not in found]
        if missing:
            query = tantivy.Query.term_set_query(self._index.schema, "unit_id", missing)
            addresses = [address for _, address in seen.searcher.search(query, limit=len(missing), count=False).hits]
            ids = seen.searcher.fast_field_values("unit_id", addresses)
            for unit_id, address in zip(ids, addresses, strict=True):
                stored = seen.searcher.doc(address).get_first("plain") or b""
                found[int(unit_id or 0)] = seen.plain.put(int(unit_id or 0), Plain.read(bytes(stored)))
        return found

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each term is here: BM25's idf, 0 for a term that stands in every unit."""
        seen = self._seen
        total = max(int(seen.searcher.num_docs), 1)
        found = {}
        for term in set(terms):
            known = seen.rarity.get(term)
            if known is None:
                frequency = int(seen.searcher.doc_freq("body", term))
                idf = max(0.0, math.log(1 + (total - frequency + 0.5) / (frequency + 0.5)))
                known = seen.rarity.put(term, idf)
            found[term] = known
        return found

    def _fetch(self, query: tantivy.Query, limit: int) -> list[Hit]:
        searcher = self._seen.searcher
        found = searcher.search(query, limit=limit, count=False).hits
        ids = searcher.fast_field_values("unit_id", [address for _, address in found])
        return [Hit(int(unit_id or 0), score) for unit_id, (score, _) in zip(ids, found, strict=True)]

    def _filtered(self, query: tantivy.Query, allowed: Allowed) -> tantivy.Query:
        members = tantivy.Query.term_set_query(self._index.schema, "unit_id", allowed.ids.tolist())
        silent = tantivy.Query.const_score_query(members, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, silent), (tantivy.Occur.Must, query)])

    def _query(self, cut: Cut, extra: Mapping[str, float], offices: Sequence[str]) -> tantivy.Query | None:
        weights: dict[str, float] = {}
        for term in (*cut.words, *cut.grams):
            weights[term] = weights.get(term, 0.0) + 1.0
        for term, weight in extra.items():
            weights.setdefault(term, weight)
        clauses = []
        schema = self._index.schema
        for name, boost in FIELD_WEIGHTS.items():
            for term, weight in weights.items():
                one = tantivy.Query.term_query(schema, name, term, index_option="freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(one, boost * weight)))
        for family in offices:
            one = tantivy.Query.term_query(schema, "offices", family, index_option="freq")
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(one, _OFFICE_WEIGHT)))
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _document(self, entry: Entry) -> tantivy.Document:
        document = tantivy.Document()
        document.add_unsigned("unit_id", entry.unit_id)
        document.add_text("body", f"{self._repeated(entry.title)} {self._terms(entry.text)}")
        if entry.heading:
            document.add_text("heading", self._repeated(entry.heading))
        if entry.asks:
            document.add_text("asks", self._terms(" ".join(entry.asks)))
        for family in entry.offices:
            document.add_text("offices", family)
        plain = Plain(fold(entry.heading), entry.offices, fold(entry.text), tuple(map(fold, entry.asks)))
        document.add_bytes("plain", plain.written())
        return document

    def _repeated(self, text: str) -> str:
        """Terms of a title or heading, which many units have in common."""
        if text not in self._cut:
            if len(self._cut) > 512:
                self._cut.clear()
            self._cut[text] = self._terms(text)
        return self._cut[text]

    def _terms(self, text: str) -> str:
        cut = self._tokenizer.cut(text)
        return " ".join((*cut.words, *cut.grams))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("unit_id", indexed=True, fast=True)
    builder.add_bytes_field("plain", stored=True)
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, tokenizer_name="cut", index_option="freq")
    builder.add_text_field("offices", tokenizer_name="raw", index_option="freq")
    return builder.build()
