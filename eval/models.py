"""`python -m eval models`: sentences that a model may write about shipped clauses, held against the check.

Honest ones must be kept, wrong ones never shown: those written by hand (data/models), and those made by program out of
every honest sentence and out of the clauses' own sentences. No model and no network takes part.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bot.check import Checker, Judgement
from bot.intake import shelve_digests
from corpus.errors import KnowledgeError
from corpus.library import Library
from corpus.shipped import read_yaml
from corpus.status import status_of
from retrieval.model import Evidence

DAY = dt.date(2026, 11, 22)
ASIDE: tuple[str, ...] = ()  # files of which only sums are shown; a new one goes here until it has been reported
BARS = {"honest": 0.95, "wrong": 0}
_PREFACE = 12  # characters of a sentence at least


@dataclass(frozen=True, slots=True)
class Trial:
    """One sentence about a unit. kind: honest, or what is wrong with it; made: by hand or by program."""

    file: str
    kind: str
    text: str
    evidence: Evidence
    made: str = "hand"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval models`."""
    parser.add_argument("--wrong", action="store_true", help="列出判错的句子（留出的一组除外）")
    parser.add_argument("--seed", type=int, default=6, metavar="数", help="造错句用的随机数种子")
    parser.add_argument("--strict", action="store_true", help="不到标准时退出码为 1")


def run(options: argparse.Namespace) -> int:
    """Judge all, print the sums. Returns 1 with --strict when a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="mingbai-eval-") as home:
        library = Library(f"sqlite:///{Path(home, 'mingbai.db').as_posix()}")
        try:
            shelve_digests(library)
            hand = list(trials(library))
            made = list(mutations(hand, random.Random(options.seed)))
        finally:
            library.close()
    start = time.perf_counter()
    judged = [(trial, Checker().judge(trial.text, [trial.evidence])) for trial in (*hand, *made)]
    each = (time.perf_counter() - start) / len(judged)
    print("\n".join(lines(judged)))
    print(f"每句核对 {each * 1000:.1f} 毫秒")
    if options.wrong:
        print("\n".join(faults(judged)))
    return 1 if options.strict and not meets_bars(judged) else 0


def trials(library: Library) -> Iterator[Trial]:
    """The sentences of data/models. Raises KnowledgeError for a clause that is not on the shelf."""
    shelf = {one.document.title: one for one in library.documents()}
    for file in sorted(files("eval").joinpath("data/models").iterdir(), key=lambda one: one.name):
        for entry in yaml.safe_load(file.read_text("utf-8")):
            evidence = _unit(library, shelf, entry)
            yield from (Trial(file.name, "honest", text, evidence) for text in entry["honest"])
            yield from (Trial(file.name, kind, text, evidence) for kind, text in entry.get("wrong", ()))


def _unit(library: Library, shelf: dict[str, Any], entry: dict[str, Any]) -> Evidence:
    for title, shelved in shelf.items():
        if entry["document"] in title:
            for unit in library.units(shelved.document.document_id):
                if any(clause.address == entry["address"] for clause, _ in unit.parts):
                    return Evidence(unit, shelved.document, status_of(shelved, DAY), 1.0)
    raise KnowledgeError(f"评测数据里的 {entry['document']} {entry['address']} 不在资料库里，请改正。")


def mutations(hand: list[Trial], chance: random.Random) -> Iterator[Trial]:
    """Wrong sentences out of the honest ones and out of the clauses' own sentences."""
    honest = [trial for trial in hand if trial.kind == "honest"]
    own = [
        Trial(trial.file, "clause", sentence, trial.evidence)
        for trial in {id(t.evidence): t for t in honest}.values()
        for sentence in re.split("[。；\n]", trial.evidence.unit.text)
        if _PREFACE <= len(sentence) <= 90 and "单位：" not in sentence
    ]
    for trial in (*honest, *own):
        for kind, change in changes().items():
            for text in change(trial, chance, honest):
                if text != trial.text:
                    yield Trial(trial.file, kind, text, trial.evidence, "program")
    for trial in honest:
        other = chance.choice([one for one in honest if one.evidence.document != trial.evidence.document])
        yield Trial(trial.file, "other_clause", trial.text, other.evidence, "program")


_Change = Callable[[Trial, random.Random, list[Trial]], Iterator[str]]


