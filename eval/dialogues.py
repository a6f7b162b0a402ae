"""`python -m eval dialogues`: the multi-turn sets (data/dialogues*.yaml) through the dialogue core.

A turn's `gold` is met when one of its clauses, or a clause below it, is cited; other expectations (status, place, role,
words) are counted apart. Every talk starts with an empty memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.assembly import build
from bot.dialogue import Dialogue, Reply, Turn
from bot.settings import load_settings
from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml

BAR = 0.92
DAY = "2026-11-22"
FILES = ("data/dialogues.yaml", "data/dialogues-2.yaml")
_START = dt.datetime(2026, 11, 1, 9, 0)
_KEYS = frozenset({"say", "gold", "status", "place", "role", "has", "lacks"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of the reply to one message; empty fields expect nothing."""

    say: str
    gold: tuple[tuple[str, str], ...] = ()
    status: tuple[str, ...] = ()
    place: str | None = None
    role: str | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One dialogue of the set."""

    id: str
    turns: tuple[Expected, ...]


@dataclass(slots=True)
class Score:
    """Counts: clauses asked for and met, other expectations and those met, talks and those met whole."""

    clauses: int = 0
    cited: int = 0
    others: int = 0
    met: int = 0
    talks: int = 0
    whole: int = 0
    wrong: list[str] = field(default_factory=list)


def load_talks(file: str = FILES[0]) -> tuple[Talk, ...]:
    """A shipped set. Raises KnowledgeError for a malformed entry."""
    return tuple(_talk(raw) for raw in read_yaml(file, "eval")["dialogues"])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--wrong", action="store_true", help="列出没有答到的句子")
    parser.add_argument("--only", metavar="编号", help="只跑编号以此开头的对话")


def run(options: argparse.Namespace) -> int:
    """Run the sets and print the figures of each; 0 when the first, the hundred talks, reaches the bar."""
    scores = [Score() for _ in FILES]
    with tempfile.TemporaryDirectory(prefix="mingbai-dialogues-") as home:
        services = build(load_settings(home=home, clock=DAY))
        dialogue = Dialogue(services)
        for file, score in zip(FILES, scores, strict=True):
            for talk in load_talks(file):
                if not options.only or talk.id.startswith(options.only):
                    measure(dialogue, talk, score)
        services.close()
    for file, score in zip(FILES, scores, strict=True):
        print(f"{file.removeprefix('data/')}：对话 {score.talks}，全对 {score.whole}")
        print(f"  条款 {score.cited}/{score.clauses} = {_share(score):.3f}（要求 {BAR}）")
        print(f"  状态、地点、词语 {score.met}/{score.others} = {score.met / max(score.others, 1):.3f}")
        if options.wrong:
            print("\n".join(score.wrong))
    return 0 if _share(scores[0]) >= BAR else 1


def _share(score: Score) -> float:
    return score.cited / score.clauses if score.clauses else 0.0


def measure(dialogue: Dialogue, talk: Talk, score: Score) -> None:
    """Hold one dialogue and add what came of it to `score`."""
    faults = 0
    for number, expected in enumerate(talk.turns):
        at = _START + dt.timedelta(minutes=number)
        reply = dialogue.reply(Turn("eval", talk.id, expected.say, at))
        found = list(_checked(expected, reply))
        score.clauses += sum(kind == "gold" for kind, _, _ in found)
        score.cited += sum(kind == "gold" and good for kind, good, _ in found)
        score.others += sum(kind != "gold" for kind, _, _ in found)
        score.met += sum(kind != "gold" and good for kind, good, _ in found)
        bad = [f"{kind}（{told}）" for kind, good, told in found if not good]
        faults += len(bad)
        if bad:
            score.wrong.append(f"{talk.id} 第{number + 1}句“{expected.say}”：{'；'.join(bad)}")
    score.talks += 1
    score.whole += not faults


def _checked(expected: Expected, reply: Reply) -> Iterator[tuple[str, bool, str]]:
    """Each expectation: its kind, whether it is met, and what came instead."""
    if expected.gold:
        cited = [f"{one['title'][:8]} {one['address']}" for one in reply.citations]
        met = any(_is_at(one, gold) for one in reply.citations for gold in expected.gold)
        yield "gold", met, f"{'、'.join(cited) or '没有引用'}｜{reply.text[:40]}"
    if expected.status:
        yield "status", reply.status.value in expected.status, reply.status.value
    if expected.place:
        yield "place", reply.place == expected.place, str(reply.place)
    if expected.role:
        yield "role", expected.role in (reply.role or ""), str(reply.role)
    if expected.has:
        yield "has", any(words in reply.text for words in expected.has), reply.text[:60]
    if expected.lacks:
        yield "lacks", not any(words in reply.text for words in expected.lacks), reply.text[:60]


def _is_at(citation: Mapping[str, Any], gold: tuple[str, str]) -> bool:
    title, address = gold
    return title in citation["title"] and (citation["address"] + "/").startswith(address + "/")


def _talk(raw: Mapping[str, Any]) -> Talk:
    try:
        return Talk(str(raw["id"]), tuple(_expected(turn) for turn in raw["turns"]))
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"多轮对话题集里 {raw.get('id')} 有误：{error}。请改正这一处。") from error


def _expected(raw: Mapping[str, Any]) -> Expected:
    unknown = raw.keys() - _KEYS
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    gold = [one.strip().split(" ", 1) for one in _either(raw.get("gold"))]
    return Expected(
        say=str(raw["say"]),
        gold=tuple((title, address.strip()) for title, address in gold),
        status=_either(raw.get("status")),
        place=raw.get("place"),
        role=raw.get("role"),
        has=_either(raw.get("has")),
        lacks=_either(raw.get("lacks")),
    )


def _either(words: object) -> tuple[str, ...]:
    """Alternatives joined by |."""
    found: Sequence[str] = str(words).split("|") if words else ()
    return tuple(one.strip() for one in found)
