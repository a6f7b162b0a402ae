"""The calendar file is what RFC 5545 asks for: line ends, folding, escaping, stable identities."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_file import calendar

DAY = dt.date(2026, 11, 1)


def item(**changed: Any) -> dict[str, Any]:
    plain = {
        "document_id": "方案@2024", "title": "供水方案", "address": "一/¶1", "due": "2024-12", "due_on": "2024-12-31",
        "yearly": False,
        "what": "12月底前走访完毕。", "status": "expired", "edition": "original", "region": "江西省/南昌市",
        "self_place": None, "offices": [{"name": "县民政局", "role": "lead"}],
    }  # fmt: skip
    return plain | changed


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_an_event_lasts_its_whole_day() -> None:
    lines = unfolded(calendar([item()], DAY))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"] and lines[-1] == "END:VCALENDAR"
    assert lines[2].startswith("PRODID:")
    assert "DTSTART;VALUE=DATE:20241231" in lines and "DTEND;VALUE=DATE:20250101" in lines
    assert "DTSTAMP:20261101T000000Z" in lines
    description = next(line for line in lines if line.startswith("DESCRIPTION:"))
    assert "《供水方案》一/¶1" in description and "县民政局（牵头）" in description and "已过期" in description


def test_an_event_keeps_its_identity_and_no_two_share_one() -> None:
    def identities(*items: dict[str, Any]) -> list[str]:
        return [line for line in unfolded(calendar(items, DAY)) if line.startswith("UID:")]

    assert identities(item()) == identities(item(status="in_force"))
    assert len(set(identities(item(), item(address="二/¶1"), item(what="别的"), item(due="2024")))) == 4


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_words_give_a_calendar_that_reads_back(what: str, place: str) -> None:
    text = calendar([item(what=what, region=place)], DAY)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = unfolded(text)
    assert sum(line.startswith(("BEGIN:", "END:")) for line in lines) == 4
    description = next(line for line in lines if line.startswith("DESCRIPTION:")).removeprefix("DESCRIPTION:")
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", description)
    plain = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], description)
    said = what.replace("\r\n", "\n").replace("\r", "\n")
    assert plain.startswith(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]", "", said))


def test_what_is_due_every_year_recurs() -> None:
    assert "RRULE:FREQ=YEARLY" in unfolded(calendar([item(yearly=True)], DAY))
    assert "RRULE" not in calendar([item()], DAY)


def test_no_deadline_gives_an_empty_calendar() -> None:
    assert unfolded(calendar([], DAY))[-1] == "END:VCALENDAR"