def _number(trial: Trial, chance: random.Random, _: list[Trial]) -> Iterator[str]:
    found = list(re.finditer(r"\d+(?:\.\d+)?", trial.text))
    if found:
        match = chance.choice(found)
        other = chance.choice([f"{match[0]}0", str(int(float(match[0])) + 1), str(int(float(match[0])) * 2 + 3)])
        yield trial.text[: match.start()] + other + trial.text[match.end() :]
    han = list(re.finditer(r"[二三四五六七八九](?=[日天年月元次户人倍十百千万个])", trial.text))
    if han:
        match = chance.choice(han)
        other = chance.choice([c for c in "二三四五六七八九" if c != match[0]])
        yield trial.text[: match.start()] + other + trial.text[match.end() :]


def _swapped(*pairs: tuple[str, str]) -> _Change:
    """Each word put for the other where it stands first."""

    def change(trial: Trial, _: random.Random, __: list[Trial]) -> Iterator[str]:
        for old, new in pairs:
            match = re.search(old, trial.text)
            if match:
                yield trial.text[: match.start()] + new + trial.text[match.end() :]

    return change


def _put_behind(*words: str) -> _Change:
    def change(trial: Trial, chance: random.Random, _: list[Trial]) -> Iterator[str]:
        yield trial.text.rstrip("。") + chance.choice(words) + "。"

    return change


def _other_office(trial: Trial, chance: random.Random, _: list[Trial]) -> Iterator[str]:
    match = re.search(
        r"(?:民政|教育行政|教育|应急管理|卫生|人社|财政|医保|劳动行政|社保行政)部门|市[一-龥]{2,4}局", trial.text
    )
    if match:
        others = [
            o for o in ("税务部门", "气象部门", "海关", "市体育局", "烟草部门") if o not in trial.evidence.unit.text
        ]
        yield trial.text[: match.start()] + chance.choice(others) + trial.text[match.end() :]


def _dropped_condition(trial: Trial, _: random.Random, __: list[Trial]) -> Iterator[str]:
    """The piece in front that ends in 的 left out, where the clause itself has a condition there."""
    match = re.match(r"[^，；]{4,40}的，(?=[^，]{8,})", trial.text)
    if match and ("的，" in trial.evidence.unit.text or "的应当" in trial.evidence.unit.text):
        yield trial.text[match.end() :]


@cache
def _words() -> dict[str, Any]:
    return read_yaml("changes.yaml", "eval.data")


def changes() -> dict[str, _Change]:
    """The ways to make a sentence wrong, by kind (data/changes.yaml, and those that need code)."""
    swapped = {kind: _swapped(*map(tuple, pairs)) for kind, pairs in _words()["swapped"].items()}
    behind = {kind: _put_behind(*words) for kind, words in _words()["behind"].items()}
    return {**swapped, **behind, "number": _number, "office": _other_office, "condition": _dropped_condition}


def lines(judged: list[tuple[Trial, Judgement]]) -> Iterator[str]:
    """The sums: honest sentences kept by file, wrong ones shown by file and by kind."""
    by_file: dict[str, list[bool]] = defaultdict(list)
    for trial, judgement in judged:
        if trial.kind == "honest":
            by_file[trial.file].append(judgement.good)
    kept = [good for found in by_file.values() for good in found]
    yield f"照实的句子留下 {_share(sum(kept), len(kept))}"
    for name, found in sorted(by_file.items()):
        yield f"  {name}{'（留出）' if name in ASIDE else ''} {_share(sum(found), len(found))}"
    for made, words in (("hand", "手写的错句"), ("program", "程序造的错句")):
        wrong = [(t, j.good) for t, j in judged if t.made == made and t.kind != "honest"]
        shown = [t for t, good in wrong if good]
        yield f"{words} {len(wrong)} 句，放过 {len(shown)} 句"
        total = Counter(t.file if made == "hand" else t.kind for t, _ in wrong)
        passed = Counter(t.file if made == "hand" else t.kind for t in shown)
        yield from (f"  {name} {passed[name]} / {count}" for name, count in sorted(total.items()))


def _share(part: int, whole: int) -> str:
    return f"{part} / {whole}（{part / whole:.3f}）"


def faults(judged: list[tuple[Trial, Judgement]]) -> Iterator[str]:
    """Sentences judged wrongly, those kept aside left out."""
    for trial, judgement in judged:
        if trial.file not in ASIDE and judgement.good != (trial.kind == "honest"):
            yield f"[{trial.kind}] {trial.text}（{str(judgement) or '放过'}）"


def meets_bars(judged: list[tuple[Trial, Judgement]]) -> bool:
    """Are enough honest sentences kept and no wrong one shown?"""
    honest = [j.good for t, j in judged if t.kind == "honest"]
    wrong = [j.good for t, j in judged if t.kind != "honest"]
    return sum(honest) >= BARS["honest"] * len(honest) and sum(wrong) <= BARS["wrong"]
