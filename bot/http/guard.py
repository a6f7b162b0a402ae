"""What every request passes before its route: body limit, who may ask, and the security headers on the way out.

Without MINGBAI_API_KEY the server is for this machine alone: only loopback names are taken as Host, so that a page of
another site cannot reach it by a name that it points here (DNS rebinding). With a key everything but the health checks
and the static files asks for it: `Authorization: Bearer`, or the cookie that the page /enter sets.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.errors import response_to
from bot.settings import Settings
from corpus.errors import BodyTooLarge, Forbidden, MingbaiError, Unauthorized

JSON_LIMIT = 256 * 1024
UPLOAD_LIMIT = 64 * 1024 * 1024
COOKIE = "mingbai_key"
_UPLOAD_PATH = "/api/v1/documents"
_INTERNAL = "/internal/"
_OPEN = ("/healthz", "/readyz", "/static/", "/enter")
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
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


def install(app: FastAPI, settings: Settings) -> None:
    """Put the guard before every route of `app`."""
    app.add_middleware(Guard, key=settings.api_key.get_secret_value() if settings.api_key else None)


def cookie_for(key: str) -> str:
    """The value of the cookie that stands for `key`: it does not show the key itself."""
    return hmac.new(key.encode(), b"mingbai cookie", hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, key: str | None) -> None:
        self.app = app
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to its route, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limit = UPLOAD_LIMIT if request.url.path == _UPLOAD_PATH else JSON_LIMIT
        refusal = self._refusal(request, limit)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        await self.app(scope, _limited(receive, limit), _with_headers(send))

    def _refusal(self, request: Request, limit: int) -> Response | None:
        declared = request.headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return response_to(request, _too_large(limit))
        error = self._stranger(request)
        if isinstance(error, Unauthorized) and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/enter", 303)
        return response_to(request, error) if error else None

    def _stranger(self, request: Request) -> MingbaiError | None:
        """Why this request may not pass, None when it may."""
        if request.method in _CHANGING and not _same_origin(request):
            return Forbidden("这个请求来自别的网站，已拒绝；请从明白人自己的页面操作。")
        path = request.url.path
        if path.startswith(_INTERNAL):
            return None  # has a token of its own
        if self.key is None:
            if _address("//" + request.headers.get("host", "")).hostname not in _LOCAL_NAMES:
                return Forbidden("没有设置 MINGBAI_API_KEY 时只许本机访问；请用 http://127.0.0.1 打开，或先设密钥。")
            return None
        if path.startswith(_OPEN) or self._knows_key(request, self.key):
            return None
        return Unauthorized("需要访问密钥；请在请求头写 Authorization: Bearer 密钥，网页请先到 /enter 登录。")

    def _knows_key(self, request: Request, key: str) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        # Headers come decoded as Latin-1, whatever bytes were sent.
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode("latin-1"), key.encode()):
            return True
        return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), cookie_for(key).encode())


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
