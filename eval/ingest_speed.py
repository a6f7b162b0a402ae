"""`python -m eval ingest`: our ingest beside LangChain's loader, splitter and Chroma tutorial, in one run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

from bot.assembly import build
from bot.clock import today
from bot.settings import load_settings
from corpus.errors import NotFound
from eval.measure import timed
from eval.peer_systems import CHUNK, OVERLAP, missing, tutorial_embeddings
from eval.rank import memory

P = ParamSpec("P")
Made = TypeVar("Made")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval ingest`."""
    parser.add_argument("--laws", type=Path, required=True, metavar="目录", help="法规目录（.md 文件）")
    parser.add_argument("--files", type=int, metavar="份数", help="只读这么多份，均匀抽取；不写全读")
    parser.add_argument("--times", type=int, default=1, metavar="遍数", help="轮流各跑几遍，比中位数（默认 1）")
    parser.add_argument("--no-peer", action="store_true", help="只量自己，不跑对照")


def run(options: argparse.Namespace) -> int:
    """Time both ways over the same files, in turn; prints seconds and the ratios of the design's budget."""
    files = chosen(options.laws, options.files)
    faster: list[float] = []
    for turn in range(options.times):
        with tempfile.TemporaryDirectory(prefix="mingbai-ingest-", ignore_cleanup_errors=True) as folder:
            read, index, held = alone(ours, files, Path(folder) / "home", turn == 0)
            print(f"明白人：{len(files)} 份，读成条款并收录 {read:.1f} 秒；{held}", flush=True)
            if turn == 0:
                print(f"明白人：到全部可检索共 {read + index:.1f} 秒", flush=True)
            if options.no_peer:
                continue
            peer, parts, held = alone(tutorial, files, Path(folder) / "peer")
        print(f"LangChain 教程做法：读入、切分、入 Chroma {peer:.1f} 秒（{parts} 段，同一个向量模型）；{held}")
        if turn == 0:
            print(f"全部可检索用时是对照的 {(read + index) / peer:.2f} 倍（要求不高于 4）")
        faster.append(peer / read)
        print(f"读成条款并收录快 {faster[-1]:.1f} 倍（要求不低于 5）", flush=True)
    if len(faster) > 1:
        print(f"{len(faster)} 遍的中位数：快 {median(faster):.1f} 倍（最少 {min(faster):.1f}，最多 {max(faster):.1f}）")
    return 0


def chosen(folder: Path, most: int | None) -> list[Path]:
    """The .md files below the folder, indexes (_index.md) left out; at most `most` of them, evenly. Raises NotFound."""
    files = sorted(path for path in folder.rglob("*.md") if not path.name.startswith("_"))
    if not files:
        raise NotFound(f"{folder} 里没有 .md 文件；请检查 --laws 后重试。")
    if most is None or most >= len(files):
        return files
    return [files[place * len(files) // most] for place in range(most)]


def alone(work: Callable[P, Made], *given: P.args, **named: P.kwargs) -> Made:
    """What `work` gives, in a process of its own: what one way leaves behind must not burden the other, be it in
    memory or still to be written to the disk."""
    if sys.platform != "win32":
        os.sync()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *given, **named).result()


def ours(files: Sequence[Path], home: Path, index: bool) -> tuple[float, float, str]:
    """Seconds until all is on the shelf, from there until all is searchable (0 without an index), memory in words."""
    services = build(load_settings(home=home))
    try:
        _ = services.library  # the shipped digests go onto the shelf before the clock starts
        reports, read = timed(lambda: list(services.ingest(files, None, today())))
        for report in reports:
            if report["error"]:
                print(f"没有读进：{report['source_file']} {report['error']['text']}")
        indexed = timed(lambda: services.index)[1] if index else 0.0
    finally:
        services.close()
    return read, indexed, memory()


def tutorial(files: Sequence[Path], folder: Path) -> tuple[float, int, str]:
    """Seconds of loading, splitting and storing as LangChain's tutorial does, number of chunks, memory in words."""
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
    return seconds, parts, memory()
