"""How long a request may take (时限): to be read, and to be answered. Who sends a byte a minute gets no answer.

A stream that has begun to answer ends in its own time. Work that is under way in a thread cannot be stopped; the caller
is told, and what it brings is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.errors import response_to
from corpus.errors import TimedOut

READ_SECONDS = 30.0
ANSWER_SECONDS = 60.0
UPLOAD_SECONDS = 900.0
_UPLOADS = "/api/v1/documents"
_OWN_TIME = ("/internal/", "/mcp")
_log = logging.getLogger(__name__)
LATE = "请求迟迟没有传完，没有处理；请检查网络后重来。"


class Deadline:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer in its place when its time is over."""
        if scope["type"] != "http" or scope["path"].startswith(_OWN_TIME):
            await self.app(scope, receive, send)
            return
        uploads = scope["path"] == _UPLOADS and scope["method"] == "POST"
        begun = late = False

        async def told(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if late:
                return
            begun = True
            await send(message)

        work = asyncio.ensure_future(
            self.app(scope, _in_time(receive, UPLOAD_SECONDS if uploads else READ_SECONDS), told)
        )
        try:
            await asyncio.wait({work}, timeout=UPLOAD_SECONDS if uploads else ANSWER_SECONDS)
            if begun or work.done():
                await work
                return
            late = True
        except asyncio.CancelledError:
            work.cancel()
            raise
        work.add_done_callback(_forget)
        error = TimedOut("这个请求处理得太久，没有等到结果；请过一会儿再试，或把事情分小一些。")
        await response_to(Request(scope), error)(scope, receive, send)


def _forget(work: asyncio.Future[None]) -> None:
    error = None if work.cancelled() else work.exception()
    if error is not None:
        _log.error("a request that was late has failed as well", exc_info=error)


def _in_time(receive: Receive, seconds: float) -> Receive:
    until: float | None = None
    whole = False

    async def timed() -> Message:
        nonlocal until, whole
        if whole:
            return await receive()
        now = asyncio.get_running_loop().time()
        until = until or now + seconds
        try:
            message = await asyncio.wait_for(receive(), max(0.0, until - now))
        except TimeoutError as error:
            # FastAPI lets no other exception through while it reads a body.
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, LATE) from error
        whole = not message.get("more_body", False)
        return message

    return timed
