from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.people import Audit
from bot.records import Records
from bot.records.approved import question_key
from corpus.errors import BadField, NotFound
from corpus.model import Status
from tests.bot.fakes import CLAUSES, DOCUMENT, DOCUMENT_ID, PLACE, SENTENCE, FakeLibrary, FakeServices
from tests.bot.records.conftest import Clock, person

LIBRARIAN = person("librarian")
CITED = {"document_id": DOCUMENT_ID, "address": "第二条", "quote": SENTENCE}
DAY = dt.date(2026, 11, 21)


def _add(records: Records, **changed) -> int:
    given = {
        "office": "青禾县民政局",
        "question": "入户核实要几天？",
        "answer": "十二个工作日内完成入户核实。[1]",
        "citations": [CITED],
        "wordings": ["核实多久能办好"],
        "region": PLACE,
    }
    return records.approved.add(LIBRARIAN, **(given | changed))


@pytest.mark.parametrize(
    "question", ["入户核实要几天", "入户核实 要几天？？", "请问入户核实要几天呢？", "核实多久能办好"]
)
def test_the_question_it_was_approved_for_gets_it(records: Records, question: str) -> None:
    number = _add(records)
    answer = records.approved.answer(question, PLACE, DAY)
    assert answer is not None
    told = answer.as_json(None)
    assert told["approved"] == {
        "id": number,
        "office": "青禾县民政局",
        "approved_on": "2026-11-20",
        "expires_on": None,
    }
    assert told["answer"].startswith("十二个工作日内完成入户核实。[1]") and "青禾县民政局" in told["answer"]
    assert [c["quote"] for c in told["citations"]] == [SENTENCE]
    assert told["evidence"][0]["address"] == "第二条"
    assert told["departments"][0]["name"] == "县民政局"
    assert any(warning["code"] == "digest" for warning in told["warnings"])


@pytest.mark.parametrize(
    "question", ["入户核实要几天和谁负责", "入户核实要几天才算超期", "核实", "", "不入户核实要几天"]
)
def test_no_other_question_gets_it(records: Records, question: str) -> None:
    _add(records)
    assert records.approved.answer(question, PLACE, DAY) is None


def test_only_at_its_place(records: Records) -> None:
    _add(records)
    assert records.approved.answer("入户核实要几天", f"{PLACE}/柳河镇", DAY) is not None
    assert records.approved.answer("入户核实要几天", "云岭省/安澜市/白石县", DAY) is None
    assert records.approved.answer("入户核实要几天", "云岭省/安澜市", DAY) is None
    assert records.approved.answer("入户核实要几天", None, DAY) is None
    _add(records, question="青禾县入户核实要几天")
    assert records.approved.answer("青禾县入户核实要几天", None, DAY) is not None


def test_it_ends_on_its_day_and_does_not_begin_before_it_was_approved(records: Records) -> None:
    _add(records, expires_on=dt.date(2026, 12, 1))
    assert records.approved.answer("入户核实要几天", PLACE, dt.date(2026, 12, 1)) is not None
    assert records.approved.answer("入户核实要几天", PLACE, dt.date(2026, 12, 2)) is None
    assert records.approved.answer("入户核实要几天", PLACE, dt.date(2026, 11, 19)) is None


def test_it_ends_with_its_clause(records: Records, library: FakeLibrary) -> None:
    _add(records)
    shelved, clauses = library.held[DOCUMENT_ID]
    changes = (
        (shelved, [replace(clauses[1], text="第二条 入户核实应当在十个工作日内完成。", duties=())]),
        (replace(shelved, document=replace(DOCUMENT, nature=Status.REPEALED)), clauses),
        (replace(shelved, document=replace(DOCUMENT, effective_to="2026-11-01")), clauses),
        (shelved, [CLAUSES[0]]),
    )
    for changed in changes:
        library.held[DOCUMENT_ID] = changed
        assert records.approved.answer("入户核实要几天", PLACE, DAY) is None
        assert records.approved.listed()[0]["stale"]
    library.held.clear()
    assert records.approved.answer("入户核实要几天", PLACE, DAY) is None
    library.held[DOCUMENT_ID] = (shelved, clauses)
    assert records.approved.answer("入户核实要几天", PLACE, DAY) is not None


def test_withdrawn_is_withdrawn_at_once(records: Records, audit: Audit) -> None:
    number = _add(records)
    assert records.approved.answer("入户核实要几天", PLACE, DAY) is not None
    records.approved.withdraw(number, LIBRARIAN)
    assert records.approved.answer("入户核实要几天", PLACE, DAY) is None
    assert [line.what for line in audit.lines(record=str(number))] == ["approved.withdraw", "approved.create"]
    with pytest.raises(NotFound):
        records.approved.withdraw(number, LIBRARIAN)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"question": "几天"}, "太短"),
        ({"office": " "}, "单位"),
        ({"answer": ""}, "答复"),
        ({"answer": "十二个工作日内完成。"}, "对应"),
        ({"answer": "十二个工作日内完成。[1][2]"}, "对应"),
        ({"answer": "先登记。十二个工作日内完成。[1]"}, "依据"),
        ({"answer": "15个工作日内完成。[1]"}, "15"),
        ({"citations": []}, "引用"),
        ({"citations": [CITED | {"quote": "没有的话"}]}, "不一样"),
        ({"citations": [CITED | {"address": "第九条"}]}, "不在"),
        ({"expires_on": dt.date(2020, 1, 1)}, "为止"),
    ],
)
def test_what_does_not_hold_is_not_approved(records: Records, changed: dict, word: str) -> None:
    with pytest.raises(BadField, match=word):
        _add(records, **changed)
    assert records.approved.listed() == []


def test_it_is_the_fast_path_of_asking(services: FakeServices, clock: Clock) -> None:
    services.records.approved._clock = clock
    _add(services.records)
    told = services.ask("入户核实要几天？", "青禾县", DAY)
    assert told["approved"]["office"] == "青禾县民政局"
    assert services.fake_answerer.asked == []
    services.ask("入户核实谁负责？", "青禾县", DAY)
    assert len(services.fake_answerer.asked) == 1


def test_keys() -> None:
    assert question_key("您好，请问 低保怎么办？") == "低保怎么办"
    assert question_key("？？") == ""
