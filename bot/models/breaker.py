"""The circuit breaker: an endpoint that failed several times in a row is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
PAUSE = 30.0


class Breaker:
    """Closed: calls pass. Open: none does, for `pause` seconds after `failures` failures in a row. Then one may try."""

    def __init__(
        self, failures: int = FAILURES, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._open_until = 0.0
        self._trying = False
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """May a call be made now? After a pause only one call at a time is let through until one succeeds."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() < self._open_until or self._trying:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """A call gave an answer."""
        with self._lock:
            self._failed, self._trying = 0, False

    def failed(self) -> None:
        """A call failed: no connection, an error, nothing in time."""
        with self._lock:
            self._failed += 1
            self._trying = False
            self._open_until = self._clock() + self._pause

    def let_go(self) -> None:
        """A call ended without telling anything of the endpoint (the asker went away)."""
        with self._lock:
            self._trying = False
