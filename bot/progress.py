"""Telling a user now and then how far a long build of the search index has come."""

from __future__ import annotations

import time
from collections.abc import Callable

_REMARK_EVERY = 3.0


def index_progress(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """A callback for (documents done, in all) that says a line every few seconds, and none for a short build."""
    last = time.monotonic()

    def tell(done: int, whole: int) -> None:
        nonlocal last
        if time.monotonic() - last > _REMARK_EVERY:
            last = time.monotonic()
            say(f"正在更新检索索引：{done}/{whole} 份文件")

    return tell
