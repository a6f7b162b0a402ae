"""Answering inside the request that brought the message (被动回复), for platforms that hang up after five seconds.

They send a message three times in all. All tries share one piece of work. As long as a further try will come, a
request without an answer is kept open until the platform drops it; the third one says 继续, or says nothing and the
answer is sent later, where the account may do so.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.desk import Desk, Ticket
from bot.channels.tencent.incoming import Incoming
from bot.channels.tencent.words import pressed, unread, words
from bot.dialogue.heard import command_in
from bot.dialogue.model import Reply, Talk, Turn
from bot.dialogue.says import say
from bot.patience import waiting
from corpus.errors import MingbaiError, TooManyRequests

_log = logging.getLogger(__name__)

# The platform hangs up after five seconds: an answer must be on its way earlier; without one, hold on longer.
ANSWER_WITHIN = 4.0
HOLD = 8.0
TRIES = 3
# The third try comes ten seconds after the first at the earliest, less what a busy server was late to hear of that.
LAST_CALL = 11.0
_MARGIN = 0.5  # for what is done besides a model's writing
_LATER_SECONDS = 600.0
_MOST_LATER = 5000
# Besides these two nothing that happens (a link opened, a place reported, the app entered) wants words.
_FOLLOWED = "subscribe"
_PRESSED = "click"


class NotReady(Exception):  # noqa: N818 - a turn of events, no error
    """No answer yet, and the platform will ask again: this request is to end without one."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one channel answers. name: of the channel; secret: with which users are made anonymous; room: bytes of a
    reply; render: a reply as its text; push: sends a text to a user later, None where the account cannot."""

    name: str
    secret: str
    room: int
    render: Callable[[Reply], str]
    push: Callable[[str, str], Awaitable[None]] | None = None


class Passive:
    """Answers the messages of one account; to be used within one event loop."""

    def __init__(
        self,
        talk: Talk,
        manner: Manner,
        now: Callable[[], dt.datetime],
        desk: Desk[str] | None = None,
        hold: float = HOLD,
        within: float = ANSWER_WITHIN,
        last: float = LAST_CALL,
    ) -> None:
        """now: the moment that a turn is said to be at. hold, within, last: for tests that cannot wait."""
        self._talk = talk
        self._manner = manner
        self._now = now
        self._desk = desk or Desk()
        self._hold, self._within, self._last = hold, within, last
        self._may_push = manner.push is not None
        self._later: OrderedDict[str, tuple[float, Ticket[str]]] = OrderedDict()
        self._pushes: dict[str, asyncio.Task[None]] = {}

    async def answer(self, message: Incoming) -> str | None:
        """What to say to a message, None for nothing. Raises NotReady."""
        text = self._asked(message)
        try:
            if text is None:
                return self._greeting(message)
            ticket = self._ticket(message, text)
        except TooManyRequests as error:
            return error.text
        if not await ticket.wait(self._within if ticket.tries >= TRIES else self._hold):
            await self._not_in_time(message.user, ticket)
            if not ticket.result.done():
                return self._postponed(message.user, ticket)
        push = self._pushes.get(message.user)
        if push is not None:
            await asyncio.wait({push}, timeout=self._within)
        self._forget_later(message.user, ticket)
        return ticket.result.result()

    async def close(self) -> None:
        """Give up what is on its way."""
        for push in self._pushes.values():
            push.cancel()
        await self._desk.close()

    def _asked(self, message: Incoming) -> str | None:
        """The words to be answered, None when there are none."""
        if message.kind == "event":
            return pressed(message.event_key) if message.event == _PRESSED else None
        return message.text or None

    def _greeting(self, message: Incoming) -> str | None:
        """What is said to an event or a message without words."""
        if message.kind != "event":
            return say("empty") if message.kind == "text" else unread(message.kind)
        if message.event == "unsubscribe":
            # Whoever leaves is forgotten: place, role and what was spoken of.
            self._desk.take(message.key, message.user, lambda waited: self._said(message.user, "忘掉我的记录", waited))
        if message.event == _FOLLOWED:
            return f"{say('welcome')}\n{words()['examples']}"
        return None

    def _ticket(self, message: Incoming, text: str) -> Ticket[str]:
        kept = self._later.get(message.user)
        command = command_in(text)
        if kept is not None and command is not None and command.name == "more":
            return self._desk.share(message.key, kept[1])
        return self._desk.take(message.key, message.user, lambda waited: self._said(message.user, text, waited))

    def _said(self, user: str, text: str, waited: float) -> str:
        """What the dialogue says, as text; runs in a thread. waited: seconds that the message has waited already."""
        try:
            turn = Turn(self._manner.name, self._anonymous(user), text, self._now(), room=self._manner.room)
            with waiting(0.0 if self._desk.busy else self._within - _MARGIN - waited):
                return self._manner.render(self._talk.reply(turn))
        except Exception:  # noqa: BLE001 - the edge: the user gets one line, the log the rest
            _log.exception("unforeseen failure in the channel %s", self._manner.name)
            return str(words()["failed"])

    def _anonymous(self, user: str) -> str:
        # Records and memory need to tell users apart, not to know who they are.
        return hmac.new(self._manner.secret.encode(), user.encode(), hashlib.sha256).hexdigest()[:24]

    async def _not_in_time(self, user: str, ticket: Ticket[str]) -> None:
        """Returns when nobody will ask again, or the answer has come after all. Raises NotReady.

        A message that came by two ways at once has had more tries than the platform counts, so it goes by the time too.
        """
        if ticket.tries >= TRIES:
            if self._desk.age(ticket) >= self._last:
                return
            self._keep_later(user, ticket)
            if await ticket.wait(self._hold - self._within):
                return
        raise NotReady

    def _postponed(self, user: str, ticket: Ticket[str]) -> str | None:
        """Nobody will ask again: say how to go on, or send it when it is ready."""
        self._keep_later(user, ticket)
        if not self._may_push:
            return str(words()["waiting"])
        task = self._pushes[user] = asyncio.create_task(self._push(user, ticket))
        task.add_done_callback(lambda done: self._pushes.pop(user, None) if self._pushes.get(user) is done else None)
        return None

    async def _push(self, user: str, ticket: Ticket[str]) -> None:
        assert self._manner.push is not None
        if not await ticket.wait(_LATER_SECONDS):
            return
        try:
            await self._manner.push(user, ticket.result.result())
        except MingbaiError as error:
            # The answer stays under 继续; from now on users are told so.
            self._may_push = False
            _log.warning("%s cannot send later: %s", self._manner.name, error.text)
        else:
            self._forget_later(user, ticket)

    def _keep_later(self, user: str, ticket: Ticket[str]) -> None:
        now = time.monotonic()
        self._later[user] = now + _LATER_SECONDS, ticket
        while self._later and (len(self._later) > _MOST_LATER or next(iter(self._later.values()))[0] < now):
            self._later.popitem(last=False)

    def _forget_later(self, user: str, ticket: Ticket[str]) -> None:
        kept = self._later.get(user)
        if kept is not None and kept[1].result is ticket.result:
            del self._later[user]
