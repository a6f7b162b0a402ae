from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.http.app import create_app
from bot.people import desk
from tests.bot.fakes import DOCUMENT_ID, PLACE, SENTENCE, FakeServices, fake_services
from tests.bot.records.conftest import referral

BEFORE = dt.datetime(2026, 10, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SETTLED = {
    "office": "青禾县民政局",
    "question": "入户核实要几天？",
    "wordings": ["核实多久能办好"],
    "answer": "十二个工作日内完成入户核实。[1]",
    "citations": [{"document_id": DOCUMENT_ID, "address": "第二条", "quote": SENTENCE}],
    "region": "青禾县",
}


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), "http://127.0.0.1:8000", raise_server_exceptions=False)


def test_a_wrong_answer_is_reported_reviewed_and_settled(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "核实几天", "region": "青禾县"}).json()
    told = client.post("/api/v1/feedback", json={"answer_id": answer["answer_id"], "note": "天数不对"})
    assert told.status_code == 201
    (open_one,) = client.get("/api/v1/feedback", params={"status": "open"}).json()["feedback"]
    assert open_one["content"]["answer"] == answer["answer"]
    assert open_one["content"]["evidence"] == answer["evidence"]
    review = f"/api/v1/feedback/{told.json()['id']}/review"
    assert client.post(review, json={"resolution": "已核对，口径不变"}).status_code == 204
    assert client.get("/api/v1/feedback", params={"status": "open"}).json()["total"] == 0
    assert client.post("/api/v1/feedback", json={"answer_id": "none", "note": "x"}).status_code == 404
    assert client.post("/api/v1/feedback", json={"note": "x"}).status_code == 400


def test_the_answer_of_the_stream_and_of_the_page_is_kept_too(client: TestClient, services: FakeServices) -> None:
    client.post("/api/v1/ask/stream", json={"question": "核实几天"})
    client.post("/", data={"question": "核实几天"})
    assert {row.channel for row in services.records.answers.since("")} == {"api", "web"}


def test_an_approved_answer_is_given_until_it_is_withdrawn(client: TestClient, services: FakeServices) -> None:
    services.records.approved._clock = lambda: BEFORE
    number = client.post("/api/v1/approved", json=SETTLED).json()["id"]
    (listed,) = client.get("/api/v1/approved").json()["approved"]
    assert (listed["id"], listed["region"], listed["stale"]) == (number, PLACE, "")
    asked = {"question": "核实多久能办好？", "region": "青禾县"}
    assert client.post("/api/v1/ask", json=asked).json()["approved"]["id"] == number
    assert client.delete(f"/api/v1/approved/{number}").status_code == 204
    assert "approved" not in client.post("/api/v1/ask", json=asked).json()
    refused = client.post("/api/v1/approved", json=SETTLED | {"answer": "十五个工作日。"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_field")


def test_handing_over_needs_an_address_and_tells_what_came_of_it(client: TestClient, services: FakeServices) -> None:
    services.records.orders.keep(referral(), desk())
    told = client.post("/api/v1/orders/GD-1/handover").json()["error"]
    assert told["code"] == "settings_error" and "MINGBAI_HANDOVER_URL" in told["text"]
    text = client.get("/api/v1/orders/GD-1/text", params={"unmasked": True}).text
    assert text.startswith("工单编号：GD-1\n") and "13900005512" in text
    assert "13900005512" not in client.get("/api/v1/orders/GD-1/text").text


def test_a_dispatch_hands_over_by_itself_where_that_is_set(home: Path) -> None:
    services = fake_services(home, handover_url="http://127.0.0.1:1/", handover_secret="说好的", handover_auto=True)
    client = TestClient(create_app(services), "http://127.0.0.1:8000")
    services.records.orders.keep(referral(), desk())
    client.post("/api/v1/orders/GD-1/steps", json={"step": "note", "note": "问过"})
    assert client.get("/api/v1/handovers").json()["handovers"] == []
    client.post("/api/v1/orders/GD-1/steps", json={"step": "派单"})
    (waiting,) = client.get("/api/v1/handovers", params={"status": "waiting"}).json()["handovers"]
    assert waiting["order_id"] == "GD-1"
    services.records.outbox._store.change(waiting["id"], "failed", 9, 0)
    again = client.post(f"/api/v1/handovers/{waiting['id']}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "waiting")
