"""Collections to rank (文档集): rows, queries with or without gold, and how well a ranking meets the gold."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from corpus.errors import BadInput, NotFound

Row = tuple[str, str, str]
CUTS = (5, 10, 100)


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of a collection: id, words, and the ids that answer it (none when nobody has said)."""

    id: str
    text: str
    gold: frozenset[str] = frozenset()


def read_rows(file: Path) -> Iterator[Row]:
    """(id, title, text) of each line of a .jsonl or .jsonl.gz file. Raises NotFound, BadInput naming the line."""
    for where, line in _lines(file):
        yield _word(where, line, "id"), _word(where, line, "title", ""), _word(where, line, "text")


def read_queries(file: Path) -> list[Asked]:
    """The queries of a file {"id", "text", "gold"?}. Raises NotFound, BadInput naming the line."""
    asked = []
    for where, line in _lines(file):
        gold = line.get("gold") or []
        if not isinstance(gold, list):
            raise BadInput(f"{where}的 gold 要写成编号的列表；请改正后重试。")
        asked.append(Asked(_word(where, line, "id"), _word(where, line, "text"), frozenset(map(str, gold))))
    return asked


def _lines(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not file.is_file():
        raise NotFound(f"没有 {file} 这个文件；请检查路径后重试。")
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            where = f"{file.name} 第 {number} 行"
            try:
                read = json.loads(line)
            except json.JSONDecodeError as fault:
                raise BadInput(f"{where}不是正确的 JSON；请改正该行后重试。") from fault
            if not isinstance(read, dict):
                raise BadInput(f"{where}不是 JSON 对象；请改正该行后重试。")
            yield where, read


def _word(where: str, line: Mapping[str, Any], field: str, default: str | None = None) -> str:
    value = line.get(field, default)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise BadInput(f"{where}缺少 {field}，或它不是文字；请补上后重试。")
    return str(value)


def quality(rankings: Mapping[str, Sequence[str]], asked: Iterable[Asked]) -> dict[str, float]:
    """R@5, R@10, R@100 and MRR@10 over the queries that have gold; empty when none has."""
    judged = [(rankings[query.id], query.gold) for query in asked if query.gold]
    if not judged:
        return {}
    found = {
        f"R@{cut}": fmean(len(gold & set(ranked[:cut])) / len(gold) for ranked, gold in judged) for cut in (5, 10, 100)
    }
    return found | {"MRR@10": fmean(_reciprocal(ranked[:10], gold) for ranked, gold in judged)}


def _recall(ranked: Sequence[str], gold: frozenset[str]) -> float:
    return len(gold & set(ranked)) / len(gold)


def _reciprocal(ranked: Sequence[str], gold: frozenset[str]) -> float:
    return next((1 / place for place, name in enumerate(ranked, 1) if name in gold), 0.0)
