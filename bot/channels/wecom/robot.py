"""The robot of a group (群机器人): it only tells, here that a work order has come. Nothing about a resident goes there.

A group sees everything for good, and the platform keeps it: so number, urgency, office and place, and where to look;
never the story.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.channels.tencent.plain import cut
from bot.channels.tencent.words import words
from corpus.errors import ChannelError, MingbaiError, SettingsError, TooManyRequests

_log = logging.getLogger(__name__)

# Limits of the platform (群机器人说明): bytes of a Markdown text, messages a minute.
LIMIT = 4096
A_MINUTE = 20
_KEY = re.compile(r"(?:^|[?&])key=[\w-]{8,}(?:&|$)")
_MARKS = str.maketrans({"*": "＊", "`": "｀", "<": "＜", ">": "＞", "[": "［", "]": "］", "#": "＃", "\n": " "})
_TIMEOUT = httpx.Timeout(6.0, connect=3.0)


class GroupRobot:
    """Tells one group. Safe to use from many threads. transport, clock: for tests."""

    def __init__(
        self,
        webhook: str,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """webhook: the address that the group shows. Raises SettingsError when it is none."""
        parts = urlsplit(webhook)
        if parts.scheme not in ("http", "https") or not parts.netloc or not _KEY.search(parts.query):
            raise SettingsError("MINGBAI_WECOM_WEBHOOK 应是群机器人的完整地址（https://…?key=…）；请在群里重新复制。")
        self._webhook = webhook
        self._transport = transport
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=A_MINUTE)
        self._lock = threading.Lock()

    def tell(self, text: str) -> None:
        """Say `text` (Markdown) in the group.

        Raises TooManyRequests beyond what the platform takes in a minute, ChannelError when it cannot be reached or
        refuses; the address, which is a secret, stands in neither.
        """
        self._take_turn()
        body = {"msgtype": "markdown", "markdown": {"content": cut(text, LIMIT)}}
        try:
            with httpx.Client(timeout=_TIMEOUT, transport=self._transport) as client:
                response = client.post(self._webhook, json=body)
            response.raise_for_status()
            code = response.json().get("errcode", 0)
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            # Not chained: its text holds the address.
            raise ChannelError(
                f"企业微信群里的提醒没有发出去（{type(error).__name__}）；请检查这台电脑能否上外网。"
            ) from None
        if code:
            advice = words()["refusals"].get(code, words()["refused"])
            raise ChannelError(f"企业微信群没有接受提醒（错误码 {code}）：{advice}")

    def _take_turn(self) -> None:
        with self._lock:
            now = self._clock()
            if len(self._sent) == A_MINUTE and now - self._sent[0] < 60:
                wait = int(60 - (now - self._sent[0])) + 1
                raise TooManyRequests(f"群里一分钟最多提醒 {A_MINUTE} 次；请过 {wait} 秒再发。", wait)
            self._sent.append(now)


def order_notice(order: Mapping[str, Any], link: str = "") -> str:
    """A work order of the contract as a line for the group of those who handle orders; link: where it is shown."""
    lead = "、".join(str(office["name"]) for office in order["lead"]) or words()["no_lead"]
    fields = {"number": order["id"], "urgency": order["urgency"], "region": order["region"] or "", "lead": lead}
    shown = {name: str(value).translate(_MARKS) for name, value in fields.items()}
    text = words()["order_notice"].format(**shown)
    return f"{text}\n{link}" if link else text


@cache
def _robot(webhook: str) -> GroupRobot:
    return GroupRobot(webhook)


def tell_of_order(webhook: str, order: Mapping[str, Any]) -> None:
    """Tell the group of a work order that was sent out. What fails is logged: the order stands all the same."""
    try:
        _robot(webhook).tell(order_notice(order))
    except MingbaiError as error:
        _log.warning("no notice of an order in the wecom group: %s", error.text)
