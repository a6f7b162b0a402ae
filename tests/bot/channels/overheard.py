"""公众号 and the bot of 企业微信 with the real dialogue: asked by the platform's door, the reply overheard."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from bot.channels.tencent.account import Account
from bot.channels.tencent.callback import Callback
from bot.channels.tencent.codec import Codec
from bot.channels.tencent.passive import Manner, Passive
from bot.channels.wechat.render import ROOM, rendered
from bot.channels.wecom import WecomBot
from bot.dialogue.model import Reply, Talk, Turn
from tests.bot.channels.talkers import NOW, Follower
from tests.bot.channels.wecom_server import BOT_ID, SECRET, WecomServer

TOKEN = "qinghe-token"
_KEY = base64.b64encode(b"q" * 32).decode()[:43]


class Overheard:
    """Passes turns on and keeps the last reply."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.reply_: Reply | None = None

    def reply(self, turn: Turn) -> Reply:
        self.reply_ = self._talk.reply(turn)
        return self.reply_

    @property
    def citations(self) -> list[dict[str, Any]]:
        assert self.reply_ is not None
        return [dict(one) for one in self.reply_.citations]


def by_wechat(talk: Talk, user: str, said: list[str]) -> tuple[str, list[dict[str, Any]]]:
    """What a follower reads after the last of his messages, and the citations behind it."""
    heard, codec = Overheard(talk), Codec(TOKEN, _KEY, "wx1")
    follower = Follower(TOKEN, codec, user)

    async def story() -> str:
        passive = Passive(heard, Manner("wechat", TOKEN, ROOM, rendered), lambda: NOW, hold=60)
        account = Account(Callback(TOKEN, codec, echo_sealed=False), passive)
        text = ""
        for number, one in enumerate(said):
            text = follower.reads(await account.receive(*follower.sends(number, one)))["Content"]
        await account.close()
        return text

    return asyncio.run(story()), heard.citations


def by_wecom(talk: Talk, user: str, said: list[str]) -> tuple[str, list[dict[str, Any]]]:
    """What a member reads after the last of his messages, and the citations behind it."""
    heard = Overheard(talk)

    async def story() -> str:
        async with WecomServer().open() as server:
            bot = WecomBot(heard, server.url, BOT_ID, SECRET, lambda: NOW, soon=60)
            async with bot.running():
                await server.until(lambda frame: frame["cmd"] == "aibot_subscribe")
                while not server.lines:
                    await asyncio.sleep(0.005)
                text = ""
                for number, one in enumerate(said):
                    asked = await server.says(one, f"{user}-{number}", **{"from": {"userid": user}})
                    text = await server.answer_to(asked)
                return text

    return asyncio.run(story()), heard.citations
