"""`python -m eval ingest`: our ingest beside LangChain's loader, splitter and Chroma tutorial, in one run."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.assembly import build
from bot.clock import today
from bot.settings import load_settings
from corpus.errors import NotFound
from eval.measure import timed
from eval.peer_systems import CHUNK, OVERLAP, missing, tutorial_embeddings
from eval.rank import memory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval ingest`."""
    parser.add_argument("--laws", type=Path, required=True, metavar="目录", help="法规目录（.md 文件）")
    parser.add_argument("--files", type=int, metavar="份数", help="只读这么多份，均匀抽取；不写全读")
    parser.add_argument("--no-peer", action="store_true", help="只量自己，不跑对照")


def run(options: argparse.Namespace) -> int:
    """Time both ways over the same files; prints seconds and the ratios of the design's budget."""
    files = chosen(options.laws, options.files)
    with tempfile.TemporaryDirectory(prefix="mingbai-ingest-", ignore_cleanup_errors=True) as folder:
        read, searchable = ours(files, Path(folder) / "home")
        print(f"明白人：{len(files)} 份，读成条款并入库 {read:.1f} 秒，到全部可检索共 {searchable:.1f} 秒；{memory()}")
        if options.no_peer:
            return 0
        peer, parts = tutorial(files, Path(folder) / "peer")
    print(f"LangChain 教程做法：读入、切分、入 Chroma {peer:.1f} 秒（{parts} 段，同一个向量模型）；{memory()}")
    print(f"读成条款并入库快 {peer / read:.1f} 倍（要求不低于 5）")
    print(f"全部可检索用时是对照的 {searchable / peer:.2f} 倍（要求不高于 4）")
    return 0


def chosen(folder: Path, most: int | None) -> list[Path]:
    """The .md files below the folder, indexes (_index.md) left out; at most `most` of them, evenly. Raises NotFound."""
    files = sorted(path for path in folder.rglob("*.md") if not path.name.startswith("_"))
    if not files:
        raise NotFound(f"{folder} 里没有 .md 文件；请检查 --laws 后重试。")
    if most is None or most >= len(files):
        return files
    return [files[place * len(files) // most] for place in range(most)]


def ours(files: Sequence[Path], home: Path) -> tuple[float, float]:
    """Seconds until all is on the shelf, and until all is searchable."""
    services = build(load_settings(home=home))
    try:
        _ = services.library  # the shipped digests go onto the shelf before the clock starts
        reports, read = timed(lambda: list(services.ingest(files, None, today())))
        for report in reports:
            if report["error"]:
                print(f"没有读进：{report['source_file']} {report['error']['text']}")
        _, indexed = timed(lambda: services.index)
    finally:
        services.close()
    return read, read + indexed


def tutorial(files: Sequence[Path], folder: Path) -> tuple[float, int]:
    """Seconds of loading, splitting and storing as LangChain's tutorial does, and the number of chunks."""
    try:
        from langchain_chroma import Chroma
        from langchain_community.document_loaders import TextLoader
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as fault:
        raise missing("langchain-community、langchain-chroma") from fault
    embeddings = tutorial_embeddings()
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)

    def work() -> int:
        documents = [document for file in files for document in TextLoader(str(file), encoding="utf-8").load()]
        chunks = splitter.split_documents(documents)
        Chroma.from_documents(chunks, embeddings, persist_directory=str(folder))
        return len(chunks)

    parts, seconds = timed(work)
    return seconds, parts
