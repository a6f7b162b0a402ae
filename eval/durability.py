"""`python -m eval durability`: kill -9 at random instants of an ingest; the library must stay whole."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import load_settings
from corpus.errors import MingbaiError
from corpus.library import Library
from eval.measure import timed

# The command line in a process of its own, with a data folder of its own.
_CHILD = 'import os, sys; os.environ["MINGBAI_HOME"] = sys.argv.pop(1); from bot.cli import main; main()'
_ARTICLES = 12
_PATIENCE = 300
_GLANCE = 0.002


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval durability`."""
    parser.add_argument("--kills", type=int, default=50, metavar="次数", help="杀几次（默认 50）")
    parser.add_argument("--files", type=int, default=300, metavar="份数", help="读多少份自造文件（默认 300）")
    parser.add_argument("--seed", type=int, default=1, help="随机数种子（默认 1）")


@dataclass
class Tally:
    """What was seen over all kills. faults: each a sentence."""

    kills: int = 0
    acknowledged: int = 0
    refills: int = 0
    faults: list[str] = field(default_factory=list)


def run(options: argparse.Namespace) -> int:
    """Kill, check, and at last let one run end; prints the tally. Returns 1 when anything was lost or damaged."""
    with tempfile.TemporaryDirectory(prefix="mingbai-durability-", ignore_cleanup_errors=True) as folder:
        files = write_files(Path(folder) / "files", options.files)
        tally = kill_often(files, Path(folder), options.kills, random.Random(options.seed))
    print(f"强行杀掉 {tally.kills} 次，其间报告已收录 {tally.acknowledged} 份，重新开始 {tally.refills} 次")
    print(f"问题 {len(tally.faults)} 个")
    for fault in tally.faults:
        print(f"  {fault}")
    return 1 if tally.faults else 0


def write_files(folder: Path, count: int) -> list[Path]:
    """Invented rules of invented counties, one file each, every article with words of its own."""
    folder.mkdir(parents=True)
    files = []
    for number in range(1, count + 1):
        articles = "\n".join(f"第{_numeral(n)}条 {_sentence(number, n)}" for n in range(1, _ARTICLES + 1))
        file = folder / f"青禾县第{number}号试验办法.txt"
        file.write_text(f"青禾县第{number}号试验办法\n{articles}\n", encoding="utf-8")
        files.append(file)
    return files


def _sentence(number: int, article: int) -> str:
    return f"编号{number}之{article}的事项由青禾县第{number}试验站办理，每年核对{article}次，结果记入台账。"


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    return digits[number] if number < 10 else f"十{digits[number - 10] if number > 10 else ''}"


def kill_often(files: Sequence[Path], folder: Path, kills: int, chance: random.Random) -> Tally:
    """Start an ingest of all files and kill it at a random instant of a whole run, again and again in one library;
    a library that is full is put aside and a new one begun. The last run is let go to its end. When even the
    first, unkilled run fails, nothing is killed."""
    tally = Tally()
    home = folder / "home"
    _, whole = timed(lambda: _end_to_end(files, folder / "first", tally))
    if tally.faults:
        return tally
    print(f"完整读一遍 {whole:.1f} 秒，开始随机杀进程……", flush=True)
    known: dict[str, str] = {}
    while tally.kills < kills:
        # Every other kill falls while files are being read, however short that is beside the building of the index.
        reported = chance.randrange(len(files)) if tally.kills % 2 else 0
        acknowledged, ended = _start_and_kill(files, home, reported, chance.uniform(0, 0.1 if reported else whole))
        tally.kills += not ended
        tally.acknowledged += len(acknowledged.keys() - known.keys())
        known |= acknowledged
        tally.faults += check(home, known)
        if ended or len(known) == len(files):
            shutil.rmtree(home, ignore_errors=True)
            known = {}
            tally.refills += 1
    _end_to_end(files, home, tally)
    return tally


def _command(files: Sequence[Path], home: Path) -> list[str]:
    return [sys.executable, "-c", _CHILD, str(home), "ingest", "--json", str(files[0].parent)]


def _start_and_kill(files: Sequence[Path], home: Path, reported: int, after: float) -> tuple[dict[str, str], bool]:
    """Kill a run `after` seconds after it has reported so many files.

    Gives the documents by source file that it reported, and whether it had ended by itself.
    """
    log = home.with_suffix(".log")
    with log.open("wb") as out:
        child = subprocess.Popen(_command(files, home), stdout=out, stderr=subprocess.DEVNULL)
        while reported and child.poll() is None and log.read_bytes().count(b"\n") < reported:
            time.sleep(_GLANCE)
        try:
            child.wait(after)
        except subprocess.TimeoutExpired:
            child.kill()
        ended = child.wait() == 0
    return _acknowledged(log.read_text(encoding="utf-8")), ended


def _acknowledged(output: str) -> dict[str, str]:
    """Source file to document_id of each whole line; the kill may have cut the last one."""
    lines = [line for line in output.split("\n")[:-1] if line.startswith("{")]
    reports = [json.loads(line) for line in lines]
    return {report["source_file"]: report["document_id"] for report in reports if report["error"] is None}


def _end_to_end(files: Sequence[Path], home: Path, tally: Tally) -> None:
    """A run that nobody kills must take in every file, whatever was there before."""
    done = subprocess.run(_command(files, home), capture_output=True, timeout=_PATIENCE, check=False)
    acknowledged = _acknowledged(done.stdout.decode("utf-8"))
    if done.returncode != 0 or len(acknowledged) != len(files):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        tally.faults.append(
            f"没有杀的一遍也没有读完：{len(acknowledged)}/{len(files)} 份，退出码 {done.returncode}，{said[-1:]}"
        )
    tally.faults += check(home, acknowledged)


def check(home: Path, acknowledged: dict[str, str]) -> list[str]:
    """What is wrong with the library in `home`: damage, half documents, reported documents that are not there."""
    database = home / "mingbai.db"
    if not database.is_file():
        return [f"报告过 {len(acknowledged)} 份，资料库却不在"] if acknowledged else []
    faults = [f"SQLite 检查：{line}" for line in _integrity(database)]
    try:
        library = Library(load_settings(home=home).library_url())
    except MingbaiError as fault:
        return [*faults, f"资料库打不开：{fault.text}"]
    try:
        shelved = {item.document.document_id: item for item in library.documents()}
        faults += [f"报告已收录却没有：{name}" for name, document in acknowledged.items() if document not in shelved]
        for item in shelved.values():
            if not item.document.source_file.endswith(".txt"):
                continue
            _, clauses = library.show(item.document.document_id)
            said = "".join(clause.text for clause in clauses)
            if len(clauses) != item.clauses or said.count("试验站") != _ARTICLES:
                faults.append(f"半份文件：{item.document.document_id}，{len(clauses)} 条")
    except MingbaiError as fault:
        faults.append(f"资料库自相矛盾：{fault.text}")
    finally:
        library.close()
    return faults


def _integrity(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    except sqlite3.DatabaseError as fault:
        return [str(fault)]
    finally:
        connection.close()
