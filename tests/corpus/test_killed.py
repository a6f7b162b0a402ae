"""Killed at any instant, the library is as before or as after, and a rerun completes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.library import Library

_ROOT = Path(__file__).resolve().parents[2]
_WRITER = """
import hashlib, sys
from corpus.library import Library
from corpus.model import Clause, Document, Reading

def reading(n):
    clauses = [Clause(f"第{k}条", f"第{k}条 第{n}号办法的第{k}项规定，各村照办。" * 3) for k in range(1, 40)]
    return Reading(Document("x@x", f"第{n}号办法", f"{n}.txt", "办法", issued_on="2026"), tuple(clauses))

library = Library(sys.argv[1])
every, count = int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
with library.batch(every=every, seconds=60) as batch:
    said = 0
    for n in range(count):
        library.add(reading(n), sha256=hashlib.sha256(str(n).encode()).hexdigest(), reader_version="1")
        while said < batch.committed:
            print(said, flush=True)
            said += 1
print("done", flush=True)
"""


def _run(url: str, every: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, url, str(every), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)


@pytest.mark.parametrize("every", [1, 7])
def test_killed_while_writing(url, every):
    chance = random.Random(every)
    acknowledged: set[str] = set()
    for _ in range(5):
        child = _run(url, every, 400)
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        said = [child.stdout.readline().strip() for _ in range(chance.choice((0, 1, 5, 20)))]
        time.sleep(chance.uniform(0, 0.05))
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read().split("\n")[:-1]  # a line cut by the kill is no acknowledgement
        child.wait()
        acknowledged |= {line for line in said if line.isdigit()}
        library = Library(url)
        assert library.check() == []
        held = {s.document.title: s for s in library.documents()}
        assert {f"第{n}号办法" for n in acknowledged} <= set(held)
        assert all(s.clauses == 39 == len(library.show(s.document.document_id)[1]) for s in held.values())
        library.close()
    assert acknowledged  # else the test has shown nothing
    child = _run(url, 50, 120)
    assert child.stdout is not None
    assert "done" in child.stdout.read()
    child.wait()
    library = Library(url)
    assert {f"第{n}号办法" for n in range(120)} <= {s.document.title for s in library.documents()}
    assert library.check() == []
    library.close()
