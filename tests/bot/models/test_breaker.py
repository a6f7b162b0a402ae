"""The breaker: open after failures in a row, one try after the pause."""

from bot.models.breaker import Breaker


def test_it_opens_lets_one_try_and_closes():
    now = [0.0]
    breaker = Breaker(failures=2, pause=10, clock=lambda: now[0])
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 11
    assert breaker.allows() and not breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 22
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows() and breaker.allows()
