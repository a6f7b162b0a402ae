"""What is seen of every request from outside (观察): its number, its time, a line in the log, the figures.

A caller may bring his own number (`X-Request-Id`); the answer carries it back. Only the route's template is noted,
for a path may hold what somebody typed.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import MutableMapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http.rights import route_of
from bot.logs import access, request_id
from bot.metrics import Metrics

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_LONG_NUMBER = re.compile(r"\d{6}")
_NOWHERE = "(none)"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observe:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routers: Sequence[APIRouter]) -> None:
        self.app = app
        self._metrics = metrics
        self._routers = routers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        number = _number(request.headers.get(HEADER, ""))
        token = request_id.set(number)
        began, status = time.perf_counter(), 500

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER.lower().encode(), number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._note(request, status, time.perf_counter() - began)
            request_id.reset(token)

    def _note(self, request: Request, status: int, seconds: float) -> None:
        route = route_of(self._routers, request.url.path, request.method) or _NOWHERE
        method = request.method if request.method in _METHODS else "OTHER"
        person = getattr(request.state, "person", None)
        self._metrics.request(route, method, status, seconds)
        access(
            route=route,
            method=method,
            status=status,
            ms=round(seconds * 1000, 1),
            by=person.origin.value if person is not None else "stranger",
        )


def _number(given: str) -> str:
    """The caller's number where it can be one and hides nobody's telephone; else one of ours."""
    usable = _GIVEN.fullmatch(given) and not (given.replace("-", "").isdigit() and _LONG_NUMBER.search(given))
    return given if usable else uuid.uuid4().hex
