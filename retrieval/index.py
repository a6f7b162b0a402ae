"""The derived index of a library: words and vectors in one folder with a manifest. It can always be built anew.

A build goes into a new folder and is made live by whoever keeps the library's index row (`open_or_build` with the
row's name); an update changes the live folder document by document and may be cut short at any instant: what the
manifest does not list is written again.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.asks import plain_questions, short_names
from corpus.errors import IndexSelfTestFailed, SearchIndexError
from corpus.model import Shelved, Unit
from retrieval.dense import ChromaIndex, DenseIndex
from retrieval.embedders import Embedder
from retrieval.lexical import LexicalIndex
from retrieval.manifest import FORMAT, Manifest, Shelfmark
from retrieval.model import Allowed, Entry
from retrieval.shelf import Shelf
from retrieval.tokenizer import Tokenizer

Asks = Mapping[tuple[str, str], Sequence[str]]
Progress = Callable[[int, int], None]
_STEPS = 16  # so many at least make a large library: each writes the whole manifest
_DOCUMENTS_A_STEP = (64, 1024)  # at least, at most: what is in hand at a time is held in memory
_SCOPES = 16  # sets of documents whose units are kept at hand


class SearchIndex:
    """The lexical and dense index in one folder, and which unit belongs to which document."""

    def __init__(
        self,
        folder: Path,
        tokenizer: Tokenizer,
        embedder: Embedder,
        *,
        chroma_url: str | None = None,
        asks: Asks | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.embedder = embedder
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.lexical = LexicalIndex(tokenizer, folder / "lexical")
        self.dense: DenseIndex = ChromaIndex(embedder.width, folder / "dense", chroma_url)
        self._asks = asks or {}
        self._manifest = Manifest.load(folder) or Manifest(tokenizer.fingerprint, embedder.fingerprint)
        self._lock = threading.RLock()
        self.generation = 0  # grows with each change of what can be found
        self._place()

    def __len__(self) -> int:
        return len(self.lexical)

    @property
    def fits(self) -> bool:
        """Was it built by this cutter and this model? If not, it must be built anew."""
        made_by = (self._manifest.tokenizer, self._manifest.embedder, self._manifest.format)
        return made_by == (self.tokenizer.fingerprint, self.embedder.fingerprint, FORMAT)

    def stale(self, shelf: Shelf) -> bool:
        """Does the library hold anything that this index has not seen?"""
        return not self.fits or self._manifest.library_version != shelf.version() or self.vectors_pending

    @property
    def vectors_pending(self) -> bool:
        """Are there documents that can be found by words but not yet by meaning?"""
        return any(not mark.vectors for mark in self._manifest.documents.values())

    def document_of(self, unit_id: int) -> str:
        """The document a unit belongs to; "" for a unit that an update has just taken out."""
        return self._owner.get(unit_id, "")

    def allowed(self, document_ids: frozenset[str]) -> Allowed:
        """The units of these documents."""
        kept = self._scopes.get(document_ids)
        if kept is None:
            marks = self._manifest.documents
            units = [np.array(marks[key].units, dtype=np.int64) for key in document_ids if key in marks]
            kept = Allowed(np.concatenate(units) if units else ())
            if len(self._scopes) >= _SCOPES:
                self._scopes.pop(next(iter(self._scopes)), None)
            self._scopes[document_ids] = kept
        return kept

    def unvectored(self) -> frozenset[int]:
        """Units without a vector as yet."""
        return self._pending

    def update(
        self, shelf: Shelf, changed: Iterable[str] = (), *, vectors: bool = True, progress: Progress | None = None
    ) -> None:
        """Bring the index up to the library: documents gone, new, or of another stamp, and those named in `changed`.

        After each step the documents of that step are found by their words; with `vectors` they are then also
        found by meaning, else `add_vectors` does that later. progress: called with (documents done, in all).
        """
        with self._lock:
            version = shelf.version()
            present = {shelved.document.document_id: shelved for shelved in shelf.documents()}
            self._drop([key for key in self._manifest.documents if key not in present])
            other = {*changed, *self._changed(shelf, version)}
            known = {key: mark.stamp for key, mark in self._manifest.documents.items() if key not in other}
            todo = [shelved for key, shelved in present.items() if known.get(key) != stamp(shelved)]
            step = _step(len(todo))
            for start in range(0, len(todo), step):
                self._take(shelf, todo[start : start + step])
                if progress:
                    progress(min(start + step, len(todo)), len(todo))
            self._record(replace(self._manifest, library_version=version))
        if vectors:
            self.add_vectors(shelf)

    def add_vectors(self, shelf: Shelf, progress: Progress | None = None) -> None:
        """Make the vectors that are still missing."""
        waiting = [key for key, mark in self._manifest.documents.items() if not mark.vectors]
        size = _step(len(waiting))
        for start in range(0, len(waiting), size):
            with self._lock:
                step = [key for key in waiting[start : start + size] if key in self._manifest.documents]
                units = [unit for key in step for unit in shelf.units(key)]
                titles = {item.document.document_id: item.document.title for item in shelf.documents()} if units else {}
                texts = [
                    embedding_text(titles.get(unit.document_id, ""), unit, asked_of(unit, self._asks)) for unit in units
                ]
                known = {unit_id for key in step for unit_id in self._manifest.documents[key].units}
                kept = [i for i, unit in enumerate(units) if unit.unit_id in known]
                self.dense.put([units[i].unit_id for i in kept], self.embedder.encode([texts[i] for i in kept]))
                marks = {key: replace(self._manifest.documents[key], vectors=True) for key in step}
                self._record(replace(self._manifest, documents={**self._manifest.documents, **marks}))
            if progress:
                progress(min(start + size, len(waiting)), len(waiting))

    def self_test(self, shelf: Shelf, sample: int = 12) -> None:
        """Sampled units must be found by their own words. Raises IndexSelfTestFailed naming the first that is not.

        The vectors are searched once too: what they need at hand is so made before the first question.
        """
        self.dense.search(np.zeros((1, self.embedder.width), dtype=np.float32), 1)
        ids = sorted(self._owner)
        for unit_id in ids[:: max(1, len(ids) // sample)][:sample]:
            unit = shelf.unit(unit_id)
            cut = self.tokenizer.cut(unit.text[:120])
            if not cut.words:
                continue
            own = self.allowed(frozenset([self.document_of(unit_id)]))
            hits = self.lexical.search(cut, 10, own)
            texts = self.lexical.plain([hit.unit_id for hit in hits])
            mine = self.lexical.plain([unit_id]).get(unit_id)
            if unit_id not in texts and mine not in texts.values():
                raise IndexSelfTestFailed(
                    f"检索自检未通过：{unit.document_id} {unit.address} 用自己的文字查不到，"
                    "请运行 mingbai doctor --repair 重建索引。"
                )

    def _changed(self, shelf: Shelf, version: int) -> frozenset[str]:
        """What the library says has changed since this index last saw it whole."""
        seen = self._manifest.library_version
        return shelf.changed_since(seen).changed if 0 <= seen < version else frozenset()

    def _take(self, shelf: Shelf, documents: Sequence[Shelved]) -> None:
        units = {item.document.document_id: list(shelf.units(item.document.document_id)) for item in documents}
        marks = self._manifest.documents
        old = {unit_id for key in units if key in marks for unit_id in marks[key].units}
        entries = [entry(item, unit, self._asks) for item in documents for unit in units[item.document.document_id]]
        new = {made.unit_id for made in entries}
        # Until the manifest is written, what this step wrote counts as not there and is written again.
        self.lexical.write(entries, old - new)
        if old:
            self.dense.put([], np.empty((0, self.embedder.width), dtype=np.float32), old)
        fresh = {
            item.document.document_id: Shelfmark(
                stamp(item), tuple(unit.unit_id for unit in units[item.document.document_id]), vectors=False
            )
            for item in documents
        }
        self._record(replace(self._manifest, documents={**marks, **fresh}))

    def _drop(self, document_ids: Sequence[str]) -> None:
        if not document_ids:
            return
        gone = {unit_id for key in document_ids for unit_id in self._manifest.documents[key].units}
        kept = {key: mark for key, mark in self._manifest.documents.items() if key not in set(document_ids)}
        gone -= {unit_id for mark in kept.values() for unit_id in mark.units}
        self.lexical.write((), gone)
        self.dense.put([], np.empty((0, self.embedder.width), dtype=np.float32), gone)
        self._record(replace(self._manifest, documents=kept))

    def _record(self, manifest: Manifest) -> None:
        manifest.save(self.folder)
        self._manifest = manifest
        self._place()

    def _place(self) -> None:
        self.generation += 1
        marks = self._manifest.documents
        self._scopes: dict[frozenset[str], Allowed] = {}
        self._owner = {unit_id: key for key, mark in marks.items() for unit_id in mark.units}
        self._pending = frozenset(unit_id for mark in marks.values() if not mark.vectors for unit_id in mark.units)


def open_or_build(
    shelf: Shelf,
    home: Path,
    live: str | None,
    tokenizer: Tokenizer,
    embedder: Embedder,
    *,
    chroma_url: str | None = None,
    asks: Asks | None = None,
    progress: Progress | None = None,
) -> tuple[SearchIndex, str]:
    """The index folder named `live` below `home` when it fits, brought up to date; else a new one, built whole.

    Gives the index and its folder's name: the caller writes that name into the library's row, which makes it live,
    then calls `sweep`. Raises SearchIndexError when the disk refuses.
    """
    if live and (home / live).is_dir():
        try:
            index = SearchIndex(home / live, tokenizer, embedder, chroma_url=chroma_url, asks=asks)
        except SearchIndexError:
            index = None
        if index is not None and index.fits:
            if index.stale(shelf):
                index.update(shelf, progress=progress)
            return index, live
    name = f"i-{uuid.uuid4().hex[:12]}"
    index = SearchIndex(home / name, tokenizer, embedder, chroma_url=chroma_url, asks=asks)
    index.update(shelf, progress=progress)
    return index, name


def _step(documents: int) -> int:
    """How many documents are taken at a time when so many are to be taken."""
    least, most = _DOCUMENTS_A_STEP
    return min(max(least, documents // _STEPS), most)


def sweep(home: Path, live: str) -> list[str]:
    """Remove the index folders that are not live; gives their names."""
    dead = [path for path in sorted(home.glob("i-*")) if path.is_dir() and path.name != live]
    for path in dead:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name for path in dead]


def entry(shelved: Shelved, unit: Unit, asks: Asks) -> Entry:
    """What the lexical index is given of a unit."""
    questions = asked_of(unit, asks)
    offices = dict.fromkeys(duty.family or duty.name for clause, _ in unit.parts for duty in clause.duties)
    return Entry(
        unit.unit_id,
        shelved.document.title,
        _with_heads(unit),
        heading=" ".join(unit.heading),
        asks=(*(questions or plain_questions(unit)), *short_names(unit.text)),
        offices=tuple(offices),
    )


def asked_of(unit: Unit, asks: Asks) -> list[str]:
    """The plain questions written for a unit and for what stands below it; never shown."""
    addresses = {unit.address, *(clause.address for clause, _ in unit.parts)}
    return [ask for address in sorted(addresses) for ask in asks.get((unit.document_id, address), ())]


def embedding_text(title: str, unit: Unit, asked: Sequence[str] = ()) -> str:
    """What the embedder is given of a unit: where it stands, its words, and the plain questions it answers."""
    return " ".join((title, *unit.heading, _with_heads(unit), *asked))


def stamp(shelved: Shelved) -> str:
    """Changes when a document's words or headings may have changed."""
    basis = repr((shelved.document, shelved.clauses, shelved.duties, shelved.tables))
    return hashlib.sha256(basis.encode()).hexdigest()[:16]


def _with_heads(unit: Unit) -> str:
    """The text of a unit; a table row's column heads are added, since a bare figure says nothing."""
    if not unit.row:
        return unit.text
    return f"{unit.text}\n{' '.join(unit.row)}"
