"""How long somebody waits goes with the work, and only ever shortens."""

import threading

from bot.models.client import Deadline
from bot.patience import left, waiting


def test_nobody_who_waits_leaves_the_time_as_it_is():
    assert left(8.0) == 8.0


def test_who_waits_less_leaves_less_and_never_less_than_nothing():
    with waiting(100.0):
        assert 99.0 < left(500.0) <= 100.0
        assert left(8.0) == 8.0
        with waiting(-3.0):
            assert left(8.0) == 0.0
            assert Deadline(8.0).left == 0.0
        assert 99.0 < left(500.0) <= 100.0
    assert left(500.0) == 500.0


def test_another_thread_has_its_own():
    found: list[float] = []
    with waiting(0.0):
        other = threading.Thread(target=lambda: found.append(left(8.0)))
        other.start()
        other.join()
    assert found == [8.0]
