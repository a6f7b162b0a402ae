"""A 公众号 out of the settings (接入公众号)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.channels.desk import Desk
from bot.channels.tencent.account import Account
from bot.channels.tencent.api import Api, Door
from bot.channels.tencent.callback import Callback
from bot.channels.tencent.codec import Codec
from bot.channels.tencent.passive import Manner, Passive
from bot.channels.wechat.render import ROOM, rendered
from bot.dialogue.model import Talk
from bot.settings import Settings, variable

API_BASE = "https://api.weixin.qq.com"
_NAME = "wechat"


def lacking(settings: Settings) -> list[str] | None:
    """Variables that are still to be set; None when none is set and the channel is not wanted."""
    wanted = ("wechat_token", "wechat_appid", "wechat_aes_key", "wechat_secret")
    if not any(getattr(settings, name) for name in wanted):
        return None
    needed = {"wechat_token"} | ({"wechat_appid"} if settings.wechat_aes_key or settings.wechat_secret else set())
    return [variable(name) for name in wanted if name in needed and not getattr(settings, name)]


def wechat_account(
    settings: Settings, talk: Talk, now: Callable[[], dt.datetime], allow: Callable[[str, str], None] | None = None
) -> Account | None:
    """The account, None while the settings do not suffice. Raises SettingsError for a key of the wrong form.

    allow: how often somebody may write, see Desk.
    """
    if lacking(settings) != [] or settings.wechat_token is None:
        return None
    token, codec = settings.wechat_token.get_secret_value(), None
    if settings.wechat_aes_key and settings.wechat_appid:
        codec = Codec(token, settings.wechat_aes_key.get_secret_value(), settings.wechat_appid)
    api = wechat_api(settings)
    manner = Manner(_NAME, token, ROOM, rendered, _customer_service(api) if api else None)
    return Account(
        Callback(token, codec, echo_sealed=False),
        Passive(talk, manner, now, Desk(allow, models=settings.llm_base_url is not None)),
    )


def wechat_api(settings: Settings) -> Api | None:
    """Calls in the name of the account, None without AppID and AppSecret."""
    if not (settings.wechat_appid and settings.wechat_secret):
        return None
    credentials = {
        "grant_type": "client_credential",
        "appid": settings.wechat_appid,
        "secret": settings.wechat_secret.get_secret_value(),
    }
    return Api(Door(settings.wechat_api_base or API_BASE, "/cgi-bin/token", credentials))


def _customer_service(api: Api) -> Callable[[str, str], Awaitable[None]]:
    async def push(user: str, text: str) -> None:
        body = {"touser": user, "msgtype": "text", "text": {"content": text}}
        await api.post("/cgi-bin/message/custom/send", body)

    return push
