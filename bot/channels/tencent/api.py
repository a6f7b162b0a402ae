"""Calls to the servers of 公众号 and 企业微信 (主动接口): one token for all calls, refreshed once when it lapses."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.tencent.words import words
from corpus.errors import ChannelError

# A request's address holds the token, and httpx logs addresses.
logging.getLogger("httpx").setLevel(logging.WARNING)

_TIMEOUT = httpx.Timeout(8.0, connect=4.0)
_EARLY_SECONDS = 300.0
# The token is not, or no longer, good (errcode of both platforms).
_LAPSED = frozenset({40001, 40014, 42001})


@dataclass(frozen=True, slots=True)
class Door:
    """Where a platform gives tokens: base of its addresses, path, and what names the account."""

    base: str
    path: str
    credentials: Mapping[str, str]


class Api:
    """One account's calls; to be used within one event loop. transport: for tests."""

    def __init__(
        self,
        door: Door,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._door = door
        self._transport = transport
        self._clock = clock
        self._token, self._until = "", 0.0
        self._fetching = asyncio.Lock()

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What a call answers. Raises ChannelError when the platform cannot be reached or refuses."""
        async with self._client() as client:
            token = await self._held(client)
            answer = await self._post(client, path, body, token)
            if answer.get("errcode", 0) in _LAPSED:
                self._drop(token)
                answer = await self._post(client, path, body, await self._held(client))
        return _accepted(answer)

    async def check(self) -> None:
        """Prove that the account gets a token. Raises ChannelError."""
        async with self._client() as client:
            await self._held(client)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self._door.base, timeout=_TIMEOUT, transport=self._transport)

    async def _held(self, client: httpx.AsyncClient) -> str:
        """The token; fetched by one call while the others wait."""
        async with self._fetching:
            if not self._token or self._clock() >= self._until:
                answer = _accepted(_json(await _sent(client.get(self._door.path, params=dict(self._door.credentials)))))
                token = answer.get("access_token")
                if not isinstance(token, str) or not token:
                    raise _unreachable()
                lasts = answer.get("expires_in")
                self._token = token
                self._until = self._clock() + (lasts if isinstance(lasts, int) else 7200) - _EARLY_SECONDS
            return self._token

    def _drop(self, token: str) -> None:
        # Another call may have fetched a new one meanwhile: that one stays.
        if self._token == token:
            self._token = ""

    async def _post(self, client: httpx.AsyncClient, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        return _json(await _sent(client.post(path, params={"access_token": token}, json=body)))


async def _sent(request: Any) -> httpx.Response:  # noqa: ANN401 - a coroutine of httpx
    try:
        response: httpx.Response = await request
        response.raise_for_status()
    except httpx.HTTPError as error:
        # Not chained: its text holds the address, and the address the token.
        raise _unreachable(type(error).__name__) from None
    return response


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError as error:
        raise _unreachable("no JSON") from error
    if not isinstance(found, dict):
        raise _unreachable("no object")
    return found


def _accepted(answer: dict[str, Any]) -> dict[str, Any]:
    code = answer.get("errcode", 0)
    if code == 0:
        return answer
    advice: dict[int, str] = words()["refusals"]
    raise ChannelError(f"对方平台没有接受（错误码 {code}）：{advice.get(code, words()['refused'])}")


def _unreachable(why: str = "") -> ChannelError:
    return ChannelError(f"连不上对方平台（{why or '没有回令牌'}）；请检查这台电脑能否上外网、接口地址是否填对。")
