"""How fast somebody may ask (限速): so many requests a minute for each user and each group, kept in memory.

A bucket holds a minute's worth and fills evenly; who has emptied it waits until there is one again. Channels call
`check` with their user and group, the guard with account, key or address.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from corpus.errors import TooManyRequests

_MOST_KEYS = 20_000


class Limits:
    """Buckets by key. clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, *asked: tuple[str, int]) -> None:
        """Take one from each bucket (key, requests a minute; 0: no limit). Raises TooManyRequests, then none goes."""
        now = self._clock()
        with self._lock:
            filled = {key: self._filled(key, rate, now) for key, rate in asked if rate > 0}
            waits = [(1 - filled[key]) * 60 / rate for key, rate in asked if rate > 0 and filled[key] < 1]
            if waits:
                seconds = max(1, math.ceil(max(waits)))
                raise TooManyRequests(f"问得太快了；请过 {seconds} 秒再试。", seconds)
            for key, level in filled.items():
                self._buckets[key] = (level - 1, now)
                self._buckets.move_to_end(key)
            while len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)

    def _filled(self, key: str, rate: int, now: float) -> float:
        level, before = self._buckets.get(key, (float(rate), now))
        return min(float(rate), level + max(0.0, now - before) * rate / 60)
