"""What 公众号 and 企业微信 call: the check of the address, and messages. A signature proves each request."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from bot.channels.tencent.account import Account
from bot.channels.tencent.callback import SUCCESS
from bot.channels.tencent.passive import NotReady
from bot.http.background import accounts_of
from bot.http.rights import OPEN, needs
from corpus.errors import BadInput, Forbidden, NotFound

_log = logging.getLogger(__name__)
router = APIRouter(tags=["callbacks"], dependencies=[needs(OPEN)])
_NO_ANSWER = 504


@router.get("/wechat/callback", operation_id="wechat_check", summary="公众号：网址校验", include_in_schema=False)
def wechat_check(request: Request) -> PlainTextResponse:
    """Proves to 公众号 that this address is ours."""
    return _check(request, "wechat")


@router.post("/wechat/callback", operation_id="wechat_message", summary="公众号：收消息", include_in_schema=False)
async def wechat_message(request: Request) -> Response:
    """Answers a message of 公众号."""
    return await _message(request, "wechat")


@router.get("/wecom/callback", operation_id="wecom_check", summary="企业微信：网址校验", include_in_schema=False)
def wecom_check(request: Request) -> PlainTextResponse:
    """Proves to 企业微信 that this address is ours."""
    return _check(request, "wecom_app")


@router.post("/wecom/callback", operation_id="wecom_message", summary="企业微信：收消息", include_in_schema=False)
async def wecom_message(request: Request) -> Response:
    """Answers a message that a member sent to the app."""
    return await _message(request, "wecom_app")


def _check(request: Request, name: str) -> PlainTextResponse:
    return PlainTextResponse(_account(request, name).echo(request.query_params))


async def _message(request: Request, name: str) -> Response:
    account = _account(request, name)
    try:
        text = await account.receive(request.query_params, await request.body())
    except (NotReady, ClientDisconnect):
        # The platform has hung up by now and asks again; this status is for whoever stands between.
        return PlainTextResponse("", _NO_ANSWER)
    except (BadInput, Forbidden):
        raise
    except Exception:  # noqa: BLE001 - the edge: anything but this word shows users that the account is out of order
        _log.exception("unforeseen failure at the callback of %s", name)
        text = SUCCESS
    return Response(text, media_type="text/plain" if text == SUCCESS else "text/xml")


def _account(request: Request, name: str) -> Account:
    account = accounts_of(request.app).get(name)
    if account is None:
        raise NotFound("这个渠道没有开通；请按 docs/channels.md 设置，再用 mingbai doctor 查看还缺什么。")
    return account
