"""The dense index: Chroma, embedded behind the owner's lock or a server by URL. The only importer of chromadb.

Chroma filters 100 times slower than it searches and gives no score for a unit at hand, so no `where` is sent: the
search over-fetches and drops, and up to FILE_UP_TO allowed units the vectors in the file beside are compared. At
500,000 units that is faster than Chroma and takes a fifth of the memory (docs/retrieval.md); Chroma answers beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from corpus.errors import SearchIndexError
from retrieval.model import Allowed, Hit, Vectors
from retrieval.vectors import VectorFile

FILE_UP_TO = 1_000_000
_BATCH = 5_000  # Chroma takes at most 5,461 a call
_NAME = "mingbai"


class DenseIndex(Protocol):
    """Vectors by unit id."""

    def __len__(self) -> int: ...

    def ids(self) -> list[int]:
        """The unit ids that have a vector."""
        ...

    def put(self, unit_ids: Sequence[int], vectors: Vectors, remove: Iterable[int] = ()) -> None:
        """Set vectors (an id that is there is overwritten) and forget those of `remove`."""
        ...

    def search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> list[Hit]:
        """The nearest allowed units by cosine, best first."""
        ...

    def scores(self, vector: Vectors, unit_ids: Sequence[int]) -> dict[int, float]:
        """The cosine of each of `unit_ids` that has a vector."""
        ...


class ChromaIndex:
    """A Chroma collection with the vector file beside it; the collection is opened when first needed."""

    def __init__(self, width: int, folder: Path, url: str | None = None, file_up_to: int = FILE_UP_TO) -> None:
        self._file_up_to = file_up_to
        self._file = VectorFile(width, folder / "vectors")
        self._open: Callable[[], Any] = lambda: _collection(folder / "chroma", url, folder.parent.name)
        self._opened: Any = None

    def __len__(self) -> int:
        return len(self._file)

    def ids(self) -> list[int]:
        """See `DenseIndex.ids`."""
        return self._file.ids()

    def put(self, unit_ids: Sequence[int], vectors: Vectors, remove: Iterable[int] = ()) -> None:
        """See `DenseIndex.put`. Raises SearchIndexError when Chroma or the disk refuses."""
        gone = sorted(set(remove) - set(unit_ids))
        try:
            for start in range(0, len(gone), _BATCH):
                self._collection.delete(ids=[str(unit_id) for unit_id in gone[start : start + _BATCH]])
            for start in range(0, len(unit_ids), _BATCH):
                ids = [str(unit_id) for unit_id in unit_ids[start : start + _BATCH]]
                self._collection.upsert(ids=ids, embeddings=vectors[start : start + _BATCH])
        except SearchIndexError:
            raise
        except Exception as error:  # noqa: BLE001 - chromadb raises errors of many families, none public
            raise SearchIndexError(f"Chroma 写入失败（{error}），请运行 mingbai doctor --repair 重建索引。") from error
        self._file.put(unit_ids, vectors, gone)

    def search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> list[Hit]:
        """See `DenseIndex.search`. Raises SearchIndexError when Chroma cannot be read."""
        if limit <= 0 or not len(self._file):
            return []
        count = len(self._file) if allowed is None else len(allowed)
        if count <= self._file_up_to:
            return self._file.search(vector, limit, allowed)
        want = limit if allowed is None else 3 * limit
        hits = self._nearest(vector, want)
        kept = hits if allowed is None else allowed.among(hits)
        if len(kept) < limit and len(hits) == want:
            return self._file.search(vector, limit, allowed)
        return kept[:limit]

    def scores(self, vector: Vectors, unit_ids: Sequence[int]) -> dict[int, float]:
        """See `DenseIndex.scores`."""
        return self._file.scores(vector, unit_ids)

    @property
    def _collection(self) -> Any:  # noqa: ANN401 - chromadb is imported lazily
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _nearest(self, vector: Vectors, limit: int) -> list[Hit]:
        try:
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        except Exception as error:  # noqa: BLE001 - see above
            raise SearchIndexError(f"Chroma 查询失败（{error}），请运行 mingbai doctor --repair 重建索引。") from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        hits = [Hit(int(unit_id), 1.0 - float(distance)) for unit_id, distance in pairs]
        # A run that died between Chroma and the file may have left vectors that no unit counts.
        known = self._file.known([hit.unit_id for hit in hits])
        return [hit for hit in hits if hit.unit_id in known]


def _collection(folder: Path, url: str | None, name: str) -> Any:  # noqa: ANN401
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    try:
        if url:
            parts = urlsplit(url)
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8000)
            client: Any = chromadb.HttpClient(host=parts.hostname or url, port=port, ssl=secure, settings=settings)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        return client.get_or_create_collection(
            f"{_NAME}-{name}" if url else _NAME, embedding_function=None, metadata={"hnsw:space": "cosine"}
        )
    except Exception as error:  # noqa: BLE001 - see above
        told = f"Chroma 打不开（{error}），请检查 MINGBAI_CHROMA_URL 或运行 mingbai doctor --repair。"
        raise SearchIndexError(told) from error
