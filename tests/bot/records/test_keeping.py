from __future__ import annotations

import datetime as dt
import threading

import pytest

from bot.people import Audit
from bot.records import Records, Terms
from bot.records.keeping import daily
from corpus.desk.order_store import Wanted
from corpus.desk.talk_store import TalkStore
from corpus.errors import LibraryBusy, NotFound
from tests.bot.fakes import DAY, PLACE, FakeLibrary, prepared_answer
from tests.bot.records.conftest import HANDLER, HOTLINE, Clock, person, referral


def _closed_order(records: Records, number: str) -> None:
    records.orders.keep(referral(number), HOTLINE)
    for key, who in (("dispatch", HOTLINE), ("sign", HANDLER), ("answer", HANDLER), ("close", HOTLINE)):
        records.orders.take(number, key, who, "好")


def test_what_is_over_its_time_goes_and_nothing_else(library: FakeLibrary, audit: Audit, clock: Clock) -> None:
    records = Records(library, audit, clock, Terms(answers=30, orders=100, audit=0))  # type: ignore[arg-type]
    answer = {"id": None} | prepared_answer("核实几天", PLACE, DAY)
    old = records.answers.keep(answer, "guest", "web")
    flagged = records.feedback.add("guest", "不对", old)
    open_still = records.feedback.add("guest", "也不对", old)
    records.feedback.review(flagged, "已改", person("librarian"))
    _closed_order(records, "GD-closed")
    records.orders.keep(referral("GD-open"), HOTLINE)
    clock.pass_days(31)
    young = records.answers.keep(answer, "guest", "web")
    records.answers.flush()
    assert records.keeping.prune(only_count=True) == {"answers": 1, "orders": 0}
    assert records.keeping.prune() == {"answers": 1, "feedback": 1, "orders": 0, "audit": 0, "talks": 0}
    records.answers.get(young)
    with pytest.raises(NotFound):
        records.answers.get(old)
    assert [one["id"] for one in records.feedback.listed(None, 1, 10)["feedback"]] == [open_still]
    clock.pass_days(100)
    assert records.keeping.prune()["orders"] == 1
    left = records.orders.listed(HOTLINE, Wanted(), 1, 9)["orders"]
    assert [one["id"] for one in left] == ["GD-open"]
    assert [line.what for line in audit.lines(record="GD-closed")][0] == "order.erase"
    assert audit.lines(record="GD-closed")[-1].what == "order.create"


def test_zero_keeps_orders_and_the_log_for_ever(library: FakeLibrary, audit: Audit, clock: Clock) -> None:
    records = Records(library, audit, clock, Terms(answers=30, orders=0, audit=0))  # type: ignore[arg-type]
    _closed_order(records, "GD-closed")
    clock.pass_days(9000)
    assert records.keeping.prune()["orders"] == 0
    assert audit.lines(record="GD-closed")


def test_the_log_goes_too_where_it_is_told_to(library: FakeLibrary, audit: Audit, clock: Clock) -> None:
    records = Records(library, audit, clock, Terms(audit=10))  # type: ignore[arg-type]
    audit.note(HOTLINE, "login")
    clock.pass_days(11)
    audit.note(HOTLINE, "login")
    assert records.keeping.prune()["audit"] == 1
    assert [line.what for line in audit.lines()] == ["records.prune", "login"]


def test_what_was_said_in_a_talk_goes_after_a_day_and_its_place_stays(records: Records, clock: Clock) -> None:
    store = TalkStore(records.orders._store._database)
    told = {"key": "", "conversation_id": "c", "seen": clock().isoformat(), "place": PLACE, "role": None}
    store.put("web/-/a", clock().isoformat(), told | {"history": [{"role": "user", "content": "我家的事"}]})
    assert records.keeping.prune()["talks"] == 0
    clock.pass_days(2)
    assert records.keeping.prune()["talks"] == 1
    assert store.get("web/-/a") == told
    assert records.keeping.prune()["talks"] == 0


def test_the_daily_job_runs_once_a_day_and_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.records.keeping._HOUR", 0.001)
    days = iter([dt.date(2026, 1, 1)] * 8 + [dt.date(2026, 1, 2)] * 1000)
    stop, done = threading.Event(), []

    def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise LibraryBusy("忙；等一等。")
        if len(done) == 3:
            stop.set()

    daily(work, stop, lambda: next(days))
    assert len(done) == 3
