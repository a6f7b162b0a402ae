"""What somebody sent or did, out of the fields of a callback (来信)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import BadInput


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event. user: OpenID or UserID; account: to whom it was sent; key: the same for each try.

    kind: MsgType in small letters. text: what was written, or heard where the platform turns speech into text.
    event, event_key: of an event, the name in small letters.
    """

    kind: str
    user: str
    account: str
    key: str
    text: str = ""
    event: str = ""
    event_key: str = ""


def incoming(fields: Mapping[str, str]) -> Incoming:
    """Reads the fields of a callback. Raises BadInput when it does not say from whom, to whom and what."""
    user, account, kind = (fields.get(name, "").strip() for name in ("FromUserName", "ToUserName", "MsgType"))
    created = fields.get("CreateTime", "").strip()
    if not (user and account and kind):
        raise BadInput("收到的消息缺发件人、收件人或类型，没有受理；若反复出现，请把服务器日志交给维护的人。")
    event = fields.get("Event", "").strip().lower()
    number = fields.get("MsgId", "").strip()
    # Events have no number: the platform tells them apart by sender and time.
    key = f"{user}/{number}" if number else f"{user}/{created}/{event}/{fields.get('EventKey', '')}"
    text = fields.get("Content") if kind.lower() == "text" else fields.get("Recognition")
    return Incoming(kind.lower(), user, account, key, (text or "").strip(), event, fields.get("EventKey", "").strip())
