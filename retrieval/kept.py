"""What was worked out once and is likely asked again, up to a bound; safe to use from many threads."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most `most` values by key; when full, the half that was put in first goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Key, Value] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """The value of `key`, None when it is not kept."""
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keep `value`, and give it back."""
        if len(self._values) >= self._most:
            with self._lock:
                rest = list(self._values.items())[self._most // 2 :]
                self._values = dict(rest)
        self._values[key] = value
        return value
