from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.people import Audit
from bot.records import Records
from bot.records.life import allowed, is_closed, states, steps
from bot.records.orders import office_names
from corpus.desk.order_store import Wanted
from corpus.errors import BadField, Forbidden, MingbaiError, NotFound, WrongState
from tests.bot.records.conftest import ADMIN, HANDLER, HOTLINE, OTHER, PLACE, SECRETS, STORY, Clock, person, referral


def test_an_order_lives_from_dispatch_to_its_end(records: Records, clock: Clock) -> None:
    assert records.orders.keep(referral(), HOTLINE) == "GD-1"
    for key, who, note, status in (
        ("dispatch", HOTLINE, "", "已派"),
        ("签收", HANDLER, "", "已签收"),
        ("work", HANDLER, "", "办理中"),
        ("answer", HANDLER, "已入户核实", "已答复"),
        ("call_back", HOTLINE, "", "待回访"),
        ("close", HOTLINE, "", "办结"),
    ):
        clock.pass_days(1)
        order = records.orders.take("GD-1", key, who, note)
        assert order["status"] == status
    history = order["history"]
    assert [one["status"] for one in history] == ["待派", "已派", "已签收", "办理中", "已答复", "待回访", "办结"]
    assert history[1]["by"] == "hotline" and "青禾县民政局" in history[1]["note"]
    assert history[2]["by"] == "小王（县民政局）"
    assert records.orders.counts() == {"办结": 1}


def test_no_order_without_one(records: Records) -> None:
    assert records.orders.keep({"work_order": None, "card": None}, HOTLINE) is None


def test_a_number_is_given_once(records: Records) -> None:
    records.orders.keep(referral(), HOTLINE)
    with pytest.raises(WrongState, match="GD-1"):
        records.orders.keep(referral(), HOTLINE)


def test_limits_run_from_the_step_that_starts_them(records: Records, clock: Clock) -> None:
    records.orders.keep(referral(), HOTLINE)
    before = records.orders.one("GD-1", HOTLINE)
    assert before["due"] is None and {clock["due"] for clock in before["clocks"]} == {None}
    order = records.orders.take("GD-1", "dispatch", HOTLINE)  # a Friday
    assert [clock["due"] for clock in order["clocks"]] == ["2026-11-27", None, None]
    assert order["due"] == "2026-11-27"
    line = records.orders.listed(HOTLINE, Wanted(), 1, 10)["orders"][0]
    assert not line["overdue"]
    clock.pass_days(8)
    found = records.orders.listed(HOTLINE, Wanted(overdue_on=clock().date().isoformat()), 1, 10)["orders"]
    assert [one["overdue"] for one in found] == [True]


def test_an_extension_moves_the_limit_and_stays_in_its_state(records: Records, clock: Clock) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    for note, due in (("要等检查结果", None), ("", dt.date(2026, 12, 20)), ("理由", dt.date(2026, 11, 1))):
        with pytest.raises(BadField):
            records.orders.take("GD-1", "extend", HANDLER, note, due=due)
    order = records.orders.take("GD-1", "延期", HANDLER, "要等检查结果", due=dt.date(2026, 12, 20))
    assert (order["status"], order["due"]) == ("已派", "2026-12-20")
    assert (order["history"][-1]["status"], order["history"][-1]["note"]) == ("延期", "期限 2026-12-20；要等检查结果")
    assert records.orders.take("GD-1", "sign", HANDLER)["due"] == "2026-12-20"


def test_what_comes_back_is_sent_again_elsewhere(records: Records) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    with pytest.raises(BadField, match="理由"):
        records.orders.take("GD-1", "return", HANDLER, " ")
    records.orders.take("GD-1", "return", HANDLER, "不归我局")
    order = records.orders.take("GD-1", "dispatch", HOTLINE, offices=["青禾县医疗保障局", "柳河镇人民政府"])
    assert [one["name"] for one in order["offices"]] == ["青禾县医疗保障局", "柳河镇人民政府"]
    assert records.orders.one("GD-1", OTHER)["status"] == "已派"
    with pytest.raises(NotFound):
        records.orders.one("GD-1", HANDLER)


