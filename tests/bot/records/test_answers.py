from __future__ import annotations

import json

import pytest

from bot.people import Audit, desk, guest
from bot.records import Records, Terms, who_in, who_is
from corpus.errors import BadField, NotFound
from tests.bot.fakes import DAY, PLACE, FakeLibrary, prepared_answer
from tests.bot.records.conftest import HOTLINE, NAME, PHONE, SECRETS, Clock, person


def _asked(question: str = "入户核实要几天？") -> dict:
    return {"id": None} | prepared_answer(question, PLACE, DAY)


def test_an_answer_is_kept_with_its_clauses_as_they_stood(records: Records, library: FakeLibrary) -> None:
    number = records.answers.keep(_asked(), who_is(HOTLINE), "api")
    library.held.clear()  # the paper goes; what was said stays
    row = records.answers.get(number)
    assert row.content["citations"][0]["quote"] == "入户核实应当在十二个工作日内完成。"
    assert row.content["evidence"][0]["text"].startswith("第二条")
    assert (row.who, row.channel, row.region) == ("account:hotline", "api", PLACE)


def test_personal_data_in_a_question_is_not_kept(records: Records) -> None:
    told = _asked(f"我叫{NAME}，电话{PHONE}，入户核实要几天？") | {"missing": [f"{NAME}家的标准"]}
    row = records.answers.get(records.answers.keep(told, "guest", "web"))
    kept = json.dumps(dict(row.content), ensure_ascii=False)
    assert not any(secret in kept for secret in SECRETS)
    assert "核实要几天" in row.content["question"]


def test_nothing_is_kept_where_it_is_turned_off(library: FakeLibrary, audit: Audit, clock: Clock) -> None:
    records = Records(library, audit, clock, Terms(answers=0))  # type: ignore[arg-type]
    number = records.answers.keep(_asked(), "guest", "web")
    with pytest.raises(NotFound):
        records.answers.get(number)


def test_many_answers_are_all_written_when_closed(records: Records) -> None:
    numbers = [records.answers.keep(_asked(), "guest", "web") for _ in range(450)]
    records.close()
    assert len({row.id for row in records.answers.since("2026")}) == len(set(numbers)) == 450


def test_users_are_told_apart_but_not_named() -> None:
    assert who_in("wechat", "oAbC") == who_in("wechat", "oAbC") != who_in("wecom", "oAbC")
    assert "oAbC" not in who_in("wechat", "oAbC")
    assert (who_is(desk()), who_is(guest()), who_is(HOTLINE)) == ("desk", "guest", "account:hotline")


def test_feedback_takes_question_answer_and_evidence_along(records: Records, audit: Audit) -> None:
    number = records.answers.keep(_asked(), "guest", "web")
    first = records.feedback.add("guest", f"{PHONE} 天数不对", number)
    records.feedback.add("guest", "", None, {"question": f"{NAME}家几天", "answer": "五天"})
    page = records.feedback.listed("open", 1, 10)
    assert page["total"] == 2
    told = page["feedback"][1]
    assert told["content"]["citations"] and told["content"]["evidence"] and told["content"]["question"]
    assert not any(secret in json.dumps(page, ensure_ascii=False) for secret in (PHONE,))
    librarian = person("librarian")
    with pytest.raises(BadField):
        records.feedback.review(first, " ", librarian)
    records.feedback.review(first, "已改正", librarian)
    assert [one["id"] for one in records.feedback.listed("open", 1, 10)["feedback"]] == [first + 1]
    assert records.feedback.listed("done", 1, 10)["feedback"][0]["resolution"] == "已改正"
    assert audit.lines(record=str(first))[0].what == "feedback.review"
    with pytest.raises(NotFound):
        records.feedback.review(999, "没有", librarian)


def test_feedback_must_say_what_it_is_about(records: Records) -> None:
    with pytest.raises(BadField):
        records.feedback.add("guest", "不对")
    with pytest.raises(NotFound):
        records.feedback.add("guest", "不对", "no-such-answer")
    with pytest.raises(BadField):
        records.feedback.add("guest", "长" * 3000, None, {"question": "x"})
