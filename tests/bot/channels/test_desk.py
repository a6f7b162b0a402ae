"""Messages at the desk: once, in order, shared by tries, forgotten in time."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.channels.desk import Desk
from corpus.errors import TooManyRequests


def test_a_failure_is_everybodys_who_waits_and_nobody_elses():
    async def story() -> None:
        desk: Desk[str] = Desk()

        def fails(_: float) -> str:
            raise ValueError("x")

        first, again = desk.take("m1", "u", fails), desk.take("m1", "u", fails)
        after = desk.take("m2", "u", lambda _: "fine")
        assert await first.wait(60)
        assert await after.wait(60)
        assert first is again
        assert first.tries == 2
        with pytest.raises(ValueError, match="x"):
            first.result.result()
        assert after.result.result() == "fine"
        await desk.close()

    asyncio.run(story())


def test_work_is_told_how_long_its_message_has_waited():
    async def story() -> None:
        now = [0.0]
        desk: Desk[float] = Desk(clock=lambda: now[0])
        go = threading.Event()
        slow = desk.take("m1", "u", lambda waited: waited if go.wait(60) else -1.0)
        behind = desk.take("m2", "u", lambda waited: waited)
        await asyncio.sleep(0)
        now[0] = 7.0
        go.set()
        assert await slow.wait(60)
        assert await behind.wait(60)
        assert behind.result.result() == 7.0
        await desk.close()

    asyncio.run(story())


def test_tickets_are_kept_for_late_tries_and_not_for_ever():
    async def story() -> None:
        now = [0.0]
        desk: Desk[int] = Desk(clock=lambda: now[0])
        counted = iter(range(10))
        assert await desk.take("m1", "u", lambda _: next(counted)).wait(60)
        now[0] = 600.0
        late = desk.take("m1", "u", lambda _: next(counted))
        assert await late.wait(60)
        assert late.result.result() == 0
        now[0] = 700.0
        await desk.take("m2", "u", lambda _: next(counted)).wait(60)
        fresh = desk.take("m1", "u", lambda _: next(counted))
        assert await fresh.wait(60)
        assert fresh.result.result() == 2
        await desk.close()

    asyncio.run(story())


def test_a_shared_result_has_tries_of_its_own():
    async def story() -> None:
        desk: Desk[str] = Desk()
        ticket = desk.take("m1", "u", lambda _: "答")
        other = desk.share("m2", ticket)
        assert (other.tries, desk.share("m2", ticket).tries) == (1, 2)
        assert await other.wait(60)
        assert other.result.result() == "答"
        await desk.close()

    asyncio.run(story())


def test_who_may_not_leaves_no_trace():
    async def story() -> None:
        def never(user: str, group: str) -> None:
            raise TooManyRequests(f"{user} {group}")

        desk: Desk[str] = Desk(never)
        with pytest.raises(TooManyRequests, match="u g"):
            desk.take("m1", "u", lambda _: "答", "g")
        desk.allow = None
        ticket = desk.take("m1", "u", lambda _: "答", "g")
        assert await ticket.wait(60)
        assert not desk.busy
        await desk.close()

    asyncio.run(story())


def test_closing_gives_up_what_waits():
    async def story() -> None:
        desk: Desk[str] = Desk()
        go = threading.Event()
        running = desk.take("m1", "u", lambda _: str(go.wait(60)))
        behind = desk.take("m2", "u", lambda _: "never")
        await asyncio.sleep(0.01)
        await desk.close()
        go.set()
        assert running.result.cancelled() and behind.result.cancelled()

    asyncio.run(story())
