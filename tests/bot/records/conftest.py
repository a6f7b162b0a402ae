"""Orders of an invented household, people of each role, a clock of one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.people import Audit, Origin, Person, rights_of
from bot.records import Records
from corpus.database import Database
from corpus.library import Library
from tests.bot.fakes import FakeLibrary

PLACE = "云岭省/安澜市/青禾县"
NAME, PHONE, ID_NUMBER = "周满仓", "13900005512", "360121196503124418"
STORY = f"我叫{NAME}，青禾县柳河镇东塘村三组的，电话{PHONE}，身份证{ID_NUMBER}。老伴尿毒症，低保没有。"
SECRETS = (NAME, PHONE, ID_NUMBER)


class Clock:
    """A moment that moves when told."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


def person(role: str, office: str | None = None, name: str | None = None) -> Person:
    """Somebody of a role, in the place of these tests."""
    return Person(name or role, Origin.ACCOUNT, (role,), rights_of([role]), office, PLACE)


HOTLINE = person("hotline")
HANDLER = person("handler", "县民政局", "小王")
OTHER = person("handler", "县医疗保障局", "小李")
ADMIN = person("administrator")


def referral(number: str = "GD-1", **changed: Any) -> dict[str, Any]:
    """A triage object as far as records look at it."""
    order = {
        "id": number,
        "created": "2026-11-20T09:00:00+08:00",
        "channel": "phone",
        "region": PLACE,
        "kind": "求助",
        "urgency": "紧急",
        "urgency_reason": "大病",
        "title": f"柳河镇{NAME}家问低保",
        "narrative": STORY,
        "demand": "问低保",
        "facts": [{"path": "h.aid.低保", "text": f"{NAME}家没有低保"}],
        "verdicts": [{"measure": "SOC-01", "name": "低保", "verdict": "need_info", "basis": "第二条"}],
        "missing": [],
        "lead": [{"name": "青禾县民政局", "task": "核实", "basis": "第二条"}],
        "co": [],
        "clocks": [
            {"name": "答复", "start_event": "派单", "days": 5, "working": True, "source": "第二条"},
            {"name": "审核", "start_event": "受理申请", "days": 20, "working": True, "source": "第三条"},
            {"name": "热线答复", "start_event": "派单", "days": None, "working": None, "source": "本地时限未录入"},
        ],
        "handover": [],
        "reply_public": "已转县民政局核实。",
        "note_internal": f"电话{PHONE}",
        "status": "待派",
        "history": [{"at": "2026-11-20T09:00:00+08:00", "status": "待派", "by": "坐席", "note": ""}],
    }
    return {"work_order": order | changed, "card": None}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(home: Path) -> FakeLibrary:
    """One paper on the shelf; the records lie beside it."""
    return FakeLibrary(home)


@pytest.fixture
def database(library: FakeLibrary) -> Iterator[Database]:
    yield library.database
    library.database.close()


@pytest.fixture
def audit(database: Database, clock: Clock) -> Audit:
    return Audit(database, lambda: clock.now.timestamp())


@pytest.fixture
def records(library: FakeLibrary, audit: Audit, clock: Clock) -> Records:
    return Records(cast(Library, library), audit, clock)
