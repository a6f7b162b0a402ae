"""`python -m eval growth`: one library from a thousand to half a million articles; speed, memory and building."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from bot.assembly import build
from bot.settings import load_settings
from eval.datasets import load_all
from eval.ingest_speed import chosen
from eval.measure import peak_memory, percentiles, timed, worked
from eval.plot import curves
from eval.report import aligned
from eval.run import AS_OF, asker

SIZES = (1_000, 10_000, 73_000, 250_000, 500_000)
BAR = 150.0  # milliseconds, 95th percentile, at the largest size (issue: half a million articles)
_ARTICLE = re.compile(r"^第[零〇一二三四五六七八九十百千\d]+条[ \u3000]", re.MULTILINE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EVERY = 20  # one character in so many is another in an altered text
_AFTER = 8  # the first characters of a line, its number, stay
_AT_ONCE = 2_000  # files written and read in one go
_Made = TypeVar("_Made")
# Seconds of reading and of the index; index units, median and 95th percentile in milliseconds by the clock, the same
# of a processor, MB.
Add = Callable[[Path, Sequence[tuple[str, str]]], tuple[float, float]]
Asked = tuple[int, float, float, float, float, float | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """One size: articles, index units, seconds of reading and of the index so far, milliseconds by the clock and of a
    processor, MB held, on disk."""

    articles: int
    units: int
    read: float
    indexed: float
    middle: float
    slow: float
    busy_middle: float
    busy_slow: float
    memory: float | None
    disk: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval growth`."""
    parser.add_argument("--laws", type=Path, required=True, metavar="目录", help="法规目录（.md 文件）")
    parser.add_argument("--up-to", type=int, default=SIZES[-1], metavar="条数", help="长到多少条为止（默认 500000）")
    parser.add_argument("--sample", type=int, default=300, metavar="题数", help="每一级问多少题，均匀抽取（默认 300）")
    parser.add_argument("--plot", type=Path, metavar="图.svg", help="把快慢画成曲线写到这里")
    parser.add_argument("--strict", action="store_true", help="最大一级不达标就以 1 退出")


def run(options: argparse.Namespace) -> int:
    """Grow the library size by size, each time asked by a process of its own; prints a line a size and the table."""
    files = chosen(options.laws, None)
    random.Random(1).shuffle(files)  # the first thousand articles are to be of all kinds
    stages: list[Stage] = []
    with tempfile.TemporaryDirectory(prefix="mingbai-growth-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        # Reading and asking each have a process of their own, so that the memory told is that of answering.
        add, ask = partial(apart, add_texts), partial(apart, ask_sample, sample=options.sample)
        for stage in grow(home, altered(files), [size for size in SIZES if size <= options.up_to], add, ask):
            stages.append(stage)
            print(f"{stage.articles} 条：中位数 {stage.middle:.1f} 毫秒，95% 不超过 {stage.slow:.1f} 毫秒", flush=True)
    print("\n".join(table(stages)))
    if options.plot:
        series = {
            "中位数": [(stage.articles, stage.middle) for stage in stages],
            "95%": [(stage.articles, stage.slow) for stage in stages],
            "处理器中位数": [(stage.articles, stage.busy_middle) for stage in stages],
            "处理器 95%": [(stage.articles, stage.busy_slow) for stage in stages],
        }
        options.plot.write_text(curves("每问用时（毫秒）随条数增长", series, BAR), encoding="utf-8")
    met = not stages or stages[-1].slow <= BAR
    print(f"{'达标' if met else '未达标'}  最大一级 95%（要求不高于 {BAR:g} 毫秒）")
    return 1 if options.strict and not met else 0


def grow(
    home: Path, texts: Iterator[tuple[str, str]], sizes: Sequence[int], add: Add, ask: Callable[[Path], Asked]
) -> Iterator[Stage]:
    """Add texts until each size is reached, then measure."""
    articles, read, indexed = 0, 0.0, 0.0
    for size in sizes:
        while articles < size:
            batch, held = take(texts, size - articles)
            took = add(home, batch)
            articles, read, indexed = articles + held, read + took[0], indexed + took[1]
        units, middle, slow, busy_middle, busy_slow, memory = ask(home)
        disk = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file()) / 2**20
        yield Stage(articles, units, read, indexed, middle, slow, busy_middle, busy_slow, memory, disk)


