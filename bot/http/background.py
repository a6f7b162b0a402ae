"""What runs beside the requests while the server is up (后台): accounts that platforms call, connections of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from bot.assembly import Services
from bot.channels.tencent.account import Account
from bot.channels.wechat import wechat_account
from bot.channels.wecom import WS_URL, WecomBot, lacking_bot, wecom_app
from bot.clock import now
from bot.dialogue.model import Block, Reply, ReplyStatus, Turn
from corpus.errors import TooManyRequests


class LaterTalk:
    """The dialogue of the services for users of platforms, made when the first turn comes; only so many a minute."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def reply(self, turn: Turn) -> Reply:
        """See bot.dialogue.Dialogue; who asks too fast, alone or as a group, is told to wait."""
        settings = self._services.settings
        asked = [(f"talk:{turn.key}", settings.rate_talk)]
        if turn.group is not None:
            asked.append((f"group:{turn.channel}/{turn.group}", settings.rate_group))
        try:
            self._services.limits.check(*asked)
        except TooManyRequests as error:
            return Reply(ReplyStatus.FAILED, (Block("note", error.text),))
        return self._services.dialogue.reply(turn)


def install(app: FastAPI, services: Services) -> None:
    """Hang the configured accounts into `app`. Raises SettingsError for a key of the wrong form."""
    talk, clock = LaterTalk(services), services.settings.clock
    made = {
        "wechat": wechat_account(services.settings, talk, lambda: now(clock), _allow(services, "wechat")),
        "wecom_app": wecom_app(services.settings, talk, lambda: now(clock), _allow(services, "wecom_app")),
    }
    app.state.accounts = {name: account for name, account in made.items() if account is not None}


def wecom_bot(services: Services) -> WecomBot | None:
    """The bot of 企业微信, None while the settings do not suffice; to be made within the event loop it runs in."""
    settings = services.settings
    if lacking_bot(settings) != [] or settings.wecom_bot_id is None or settings.wecom_bot_secret is None:
        return None
    secret, clock = settings.wecom_bot_secret.get_secret_value(), settings.clock
    return WecomBot(
        LaterTalk(services),
        settings.wecom_ws_url or WS_URL,
        settings.wecom_bot_id,
        secret,
        lambda: now(clock),
        allow=_allow(services, "wecom"),
    )


def _allow(services: Services, channel: str) -> Callable[[str, str], None]:
    """So many messages a minute for each user and group of a channel. What it returns raises TooManyRequests."""

    def allow(user: str, group: str) -> None:
        asked = [(f"talk:{channel}:{user}", services.settings.rate_talk)]
        if group:
            asked.append((f"group:{channel}:{group}", services.settings.rate_group))
        services.limits.check(*asked)

    return allow


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
            app.state.services.connections["wecom"] = lambda: bot.state.value
        yield
