"""An app of 企业微信 that members write to (自建应用): always encrypted, else answered as 公众号 is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.channels.desk import Desk
from bot.channels.tencent.account import Account
from bot.channels.tencent.api import Api, Door
from bot.channels.tencent.callback import Callback
from bot.channels.tencent.codec import Codec
from bot.channels.tencent.passive import Manner, Passive
from bot.channels.tencent.plain import cut, plain
from bot.dialogue.model import Reply, Talk
from bot.settings import Settings, variable

API_BASE = "https://qyapi.weixin.qq.com"
# The platform cuts a text silently at 2,048 bytes (document path 90241).
ROOM = 1900
_NAME = "wecom_app"
_NEEDED = ("wecom_token", "wecom_aes_key", "wecom_corp_id")
_SENDING = ("wecom_secret", "wecom_agent_id")


def lacking_app(settings: Settings) -> list[str] | None:
    """Variables that are still to be set; None when none is set and the app is not wanted."""
    if not any(getattr(settings, name) for name in ("wecom_token", "wecom_aes_key", *_SENDING)):
        return None
    sends = any(getattr(settings, name) for name in _SENDING)
    wanted = (*_NEEDED, *_SENDING) if sends else _NEEDED
    return [variable(name) for name in wanted if not getattr(settings, name)]


def wecom_app(
    settings: Settings, talk: Talk, now: Callable[[], dt.datetime], allow: Callable[[str, str], None] | None = None
) -> Account | None:
    """The app, None while the settings do not suffice. Raises SettingsError for a key of the wrong form.

    allow: how often somebody may write, see Desk.
    """
    if lacking_app(settings) != []:
        return None
    token, aes_key, corp_id = settings.wecom_token, settings.wecom_aes_key, settings.wecom_corp_id
    assert token is not None and aes_key is not None and corp_id is not None
    codec = Codec(token.get_secret_value(), aes_key.get_secret_value(), corp_id)
    api = wecom_api(settings)
    push = _message(api, settings.wecom_agent_id or "") if api else None
    manner = Manner(_NAME, token.get_secret_value(), ROOM, _rendered, push)
    return Account(
        Callback(token.get_secret_value(), codec, echo_sealed=True),
        Passive(talk, manner, now, Desk(allow, models=settings.llm_base_url is not None)),
    )


def wecom_api(settings: Settings) -> Api | None:
    """Calls in the name of the app, None without CorpID and Secret."""
    if not (settings.wecom_corp_id and settings.wecom_secret and settings.wecom_agent_id):
        return None
    credentials = {"corpid": settings.wecom_corp_id, "corpsecret": settings.wecom_secret.get_secret_value()}
    return Api(Door(settings.wecom_api_base or API_BASE, "/cgi-bin/gettoken", credentials))


def _rendered(reply: Reply) -> str:
    return cut(plain(reply), ROOM)


def _message(api: Api, agent_id: str) -> Callable[[str, str], Awaitable[None]]:
    async def push(user: str, text: str) -> None:
        agent = int(agent_id) if agent_id.isdecimal() else agent_id
        body = {"touser": user, "agentid": agent, "msgtype": "text", "text": {"content": text}}
        await api.post("/cgi-bin/message/send", body)

    return push
