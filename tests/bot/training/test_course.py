"""The course: twelve lessons, each clause there and saying what it is cited for, five items, one drill."""

from __future__ import annotations

import pytest

from bot.assembly import Services
from bot.training.course import ITEMS, Lesson, find_lesson, load_course
from bot.training.drill_mark import promises
from corpus.errors import NotFound
from tests.bot.training.conftest import DAY
from triage.rules.book import RuleBook
from triage.rules.documents import on_shelf

LESSONS = load_course()


def test_there_are_twelve_in_order() -> None:
    assert [lesson.number for lesson in LESSONS] == list(range(1, 13))
    with pytest.raises(NotFound, match="没有第13课"):
        find_lesson(13)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_every_clause_says_what_it_is_cited_for(lesson: Lesson, shipped: Services) -> None:
    held = on_shelf(shipped.library.documents(), DAY)
    for task in lesson.who:
        clause = shipped.library.clause(held[task.document].document.document_id, task.address)
        assert all(word in clause.text for word in task.must), (task.address, clause.text)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_every_lesson_is_whole(lesson: Lesson, shipped: Services) -> None:
    assert set(lesson.measures) <= {rule.id for rule in RuleBook.load().rules}
    whole = shipped.trainer.lesson(lesson.number, None, DAY)
    assert len(whole["items"]) == ITEMS
    assert len({item["id"] for item in whole["items"]}) == ITEMS
    assert all("key" not in item for item in whole["items"])
    assert whole["drill"] is not None
    assert len(whole["who"]) == len(lesson.who)
    codes = {"expired", "draft", "template", "interpretation"}
    for line in whole["who"]:
        status = line["citation"]["status"]
        assert status not in codes or status in {warning["code"] for warning in line["warnings"]}


def test_another_places_clause_is_not_shown(shipped: Services) -> None:
    for lesson in LESSONS:
        for line in shipped.trainer.lesson(lesson.number, "江西省/上饶市/弋阳县", DAY)["who"]:
            assert line["citation"]["region"] in (None, "全国", "江西省/上饶市")


def test_the_lessons_promise_nothing_themselves() -> None:
    for lesson in LESSONS:
        for text in (lesson.what, *lesson.ask, *(task.text for task in lesson.who)):
            assert not list(promises(text)), text


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_a_lesson_asks_of_its_own_matter_in_several_forms(lesson: Lesson, shipped: Services) -> None:
    domains = {rule.domain for rule in RuleBook.load().rules if rule.id in lesson.measures}
    told = {task.address for task in lesson.who}
    items = shipped.trainer.lesson(lesson.number, None, DAY)["items"]
    whole = {item.item_id: item for item in shipped.trainer.items(None, DAY)}
    for item in items:
        address = whole[item["id"]].citation.clause.address
        assert not domains or item["topic"] in domains or address in told, item["stem"]
    assert len({whole[item["id"]].form for item in items}) >= 3
