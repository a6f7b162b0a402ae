from __future__ import annotations

import json

import pytest

from bot.commands import Job, start
from bot.people import desk
from corpus.errors import BadField
from tests.bot.fakes import DAY, PLACE, FakeServices, prepared_answer
from tests.bot.records.conftest import SECRETS, referral


def _run(services: FakeServices, name: str, **args: object) -> tuple[int, list[str]]:
    run, lines = start(services, Job(f"records_{name}", args, None, DAY)), []
    while True:
        try:
            lines.append(next(run).text)
        except StopIteration as end:
            return end.value, lines


@pytest.fixture
def kept(services: FakeServices) -> FakeServices:
    services.records.orders.keep(referral(), desk())
    answer = {"id": None} | prepared_answer("核实几天", PLACE, DAY)
    number = services.records.answers.keep(answer, "guest", "web")
    services.records.feedback.add("guest", "不对", number)
    return services


def test_orders_in_three_forms_without_residents_data(kept: FakeServices) -> None:
    for form in ({}, {"json": True}, {"csv": True}):
        code, lines = _run(kept, "orders", **form)
        assert code == 0 and any("GD-1" in line for line in lines)
        assert not any(secret in line for secret in SECRETS for line in lines)
    assert _run(kept, "orders", status="办结") == (0, ["没有工单。"])
    with pytest.raises(BadField):
        _run(kept, "orders", status="完了")


def test_prune_counts_before_it_deletes(kept: FakeServices) -> None:
    assert _run(kept, "prune", dry_run=True) == (0, ["到期可删：问答 0 条，工单 0 条。"])
    assert json.loads(_run(kept, "prune", json=True)[1][0])["answers"] == 0


def test_erase_needs_a_reason_and_an_order(kept: FakeServices) -> None:
    with pytest.raises(BadField):
        _run(kept, "erase", order="GD-1", why=" ")
    assert _run(kept, "erase", order="GD-2", why="本人要求")[0] == 1
    assert _run(kept, "erase", order="GD-1", why="本人要求")[0] == 0
    assert _run(kept, "orders") == (0, ["没有工单。"])
    assert kept.people.audit.lines(record="GD-1")[0].detail == {"why": "本人要求"}


def test_export_gives_answers_and_feedback(kept: FakeServices) -> None:
    found = [json.loads(line) for line in _run(kept, "export")[1]]
    assert [one["record"] for one in found] == ["answer", "feedback"]
    assert found[0]["citations"] and found[1]["content"]["citations"]
    assert _run(kept, "export", since="2999-01-01")[1] == []
