"""Numbers, figures, time limits, rates: what stands around every route."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from bot.http import deadline
from bot.http.app import create_app
from bot.http.deadline import Deadline
from bot.people import passwords
from tests.bot.fakes import FakeServices, fake_services

HOME = "http://127.0.0.1:8000"
WORDS = "河边有棵老樟树7"


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), HOME, raise_server_exceptions=False)


def test_every_answer_carries_a_number_and_a_good_one_comes_back(client: TestClient) -> None:
    for path in ("/healthz", "/nowhere", "/api/v1/documents"):
        assert re.fullmatch("[0-9a-f]{32}", client.get(path).headers["x-request-id"])
    given = client.get("/healthz", headers={"X-Request-Id": "county-2026-abcd"})
    assert given.headers["x-request-id"] == "county-2026-abcd"
    for bad in ("short", "x" * 65, "a b c d e f g", "13900005512", "<script>alert"):
        assert client.get("/healthz", headers={"X-Request-Id": bad}).headers["x-request-id"] != bad


def test_figures_tell_routes_and_states_and_no_paths(client: TestClient) -> None:
    client.post("/api/v1/ask", json={"question": "核实几天"})
    client.get("/api/v1/documents/13900005512")
    client.get("/周满仓")
    client.request("BREW", "/api/v1/ask")
    page = client.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    assert 'mingbai_requests_total{method="POST",route="/api/v1/ask",status="200"} 1.0' in page.text
    assert 'route="/api/v1/documents/{document_id:path}",status="404"' in page.text
    assert 'method="OTHER",route="(none)",status="405"' in page.text
    assert "mingbai_request_seconds_bucket" in page.text
    assert "mingbai_documents 1.0" in page.text
    assert "13900005512" not in page.text and "周满仓" not in page.text


def test_who_asks_too_fast_waits_and_the_desk_does_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    services = fake_services(home, rate_user=3, rate_key=5)
    monkeypatch.setattr(services.limits, "_clock", lambda: 0.0)
    client = TestClient(create_app(services), HOME)
    asked = {"question": "核实几天"}
    assert {client.post("/api/v1/ask", json=asked).status_code for _ in range(20)} == {200}
    secret = services.people.add_key("platform", ["ask"], "test")
    headers = {"Authorization": f"Bearer {secret}"}
    statuses = [client.post("/api/v1/ask", json=asked, headers=headers).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    told = client.post("/api/v1/ask", json=asked, headers=headers)
    assert told.json()["error"]["code"] == "too_many_requests" and int(told.headers["retry-after"]) >= 1
    assert client.get("/healthz").status_code == 200


def test_callbacks_of_a_platform_are_not_counted_by_its_address(home: Path) -> None:
    services = fake_services(home, rate_user=2)
    services.people.add_key("platform", ["ask"], "test")
    client = TestClient(create_app(services), HOME)
    assert 429 not in {client.post("/wechat/callback", content=b"<xml/>").status_code for _ in range(10)}


def test_guessing_passwords_is_slow_from_one_address(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    services = fake_services(home, rate_user=0)
    monkeypatch.setattr(services.limits, "_clock", lambda: 0.0)
    services.people.create("admin", WORDS, ["administrator"], "test")
    client = TestClient(create_app(services), HOME)
    tries = [
        client.post("/api/v1/login", json={"name": f"name{n}", "password": "wrong wrong"}).status_code
        for n in range(40)
    ]
    assert tries == [401] * 30 + [429] * 10


def test_work_that_takes_too_long_is_told(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.1)
    over = threading.Event()

    def slow(*_: object, **__: object) -> None:
        over.wait(5)

    monkeypatch.setattr(services, "ask", slow)
    client = TestClient(create_app(services), HOME, raise_server_exceptions=False)
    began = time.monotonic()
    response = client.post("/api/v1/ask", json={"question": "核实几天"})
    assert (response.status_code, response.json()["error"]["code"]) == (503, "timed_out")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert time.monotonic() - began < 4
    over.set()


def _run(app, messages, seconds: float = 0.05) -> list[dict]:
    """One POST whose body comes as `messages` says (a number: a pause); gives what was sent back."""
    sent: list[dict] = []
    coming = list(messages)

    async def receive() -> dict:
        while coming and isinstance(coming[0], float):
            await asyncio.sleep(coming.pop(0))
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/ask",
        "raw_path": b"/api/v1/ask",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/json")],
    }
    asyncio.run(app(scope, receive, send))
    return sent


def test_a_body_that_trickles_in_is_not_waited_for(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "READ_SECONDS", 0.1)
    app = create_app(services)
    part = {"type": "http.request", "body": b'{"question"', "more_body": True}
    sent = _run(app, [part, 2.0, {"type": "http.request", "body": b': "x"}', "more_body": False}])
    assert sent[0]["status"] == 503
    assert b"timed_out" in sent[1]["body"]
    assert services.fake_answerer.asked == []


def test_a_stream_that_has_begun_ends_in_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.05)

    async def stream(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for n in range(4):
            await asyncio.sleep(0.05)
            await send({"type": "http.response.body", "body": str(n).encode(), "more_body": n < 3})

    sent = _run(Deadline(stream), [])
    assert b"".join(message.get("body", b"") for message in sent) == b"0123"


def test_a_failure_after_the_answer_was_given_up_is_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.05)

    async def fails(scope, receive, send) -> None:
        await asyncio.sleep(0.1)
        raise RuntimeError("late")

    async def both() -> list[dict]:
        sent: list[dict] = []

        async def send(message: dict) -> None:
            sent.append(message)

        scope = {"type": "http", "path": "/x", "method": "GET", "headers": [], "query_string": b""}
        await Deadline(fails)(scope, lambda: asyncio.sleep(9), send)
        await asyncio.sleep(0.1)
        return sent

    assert [message.get("status") for message in asyncio.run(both())] == [503, None]
