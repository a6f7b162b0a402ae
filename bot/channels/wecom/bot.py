"""The bot of 企业微信 (智能机器人): what members write to it alone or in a group, answered over our connection."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.channels.desk import Desk, Ticket
from bot.channels.tencent.words import unread, words
from bot.channels.wecom.connection import Connection, State, Timing
from bot.channels.wecom.frames import EVENT, RESPOND, SEND, UPDATE, WELCOME, Frame, new_id, words_in
from bot.channels.wecom.render import ROOM, card, chosen_card, markdown
from bot.dialogue.model import Talk, Turn
from bot.dialogue.says import say
from bot.settings import Settings, variable
from corpus.errors import ChannelError, TooManyRequests

_log = logging.getLogger(__name__)

WS_URL = "wss://openws.work.weixin.qq.com"
# After this the member sees that something is going on; a stream must end within six minutes.
_SOON = 3.0
_LONGEST = 300.0
# A group message begins with the bot's name, which the platform leaves in the text.
_CALLED = re.compile(r"^\s*@\S+[\s\u2005]*")


@dataclass(frozen=True, slots=True)
class Said:
    """A reply ready to be sent: the text, and a card where something may be chosen."""

    text: str
    card: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or event of a member. group: the chat it was said in, "" alone with the bot."""

    key: str
    user: str
    group: str
    kind: str
    text: str

    @property
    def chat(self) -> dict[str, Any]:
        """Where a message of ours goes that answers no frame."""
        return {"chatid": self.group or self.user, "chat_type": 2 if self.group else 1}


def lacking_bot(settings: Settings) -> list[str] | None:
    """Variables that are still to be set; None when none is set and the bot is not wanted."""
    names = ("wecom_bot_id", "wecom_bot_secret")
    missing = [variable(name) for name in names if not getattr(settings, name)]
    return None if len(missing) == len(names) else missing


