"""Turning texts into vectors: the shipped model by numpy, or any sentence-transformers model by name or path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corpus.errors import SearchIndexError, SettingsError
from retrieval.kept import Kept
from retrieval.model import Vectors

if TYPE_CHECKING:
    from tokenizers import Encoding

_KEPT_QUESTIONS = 64
SHIPPED = Path(__file__).parent / "embedding" / "model"


class Embedder(Protocol):
    """Gives one unit-length vector a text."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may get another vector."""
        ...

    @property
    def width(self) -> int:
        """Numbers in a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of `texts`, one row a text, each of length 1 (a text without any known word: all zeros)."""
        ...


class ShippedEmbedder:
    """The model in retrieval/embedding/model: the mean of its token vectors. Needs neither torch nor a network."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        weights = folder / "model.safetensors"
        try:
            tensors = load_file(weights)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # noqa: BLE001 - tokenizers raises bare Exception for any unreadable file
            raise SearchIndexError(f"自带的向量模型读不出来（{error}），请重新安装 mingbai。") from error
        self._asked: Kept[str, Vectors] = Kept(_KEPT_QUESTIONS)
        self._rows = tensors["embeddings"]
        self._scales = tensors["weights"].astype(np.float32)
        self.width = int(self._rows.shape[1])
        self.fingerprint = "shipped-" + hashlib.sha256(weights.read_bytes()).hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode`."""
        if len(texts) != 1:
            return self._made(self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False))
        # A question: a batch would wake the tokenizer's threads for nothing; and it is asked more than once.
        known = self._asked.get(texts[0])
        if known is None:
            known = self._made([self._tokenizer.encode(texts[0], add_special_tokens=False)])
            known.flags.writeable = False
            self._asked.put(texts[0], known)
        return known

    def _made(self, encodings: Sequence[Encoding]) -> Vectors:
        vectors = np.zeros((len(encodings), self.width), dtype=np.float32)
        for row, encoding in enumerate(encodings):
            ids = encoding.ids
            if ids:
                # The length is set to 1 below, so the sum serves as well as the mean.
                vectors[row] = self._scales[ids] @ self._rows[ids].astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        made: Vectors = vectors / np.maximum(lengths, 1e-12)
        return made


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers can load, by name or folder."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SettingsError(
                "设置了 MINGBAI_EMBEDDER，但没有安装 sentence-transformers，请运行 pip install 'mingbai[models]'。"
            ) from error
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise SettingsError(f"向量模型 {name} 打不开，请检查 MINGBAI_EMBEDDER 的名称或路径。") from error
        self.width = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = "st-" + hashlib.sha256(_identity(name).encode()).hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode`."""
        rows = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)


def load_embedder(name: str | None = None) -> Embedder:
    """The shipped model, or the one named (MINGBAI_EMBEDDER). Raises SettingsError or SearchIndexError."""
    return SentenceTransformerEmbedder(name) if name else ShippedEmbedder()


def _identity(name: str) -> str:
    """The name, and for a folder also sizes and times of its files, so that a retrained model is seen as another."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return json.dumps([name, *[[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in files]])
