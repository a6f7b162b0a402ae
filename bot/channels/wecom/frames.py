"""Frames of the long connection (长连接, document path 101463): {cmd, headers: {req_id}, body}; answers: errcode."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
RESPOND = "aibot_respond_msg"
WELCOME = "aibot_respond_welcome_msg"
UPDATE = "aibot_respond_update_msg"
SEND = "aibot_send_msg"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. cmd is empty in the answer to one of ours; errcode 0 is success."""

    cmd: str
    req_id: str
    body: Mapping[str, Any] = field(default_factory=dict)
    errcode: int = 0

    def text(self) -> str:
        """The frame as it goes over the wire."""
        return json.dumps({"cmd": self.cmd, "headers": {"req_id": self.req_id}, "body": self.body}, ensure_ascii=False)


def read_frame(text: str | bytes) -> Frame | None:
    """The frame that came over the wire, None for what is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    headers, body, code = found.get("headers"), found.get("body"), found.get("errcode", 0)
    return Frame(
        words_in(found, "cmd"),
        words_in(headers, "req_id"),
        body if isinstance(body, dict) else {},
        code if isinstance(code, int) else -1,
    )


def new_id(what: str) -> str:
    """A req_id of our own."""
    return f"{what}_{secrets.token_hex(12)}"


def words_in(found: object, *path: str) -> str:
    """The text at a path of a frame's body, "" where there is none."""
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