class WecomBot:
    """Answers what one bot hears; to be used within one event loop."""

    def __init__(
        self,
        talk: Talk,
        url: str,
        bot_id: str,
        secret: str,
        now: Callable[[], dt.datetime],
        timing: Timing | None = None,
        soon: float = _SOON,
        allow: Callable[[str, str], None] | None = None,
    ) -> None:
        """soon: seconds after which a member is told that the answer takes longer. allow: see Desk."""
        self._talk, self._secret, self._now, self._soon = talk, secret, now, soon
        self._desk: Desk[Said] = Desk(allow, models=True)
        self._line = Connection(url, bot_id, secret, self._hear, timing)

    @property
    def state(self) -> State:
        """How the connection is doing."""
        return self._line.state

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connected while the block runs."""
        line = asyncio.create_task(self._line.run())
        try:
            yield
        finally:
            line.cancel()
            await asyncio.gather(line, return_exceptions=True)
            await self._desk.close()

    async def _hear(self, frame: Frame) -> None:
        try:
            await (self._event(frame) if frame.cmd == EVENT else self._message(frame))
        except ChannelError as error:
            _log.warning("wecom bot could not send: %s", error.text)

    async def _message(self, frame: Frame) -> None:
        """Answer a message with one stream, and a card after it."""
        heard = read_message(frame.body)
        if not (heard.key and heard.user):
            _log.warning("wecom sent a message without number or sender")
            return
        stream = new_id("stream")
        if not heard.text:
            await self._stream(frame, stream, say("empty") if heard.kind == "text" else unread(heard.kind))
            return
        try:
            ticket = self._ticket(heard, heard.key)
        except TooManyRequests as error:
            await self._stream(frame, stream, error.text)
            return
        if ticket.tries > 1:
            return  # sent again by the platform: the first one is being answered
        if not await ticket.wait(self._soon):
            await self._stream(frame, stream, words()["looking"], finish=False)
        said = ticket.result.result() if await ticket.wait(_LONGEST) else Said(words()["failed"])
        await self._stream(frame, stream, said.text)
        if said.card is not None:
            await self._line.send(RESPOND, frame.req_id, {"msgtype": "template_card", "template_card": said.card})

    async def _event(self, frame: Frame) -> None:
        kind = words_in(frame.body, "event", "eventtype")
        if kind == "enter_chat":
            body = {"msgtype": "text", "text": {"content": f"{say('welcome')}\n{words()['examples']}"}}
            await self._line.send(WELCOME, frame.req_id, body)
        elif kind == "template_card_event":
            await self._pressed(frame)

    async def _pressed(self, frame: Frame) -> None:
        """A button stands for words. A press can only be answered by the card, so the reply is a new message."""
        pressed = words_in(frame.body, "event", "template_card_event", "event_key")
        task = words_in(frame.body, "event", "template_card_event", "task_id")
        heard = read_message(frame.body, pressed)
        if not (heard.text and heard.user):
            return
        try:
            ticket = self._ticket(heard, heard.key or f"{task}/{pressed}")
        except TooManyRequests as error:
            await self._tell(heard, Said(error.text))
            return
        if ticket.tries > 1:
            return
        try:
            update = {"response_type": "update_template_card", "template_card": chosen_card(pressed, task)}
            await self._line.send(UPDATE, frame.req_id, update)
        except ChannelError as error:
            _log.warning("wecom did not take the new card: %s", error.text)
        said = ticket.result.result() if await ticket.wait(_LONGEST) else Said(words()["failed"])
        await self._tell(heard, said)

    def _ticket(self, heard: Heard, key: str) -> Ticket[Said]:
        """Raises TooManyRequests."""
        return self._desk.take(key, f"{heard.group}/{heard.user}", lambda _: self._said(heard), heard.group)

    async def _tell(self, heard: Heard, said: Said) -> None:
        """Say something that answers no frame."""
        content: dict[str, Any] = {"msgtype": "markdown", "markdown": {"content": said.text}}
        await self._line.send(SEND, new_id(SEND), heard.chat | content)
        if said.card is not None:
            content = {"msgtype": "template_card", "template_card": said.card}
            await self._line.send(SEND, new_id(SEND), heard.chat | content)

    async def _stream(self, frame: Frame, stream: str, text: str, *, finish: bool = True) -> None:
        """Say `text`; the whole text each time, under one id."""
        body = {"msgtype": "stream", "stream": {"id": stream, "finish": finish, "content": text}}
        await self._line.send(RESPOND, frame.req_id, body)

    def _said(self, heard: Heard) -> Said:
        """What the dialogue says; runs in a thread."""
        try:
            group = self._anonymous(heard.group) if heard.group else None
            turn = Turn("wecom", self._anonymous(heard.user), heard.text, self._now(), group=group, room=ROOM)
            reply = self._talk.reply(turn)
            return Said(markdown(reply), card(reply, new_id("card")))
        except Exception:  # noqa: BLE001 - the edge: the member gets one line, the log the rest
            _log.exception("unforeseen failure in the wecom bot")
            return Said(words()["failed"])

    def _anonymous(self, name: str) -> str:
        # A UserID is often a name; records and memory need only to tell members apart.
        return hmac.new(self._secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:24]


def read_message(body: Mapping[str, Any], pressed: str = "") -> Heard:
    """A message of a member; pressed: the words of the button, when it is an event."""
    group = words_in(body, "chatid") if words_in(body, "chattype") == "group" else ""
    kind = words_in(body, "msgtype") or "other"
    text = pressed or _written(body, kind)
    if group and not pressed:
        text = _CALLED.sub("", text, count=1)
    if not text.strip():
        # Who calls the bot under somebody's words asks about these.
        quoted = body.get("quote")
        text = _written(quoted, words_in(quoted, "msgtype")) if isinstance(quoted, Mapping) else ""
    return Heard(words_in(body, "msgid"), words_in(body, "from", "userid"), group, kind, text.strip())


def _written(body: Mapping[str, Any], kind: str) -> str:
    """The words of a message of any kind, "" where it has none."""
    if kind == "mixed":
        items = body.get("mixed", {}).get("msg_item") if isinstance(body.get("mixed"), Mapping) else None
        parts = items if isinstance(items, list) else []
        return "\n".join(text for part in parts if (text := words_in(part, "text", "content")))
    # The platform turns speech into text by itself.
    return words_in(body, kind, "content") if kind in ("text", "voice") else ""
