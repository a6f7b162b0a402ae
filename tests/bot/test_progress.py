from __future__ import annotations

import pytest

import bot.progress
from bot.progress import index_progress


def test_a_short_build_says_nothing_and_a_long_one_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(bot.progress.time, "monotonic", lambda: now)
    said: list[str] = []
    tell = index_progress(said.append)
    tell(1, 9)
    assert said == []
    now = 3.5
    tell(2, 9)
    tell(3, 9)
    assert len(said) == 1 and "2/9" in said[0]
    now = 7.0
    tell(8, 9)
    assert "8/9" in said[1]
