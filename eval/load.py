"""`python -m eval load`: a server with all statutes asked by one user and by many, beside EnsembleRetriever."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.assembly import Services, build
from bot.settings import load_settings
from eval.collection import Row
from eval.datasets import Labelled, load_all
from eval.measure import busy_of, memory_of, percentiles, timed
from eval.peer_systems import ensemble
from eval.run import take_in
from eval.server import Server, ask_alone, ask_together, body_of, serving

_PEER_LIMIT = 10  # as many as an answer shows


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured: milliseconds of one user, answers a second of many with theirs, MB of the server at most,
    milliseconds of a processor an answer costs the server."""

    middle: float
    slow: float
    users: int
    rate: float
    crowd_middle: float
    crowd_slow: float
    memory: float | None
    busy: float | None = None
    peer: float | None = None  # milliseconds of EnsembleRetriever, median


# Name, value, bar, unit, whether more is better: the speed bars of design section 10.
_Bar = tuple[str, Callable[[Load], float | None], float, str, bool]
_BARS: tuple[_Bar, ...] = (
    ("一人提问，中位数", lambda one: one.middle, 15, "毫秒", False),
    ("一人提问，95%", lambda one: one.slow, 40, "毫秒", False),
    ("同时提问，每秒回答", lambda one: one.rate, 60, "次", True),
    ("服务器内存（峰值）", lambda one: one.memory, 1536, "MB", False),
    ("比 EnsembleRetriever 快", lambda one: one.peer / one.middle if one.peer else None, 10, "倍", True),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval load`."""
    parser.add_argument("--originals", type=Path, metavar="目录", help="先读入这个目录里的原文，代替要点整理")
    parser.add_argument("--laws", dest="statutes", type=Path, required=True, metavar="目录", help="法规目录，全部读入")
    parser.add_argument("--users", type=int, default=8, metavar="人数", help="同时提问的人数（默认 8）")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="秒", help="同时提问多久（默认 20）")
    parser.add_argument("--peer-questions", type=int, default=40, metavar="题数", help="问对照多少题（默认 40）")
    parser.add_argument("--no-peer", action="store_true", help="不跑对照")
    parser.add_argument("--strict", action="store_true", help="有一项不达标就以 1 退出")


def run(options: argparse.Namespace) -> int:
    """Take everything in, serve it, ask it alone and together, then ask the peer; prints figures and bars."""
    options.all_statutes = True
    questions = load_all()
    with tempfile.TemporaryDirectory(prefix="mingbai-load-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        rows = _prepare(home, options, questions)
        print(f"{len(rows)} 条可检索，{len(questions)} 题", flush=True)
        with serving(home) as server:
            load = measure(server, [body_of(question) for question in questions], options.users, options.seconds)
        print(figures(load), flush=True)
        peer = None if options.no_peer else ask_peer(rows, questions, options.peer_questions, Path(folder) / "peer")
    lines, met = verdicts(load, peer)
    print("\n".join(lines))
    return 1 if options.strict and not met else 0


def measure(server: Server, bodies: Sequence[bytes], users: int, seconds: float) -> Load:
    """One user asks everything once; then many ask at the same time."""
    before = busy_of(server.pid)
    alone = ask_alone(server, bodies)
    after = busy_of(server.pid)
    busy = (after - before) / len(bodies) * 1000 if before is not None and after is not None else None
    together, took = ask_together(server, bodies, users, seconds)
    return Load(*percentiles(alone), users, len(together) / took, *percentiles(together), memory_of(server.pid), busy)


def ask_peer(rows: Sequence[Row], questions: Sequence[Labelled], most: int, folder: Path) -> float:
    """The median milliseconds of EnsembleRetriever over the same texts, searching alone. Raises SettingsError when
    it is not installed."""
    rank, built = timed(lambda: ensemble(rows, folder))
    step = max(1, len(questions) // max(1, most))
    seconds = [timed(lambda words=one.question: rank(words, _PEER_LIMIT))[1] for one in questions[::step]]  # type: ignore[misc]
    middle, slow = percentiles(seconds)
    print(
        f"EnsembleRetriever（jieba BM25 + 同一个向量模型，只检索）：备好 {built:.0f} 秒，{len(seconds)} 题，"
        f"中位数 {middle:.0f} 毫秒，95% 不超过 {slow:.0f} 毫秒"
    )
    return middle


def figures(load: Load) -> str:
    """The figures in words."""
    memory = f"，内存峰值 {load.memory:.0f} MB" if load.memory else ""
    busy = f"，每答平均占用处理器 {load.busy:.1f} 毫秒" if load.busy else ""
    return (
        f"一人提问：中位数 {load.middle:.1f} 毫秒，95% 不超过 {load.slow:.1f} 毫秒{busy}\n"
        f"{load.users} 人同时提问：每秒回答 {load.rate:.0f} 次，中位数 {load.crowd_middle:.0f} 毫秒，"
        f"95% 不超过 {load.crowd_slow:.0f} 毫秒{memory}"
    )


def verdicts(load: Load, peer: float | None) -> tuple[list[str], bool]:
    """One line a bar, and whether all are met; a bar that was not measured is left out."""
    lines, all_met = [], True
    for name, value_of, bar, unit, more in _BARS:
        value = value_of(replace(load, peer=peer))
        if value is None:
            continue
        met = value >= bar if more else value <= bar
        all_met = all_met and met
        rule = "不低于" if more else "不高于"
        lines.append(f"{'达标' if met else '未达标'}  {name} {value:.1f} {unit}（要求{rule} {bar:g}）")
    return lines, all_met


def _prepare(home: Path, options: argparse.Namespace, questions: Sequence[Labelled]) -> list[Row]:
    """Read everything onto the shelf and make its index; gives the texts for the peer."""
    services = build(load_settings(home=home))
    try:
        take_in(services, options, questions)
        _, indexed = timed(lambda: services.index)
        print(f"建索引 {indexed:.1f} 秒", flush=True)
        return texts(services)
    finally:
        services.close()


def texts(services: Services) -> list[Row]:
    """Every index unit as (id, title with headings, text)."""
    titles = {item.document.document_id: item.document.title for item in services.library.documents()}
    return [
        (str(unit.unit_id), " ".join((titles.get(unit.document_id, ""), *unit.heading)), unit.text)
        for unit in services.library.units()
    ]
