"""The other end of the long connection: a WebSocket server on loopback that plays 企业微信."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

BOT_ID, SECRET = "bot-qinghe", "secret-qinghe"
LIMIT = 20_480


class WecomServer:
    """Takes one bot, a newer connection ends the older; keeps all frames. refuse: an errcode for chosen frames."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.lines: list[ServerConnection] = []
        self.refuse: Callable[[dict[str, Any]], int] = lambda frame: 0
        self.deaf = False
        self.url = ""
        self._came = asyncio.Condition()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[WecomServer]:
        async with serve(self._line, "127.0.0.1", 0) as server:
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def _line(self, socket: ServerConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            async with self._came:
                self.frames.append(frame)
                self._came.notify_all()
            if self.deaf and frame["cmd"] != "aibot_subscribe":
                continue
            code = self.refuse(frame) or self._judge(frame)
            if frame["cmd"] == "aibot_subscribe" and code == 0:
                for older in self.lines:
                    with suppress(ConnectionClosed):
                        await self._tell(older, "aibot_event_callback", {"event": {"eventtype": "disconnected_event"}})
                self.lines = [socket]
            await socket.send(json.dumps({"headers": frame["headers"], "errcode": code, "errmsg": "ok"}))

    @staticmethod
    def _judge(frame: dict[str, Any]) -> int:
        body = frame["body"]
        if frame["cmd"] == "aibot_subscribe":
            return 0 if (body["bot_id"], body["secret"]) == (BOT_ID, SECRET) else 40001
        if body.get("msgtype") == "stream":
            return 0 if len(body["stream"]["content"].encode()) <= LIMIT else 40058
        return 0

    @staticmethod
    async def _tell(line: ServerConnection, cmd: str, body: dict[str, Any], req_id: str = "r0") -> None:
        await line.send(json.dumps({"cmd": cmd, "headers": {"req_id": req_id}, "body": body}))

    async def says(self, text: str, number: str = "m1", /, **more: Any) -> str:
        """A member writes; returns the req_id of the frame."""
        body = {"msgid": number, "chattype": "single", "from": {"userid": "zhangsan"}, "msgtype": "text"}
        await self._tell(
            self.lines[-1], "aibot_msg_callback", body | {"text": {"content": text}} | more, f"req-{number}"
        )
        return f"req-{number}"

    async def happens(self, event: dict[str, Any], number: str = "e1", **more: Any) -> str:
        body = {"msgid": number, "chattype": "single", "from": {"userid": "zhangsan"}, "event": event}
        await self._tell(self.lines[-1], "aibot_event_callback", body | more, f"req-{number}")
        return f"req-{number}"

    async def until(self, wanted: Callable[[dict[str, Any]], bool], count: int = 1) -> list[dict[str, Any]]:
        """The first `count` frames that are wanted, waited for."""
        async with self._came:
            await self._came.wait_for(lambda: sum(map(wanted, self.frames)) >= count)
        return [frame for frame in self.frames if wanted(frame)][:count]

    async def answer_to(self, req_id: str) -> str:
        """The final text of the stream that answers a message."""

        def final(frame: dict[str, Any]) -> bool:
            stream = frame["body"].get("stream", {})
            return frame["headers"]["req_id"] == req_id and stream.get("finish") is True

        return str((await self.until(final))[0]["body"]["stream"]["content"])
