"""Vectors on disk by unit id: exact scores for few units, and the source from which Chroma can be refilled."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SearchIndexError
from retrieval.coarse import Coarse
from retrieval.kept import Kept
from retrieval.model import Allowed, Hit, Vectors

_TYPE = np.float16  # little-endian on every machine we run on
_SIZE = 2
_SCOPES = 16
_SCORED = 8
_FEW = 1500  # so many rows are picked out one by one; for more, all rows are widened once and kept
WHOLE_UP_TO = 100_000  # so many rows are all compared, in about 3 ms; of more, those that a coarse look picks


@dataclass(frozen=True, slots=True)
class _Held:
    """One state of the file: it never changes, so a search that holds it needs no lock.

    ids: the unit id of each row. sorted_ids: those that count, rising; live: the row of each. places: rows of the
    scopes last asked for. scored: the cosines of all rows to the vectors last asked for, since one question is often
    asked of several places.
    """

    ids: NDArray[np.int64]
    rows: NDArray[np.float16]
    sorted_ids: NDArray[np.int64]
    live: NDArray[np.int64]
    places: dict[int, tuple[Allowed, NDArray[np.int64]]] = field(default_factory=dict)
    scored: Kept[bytes, Vectors] = field(default_factory=lambda: Kept(_SCORED))

    def known(self, unit_ids: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Those of `unit_ids` that have a vector, and their rows."""
        wanted = np.asarray(unit_ids, dtype=np.int64)
        if not len(self.sorted_ids):
            return wanted[:0], wanted[:0]
        spots = np.minimum(np.searchsorted(self.sorted_ids, wanted), len(self.sorted_ids) - 1)
        there = self.sorted_ids[spots] == wanted
        return wanted[there], self.live[spots[there]]

    def places_of(self, allowed: Allowed) -> NDArray[np.int64]:
        """The rows of allowed units, remembered for the scopes last asked for."""
        kept = self.places.get(id(allowed))
        if kept is None or kept[0] is not allowed:
            if len(self.places) >= _SCOPES:
                self.places.pop(next(iter(self.places)), None)
            kept = self.places[id(allowed)] = (allowed, self.live[np.isin(self.sorted_ids, allowed.ids)])
        return kept[1]