def altered(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(name, text) without end: every file as it is, then again and again under another title with other words."""
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in files]
    yield from texts
    for turn in count(1):
        chance = random.Random(turn)
        for name, text in texts:
            yield f"试验{turn}套{name}", alter(text, turn, chance)


def alter(text: str, turn: int, chance: random.Random) -> str:
    """The text under another title, one character in twenty replaced by another of the same text; its lines, numbers
    and marks stay."""
    pool = _HAN.findall(text) or ["文"]
    lines = []
    for line in text.split("\n"):
        if line.startswith("# "):
            lines.append(f"# 试验{turn}套{line[2:]}")
            continue
        letters = list(line)
        for place in range(_AFTER + chance.randrange(_EVERY), len(letters), _EVERY):
            if _HAN.match(letters[place]):
                letters[place] = chance.choice(pool)
        lines.append("".join(letters))
    return "\n".join(lines)


def take(texts: Iterator[tuple[str, str]], articles: int) -> tuple[list[tuple[str, str]], int]:
    """Texts until they hold so many articles, at most one go's worth; and how many they hold."""
    batch: list[tuple[str, str]] = []
    held = 0
    while held < articles and len(batch) < _AT_ONCE:
        name, text = next(texts)
        batch.append((name, text))
        held += len(_ARTICLE.findall(text))
    return batch, held


def apart(work: Callable[..., _Made], *given: object, **named: object) -> _Made:
    """What `work` gives, done by a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


def add_texts(home: Path, texts: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Seconds of reading the texts onto the shelf, and of bringing the index up to it."""
    with tempfile.TemporaryDirectory(prefix="mingbai-texts-") as folder:
        files = []
        for name, text in texts:
            file = Path(folder) / f"{name}.md"
            file.write_text(text, encoding="utf-8")
            files.append(file)
        services = build(load_settings(home=home))
        try:
            _ = services.library
            reports, read = timed(lambda: list(services.ingest(files, None, AS_OF)))
            for report in reports:
                if report["error"]:
                    print(f"没有读进：{report['source_file']} {report['error']['text']}", flush=True)
            _, indexed = timed(lambda: services.index)
        finally:
            services.close()
    return read, indexed


def ask_sample(home: Path, sample: int) -> Asked:
    """Index units, milliseconds, memory, of a process that does nothing but answer."""
    questions = load_all()
    services = build(load_settings(home=home))
    try:
        services.warm()
        ask = asker(services)
        step = max(1, len(questions) // max(1, sample))
        taken = [worked(lambda one=one: ask(one)) for one in questions[::step]]  # type: ignore[misc]
        clock, busy = zip(*taken, strict=True)
        return len(services.index.search), *percentiles(clock), *percentiles(busy), peak_memory()
    finally:
        services.close()


def table(stages: Sequence[Stage]) -> list[str]:
    """One line a size."""
    head = [
        "条数",
        "检索单元",
        "累计读入秒",
        "累计建索引秒",
        "中位毫秒",
        "95%毫秒",
        "处理器中位",
        "处理器95%",
        "内存MB",
        "索引占盘MB",
    ]
    rows = [
        [
            str(stage.articles),
            str(stage.units),
            f"{stage.read:.0f}",
            f"{stage.indexed:.0f}",
            f"{stage.middle:.1f}",
            f"{stage.slow:.1f}",
            f"{stage.busy_middle:.1f}",
            f"{stage.busy_slow:.1f}",
            f"{stage.memory:.0f}" if stage.memory else "-",
            f"{stage.disk:.0f}",
        ]
        for stage in stages
    ]
    return aligned([head, *rows])
