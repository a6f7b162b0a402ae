from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from bot.http.app import create_app
from bot.people import passwords
from tests.bot.fakes import FakeServices
from tests.bot.records.conftest import PLACE, SECRETS, STORY, referral

HOME = "http://office.example"
WORDS = "河边有棵老樟树7"
PEOPLE = (
    ("坐席", "hotline", None),
    ("小王", "handler", "县民政局"),
    ("小李", "handler", "县医疗保障局"),
    ("主任", "administrator", None),
)


@pytest.fixture
def doors(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, TestClient]]:
    """A client for each of the people, logged in; triage gives a prepared referral."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made: list[str] = []

    def triage(*_: Any, **__: Any) -> dict[str, Any]:
        made.append(f"GD-{len(made) + 1}")
        return referral(made[-1])

    monkeypatch.setattr(services, "triage", triage)
    app, found = create_app(services), {}
    for name, role, office in PEOPLE:
        services.people.create(name, WORDS, [role], "test", office, PLACE)
        found[name] = TestClient(app, HOME, headers={"Origin": HOME})
        assert found[name].post("/api/v1/login", json={"name": name, "password": WORDS}).status_code == 200
    yield found


def test_staff_triage_keeps_an_order_and_it_goes_its_way(doors: dict[str, TestClient]) -> None:
    told = doors["坐席"].post("/api/v1/triage", json={"narrative": STORY}).json()
    number = told["order_id"]
    assert told["work_order"]["id"] == number
    path = f"/api/v1/orders/{number}"
    assert doors["小王"].get(path).status_code == 404
    assert doors["坐席"].post(f"{path}/steps", json={"step": "dispatch"}).json()["status"] == "已派"
    assert doors["小李"].get(path).status_code == 404
    shown = doors["小王"].get(path)
    assert shown.headers["cache-control"] == "no-store"
    assert [one["step"] for one in shown.json()["steps"]] == ["sign", "return", "extend", "note"]
    assert not any(secret in shown.text for secret in SECRETS)
    whole = doors["小王"].get(path, params={"unmasked": True}).json()
    assert whole["narrative"] == STORY
    assert doors["主任"].get(path, params={"unmasked": True}).status_code == 403
    late = doors["小王"].post(f"{path}/steps", json={"step": "签收", "version": 1})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "wrong_state")
    assert doors["小王"].post(f"{path}/steps", json={"step": "签收", "version": 2}).status_code == 200
    again = doors["小王"].post(f"{path}/steps", json={"step": "签收"})
    assert again.status_code == 409 and "开始办理" in again.json()["error"]["text"]
    told = [line["what"] for line in doors["主任"].get("/api/v1/audit", params={"record": number}).json()["lines"]]
    assert told[:2] == ["order.sign", "order.unmasked"]


def test_a_case_that_goes_on_renews_its_order_until_it_is_sent(doors: dict[str, TestClient]) -> None:
    desk = doors["坐席"]
    number = desk.post("/api/v1/triage", json={"narrative": STORY}).json()["order_id"]
    went_on = {"narrative": STORY, "turns": [{"say": "四口人"}]}
    assert desk.post("/api/v1/triage", json=went_on).json()["order_id"] is None
    told = desk.post("/api/v1/triage", json=went_on | {"order_id": number}).json()
    assert told["order_id"] == told["work_order"]["id"] == number
    assert desk.get("/api/v1/orders").json()["total"] == 1
    desk.post(f"/api/v1/orders/{number}/steps", json={"step": "dispatch"})
    assert desk.post("/api/v1/triage", json=went_on | {"order_id": number}).status_code == 409


def test_nothing_is_kept_when_told_so_or_without_the_right(doors: dict[str, TestClient]) -> None:
    assert doors["坐席"].post("/api/v1/triage", json={"narrative": STORY, "store": False}).json()["order_id"] is None
    assert doors["主任"].post("/api/v1/triage", json={"narrative": STORY}).json()["order_id"] is None
    assert doors["主任"].post("/api/v1/triage", json={"narrative": STORY, "store": True}).status_code == 403
    assert doors["坐席"].get("/api/v1/orders").json()["total"] == 0


def test_the_list_as_tables(doors: dict[str, TestClient]) -> None:
    doors["坐席"].post("/api/v1/triage", json={"narrative": STORY})
    listed = doors["坐席"].get("/api/v1/orders", params={"status": "待派"}).json()
    assert [one["id"] for one in listed["orders"]] == ["GD-1"]
    table = doors["坐席"].get("/api/v1/orders", params={"format": "csv"})
    assert table.content.startswith("\ufeff工单编号".encode()) and "GD-1" in table.text
    book = load_workbook(io.BytesIO(doors["坐席"].get("/api/v1/orders", params={"format": "xlsx"}).content))
    assert book.active["A2"].value == "GD-1"
    assert not any(secret in table.text for secret in SECRETS)
    assert doors["小王"].get("/api/v1/orders", params={"format": "csv"}).status_code == 403
    assert doors["坐席"].get("/api/v1/orders", params={"status": "完了"}).status_code == 400
    assert doors["坐席"].get("/api/v1/orders", params={"since": "昨天"}).status_code == 400
    assert doors["坐席"].get("/api/v1/orders", params={"region": "青禾县"}).json()["total"] == 1
