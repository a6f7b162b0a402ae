"""Deadlines as a calendar file (.ics, RFC 5545) that phones and office calendars import."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.answer_lines import titled
from bot.pages.words import edition_words, words
from bot.sheets import cell_text
from corpus.zhtext import clip

_OCTETS = 75  # RFC 5545, 3.1: the longest line, its end left out
_SUMMARY = 60
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")


def calendar(deadlines: Iterable[Mapping[str, Any]], today: dt.date) -> str:
    """The calendar of these deadlines (objects of `library deadlines --json`), one all-day event each.

    An event keeps its identity from one export to the next, so that importing again does not double it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mingbai//deadlines//ZH", "CALSCALE:GREGORIAN"]
    for item in deadlines:
        lines += _event(item, today)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(item: Mapping[str, Any], today: dt.date) -> Iterator[str]:
    day = dt.date.fromisoformat(item["due_on"])
    source = f"{titled(item['title'])}{item['address']}"
    status = words()["status"][item["status"]]
    told = [item["what"], f"出处：{source}（{status}，{edition_words(item)}）"]
    if item["offices"]:
        told.append(f"单位：{cell_text(item, 'offices')}")
    identity = "\n".join((item["document_id"], item["address"], item["due"], item["what"]))
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@mingbai"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"
    if item["yearly"]:
        yield "RRULE:FREQ=YEARLY"
    yield f"SUMMARY:{_text(clip(item['what'], _SUMMARY))}"
    yield f"DESCRIPTION:{_text(chr(10).join(told))}"
    if place := item["region"] or item["self_place"]:
        yield f"LOCATION:{_text(place)}"
    yield f"CATEGORIES:{_text(status)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words_of_it: str) -> str:
    """Text as a property value (RFC 5545, 3.3.11)."""
    plain = _UNPRINTABLE.sub("", words_of_it.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never cut inside a character; further pieces open with a blank."""
    piece, room = "", _OCTETS
    for char in line:
        size = len(char.encode())
        if size > room:
            yield piece
            piece, room = " ", _OCTETS - 1
        piece, room = piece + char, room - size
    yield piece
