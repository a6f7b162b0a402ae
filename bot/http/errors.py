"""Every failure in one shape: {"error": {"code", "text"}} for programs, a short page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import (
    BadField,
    BadInput,
    BodyTooLarge,
    MethodNotAllowed,
    MingbaiError,
    NotFound,
    TimedOut,
    TooManyRequests,
    Unauthorized,
)

_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Hang the handlers into `app`."""
    app.add_exception_handler(MingbaiError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unforeseen)


def response_to(request: Request, error: MingbaiError) -> Response:
    """`error` as the caller can use it: for a browser that opens a page a page (or the way to log in), else JSON."""
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if wants_page and isinstance(error, Unauthorized) and request.method in ("GET", "HEAD"):
        return RedirectResponse("/enter", HTTPStatus.SEE_OTHER)
    if wants_page:
        from bot.pages.render import page

        return page("error.html", error.http_status, code=error.http_status, error=error.as_json())
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyRequests) and error.seconds else None
    return JSONResponse(_shaped(request, error), error.http_status, headers)


def _shaped(request: Request, error: MingbaiError) -> dict[str, Any]:
    """Our one shape; clients of the OpenAI API and Dify find their own fields in it as well."""
    path = request.url.path
    if path.startswith("/v1/"):
        from bot.channels.openai import error_fields

        return {"error": error.as_json() | error_fields(error.http_status, error.text)}
    if path == "/retrieval":
        from bot.channels.dify import error_fields as dify_fields

        return {"error": error.as_json()} | dify_fields(request.headers.get("authorization"), error)
    return {"error": error.as_json()}


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, MingbaiError)
    return response_to(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    # FastAPI words its findings in English; the place of the fault is what the caller needs.
    place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    if first["type"] == "json_invalid":
        return response_to(request, BadInput("请求体不是合格的 JSON；请检查引号、逗号和括号。"))
    return response_to(request, BadField(f"字段 {place or '（整个请求体）'} 缺失或写法不对；写法见 /api/docs。"))


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    found: MingbaiError
    if error.status_code == HTTPStatus.NOT_FOUND:
        found = NotFound("没有这个地址；请检查网址，或回到首页 /。")
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        found = MethodNotAllowed("这个地址不接受这种请求方法；写法见 /api/docs。")
    elif error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        found = BodyTooLarge(error.detail)
    elif error.status_code == HTTPStatus.REQUEST_TIMEOUT:
        found = TimedOut(error.detail)
    else:
        found = BadInput("请求看不懂；写法见 /api/docs。")
    response = response_to(request, found)
    response.headers.update(error.headers or {})
    return response


async def _unforeseen(request: Request, error: Exception) -> Response:
    # No path: it may hold what somebody typed. The log's own line tells the route.
    _log.error("unforeseen failure in a route", exc_info=error)
    return response_to(request, MingbaiError("服务器出了没料到的错；请重试一次，仍不行就把服务器日志交给维护的人。"))
