"""One account of a platform that calls us (账号): its callback and its way of answering, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.tencent.callback import Callback
from bot.channels.tencent.passive import Passive


@dataclass(frozen=True, slots=True)
class Account:
    """What the route of a callback needs."""

    callback: Callback
    passive: Passive

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the URL check. Raises Forbidden, BadInput."""
        return self.callback.echo(query)

    async def receive(self, query: Mapping[str, str], body: bytes) -> str:
        """The answer to a message. Raises Forbidden, BadInput, and NotReady when the platform will ask again."""
        opened = self.callback.open(query, body)
        return self.callback.close(opened, await self.passive.answer(opened.message))

    async def close(self) -> None:
        """Give up what is on its way."""
        await self.passive.close()
