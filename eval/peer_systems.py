"""Other people's retrievers (对照系统), set up as their own guides do, behind one small interface.

They come with the optional extra `peers`; each is imported when it is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from eval.collection import Row

# (query, limit) -> ids, best first.
Rank = Callable[[str, int], list[str]]
Build = Callable[[Sequence[Row], Path], Rank]
# The sizes of LangChain's own tutorial.
CHUNK, OVERLAP = 1000, 200
_CONSTANT = 60


def missing(package: str) -> SettingsError:
    """The error for a peer that is not installed."""
    return SettingsError(f"没有安装对照用的 {package}；请运行 pip install 'mingbai[peers]' 后重试。")


def systems() -> dict[str, Build]:
    """Name to builder, ours first."""
    return {
        "明白人": _ours,
        "bm25s 词+双字": _bm25s,
        "LangChain 教程（切分+Chroma）": _tutorial,
        "LangChain EnsembleRetriever（jieba）": ensemble,
    }


def tutorial_embeddings() -> Any:  # noqa: ANN401 - a LangChain class that is imported lazily
    """Our own embedder in LangChain's clothes: the peers use the same vectors as we do."""
    try:
        from langchain_core.embeddings import Embeddings
    except ImportError as fault:
        raise missing("langchain") from fault
    from retrieval.embedders import load_embedder

    embedder = load_embedder()

    class Same(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in row] for row in embedder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Same()


def _ours(rows: Sequence[Row], folder: Path) -> Rank:
    from retrieval.collection import build_collection

    collection = build_collection(rows, folder)
    return lambda text, limit: collection.rank(text, limit=limit)


def _words(text: str) -> list[str]:
    """jieba's words and character bigrams, the best peer of the benchmark notes."""
    import jieba

    words = [word for word in jieba.lcut(text) if word.strip()]
    return words + [text[i : i + 2] for i in range(len(text) - 1)]


def _bm25s(rows: Sequence[Row], _folder: Path) -> Rank:
    try:
        import bm25s
    except ImportError as fault:
        raise missing("bm25s") from fault
    index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    index.index([_words(f"{title}{text}") for _, title, text in rows], show_progress=False)

    def rank(text: str, limit: int) -> list[str]:
        places, _ = index.retrieve([_words(text)], k=min(limit, len(rows)), show_progress=False)
        return [rows[int(place)][0] for place in places[0]]

    return rank


def _documents(rows: Sequence[Row]) -> list[Any]:
    from langchain_core.documents import Document

    return [Document(page_content=f"{title}\n{text}", metadata={"row": name}) for name, title, text in rows]


def _store(documents: list[Any], folder: Path) -> Any:  # noqa: ANN401
    try:
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as fault:
        raise missing("langchain-chroma") from fault
    chunks = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).split_documents(documents)
    return Chroma.from_documents(chunks, tutorial_embeddings(), persist_directory=str(folder / "chroma"))


def _tutorial(rows: Sequence[Row], folder: Path) -> Rank:
    store = _store(_documents(rows), folder)

    def rank(text: str, limit: int) -> list[str]:
        return _first_of_each(store.similarity_search(text, k=2 * limit), limit)

    return rank


def ensemble(rows: Sequence[Row], folder: Path) -> Rank:
    """LangChain's EnsembleRetriever of jieba BM25 and Chroma, equal weights. Raises SettingsError without the extra."""
    try:
        import jieba
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
    except ImportError as fault:
        raise missing("langchain-community、rank-bm25") from fault
    documents = _documents(rows)
    words = BM25Retriever.from_documents(documents, preprocess_func=partial(jieba.lcut))
    store = _store(documents, folder)

    def rank(text: str, limit: int) -> list[str]:
        words.k = limit
        meaning = store.as_retriever(search_kwargs={"k": limit})
        both = EnsembleRetriever(retrievers=[words, meaning], weights=[0.5, 0.5], c=_CONSTANT)
        return _first_of_each(both.invoke(text), limit)

    return rank


def _first_of_each(documents: Sequence[Any], limit: int) -> list[str]:
    return list(dict.fromkeys(str(document.metadata["row"]) for document in documents))[:limit]
