"""The bot's connection to 企业微信, opened by us and kept up (长连接): subscribe, heartbeat, answers to what we send.

A bot has one connection: a newer one ends the older. So we do not come back after being replaced; everything else is
tried again, after longer and longer waits.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels.wecom.frames import EVENT, MESSAGE, PING, SUBSCRIBE, Frame, new_id, read_frame, words_in
from corpus.errors import ChannelError

_log = logging.getLogger(__name__)
_LARGEST = 1024 * 1024
_MISSED = 2  # heartbeats without an answer after which the line is dead


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: between heartbeats, for an answer, before the first and the last of the tries to come back."""

    beat: float = 30.0
    answer: float = 10.0
    first: float = 1.0
    most: float = 60.0
    refused: float = 300.0


class State(StrEnum):
    """How the connection is doing."""

    CONNECTING = "connecting"
    UP = "up"
    REFUSED = "refused"
    REPLACED = "replaced"


class _Refused(Exception):  # noqa: N818 - a turn of events
    pass


class Connection:
    """Keeps one bot connected while `run` runs; to be used within one event loop."""

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: str,
        heard: Callable[[Frame], Awaitable[None]],
        timing: Timing | None = None,
    ) -> None:
        """heard: told each message and event, in a task of its own."""
        self._url, self._bot_id, self._secret = url, bot_id, secret
        self._heard = heard
        self._timing = timing or Timing()
        self.state = State.CONNECTING
        self._up = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Stay connected until cancelled, or until another connection of the same bot takes over."""
        timing = self._timing
        wait = timing.first
        try:
            while True:
                was_up = await self._once()
                if self.state is State.REPLACED:
                    return
                wait = timing.first if was_up else min(wait * 2, timing.most)
                if self.state is State.REFUSED:
                    wait = timing.refused
                # Not all bots of a county at the same instant after an outage.
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def send(self, cmd: str, req_id: str, body: Mapping[str, Any]) -> None:
        """Send a frame and wait until it is acknowledged; one at a time for each req_id.

        Raises ChannelError when there is no line, no answer, or a refusal.
        """
        try:
            await asyncio.wait_for(self._up.wait(), self._timing.answer)
            answer = await self._ask(Frame(cmd, req_id, body))
        except (TimeoutError, OSError, WebSocketException) as error:
            raise ChannelError("企业微信的连接断着，这条没有发出去；请检查网络，稍后会自己重连。") from error
        if answer.errcode:
            raise ChannelError(f"企业微信没有接受这条消息（错误码 {answer.errcode}）；请按错误码查它的说明。")

    async def _once(self) -> bool:
        """One connection from beginning to end. Returns whether it had been up."""
        self.state = State.CONNECTING
        try:
            async with connect(self._url, max_size=_LARGEST, ping_interval=None) as socket:
                self._socket = socket
                reader = asyncio.create_task(self._read(socket))
                try:
                    await self._subscribe()
                    self.state = State.UP
                    self._up.set()
                    _log.info("wecom bot connected")
                    await self._until_over(reader)
                finally:
                    reader.cancel()
        except _Refused as error:
            self.state = State.REFUSED
            _log.error("wecom bot refused (%s): check MINGBAI_WECOM_BOT_ID and MINGBAI_WECOM_BOT_SECRET", error)
        except (TimeoutError, OSError, WebSocketException) as error:
            _log.warning("wecom bot lost its connection: %s", type(error).__name__)
        was_up = self._up.is_set()
        self._up.clear()
        self._socket = None
        for future in self._answers.values():
            if not future.done():
                future.set_exception(ConnectionResetError())
        return was_up

    async def _subscribe(self) -> None:
        body = {"bot_id": self._bot_id, "secret": self._secret}
        answer = await self._ask(Frame(SUBSCRIBE, new_id(SUBSCRIBE), body))
        if answer.errcode:
            raise _Refused(answer.errcode)

    async def _until_over(self, reader: asyncio.Task[None]) -> None:
        """Returns when we were replaced; raises what ended the connection."""
        beat = asyncio.create_task(self._beat())
        try:
            await asyncio.wait({reader, beat}, return_when=asyncio.FIRST_COMPLETED)
            for task in (reader, beat):
                if task.done():
                    task.result()
        finally:
            beat.cancel()

    async def _beat(self) -> None:
        missed = 0
        while missed < _MISSED:
            await asyncio.sleep(self._timing.beat)
            try:
                await self._ask(Frame(PING, new_id(PING)))
                missed = 0
            except TimeoutError:
                missed += 1
        raise TimeoutError("no answer to heartbeats")

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            frame = read_frame(text)
            if frame is None:
                _log.warning("wecom sent what is no frame")
            elif frame.cmd == EVENT and words_in(frame.body, "event", "eventtype") == "disconnected_event":
                self.state = State.REPLACED
                _log.error(
                    "another connection of this wecom bot took over; stop the other one, then restart mingbai serve"
                )
                return
            elif frame.cmd in (MESSAGE, EVENT):
                self._start(frame)
            elif frame.req_id in self._answers:
                waiting = self._answers[frame.req_id]
                if not waiting.done():
                    waiting.set_result(frame)
        raise ConnectionResetError

    def _start(self, frame: Frame) -> None:
        async def work() -> None:
            try:
                await self._heard(frame)
            except Exception:  # noqa: BLE001 - the edge: one message must not end the line
                _log.exception("unforeseen failure with a wecom frame")

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, frame: Frame) -> Frame:
        """Send a frame, return its answer. Raises TimeoutError, OSError, WebSocketException."""
        socket = self._socket
        if socket is None:
            raise ConnectionResetError
        future = self._answers[frame.req_id] = asyncio.get_running_loop().create_future()
        try:
            await socket.send(frame.text())
            return await asyncio.wait_for(future, self._timing.answer)
        finally:
            self._answers.pop(frame.req_id, None)