def test_a_handler_sees_nothing_that_was_not_sent_to_his_office(records: Records) -> None:
    records.orders.keep(referral("GD-1"), HOTLINE)
    records.orders.keep(referral("GD-2"), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    for handler, seen in ((HANDLER, ["GD-1"]), (OTHER, [])):
        assert [one["id"] for one in records.orders.listed(handler, Wanted(), 1, 10)["orders"]] == seen
        narrowed = Wanted(offices=("青禾县民政局",))  # asking for another office's does not widen it
        assert [one["id"] for one in records.orders.listed(handler, narrowed, 1, 10)["orders"]] == seen
    for call in (lambda: records.orders.one("GD-1", OTHER), lambda: records.orders.take("GD-1", "sign", OTHER)):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):
        records.orders.one("GD-2", HANDLER)
    assert records.orders.listed(person("handler"), Wanted(), 1, 10)["total"] == 0  # without an office: nothing


def test_a_handler_may_not_dispatch_nor_close(records: Records) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    records.orders.take("GD-1", "sign", HANDLER)
    records.orders.take("GD-1", "answer", HANDLER, "办好了")
    with pytest.raises(Forbidden):
        records.orders.take("GD-1", "close", HANDLER)


def test_masked_without_the_right_and_each_unmasked_view_is_written_down(records: Records, audit: Audit) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    records.orders.take("GD-1", "note", HOTLINE, f"{SECRETS[0]}又来电话 {SECRETS[1]}")
    for who in (HOTLINE, HANDLER, ADMIN):
        shown = json.dumps(records.orders.one("GD-1", who), ensure_ascii=False)
        assert not any(secret in shown for secret in SECRETS)
    with pytest.raises(Forbidden):
        records.orders.one("GD-1", ADMIN, unmasked=True)
    assert records.orders.one("GD-1", HANDLER, unmasked=True)["narrative"] == STORY
    lines = [(line.who, line.what, line.record) for line in audit.lines(record="GD-1")]
    assert lines[0] == ("account:小王", "order.unmasked", "GD-1")
    assert "order.dispatch" in [what for _, what, _ in lines]
    log = "".join(line.canonical() for line in audit.lines(limit=1000))
    assert not any(secret in log for secret in SECRETS)
    listed = json.dumps(records.orders.listed(HOTLINE, Wanted(), 1, 10), ensure_ascii=False)
    assert not any(secret in listed for secret in SECRETS)


def test_what_staff_type_later_is_masked_too(records: Records) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE, "先打他儿子电话13711112222")
    records.orders.take("GD-1", "note", HOTLINE, "儿子身份证360121199001014412")
    shown = json.dumps(records.orders.one("GD-1", HANDLER), ensure_ascii=False)
    assert "13711112222" not in shown and "360121199001014412" not in shown
    assert "13711112222" in json.dumps(records.orders.one("GD-1", HANDLER, unmasked=True), ensure_ascii=False)


def test_offices_are_not_blanked(records: Records) -> None:
    lead = [{"name": "青禾县农业农村局", "task": "核实", "basis": "第二条"}]
    records.orders.keep(referral("GD-1", lead=lead, reply_public="已转青禾县农业农村局。"), HOTLINE)
    order = records.orders.one("GD-1", HOTLINE)
    assert order["lead"] == lead and order["reply_public"] == "已转青禾县农业农村局。"


def test_an_order_number_is_no_bank_card(records: Records) -> None:
    number = "GD-20261120-090012-001"
    records.orders.keep(referral(number), HOTLINE)
    order = records.orders.one(number, HOTLINE)
    assert (order["id"], order["created"]) == (number, "2026-11-20T09:00:00+08:00")


