"""MCP over Streamable HTTP at /mcp: an ASGI door that makes its server when somebody first knocks.

The protocol's package takes a second to load, which no start of `mingbai serve` should wait for. Who knocks has passed
the guard; a tool that asks for a right of its own is refused to whom lacks it. No session is kept between requests.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.assembly import Services
from bot.commands.tool import RIGHTS, call_tool
from bot.http.rights import person_of, refusal
from bot.people import STRANGER, Person

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"
_asker: ContextVar[Person] = ContextVar("asker", default=STRANGER)
Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


class Door:
    """The ASGI application at /mcp. `close` ends what was begun; without a request nothing is."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._opening = asyncio.Lock()
        self._handler: Handler | None = None
        self._stopping = asyncio.Event()
        self._kept: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on to the protocol's own application."""
        handler = await self._ready()
        token = _asker.set(person_of(Request(scope)))
        try:
            await handler(scope, receive, send)
        finally:
            _asker.reset(token)

    async def close(self) -> None:
        """End the server, if one was made."""
        self._stopping.set()
        if self._kept is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._kept

    async def _ready(self) -> Handler:
        async with self._opening:
            if self._handler is None:
                server = await run_in_threadpool(self._make)
                opened: asyncio.Future[Handler] = asyncio.get_running_loop().create_future()
                self._kept = asyncio.create_task(self._keep(server, opened))
                self._handler = await opened
            return self._handler

    def _make(self) -> MCPServer:
        from bot.channels.mcp.server import make_server

        return make_server(self._call)

    async def _call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        refused = refusal(_asker.get(), RIGHTS[name]) if name in RIGHTS else None
        if refused is not None:
            raise refused
        services = self._services
        return await run_in_threadpool(call_tool, services, name, arguments, services.settings.region, services.today())

    async def _keep(self, server: MCPServer, opened: asyncio.Future[Handler]) -> None:
        """Hold the protocol's sessions open until the door is closed."""
        from mcp.server.transport_security import TransportSecuritySettings

        # Host and Origin have been looked at by the guard of the whole server.
        trust = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        inner = server.streamable_http_app(
            streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=trust
        )
        try:
            async with server.session_manager.run():
                opened.set_result(inner)
                await self._stopping.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)
