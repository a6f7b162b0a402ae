"""`python -m eval rank`: the shipped default retrieval on any collection."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from eval.collection import Asked, quality, read_queries, read_rows
from eval.measure import peak_memory, percentiles, timed

LIMIT = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval rank`."""
    parser.add_argument("--corpus", type=Path, required=True, help="文档集：每行 {id,title,text}，.jsonl 或 .jsonl.gz")
    parser.add_argument("--queries", type=Path, required=True, help="问题：每行 {id,text}，有 gold（编号列表）就算质量")
    parser.add_argument("--out", type=Path, required=True, help="结果写到这里：每行 {id,ranked}，各 100 个编号")


def run(options: argparse.Namespace) -> int:
    """Index, rank every query, write the rankings, print index seconds, p50/p95, memory and quality."""
    asked = read_queries(options.queries)
    from retrieval.collection import build_collection

    rankings: dict[str, list[str]] = {}
    seconds: list[float] = []
    with tempfile.TemporaryDirectory(prefix="mingbai-rank-") as folder:
        collection, built = timed(lambda: build_collection(read_rows(options.corpus), Path(folder)))
        for query in asked:
            rankings[query.id], took = timed(lambda query=query: collection.rank(query.text, limit=LIMIT))  # type: ignore[misc]
            seconds.append(took)
    write_rankings(options.out, asked, rankings)
    middle, slow = percentiles(seconds)
    print(f"建索引 {built:.1f} 秒；每问中位数 {middle:.2f} 毫秒，95% 不超过 {slow:.2f} 毫秒；{memory()}")
    measured = quality(rankings, asked)
    if measured:
        print("，".join(f"{name} {value:.4f}" for name, value in measured.items()))
    return 0


def write_rankings(file: Path, asked: list[Asked], rankings: dict[str, list[str]]) -> None:
    """One line a query, in the order asked: {"id", "ranked"}."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for query in asked:
            out.write(json.dumps({"id": query.id, "ranked": rankings[query.id]}, ensure_ascii=False) + "\n")


def memory() -> str:
    """The peak memory of this process in words."""
    peak = peak_memory()
    return "内存峰值不明" if peak is None else f"内存峰值 {peak:.0f} MB"
