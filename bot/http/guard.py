"""What every request passes before its route: body limit, who may ask, and the security headers on the way out.

While no account and no key has been made the server is for this machine alone: only loopback names are taken as Host,
so that a page of another site cannot reach it by a name that it points here (DNS rebinding). Else everything but the
open routes asks who it is (bot.http.identify); which right a route asks for, it says itself (bot.http.rights).
"""

from __future__ import annotations

import hmac
from collections.abc import MutableMapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.assembly import Services
from bot.http.errors import response_to
from bot.http.identify import CSRF_HEADER, by_cookie, csrf_token, identify
from bot.http.rights import is_open, path_right, refusal
from bot.people import STRANGER, Origin, Person
from corpus.errors import BodyTooLarge, Forbidden, MingbaiError, TooManyRequests, Unauthorized

JSON_LIMIT = 256 * 1024
UPLOAD_LIMIT = 64 * 1024 * 1024
_UPLOAD_PATH = "/api/v1/documents"
_INTERNAL = "/internal/"
_LOGIN_PATHS = ("/api/v1/login", "/enter")
_LOGINS = 30  # tries a minute from one address
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    # With no-referrer a browser would send `Origin: null` for our own forms, and the guard would refuse them.
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: FastAPI, services: Services, routers: Sequence[APIRouter]) -> None:
    """Put the guard before every route of `app`."""
    app.add_middleware(Guard, services=services, routers=routers)


class Guard:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, services: Services, routers: Sequence[APIRouter]) -> None:
        self.app = app
        self._services = services
        self._routers = routers
        key = services.settings.api_key
        self._key = key.get_secret_value() if key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to its route, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limit = UPLOAD_LIMIT if request.url.path == _UPLOAD_PATH else JSON_LIMIT
        refused = await self._refused(request, limit)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        await self.app(scope, _limited(receive, limit), _with_headers(send))

    async def _refused(self, request: Request, limit: int) -> Response | None:
        declared = request.headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return response_to(request, _too_large(limit))
        try:
            error = await self._stranger(request)
        except MingbaiError as failure:  # the library cannot be read: who is alive may still be told
            error = None if is_open(self._routers, request.url.path, request.method) else failure
        return response_to(request, error) if error else None

    async def _stranger(self, request: Request) -> MingbaiError | None:
        """Why this request may not pass, None when it may; then `request.state.person` says who it is."""
        if request.method in _CHANGING and not _same_origin(request):
            return Forbidden("这个请求来自别的网站，已拒绝；请从明白人自己的页面操作。")
        path = request.url.path
        if path.startswith(_INTERNAL):
            return None  # has a token of its own
        is_for_all = is_open(self._routers, path, request.method)
        person = await run_in_threadpool(identify, request, self._services.people, self._key)
        if person is not None and person.origin is Origin.DESK and not _is_local(request):
            if not is_for_all:
                return Forbidden("没有账号和密钥时只许本机访问；请用 http://127.0.0.1 打开，或先建管理员账号、设密钥。")
            person = None
        request.state.person = person or STRANGER
        try:
            # Callbacks of platforms come from few addresses for very many people: channels count for themselves.
            if not is_for_all or path in _LOGIN_PATHS:
                self._check_rate(request, person or STRANGER)
        except TooManyRequests as error:
            return error
        return None if is_for_all else _turned_away(request, person)

    def _check_rate(self, request: Request, person: Person) -> None:
        """Raises TooManyRequests. The desk asks as fast as it likes; strangers are counted by address."""
        path, settings = request.url.path, self._services.settings
        if person.origin is Origin.DESK or not (path.startswith("/api/") or request.method in _CHANGING):
            return
        named = person.origin in (Origin.ACCOUNT, Origin.KEY)
        who = person.name if named else request.client.host if request.client else ""
        rate = settings.rate_key if person.origin is Origin.KEY else settings.rate_user
        tries = ((f"login:{request.client.host if request.client else ''}", _LOGINS),) if path in _LOGIN_PATHS else ()
        self._services.limits.check((f"{person.origin.value}:{who}", rate), *tries)


def _turned_away(request: Request, person: Person | None) -> MingbaiError | None:
    if person is None:
        return Unauthorized("要先登录；网页请到 /enter 登录，程序请在请求头写 Authorization: Bearer 密钥。")
    if request.method in _CHANGING and person.known and not _meant(request):
        return Forbidden("这个请求看不出来自明白人的页面；请刷新页面后重来，程序请带上 X-CSRF-Token 或改用密钥。")
    outside = path_right(request.url.path)
    return refusal(person, outside) if outside else None


def _meant(request: Request) -> bool:
    """Whether a change was asked for by a page of ours and not by another site with our user's cookie.

    A browser that says `Origin` has been checked; one that does not must know the token that /api/v1/me tells.
    """
    cookie = by_cookie(request)
    if cookie is None or request.headers.get("origin") is not None:
        return True
    return hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), csrf_token(cookie).encode())


def _is_local(request: Request) -> bool:
    """Whether a request comes from this machine itself: by its own name, and not through a proxy that says so."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return _address("//" + request.headers.get("host", "")).hostname in _LOCAL_NAMES


def _same_origin(request: Request) -> bool:
    # Programs send no Origin; a browser always does on a request that changes something.
    origin = request.headers.get("origin")
    return origin is None or _address(origin).netloc == request.headers.get("host", "")


def _address(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")  # a garbled one is nobody's


def _too_large(limit: int) -> BodyTooLarge:
    size = f"{limit // 1024 // 1024} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return BodyTooLarge(f"请求太大，上限是 {size}；请分开提交，或在服务器上用 mingbai ingest 收录。")


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            # FastAPI lets no other exception through while it reads a body.
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit).text)
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def add(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            extra = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
            message["headers"] = [*message.get("headers", []), *extra]
        await send(message)

    return add
