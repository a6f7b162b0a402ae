"""An order that is sent out is told in the group, once, and nothing of the resident with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient

from bot.http.app import create_app
from bot.settings import load_settings
from tests.bot.fakes import FakeServices
from tests.bot.records.conftest import SECRETS, STORY, referral


@pytest.fixture
def group() -> Iterator[tuple[str, list[str]]]:
    """A group robot on loopback: its address, and what it was told."""
    told: list[str] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["markdown"]["content"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send?key=0123456789", told
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("wanted", [True, False])
def test_the_group_hears_of_an_order_when_it_is_sent(home: Path, group, monkeypatch, wanted):
    address, told = group
    services = FakeServices(load_settings(home=home, **({"wecom_webhook": address} if wanted else {})))
    monkeypatch.setattr(services, "triage", lambda *_, **__: referral("GD-1"))
    desk = TestClient(create_app(services), "http://127.0.0.1")
    number = desk.post("/api/v1/triage", json={"narrative": STORY, "store": True}).json()["order_id"]
    assert told == []
    steps = f"/api/v1/orders/{number}/steps"
    first = desk.post(steps, json={"step": "dispatch"}).json()
    assert first.get("status") == "已派", first
    assert len(told) == wanted
    assert desk.post(steps, json={"step": "dispatch"}).status_code == 409
    assert len(told) == wanted
    if wanted:
        assert number in told[0]
        assert not any(secret in told[0] for secret in SECRETS)


def test_a_group_that_cannot_be_reached_hinders_no_order(home: Path, monkeypatch, caplog):
    services = FakeServices(load_settings(home=home, wecom_webhook="http://127.0.0.1:9/send?key=0123456789"))
    monkeypatch.setattr(services, "triage", lambda *_, **__: referral("GD-1"))
    desk = TestClient(create_app(services), "http://127.0.0.1")
    number = desk.post("/api/v1/triage", json={"narrative": STORY, "store": True}).json()["order_id"]
    sent = desk.post(f"/api/v1/orders/{number}/steps", json={"step": "dispatch"})
    assert (sent.status_code, sent.json()["status"]) == (200, "已派")
    assert "no notice of an order" in caplog.text
    assert "0123456789" not in caplog.text
