"""`python -m eval folds`: what learning from lay questions is worth, on questions and articles it has not seen.

Five folds; questions that share an answering article, also by way of others, stay in one fold. In each, the vectors
are tuned and the weights of retrieval/marks.py learned on the other four.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.collection import Asked, Row, quality, read_queries, read_rows
from eval.report import aligned
from retrieval.model import Hit

_SENSES = 200
_DRAWS = 2000
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's candidates with their values and which of them answer."""

    ids: list[int]
    values: Values
    right: NDArray[np.bool_]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval folds`."""
    parser.add_argument("--corpus", type=Path, required=True, help="文档集：每行 {id,title,text}，.jsonl 或 .jsonl.gz")
    parser.add_argument("--queries", type=Path, required=True, help="带 gold 的问题")
    parser.add_argument("--base", type=Path, required=True, help="没有见过这些问题的向量模型文件夹")
    parser.add_argument("--steps", type=int, default=100, help="每一折的训练步数（默认 100）")


def run(options: argparse.Namespace) -> int:
    """Tune, learn and measure fold by fold; prints the table, the intervals and the weights over all folds."""
    from retrieval.marks import NAMES

    rows, asked = list(read_rows(options.corpus)), read_queries(options.queries)
    parts = folds(asked)
    print(f"{len(rows)} 条，{len(asked)} 题，各折 {', '.join(str(len(part)) for part in parts)} 题", flush=True)
    with tempfile.TemporaryDirectory(prefix="mingbai-folds-") as folder:
        judged, plain = candidates(rows, asked, parts, options, Path(folder))
    systems = {"词+双字": plain}
    for name, columns in _steps().items():
        systems[name] = _learned(rows, asked, judged, parts, columns)
    head = ["", *quality(plain, asked)]
    print("\n".join(aligned([head, *([name, *intervals(ranks, asked)] for name, ranks in systems.items())])))
    learned = learn(list(judged.values()))
    print("\n".join(f"{name}: {weight:.2f}" for name, weight in zip(NAMES, learned, strict=True)))
    return 0


def folds(asked: Sequence[Asked], count: int = 5, seed: int = 3) -> list[list[Asked]]:
    """The questions in `count` parts that share no gold; the largest connected group is a part of its own."""
    owner: dict[str, str] = {}

    def root(key: str) -> str:
        while owner.setdefault(key, key) != key:
            key = owner[key]
        return key

    for query in asked:
        for gold in sorted(query.gold):
            owner[root(f"q:{query.id}")] = root(f"a:{gold}")
    groups: dict[str, list[Asked]] = defaultdict(list)
    for query in asked:
        groups[root(f"q:{query.id}")].append(query)
    ordered = sorted(groups.values(), key=len, reverse=True)
    small = ordered[1:]
    random.Random(seed).shuffle(small)
    parts = [list(ordered[0]), *([] for _ in range(count - 1))]
    for group in small:
        min(parts[1:], key=len).extend(group)
    return parts


def candidates(
    rows: Sequence[Row],
    asked: Sequence[Asked],
    parts: Sequence[Sequence[Asked]],
    options: argparse.Namespace,
    work: Path,
) -> tuple[dict[str, Judged], dict[str, list[str]]]:
    """Each question's candidates with vectors of the model that has not seen it, and the ranking by words alone."""
    from corpus.zhtext import fold
    from retrieval.collection import build_collection
    from retrieval.embedders import ShippedEmbedder
    from retrieval.embedding import train
    from retrieval.embedding.texts import Passage, pairs_from

    collection = build_collection(rows, work / "index", ShippedEmbedder(options.base))
    words = {query.id: collection.by_words(query.text) for query in asked}
    number = {row[0]: place for place, row in enumerate(rows)}
    tokenizer, table = train.reopen(options.base)
    texts = [fold(f"{title} {text}") for _, title, text in rows]
    passages = train.encode(tokenizer, texts)
    questions = dict(
        zip((query.id for query in asked), train.encode(tokenizer, [fold(query.text) for query in asked]), strict=True)
    )
    pairs = pairs_from(Passage((title,), text.replace("\n", "")) for _, title, text in rows)
    left, right = train.encode(tokenizer, [a for a, _ in pairs]), train.encode(tokenizer, [b for _, b in pairs])
    judged: dict[str, Judged] = {}
    for turn, part in enumerate(parts):
        held = {query.id for query in part}
        seen = [
            train.Asked(
                questions[query.id],
                tuple(sorted(number[gold] for gold in query.gold)),
                tuple(hit.unit_id for hit in words[query.id][:100] if rows[hit.unit_id][0] not in query.gold),
            )
            for query in asked
            if query.id not in held
        ]
        folder = work / f"fold{turn}"
        train.export(tokenizer, train.tune(table, seen, passages, left, right, steps=options.steps), folder)
        model = ShippedEmbedder(folder)
        vectors, senses = model.encode(texts), model.encode([fold(query.text) for query in part])
        for query, sense in zip(part, senses, strict=True):
            scores = vectors @ sense
            near = {*map(int, np.argpartition(-scores, _SENSES)[:_SENSES]), *(hit.unit_id for hit in words[query.id])}
            meaning = [Hit(place, float(scores[place])) for place in sorted(near)]
            ids, values = collection.rows.marks(words[query.id], meaning, collection.terms(query.text))
            judged[query.id] = Judged(ids, values, np.array([rows[place][0] in query.gold for place in ids]))
        print(f"第 {turn + 1} 折完成", flush=True)
    return judged, {name: [rows[hit.unit_id][0] for hit in hits[:100]] for name, hits in words.items()}


def learn(judged: Sequence[Judged], columns: Sequence[int] | None = None, steps: int = 250) -> Values:
    """Weights of the columns under which the answering candidates stand out most (softmax over candidates)."""
    import torch

    shown = [one for one in judged if one.right.any()]
    chosen = list(range(shown[0].values.shape[1])) if columns is None else list(columns)
    values = torch.from_numpy(np.concatenate([one.values[:, chosen] for one in shown]))
    group = torch.from_numpy(np.repeat(np.arange(len(shown)), [len(one.ids) for one in shown]))
    share = torch.from_numpy(np.concatenate([one.right / one.right.sum() for one in shown]))
    weights = torch.zeros(len(chosen), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.3)
    for step in range(steps):
        scores = values @ weights
        top = torch.full((len(shown),), -1e9, dtype=torch.float64).scatter_reduce(0, group, scores.detach(), "amax")
        sums = torch.zeros(len(shown), dtype=torch.float64).index_add(0, group, torch.exp(scores - top[group]))
        loss = (share * ((sums.log() + top)[group] - scores)).sum() / len(shown) + 1e-3 * (weights * weights).sum()
        for part in optimiser.param_groups:
            part["lr"] = 0.3 * (1 - step / steps)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    learned: Values = weights.detach().numpy()
    return learned


def intervals(ranks: Mapping[str, Sequence[str]], asked: Sequence[Asked]) -> list[str]:
    """Each measure with its 95 % interval over questions drawn again and again."""
    single = [quality(ranks, [query]) for query in asked if query.gold]
    table = np.array([list(one.values()) for one in single])
    draws = np.random.default_rng(0).integers(len(table), size=(_DRAWS, len(table)))
    means = np.stack([table[draw].mean(0) for draw in draws])
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return [f"{mean:.3f} ({a:.3f}–{b:.3f})" for mean, a, b in zip(table.mean(0), low, high, strict=True)]


def _steps() -> dict[str, list[int]]:
    """The systems of the table: one more group of values each."""
    from retrieval.marks import NAMES

    groups = {
        "+ 向量": ("words", "meaning"),
        "+ 同一文件": ("paper", "beside", "nearby"),
        "+ 文种": ("court", "statute", "regulation"),
        "+ 覆盖": ("coverage",),
        "+ 篇幅": ("breadth",),
    }
    made: dict[str, list[int]] = {}
    columns: list[int] = []
    for name, group in groups.items():
        columns = [*columns, *(NAMES.index(one) for one in group)]
        made[name] = columns
    return made


def _learned(
    rows: Sequence[Row],
    asked: Sequence[Asked],
    judged: Mapping[str, Judged],
    parts: Sequence[Sequence[Asked]],
    columns: Sequence[int],
) -> dict[str, list[str]]:
    ranks: dict[str, list[str]] = {}
    for part in parts:
        held = {query.id for query in part}
        weights = learn([judged[query.id] for query in asked if query.id not in held], columns)
        for query in part:
            one = judged[query.id]
            best = np.argsort(-(one.values[:, columns] @ weights), kind="stable")[:100]
            ranks[query.id] = [rows[one.ids[place]][0] for place in best]
    return ranks