def test_two_at_once_only_one_wins(records: Records) -> None:
    records.orders.keep(referral(), HOTLINE)
    version = records.orders.one("GD-1", HOTLINE)["version"]
    outcomes: list[str] = []

    def dispatch() -> None:
        try:
            records.orders.take("GD-1", "dispatch", HOTLINE, version=version)
            outcomes.append("done")
        except WrongState:
            outcomes.append("late")

    threads = [threading.Thread(target=dispatch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["late"] * 5
    assert [one["status"] for one in records.orders.one("GD-1", HOTLINE)["history"]] == ["待派", "已派"]


def test_filters_and_pages(records: Records, clock: Clock) -> None:
    for number in range(5):
        created = f"2026-11-{10 + number}T09:00:00+08:00"
        region = PLACE if number % 2 else f"{PLACE}/柳河镇"
        records.orders.keep(referral(f"GD-{number}", created=created, region=region), HOTLINE)
    records.orders.take("GD-3", "dispatch", HOTLINE)

    def ids(page: int = 1, size: int = 10, **wanted: str) -> list[str]:
        return [one["id"] for one in records.orders.listed(HOTLINE, Wanted(**wanted), page, size)["orders"]]

    assert ids() == ["GD-4", "GD-3", "GD-2", "GD-1", "GD-0"]
    assert ids(2, 2) == ["GD-2", "GD-1"]
    assert ids(status="已派") == ["GD-3"]
    assert ids(since="2026-11-12", until="2026-11-13") == ["GD-3", "GD-2"]
    assert ids(region=PLACE) == ids()
    assert ids(region=f"{PLACE}/柳河镇") == ["GD-4", "GD-2", "GD-0"]
    assert ids(region="云岭省/安澜市/青禾") == []  # a place, not the start of a word
    assert records.orders.listed(HOTLINE, Wanted(), 3, 2)["total"] == 5


def test_office_names() -> None:
    assert office_names(HANDLER) == ("县民政局", "青禾县民政局")
    assert office_names(person("handler", "青禾县民政局")) == ("青禾县民政局",)
    assert office_names(person("handler", "柳河镇人民政府")) == ("柳河镇人民政府", "青禾县柳河镇人民政府")
    assert office_names(person("handler")) == ()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(steps())), max_size=12), st.integers(0, 10_000))
def test_whatever_is_tried_the_state_follows_the_table(records: Records, tried: list[str], seed: int) -> None:
    number = f"GD-{seed}-{len(tried)}-{records.orders.listed(HOTLINE, Wanted(), 1, 1)['total']}"
    records.orders.keep(referral(number), HOTLINE)
    status, shown = "待派", 1
    for key in tried:
        step = steps()[key]
        try:
            order = records.orders.take(number, key, HOTLINE, "理由", due=dt.date(2027, 1, 1))
        except MingbaiError as error:
            assert isinstance(error, WrongState) and status not in step.sources
            continue
        assert status in step.sources
        status, shown = step.to or status, shown + (key != "note")
        assert order["status"] == status and len(order["history"]) == shown
        assert {one["step"] for one in order["steps"]} == {one.key for one in allowed(status, HOTLINE)}


def test_every_state_can_be_reached_and_left_unless_closed() -> None:
    reached = {"待派", *(step.to for step in steps().values() if step.to)}
    assert reached == set(states())
    left = {source for step in steps().values() if step.to for source in step.sources}
    assert set(states()) - left <= {state for state in states() if is_closed(state)}


def test_erased_orders_leave_only_their_numbers(records: Records, audit: Audit, clock: Clock) -> None:
    records.orders.keep(referral(), HOTLINE)
    records.orders.take("GD-1", "dispatch", HOTLINE)
    assert records.orders.closed_before(dt.date(2030, 1, 1)) == []
    assert records.orders.erase(["GD-1", "GD-none"], ADMIN, "本人要求") == 1
    with pytest.raises(NotFound):
        records.orders.one("GD-1", HOTLINE)
    assert audit.lines(record="GD-1")[0].what == "order.erase"
