"""A cross-encoder reads question and clause together and orders the best finds anew (MINGBAI_RERANKER, optional)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from corpus.errors import SettingsError
from retrieval.model import Query, Vectors
from retrieval.rank import Ranked, total

DEPTH = 12  # units read anew: what a question costs grows with it
_LONGEST = 256  # tokens of question and clause together


class Reranker(Protocol):
    """Says how well texts answer a question."""

    def worth(self, question: str, texts: Sequence[str]) -> list[float]:
        """One number from 0 to 1 a text, the best answer highest."""
        ...


class CrossEncoderReranker:
    """Any cross-encoder that sentence-transformers can load, by name or folder (BAAI/bge-reranker-base)."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise SettingsError(
                "设置了 MINGBAI_RERANKER，但没有安装 sentence-transformers，请运行 pip install 'mingbai[models]'。"
            ) from error
        try:
            self._model = CrossEncoder(name, device="cpu", max_length=_LONGEST)
        except (OSError, ValueError) as error:
            raise SettingsError(f"重排模型 {name} 打不开，请检查 MINGBAI_RERANKER 的名称或路径。") from error

    def worth(self, question: str, texts: Sequence[str]) -> list[float]:
        """See `Reranker.worth`: the model's own scores, spread over 0 to 1 among these texts."""
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        scores: Vectors = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32).reshape(
            len(texts), -1
        )[:, -1]
        low, high = float(scores.min()), float(scores.max())
        return [(float(score) - low) / (high - low) if high > low else 1.0 for score in scores]


def reread(reranker: Reranker, query: Query, found: Sequence[Ranked]) -> list[Ranked]:
    """The first finds (best first) ordered anew, the model's word beside the other features; the rest stays behind."""
    first, rest = found[:DEPTH], found[DEPTH:]
    worth = reranker.worth(query.text, [f"{one.plain.heading}\n{one.plain.text}" for _, one, _ in first])
    told = [(one, {**why, "reread": value}) for (_, one, why), value in zip(first, worth, strict=True)]
    again = sorted(((total(why), one, why) for one, why in told), key=lambda row: (-row[0], row[1].unit_id))
    least = min((score for score, _, _ in again), default=0.0)
    return [*again, *((min(score, least), one, why) for score, one, why in rest)]


def load_reranker(name: str | None) -> Reranker | None:
    """The cross-encoder named (MINGBAI_RERANKER), None where none is. Raises SettingsError."""
    return CrossEncoderReranker(name) if name else None
