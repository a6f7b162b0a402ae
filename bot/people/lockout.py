"""Failed logins (登录失败): after a few, each further one makes the name wait longer.

The wait is kept by name, whether or not somebody bears it, so that it tells nobody which names exist. It follows the
wall clock, never MINGBAI_CLOCK.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.people.passwords import hash_token, policy
from corpus.desk.people_store import PeopleStore


class Lockout:
    """Counts failures and says how long a name has to wait. clock: seconds of Unix time."""

    def __init__(self, store: PeopleStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def wait(self, key: str) -> int:
        """Seconds until the next try under the folded name `key` is looked at; 0 = now."""
        failures, failed_at = self._store.failures(hash_token(key))
        passed = int(self._clock()) - failed_at
        # A wall clock that was set back must not lock somebody out for longer than the wait itself.
        return max(0, waiting_time(failures) - max(0, passed))

    def failed(self, key: str) -> None:
        """Count a failure."""
        now = int(self._clock())
        self._store.add_failure(hash_token(key), now, now - int(policy()["lockout"]["forgotten_after"]))

    def clear(self, key: str) -> None:
        """Forget the failures: a login succeeded, or an administrator set a new password."""
        self._store.clear_failures(hash_token(key))


def waiting_time(failures: int) -> int:
    """Seconds to wait after so many failures in a row: none at first, then doubling up to the longest."""
    rule = policy()["lockout"]
    beyond = failures - int(rule["free_tries"])
    if beyond <= 0:
        return 0
    return int(min(rule["longest_wait"], rule["first_wait"] * 2 ** min(beyond - 1, 20)))
