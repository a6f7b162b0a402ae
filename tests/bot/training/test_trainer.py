"""A learner's days: what comes next, what is written down, and what bad input leaves as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.training.report import group_report, learner_report
from bot.training.trainer import DAILY_NEW, DAILY_REVIEWS, Trainer
from corpus.errors import AlreadyAnswered, BadField, ClockBackwards, NotFound
from corpus.library import Library
from tests.bot.training.conftest import ACT, DAY, PLACE
from triage.rules.book import RuleBook

ONE = dt.timedelta(days=1)


def _right(trainer: Trainer, item_id: str, day: dt.date = DAY) -> str:
    item = trainer.pool(PLACE, day)[item_id]
    return "".join(item.key) if item.options else "，".join(one.split("|")[0] for one in item.key)


def _study(trainer: Trainer, learner: str, day: dt.date, right: Callable[[int], bool]) -> list[dict[str, Any]]:
    done = []
    while (found := trainer.next(learner, PLACE, day))["item"] is not None:
        item_id = found["item"]["id"]
        given = _right(trainer, item_id, day) if right(len(done)) else "不知道"
        done.append(trainer.answer(learner, item_id, given, PLACE, day))
    return done


def test_a_day_ends_and_the_next_begins(trainer: Trainer) -> None:
    first = _study(trainer, "甲", DAY, lambda _: True)
    assert len(first) == DAILY_NEW + DAILY_REVIEWS or len(first) == len(trainer.pool(PLACE, DAY))
    assert all(one["right"] for one in first), [one["told"] for one in first if not one["right"]]
    assert trainer.next("甲", PLACE, DAY)["item"] is None
    assert len({one["id"] for one in first}) == len(first)


def test_sixty_days_keep_the_rules(trainer: Trainer) -> None:
    asked: dict[str, list[tuple[dt.date, bool, int]]] = {}
    for n in range(60):
        day = DAY + n * ONE
        if n % 9 == 4:
            continue  # a day away: the backlog grows
        done = _study(trainer, "乙", day, lambda k, n=n: (k * 7 + n) % 5 != 0)
        assert len(done) <= DAILY_REVIEWS + DAILY_NEW
        for one in done:
            asked.setdefault(one["id"], []).append((day, one["right"], one["gap"]))
    assert sum(map(len, asked.values())) > 100
    for log in asked.values():
        for (day, right, gap), (later, again, next_gap) in zip(log, log[1:], strict=False):
            assert (later - day).days >= gap >= 1
            assert right or gap == 1
            if right and again:
                assert next_gap >= 1.3 * gap


def test_the_longest_overdue_comes_first(trainer: Trainer) -> None:
    first = trainer.next("丙", PLACE, DAY)["item"]["id"]
    trainer.answer("丙", first, "不知道", PLACE, DAY)
    second = trainer.next("丙", PLACE, DAY + ONE)["item"]["id"]
    assert second == first
    assert trainer.next("丙", PLACE, DAY + 30 * ONE)["item"]["id"] == first


def test_a_restart_forgets_nothing(trainer: Trainer, shelf: Library) -> None:
    item = trainer.next("丁", PLACE, DAY)["item"]["id"]
    trainer.answer("丁", item, "不知道", PLACE, DAY)
    again = Trainer(shelf, RuleBook(()))
    assert again.next("丁", PLACE, DAY)["item"]["id"] != item
    with pytest.raises(AlreadyAnswered):
        again.answer("丁", item, "不知道", PLACE, DAY)
    assert learner_report(again.store, "丁", DAY)["answered"] == 1


def test_a_changed_clause_is_asked_again_and_a_gone_one_is_not(trainer: Trainer, put: Callable[..., Any]) -> None:
    mine = [i for i in trainer.pool(PLACE, DAY).values() if i.citation.clause.address == "第三条"]
    item = mine[0]
    for day in (DAY, DAY + 3 * ONE):
        due = trainer.answer("戊", item.item_id, _right(trainer, item.item_id), PLACE, day)["due"]
    tomorrow = DAY + 4 * ONE
    assert dt.date.fromisoformat(due) > tomorrow
    trainer.library.remove(item.citation.document.document_id)
    with pytest.raises(NotFound, match="已撤下或改了"):
        trainer.answer("戊", item.item_id, "村", PLACE, tomorrow)
    assert learner_report(trainer.store, "戊", tomorrow)["answered"] == 2
    changed = ACT | {"第三条": "第三条 村民委员会、居民委员会应当每周主动上门看望独居老人。"}
    facts = {"issued_on": "2025-05-01", "effective_from": "2025-06-01", "region": "全国", "kind": "条例"}
    put(trainer.library, "困难家庭帮扶条例", changed, **facts)
    assert trainer.next("戊", PLACE, tomorrow)["item"]["id"] == item.item_id


def test_bad_input_is_told_and_changes_nothing(trainer: Trainer) -> None:
    item = trainer.next("己", PLACE, DAY)["item"]["id"]
    trainer.answer("己", item, "不知道", PLACE, DAY)
    before = learner_report(trainer.store, "己", DAY)
    with pytest.raises(NotFound, match="没有编号"):
        trainer.answer("己", "qz-0", "A", PLACE, DAY)
    with pytest.raises(AlreadyAnswered, match="今天已经答过"):
        trainer.answer("己", item, "A", PLACE, DAY)
    with pytest.raises(ClockBackwards, match="日期倒退"):
        trainer.next("己", PLACE, DAY - ONE)
    with pytest.raises(ClockBackwards):
        trainer.answer("己", item, "A", PLACE, DAY - ONE)
    with pytest.raises(BadField):
        trainer.answer("己", item, "  ", PLACE, DAY + ONE)
    with pytest.raises(BadField, match="代号"):
        trainer.next("张三 13800001234", PLACE, DAY)
    assert learner_report(trainer.store, "己", DAY) == before


def test_an_empty_library_says_so(library: Library) -> None:
    with pytest.raises(NotFound, match="题库是空的"):
        Trainer(library, RuleBook(())).next("庚", None, DAY)


def test_a_flagged_item_waits_for_review(trainer: Trainer) -> None:
    item = trainer.next("辛", PLACE, DAY)["item"]["id"]
    trainer.flag(item, "两个选项都对", "辛", PLACE, DAY)
    assert item not in {one.item_id for one in trainer.items(PLACE, DAY)}
    with pytest.raises(NotFound, match="两个选项都对"):
        trainer.answer("辛", item, "A", PLACE, DAY)
    trainer.unflag(item)
    assert item in {one.item_id for one in trainer.items(PLACE, DAY)}
    with pytest.raises(NotFound):
        trainer.unflag(item)
    with pytest.raises(BadField):
        trainer.flag(item, " ", "辛", PLACE, DAY)


def test_reports_count_what_the_log_holds(trainer: Trainer) -> None:
    for learner, good in (("壬", 3), ("癸", 2)):
        _study(trainer, learner, DAY, lambda k, good=good: k % good == 0)
    one = learner_report(trainer.store, "壬", DAY)
    log = trainer.store.answers("壬")
    for name in ("by_topic", "by_level", "by_family"):
        assert sum(row["answered"] for row in one[name]) == len(log) == one["answered"]
        assert sum(row["right"] for row in one[name]) == sum(a.right for a in log) == one["right"]
    assert one["weak"] and all(row["right"] < row["answered"] for row in one["weak"])
    assert {wrong["id"] for wrong in one["wrong_book"]} == {a.item_id for a in log if not a.right}
    assert all(wrong["stem"] and wrong["explanation"] for wrong in one["wrong_book"])
    assert not one["pass"]["passed"] and "要到60道" in one["pass"]["reason"]
    group = trainer.group(DAY)
    assert group == group_report(trainer.store, DAY)
    assert [row["learner"] for row in group["learners"]] == ["壬", "癸"]
    assert group["answered"] == sum(row["answered"] for row in group["learners"]) == len(trainer.store.all_answers())


def test_the_group_view_follows_each_answer(trainer: Trainer) -> None:
    assert trainer.group(DAY)["learners"] == []
    item = trainer.next("子", PLACE, DAY)["item"]["id"]
    trainer.answer("子", item, "不知道", PLACE, DAY)
    assert [row["learner"] for row in trainer.group(DAY)["learners"]] == ["子"]
    assert trainer.group(DAY) is trainer.group(DAY)