class VectorFile:
    """Half-precision rows in one growing file, and beside it the unit id of each row (-1: removed).

    Rows are written and flushed before the ids that make them count, and the ids are replaced as a whole, so a
    process killed at any instant leaves the vectors as they were before or after. `folder` None keeps all in memory.
    """

    def __init__(self, width: int, folder: Path | None = None, whole_up_to: int = WHOLE_UP_TO) -> None:
        self._width = width
        self._folder = folder
        self._whole_up_to = whole_up_to
        self._lock = threading.Lock()  # one writer; and the rows are widened by one search only
        self._wide: tuple[_Held, Vectors] | None = None
        self._coarse: Coarse | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if folder is not None and (folder / "ids.npy").exists():
            self._held = self._read(folder)
        else:
            self._held = _held(np.empty(0, dtype=np.int64), np.empty((0, width), dtype=_TYPE))

    def __len__(self) -> int:
        return len(self._held.live)

    def __contains__(self, unit_id: int) -> bool:
        return len(self._held.known([unit_id])[0]) > 0

    def known(self, unit_ids: Sequence[int]) -> frozenset[int]:
        """Those of `unit_ids` that have a vector."""
        return frozenset(self._held.known(unit_ids)[0].tolist())

    def ids(self) -> list[int]:
        """The unit ids that have a vector."""
        return [int(unit_id) for unit_id in self._held.sorted_ids]

    def put(self, unit_ids: Sequence[int], vectors: Vectors, remove: Iterable[int] = ()) -> None:
        """Set the vectors of `unit_ids` and forget those of `remove`. Raises SearchIndexError if the disk refuses."""
        rows = vectors.astype(_TYPE).reshape(len(unit_ids), self._width)
        with self._lock:
            held = self._held
            ids = held.ids.copy()
            ids[held.known([*{*remove, *unit_ids}])[1]] = -1
            ids = np.concatenate([ids, np.asarray(unit_ids, dtype=np.int64)])
            if self._folder is None:
                self._held = _held(ids, np.concatenate([held.rows, rows]))
            else:
                try:
                    self._append(self._folder, rows, ids)
                    self._held = self._read(self._folder)
                except OSError as error:
                    told = f"向量写不进去（{error}），请检查磁盘空间后运行 mingbai doctor --repair。"
                    raise SearchIndexError(told) from error
            self._wide = None

    def search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> list[Hit]:
        """The `limit` nearest units by cosine, exact scores; in more than `whole_up_to` rows one in a hundred of them
        may be missed."""
        held = self._held
        places = held.live if allowed is None else held.places_of(allowed)
        if len(places) == 0 or limit <= 0:
            return []
        if len(places) > _FEW and len(held.rows) <= self._whole_up_to:
            asked = vector.tobytes()
            scores = held.scored.get(asked)
            if scores is None:
                scores = held.scored.put(asked, _dots(self._widened(held), vector))
            return _best(held, places, scores[places], limit)
        if len(places) > _FEW:
            places = self._look(held).likely(vector, places, limit)
        return _best(held, places, _dots(held.rows[places].astype(np.float32), vector), limit)

    def scores(self, vector: Vectors, unit_ids: Sequence[int]) -> dict[int, float]:
        """The cosine of each of `unit_ids` that has a vector."""
        held = self._held
        known, rows = held.known(unit_ids)
        if not len(known):
            return {}
        scores = _dots(held.rows[rows].astype(np.float32), vector)
        return dict(zip(known.tolist(), scores.tolist(), strict=True))

    def _look(self, held: _Held) -> Coarse:
        """The coarse look at all rows, made once and then only added to: rows are never changed, only left out."""
        with self._lock:
            if self._coarse is None:
                self._coarse = Coarse.of(held.rows)
            elif len(self._coarse) < len(held.rows):
                self._coarse = self._coarse.with_more(held.rows)
            return self._coarse

    def _widened(self, held: _Held) -> Vectors:
        """All rows in single precision, made once a state."""
        with self._lock:
            if self._wide is None or self._wide[0] is not held:
                self._wide = (held, held.rows.astype(np.float32))
            return self._wide[1]

    def _append(self, folder: Path, rows: NDArray[np.float16], ids: NDArray[np.int64]) -> None:
        with (folder / "rows.f16").open("ab") as file:
            # A run that died may have left rows that no id counts: they are written over.
            file.truncate(len(self._held.ids) * self._width * _SIZE)
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())
        fresh = folder / "ids.new.npy"
        np.save(fresh, ids)
        fresh.replace(folder / "ids.npy")

    def _read(self, folder: Path) -> _Held:
        ids = np.load(folder / "ids.npy")
        path = folder / "rows.f16"
        needed = len(ids) * self._width * _SIZE
        if needed and (not path.exists() or path.stat().st_size < needed):
            raise SearchIndexError("向量文件不完整，请运行 mingbai doctor --repair 重建索引。")
        shape = (len(ids), self._width)
        # As a plain array: a memmap asks at every step of the way whether it still is one.
        rows = np.asarray(np.memmap(path, dtype=_TYPE, mode="r", shape=shape)) if needed else np.empty(shape, _TYPE)
        return _held(ids, rows)


def _held(ids: NDArray[np.int64], rows: NDArray[np.float16]) -> _Held:
    live: NDArray[np.int64] = np.flatnonzero(ids >= 0)
    live = live[np.argsort(ids[live], kind="stable")]
    return _Held(ids, rows, ids[live], live)


def _best(held: _Held, places: NDArray[np.int64], scores: Vectors, limit: int) -> list[Hit]:
    """The `limit` best of these rows, best first."""
    if len(places) > limit:
        best = np.argpartition(scores, len(scores) - limit)[-limit:]
        places, scores = places[best], scores[best]
    found = held.ids[places]
    order = np.lexsort((found, -scores))
    return [Hit(unit_id, score) for unit_id, score in zip(found[order].tolist(), scores[order].tolist(), strict=True)]


def _dots(rows: Vectors, vector: Vectors) -> Vectors:
    """Rows times vector, in this thread alone: BLAS would start a thread a core, which wait for each other and take
    the cores from other questions (7.8 instead of 2.2 ms for 74,000 rows with two questions at a time)."""
    made: Vectors = np.einsum("ij,j->i", rows, vector.reshape(-1))
    return made
