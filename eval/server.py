"""A running `mingbai serve` on this machine's loopback, and users who ask it (真实服务器)."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bot.ownership import holder_of
from corpus.errors import MingbaiError
from eval.datasets import Labelled

# The command line in a process of its own, with a data folder of its own; port 0: any that is free.
_CHILD = 'import os, sys; os.environ["MINGBAI_HOME"] = sys.argv.pop(1); from bot.cli import main; main()'
_READY_SECONDS = 900  # a first start builds the index
_GLANCE = 0.05
_STOP_SECONDS = 20
_ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens on loopback, and its process id."""

    host: str
    port: int
    pid: int


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """A server on the data folder `home`, stopped at the end. Raises MingbaiError when it does not get ready."""
    log = home / "serve.log"
    with log.open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(home), "serve", "--port", "0"],
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            address = urlsplit(_address(home, child, log))
            yield Server(address.hostname or "127.0.0.1", address.port or 0, child.pid)
        finally:
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _address(home: Path, child: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + _READY_SECONDS
    while child.poll() is None and time.monotonic() < until:
        holder = holder_of(home)
        if holder is not None and holder.pid == child.pid and holder.address:
            return holder.address
        time.sleep(_GLANCE)
    last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
    raise MingbaiError(f"服务器没有起来（{''.join(last)}）；请先单独运行 mingbai serve 看看。")


def body_of(question: Labelled) -> bytes:
    """The request of POST /api/v1/ask that puts this question."""
    history = [turn.model_dump() for turn in question.history]
    asked = {"id": question.id, "question": question.question, "region": question.region, "history": history}
    return json.dumps(asked, ensure_ascii=False).encode()


def ask_alone(server: Server, bodies: Iterable[bytes]) -> list[float]:
    """Seconds of each answer, one user on one connection. Raises MingbaiError for anything but an answer."""
    with closing(http.client.HTTPConnection(server.host, server.port, timeout=_ANSWER_SECONDS)) as line:
        line.connect()
        return [_ask(line, body) for body in bodies]


def ask_together(server: Server, bodies: Sequence[bytes], users: int, seconds: float) -> tuple[list[float], float]:
    """So many users ask at once, each one question after another, until `seconds` are over.

    Each begins at another question. Gives the seconds of each answer, and those that all took together.
    """
    start = time.perf_counter()
    until = start + seconds

    def ask_on(user: int) -> list[float]:
        first = user * len(bodies) // users
        own = islice(cycle(bodies), first, None)
        times = []
        with closing(http.client.HTTPConnection(server.host, server.port, timeout=_ANSWER_SECONDS)) as line:
            line.connect()
            while time.perf_counter() < until:
                times.append(_ask(line, next(own)))
        return times

    with ThreadPoolExecutor(users) as pool:
        times = [took for user in pool.map(ask_on, range(users)) for took in user]
    return times, time.perf_counter() - start


def _ask(line: http.client.HTTPConnection, body: bytes) -> float:
    start = time.perf_counter()
    line.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"})
    response = line.getresponse()
    said = response.read()
    took = time.perf_counter() - start
    if response.status != http.HTTPStatus.OK:
        words = said.decode("utf-8", "replace")[:200]
        raise MingbaiError(f"服务器没有回答（{response.status}：{words}）；请检查这道题后重试。")
    return took
