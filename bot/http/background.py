"""What runs beside the requests while the server is up (后台): accounts that platforms call, connections of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from bot.assembly import Services
from bot.channels.tencent.account import Account
from bot.channels.wechat import wechat_account
from bot.channels.wecom import WS_URL, WecomBot, lacking_bot, wecom_app
from bot.clock import now
from bot.dialogue.model import Reply, Turn


class LaterTalk:
    """The dialogue of the services, made when the first turn comes."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def reply(self, turn: Turn) -> Reply:
        """See bot.dialogue.Dialogue."""
        return self._services.dialogue.reply(turn)


def install(app: FastAPI, services: Services) -> None:
    """Hang the configured accounts into `app`. Raises SettingsError for a key of the wrong form."""
    talk, clock = LaterTalk(services), services.settings.clock
    made = {
        "wechat": wechat_account(services.settings, talk, lambda: now(clock)),
        "wecom_app": wecom_app(services.settings, talk, lambda: now(clock)),
    }
    app.state.accounts = {name: account for name, account in made.items() if account is not None}


def wecom_bot(services: Services) -> WecomBot | None:
    """The bot of 企业微信, None while the settings do not suffice; to be made within the event loop it runs in."""
    settings = services.settings
    if lacking_bot(settings) != [] or settings.wecom_bot_id is None or settings.wecom_bot_secret is None:
        return None
    secret, clock = settings.wecom_bot_secret.get_secret_value(), settings.clock
    return WecomBot(
        LaterTalk(services), settings.wecom_ws_url or WS_URL, settings.wecom_bot_id, secret, lambda: now(clock)
    )


def accounts_of(app: FastAPI) -> dict[str, Account]:
    """The configured accounts by name: wechat, wecom_app."""
    accounts: dict[str, Account] = app.state.accounts
    return accounts


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of the server: starts what runs beside it, ends it."""
    async with AsyncExitStack() as stack:
        door = getattr(app.state, "door", None)
        if door is not None:  # MCP, opened when somebody first knocks
            stack.push_async_callback(door.close)
        for account in accounts_of(app).values():
            stack.push_async_callback(account.close)
        bot = wecom_bot(app.state.services)
        if bot is not None:
            await stack.enter_async_context(bot.running())
        yield
