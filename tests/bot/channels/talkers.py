"""Sides of a talk for the tests of channels: one who answers, and the platforms' ends of the line."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Any

from bot.channels.tencent.codec import Codec, signature
from bot.channels.tencent.xml_text import read_xml, write_xml
from bot.dialogue.model import Block, Reply, ReplyStatus, Turn

NOW = dt.datetime(2026, 11, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def reply(*texts: str, **more: Any) -> Reply:
    """A reply of answer blocks."""
    return Reply(ReplyStatus.ANSWERED, tuple(Block("answer", text) for text in texts), **more)


class Echo:
    """Says what it was told; waits for `go` first."""

    def __init__(self, *, held: bool = False) -> None:
        self.go = threading.Event()
        self.turns: list[Turn] = []
        if not held:
            self.go.set()

    def reply(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        assert self.go.wait(60)
        return reply(f"答：{turn.text}")


class Broken:
    """Fails, as nothing should."""

    def reply(self, turn: Turn) -> Reply:
        raise RuntimeError(f"told {turn.text}")


class Follower:
    """Writes what the platform would send for one user. codec: encrypted, None = plain."""

    def __init__(self, token: str, codec: Codec | None = None, user: str = "oQinghe001") -> None:
        self.token, self.codec, self.user = token, codec, user

    def sends(self, number: int, text: str = "", **fields: str | int) -> tuple[dict[str, str], bytes]:
        """Query and body of a message; fields: more, or others (MsgType, Event …)."""
        content: dict[str, str | int] = {"ToUserName": "gh_qinghe", "FromUserName": self.user, "CreateTime": number}
        content |= {"MsgType": "text", "Content": text, "MsgId": str(number)} | fields
        return self.signed(write_xml({name: value for name, value in content.items() if value != ""}))

    def signed(self, clear: str) -> tuple[dict[str, str], bytes]:
        now, nonce = str(int(time.time())), str(time.monotonic_ns())
        query = {"timestamp": now, "nonce": nonce, "signature": signature(self.token, now, nonce)}
        if self.codec is None:
            return query, clear.encode()
        sealed = self.codec.seal(clear)
        query |= {"encrypt_type": "aes", "msg_signature": self.codec.sign(sealed, now, nonce)}
        return query, write_xml({"ToUserName": "gh_qinghe", "Encrypt": sealed}).encode()

    def reads(self, body: str) -> dict[str, str]:
        """The fields of an answer; its signature counts where it is encrypted."""
        fields = read_xml(body.encode())
        if self.codec is None:
            return fields
        opened = self.codec.open(fields["Encrypt"], fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
        return read_xml(opened.encode())
