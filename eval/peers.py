"""`python -m eval peers`: quality and speed beside other people's retrievers, in one run on one collection."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.digests import load_digests
from corpus.errors import BadInput
from corpus.units import group
from eval.collection import Asked, Row, quality, read_queries, read_rows
from eval.datasets import load_all
from eval.gold import is_document, meets
from eval.measure import percentiles, timed
from eval.peer_systems import Build, systems
from eval.plot import bars
from eval.report import aligned


@dataclass(frozen=True, slots=True)
class Measured:
    """One system on one collection: seconds to index, milliseconds a query, and quality."""

    name: str
    built: float
    middle: float
    slow: float
    quality: dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval peers`."""
    parser.add_argument("--corpus", type=Path, help="文档集（.jsonl 或 .jsonl.gz）；不写用自带要点和自己的题集")
    parser.add_argument("--queries", type=Path, help="带 gold 的问题；与 --corpus 一起写")
    parser.add_argument("--sample", type=int, default=200, metavar="题数", help="最多问这么多题，均匀抽取（默认 200）")
    parser.add_argument("--only", action="append", choices=list(systems()), help="只比这一个，可写多次")
    parser.add_argument("--plot", type=Path, metavar="图.svg", help="把质量画成条形图写到这里")


def run(options: argparse.Namespace) -> int:
    """Build and ask each system in turn; prints one line each."""
    if (options.corpus is None) != (options.queries is None):
        raise BadInput("--corpus 和 --queries 要一起写；都不写就用自带要点和自己的题集。")
    rows = list(read_rows(options.corpus)) if options.corpus else own_rows()
    asked = spread(read_queries(options.queries) if options.queries else own_queries(rows), options.sample)
    if not asked:
        raise BadInput("没有带 gold 的问题可比；请检查 --queries 文件。")
    print(f"{len(rows)} 条，{len(asked)} 题")
    measured = []
    for name, build in systems().items():
        if options.only and name not in options.only:
            continue
        measured.append(measure(name, build, rows, asked))
        print(f"完成：{name}", flush=True)
    print("\n".join(lines(measured)))
    if options.plot:
        title = f"{len(rows)} 条，{len(asked)} 题"
        options.plot.write_text(bars(title, {one.name: one.quality for one in measured}), encoding="utf-8")
    return 0


def measure(name: str, build: Build, rows: Sequence[Row], asked: Sequence[Asked], limit: int = 100) -> Measured:
    """Build one system in a folder of its own and ask it everything, one query at a time."""
    # Chroma keeps its files open until the process ends; on Windows they cannot be deleted before.
    with tempfile.TemporaryDirectory(prefix="mingbai-peer-", ignore_cleanup_errors=True) as folder:
        rank, built = timed(lambda: build(rows, Path(folder)))
        rankings: dict[str, list[str]] = {}
        seconds = []
        for query in asked:
            answered, took = timed(lambda words=query.text: rank(words, limit))  # type: ignore[misc]
            rankings[query.id] = answered
            seconds.append(took)
    return Measured(name, built, *percentiles(seconds), quality(rankings, asked))


def spread(asked: Sequence[Asked], most: int) -> list[Asked]:
    """At most `most` queries that have gold, evenly from first to last."""
    judged = [query for query in asked if query.gold]
    if len(judged) <= most:
        return judged
    return [judged[place * len(judged) // most] for place in range(most)]


def own_rows() -> list[Row]:
    """The units of the shipped digests: id `document_id|address`, title with headings, text."""
    rows = []
    for reading in load_digests():
        document = reading.document
        for address, clauses in group(reading.clauses).items():
            title = " ".join((document.title, *clauses[0].heading))
            rows.append((f"{document.document_id}|{address}", title, "\n".join(clause.text for clause in clauses)))
    return rows


def own_queries(rows: Sequence[Row]) -> list[Asked]:
    """Our own answerable single-turn questions over the digests; gold: every row that meets one of their targets."""
    places = [name.rpartition("|")[::2] for name, _, _ in rows]
    asked = []
    for question in load_all():
        targets = [target for choices in question.gold for target in choices]
        gold = frozenset(
            f"{document_id}|{address}"
            for document_id, address in places
            if any(is_document(document_id, target) and meets(address, target.address) for target in targets)
        )
        if gold and not question.history:
            asked.append(Asked(question.id, question.question, gold))
    return asked


def lines(measured: Sequence[Measured]) -> list[str]:
    """The table: one line a system, times also as a ratio to the first."""
    head = ["", "建索引秒", "中位毫秒", "95%毫秒", "相对第一行", *measured[0].quality]
    table = [head]
    for one in measured:
        ratio = one.middle / measured[0].middle if measured[0].middle else 0.0
        speed = [f"{one.built:.1f}", f"{one.middle:.2f}", f"{one.slow:.2f}", f"{ratio:.1f}×"]
        table.append([one.name, *speed, *(f"{value:.3f}" for value in one.quality.values())])
    return aligned(table)
