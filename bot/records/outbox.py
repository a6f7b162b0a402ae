"""Orders on their way to the county's own system (转办推送): a signed JSON webhook, tried again until it is taken.

Each try carries the same delivery number, so that the other side can tell a repetition. Its signature is
`sha256=` HMAC-SHA256(secret, "<timestamp>.<delivery>." + body), in hexadecimal.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx

from bot.people import Audit, Person
from bot.records.field_map import FieldMap
from bot.records.orders import Orders
from corpus.database import Database
from corpus.desk.handover_store import HandoverRow, HandoverStore
from corpus.errors import MingbaiError, NotFound, SettingsError

_log = logging.getLogger(__name__)
BY = "job:handover"
# Seconds until the next try; after the last one it has failed, and a person must look.
WAITS = (30, 120, 600, 1800, 7200, 21600, 43200, 86400)
_TIMEOUT = httpx.Timeout(10.0)
_AGAIN = frozenset({408, 425, 429})
_LOOK_SECONDS = 15.0
_AT_ONCE = 20


class Outbox:
    """The front door to hand-overs. url None: nothing is sent. clock: the moment it is; wall: seconds of Unix time."""

    def __init__(
        self,
        database: Database,
        orders: Orders,
        audit: Audit,
        clock: Callable[[], dt.datetime],
        fields: Callable[[], FieldMap],
        url: str | None,
        secret: str | None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._store = HandoverStore(database)
        self._orders, self._audit, self._clock, self._fields = orders, audit, clock, fields
        self._url, self._secret, self._wall = url, secret, wall
        self._sending = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether there is an address to send to."""
        return self._url is not None and self._secret is not None

    def put(self, order_id: str, person: Person) -> dict[str, Any]:
        """Let an order be sent; gives the hand-over. Raises NotFound, SettingsError when no address is set."""
        if not self.ready:
            raise SettingsError("还没有设置转办地址；请设置 MINGBAI_HANDOVER_URL 和 MINGBAI_HANDOVER_SECRET。")
        self._orders.one(order_id, person)  # he may see it, and it is there
        now = int(self._wall())
        number = self._store.add(HandoverRow(order_id, "waiting", 0, now, self._clock().isoformat(timespec="seconds")))
        self._audit.note(person, "order.handover", order_id)
        return self.one(number)

    def one(self, number: int) -> dict[str, Any]:
        """One hand-over. Raises NotFound."""
        row = self._store.get(number)
        if row is None:
            raise NotFound(f"没有编号 {number} 的转办；请刷新后再看。")
        return asdict(row)

    def listed(self, status: str | None = None, most: int = 200) -> list[dict[str, Any]]:
        """The newest hand-overs."""
        return [asdict(row) for row in self._store.listed(status, most)]

    def counts(self) -> dict[str, int]:
        """How many stand in each status."""
        return self._store.counts()

    def retry(self, number: int, person: Person) -> dict[str, Any]:
        """Try one again that has failed. Raises NotFound."""
        row = self.one(number)
        if row["status"] == "failed":
            self._store.change(number, "waiting", 0, int(self._wall()))
            self._audit.note(person, "order.handover", row["order_id"])
        return self.one(number)

    def send_due(self, client: httpx.Client | None = None) -> int:
        """Try all that are due; gives how many were taken."""
        if not self.ready:
            return 0
        with self._sending, client or httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as through:
            return sum(self._sent(row, through) for row in self._store.due(int(self._wall()), _AT_ONCE))

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; to be run in a thread of its own."""
        while not stop.wait(_LOOK_SECONDS):
            try:
                self.send_due()
            except MingbaiError as error:
                _log.error("handing over failed: %s", error.code)

    def _sent(self, row: HandoverRow, client: httpx.Client) -> bool:
        tries, fault, final = row.tries + 1, "", False
        try:
            response = client.post(str(self._url), **self._signed(row))
            if response.is_success:
                self._store.change(row.id, "sent", tries, 0, self._clock().isoformat(timespec="seconds"))
                self._audit.note(BY, "order.handover.sent", row.order_id)
                return True
            fault, final = f"对方回了 {response.status_code}", 400 <= response.status_code < 500
            final = final and response.status_code not in _AGAIN
        except httpx.HTTPError as error:
            fault = f"没有送到（{type(error).__name__}）"
        except NotFound:
            fault, final = "工单已经不在了", True
        final = final or tries > len(WAITS)
        wait = 0 if final else WAITS[tries - 1]
        status = "failed" if final else "waiting"
        self._store.change(row.id, status, tries, int(self._wall()) + wait, None, fault)
        _log.warning("hand-over %d not taken: %s", row.id, status)
        return False

    def _signed(self, row: HandoverRow) -> dict[str, Any]:
        order = self._orders.whole(row.order_id)
        body = json.dumps(self._fields().mapped(order), ensure_ascii=False).encode()
        stamp, delivery = str(int(self._wall())), f"mingbai-{row.id}"
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Mingbai-Timestamp": stamp,
            "X-Mingbai-Delivery": delivery,
            "X-Mingbai-Signature": signature(str(self._secret), stamp, delivery, body),
        }
        return {"content": body, "headers": headers}


def signature(secret: str, timestamp: str, delivery: str, body: bytes) -> str:
    """What X-Mingbai-Signature holds; the other side computes the same to know that it comes from here."""
    told = f"{timestamp}.{delivery}.".encode() + body
    return "sha256=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()
