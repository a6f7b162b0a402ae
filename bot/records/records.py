"""All records of an office in one place (台账)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.people import Audit
from bot.records.orders import Orders
from corpus.database import Database


class Records:
    """The front door: `orders` that live. clock: the moment it is."""

    def __init__(self, database: Database, audit: Audit, clock: Callable[[], dt.datetime]) -> None:
        self.orders = Orders(database, audit, clock)
