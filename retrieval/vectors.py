"""Vectors on disk by unit id: exact scores for few units, and the source from which Chroma can be refilled."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SearchIndexError
from retrieval.model import Allowed, Hit, Vectors

_TYPE = np.float16  # little-endian on every machine we run on
_SIZE = 2
_SCOPES = 16
_FEW = 1500  # so many rows are picked out one by one; for more, all rows are widened once and kept


class VectorFile:
    """Half-precision rows in one growing file, and beside it the unit id of each row (-1: removed).

    Rows are written and flushed before the ids that make them count, and the ids are replaced as a whole, so a
    process killed at any instant leaves the vectors as they were before or after. `folder` None keeps all in memory.
    """

    def __init__(self, width: int, folder: Path | None = None) -> None:
        self._width = width
        self._folder = folder
        self._ids = np.empty(0, dtype=np.int64)
        self._rows = np.empty((0, width), dtype=_TYPE)
        self._wide: Vectors | None = None
        self._lock = threading.Lock()  # a search never sees rows of one state with ids of another
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            if (folder / "ids.npy").exists():
                self._open(folder)
        self._place()

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, unit_id: int) -> bool:
        return unit_id in self._row_of

    def ids(self) -> list[int]:
        """The unit ids that have a vector."""
        return list(self._row_of)

    def put(self, unit_ids: Sequence[int], vectors: Vectors, remove: Iterable[int] = ()) -> None:
        """Set the vectors of `unit_ids` and forget those of `remove`. Raises SearchIndexError if the disk refuses."""
        gone = set(remove) | set(unit_ids)
        rows = vectors.astype(_TYPE).reshape(len(unit_ids), self._width)
        with self._lock:
            ids = self._ids.copy()
            if gone:
                ids[np.isin(ids, np.fromiter(gone, dtype=np.int64))] = -1
            ids = np.concatenate([ids, np.asarray(unit_ids, dtype=np.int64)])
            if self._folder is None:
                self._rows = np.concatenate([self._rows, rows])
                self._ids = ids
            else:
                try:
                    self._append(self._folder, rows, ids)
                    self._open(self._folder)
                except OSError as error:
                    told = f"向量写不进去（{error}），请检查磁盘空间后运行 mingbai doctor --repair。"
                    raise SearchIndexError(told) from error
            self._place()

    def search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> list[Hit]:
        """The `limit` nearest units, exactly, by cosine."""
        with self._lock:
            return self._search(vector, limit, allowed)

    def scores(self, vector: Vectors, unit_ids: Sequence[int]) -> dict[int, float]:
        """The cosine of each of `unit_ids` that has a vector."""
        with self._lock:
            known = [unit_id for unit_id in unit_ids if unit_id in self._row_of]
            if not known:
                return {}
            rows = self._rows[[self._row_of[unit_id] for unit_id in known]].astype(np.float32)
        return dict(zip(known, map(float, rows @ vector.reshape(-1)), strict=True))

    def _search(self, vector: Vectors, limit: int, allowed: Allowed | None) -> list[Hit]:
        places = self._live if allowed is None else self._places_of(allowed)
        if len(places) == 0 or limit <= 0:
            return []
        if len(places) <= _FEW:
            scores = self._rows[places].astype(np.float32) @ vector.reshape(-1)
        else:
            if self._wide is None:
                self._wide = self._rows.astype(np.float32)
            scores = (self._wide @ vector.reshape(-1))[places]
        if len(places) > limit:
            best = np.argpartition(-scores, limit - 1)[:limit]
            places, scores = places[best], scores[best]
        order = np.lexsort((self._ids[places], -scores))
        return [Hit(int(self._ids[places[i]]), float(scores[i])) for i in order]

    def _places_of(self, allowed: Allowed) -> NDArray[np.int64]:
        """The rows of allowed units, remembered for the scopes last asked for."""
        kept = self._scopes.get(id(allowed))
        if kept is None or kept[0] is not allowed:
            if len(self._scopes) >= _SCOPES:
                self._scopes.pop(next(iter(self._scopes)))
            places = self._live[np.isin(self._ids[self._live], allowed.ids)]
            kept = self._scopes[id(allowed)] = (allowed, places)
        return kept[1]

    def _append(self, folder: Path, rows: NDArray[np.float16], ids: NDArray[np.int64]) -> None:
        with (folder / "rows.f16").open("ab") as file:
            # A run that died may have left rows that no id counts: they are written over.
            file.truncate(len(self._ids) * self._width * _SIZE)
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())
        fresh = folder / "ids.new.npy"
        np.save(fresh, ids)
        fresh.replace(folder / "ids.npy")

    def _open(self, folder: Path) -> None:
        self._ids = np.load(folder / "ids.npy")
        path = folder / "rows.f16"
        needed = len(self._ids) * self._width * _SIZE
        if needed and (not path.exists() or path.stat().st_size < needed):
            raise SearchIndexError("向量文件不完整，请运行 mingbai doctor --repair 重建索引。")
        shape = (len(self._ids), self._width)
        self._rows = np.memmap(path, dtype=_TYPE, mode="r", shape=shape) if needed else np.empty(shape, dtype=_TYPE)

    def _place(self) -> None:
        self._wide = None
        self._live: NDArray[np.int64] = np.flatnonzero(self._ids >= 0)
        self._scopes: dict[int, tuple[Allowed, NDArray[np.int64]]] = {}
        self._row_of = {int(unit_id): row for row, unit_id in enumerate(self._ids) if unit_id >= 0}
