"""How long whoever asked will wait for an answer (耐心): set where a channel knows it, read where time is spent.

A platform that hangs up after a few seconds leaves a model less time than the setting MINGBAI_LLM_DEADLINE does. The
value goes with the thread (or task) that works on the answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """While the block runs, whoever asked waits for `seconds` from now."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def left(most: float) -> float:
    """Seconds that may still be spent, at most `most`; `most` where nobody said how long he waits."""
    until = _until.get()
    return most if until is None else max(0.0, min(most, until - time.monotonic()))
