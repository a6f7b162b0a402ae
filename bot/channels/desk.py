"""One answer for each message, in the order in which a user sent them (收件台).

Platforms send a message again when they heard nothing in time; all tries share one piece of work and its result. The
work of one user waits for what he sent before; different users do not wait for each other.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from corpus.errors import TooManyRequests

Result = TypeVar("Result")

# Threads that reckon share one interpreter: more than a few only keep each other, and the server, from work.
_WORKERS = 4
# Those that wait for a model cost nothing.
_WAITING = 12
_KEPT_SECONDS = 660.0
_MOST = 10_000
_DEPTH = 4


@dataclass(slots=True, eq=False)
class Ticket(Generic[Result]):
    """One message on its way. tries: how often it was sent; first: when it first came, by the desk's clock."""

    result: asyncio.Future[Result]
    first: float
    tries: int = 1

    async def wait(self, seconds: float) -> bool:
        """Whether the result is there within `seconds`; raises nothing, whatever the work raised."""
        await asyncio.wait({self.result}, timeout=max(seconds, 0.0))
        return self.result.done()


@dataclass(slots=True)
class _Line:
    """What a user has waiting: how many, and the last."""

    waiting: int = 0
    tail: asyncio.Future[None] | None = None


@dataclass(slots=True)
class Desk(Generic[Result]):
    """Takes messages within one event loop; the work is done in threads.

    allow: told user and group ("" for none) of each new message, raises TooManyRequests for one too many (bot.limits).
    depth: how many one user may have waiting. models: whether the work may wait for a model.
    """

    allow: Callable[[str, str], None] | None = None
    depth: int = _DEPTH
    models: bool = False
    clock: Callable[[], float] = time.monotonic
    _tickets: OrderedDict[str, Ticket[Result]] = field(default_factory=OrderedDict)
    _lines: dict[str, _Line] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _threads: ThreadPoolExecutor | None = None

    def take(self, key: str, user: str, work: Callable[[float], Result], group: str = "") -> Ticket[Result]:
        """The ticket of a message; `key` names the message, the same for each try.

        work: gets how long the message has waited when its turn comes, in seconds. Raises TooManyRequests.
        """
        known = self._again(key)
        if known is not None:
            return known
        if self.allow is not None:
            self.allow(user, group)
        line = self._lines.get(user, _Line())
        if line.waiting >= self.depth:
            raise TooManyRequests("前面几条还没答完，这一条没有收下；请稍等几秒再发一次。", 5)
        self._lines[user] = line
        ticket = self._keep(key, asyncio.get_running_loop().create_future())
        before, mine = line.tail, asyncio.get_running_loop().create_future()
        line.waiting, line.tail = line.waiting + 1, mine
        task = asyncio.create_task(self._work(ticket, user, before, mine, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return ticket

    def share(self, key: str, ticket: Ticket[Result]) -> Ticket[Result]:
        """A ticket of its own for message `key` that has the result of another one."""
        return self._again(key) or self._keep(key, ticket.result)

    @property
    def busy(self) -> bool:
        """Whether so many messages are on their way that waiting for a model would hold up the line."""
        return len(self._tasks) > _WAITING

    def age(self, ticket: Ticket[Result]) -> float:
        """Seconds since the message first came."""
        return self.clock() - ticket.first

    async def close(self) -> None:
        """Give up what waits."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    async def _work(
        self,
        ticket: Ticket[Result],
        user: str,
        before: asyncio.Future[None] | None,
        mine: asyncio.Future[None],
        work: Callable[[float], Result],
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait({before})
            loop = asyncio.get_running_loop()
            ticket.result.set_result(
                await loop.run_in_executor(self._pool(), lambda: work(self.clock() - ticket.first))
            )
        except asyncio.CancelledError:
            ticket.result.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - whoever waits for the result gets it
            ticket.result.set_exception(error)
            ticket.result.exception()  # it may be that nobody waits any more
        finally:
            mine.set_result(None)
            line = self._lines[user]
            line.waiting -= 1
            if not line.waiting:
                del self._lines[user]

    def _again(self, key: str) -> Ticket[Result] | None:
        ticket = self._tickets.get(key)
        if ticket is not None:
            ticket.tries += 1
        return ticket

    def _keep(self, key: str, result: asyncio.Future[Result]) -> Ticket[Result]:
        now = self.clock()
        while self._tickets:
            oldest = next(iter(self._tickets.values()))
            if len(self._tickets) < _MOST and now - oldest.first <= _KEPT_SECONDS:
                break
            self._tickets.popitem(last=False)
        ticket = self._tickets[key] = Ticket(result, now)
        return ticket

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            workers = _WORKERS + (_WAITING if self.models else 0)
            self._threads = ThreadPoolExecutor(workers, thread_name_prefix="channel")
        return self._threads
