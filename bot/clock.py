"""The only clock: which day it is for status, rules, spacing and deadlines."""

from __future__ import annotations

import datetime as dt
import re

# China keeps one time all year; a server in a container often runs on UTC and would be a day late until 8 a.m.
BEIJING = dt.timezone(dt.timedelta(hours=8))
_SHIFT = re.compile(r"([+-]\d{1,5})d")


def is_clock(text: str) -> bool:
    """Whether `text` is a value that MINGBAI_CLOCK takes: a day (2026-03-18) or a shift (+90d, -7d)."""
    try:
        today(text)
    except (ValueError, OverflowError):
        return False
    return True


def today(clock: str | None = None) -> dt.date:
    """The day it is: in Beijing, or as the setting MINGBAI_CLOCK says.

    Raises ValueError for a setting that `is_clock` refuses.
    """
    now = dt.datetime.now(BEIJING).date()
    if not clock:
        return now
    if shift := _SHIFT.fullmatch(clock):
        return now + dt.timedelta(days=int(shift[1]))
    return dt.date.fromisoformat(clock)


def now(clock: str | None = None) -> dt.datetime:
    """The moment it is in Beijing, to the second, on the day that `today` gives."""
    at = dt.datetime.now(BEIJING).replace(microsecond=0)
    return dt.datetime.combine(today(clock), at.timetz())
