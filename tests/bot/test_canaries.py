"""Planted names, telephone and identity numbers, through every door: never in logs, audit log, figures or indexes."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.assembly import Services, build
from bot.dialogue import Turn
from bot.http.app import ROUTERS, create_app
from bot.http.background import LaterTalk
from bot.logs import configure
from bot.settings import load_settings

NAME, PHONE, ID_NUMBER, CARD = "周满仓", "13900005512", "360121196503124418", "6222021234567890123"
PLANTED = f"我叫{NAME}，电话{PHONE}，身份证{ID_NUMBER}，卡号{CARD}。老伴生大病，没有低保，怎么申请？"
OPEN_ID = "oPlantedOpenId42"
SECRETS = (NAME, PHONE, ID_NUMBER, CARD, OPEN_ID)
# Every field that a route of ours takes words in; a route ignores what it does not know.
FIELDS = (
    "question",
    "text",
    "narrative",
    "note",
    "answer",
    "query",
    "resolution",
    "reason",
    "office",
    "name",
    "password",
    "demand",
    "say",
    "urgent",
    "id",
    "region",
    "role",
    "conversation",
    "knowledge_id",
    "address",
    "document",
    "who",
    "record",
    "item_id",
    "learner",
    "step",
    "due",
    "indicator",
    "by",
    "old",
    "new",
    "key",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = build(load_settings(home=tmp_path_factory.mktemp("canaries"), log_requests=True))
    yield services
    services.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def _routes() -> list[tuple[str, str]]:
    return sorted(
        (method, route.path)  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]
    )


def _knock(client: TestClient, method: str, path: str) -> None:
    filled = re.sub(r"\{[^}]*\}", f"{NAME}{PHONE}", path)
    message = {"messages": [{"role": "user", "content": PLANTED}], "model": "mingbai"}
    body = dict.fromkeys(FIELDS, PLANTED) | message
    client.request(method, filled, params=dict.fromkeys(FIELDS, PLANTED))
    if method == "GET":
        return
    client.request(method, filled, json=body)
    client.request(method, filled, data={"question": PLANTED, "name": PLANTED, "password": PLANTED, "key": PLANTED})
    client.request(method, filled, content=PLANTED.encode(), headers={"X-Request-Id": PHONE})
    # Only what the route needs, so that it gets further than its check of the fields.
    for words in ({"question": PLANTED}, {"text": PLANTED}, {"narrative": PLANTED, "store": True}, message):
        client.request(method, filled, json=words)


AT = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_nothing_planted_comes_out_where_it_must_not(whole: Services, log: io.StringIO, monkeypatch) -> None:
    client = TestClient(create_app(whole), "http://127.0.0.1:8000", raise_server_exceptions=False)
    talk = LaterTalk(whole)
    for method, path in _routes():
        _knock(client, method, path)
    client.get(f"/{NAME}/{PHONE}")
    orders = client.get("/api/v1/orders").json()["orders"]
    assert orders, "the story must have been kept, or the test shows nothing"
    for order in orders:
        for step in ({"step": "dispatch", "offices": ["青禾县民政局"]}, {"step": "return", "note": PLANTED}):
            assert client.post(f"/api/v1/orders/{order['id']}/steps", json=step | {"note": PLANTED}).status_code == 200
        client.get(f"/api/v1/orders/{order['id']}", params={"unmasked": True})
    assert client.post("/api/v1/feedback", json={"question": PLANTED, "note": PLANTED}).status_code == 201

    for channel, group in (("wechat", None), ("wecom", "group1")):
        for text in (PLANTED, f"{PLANTED}入户核实要几天？", "反馈 错 " + PLANTED, "我是南昌县的", PHONE):
            talk.reply(Turn(channel, OPEN_ID, text, AT, group=group))

    def broken(*_: object, **__: object) -> None:
        raise ValueError(PLANTED)

    monkeypatch.setattr(whole.answerer, "answer", broken)
    assert client.post("/api/v1/ask", json={"question": PLANTED}).status_code == 500
    monkeypatch.setattr(whole.library, "show", broken)
    assert client.get(f"/api/v1/documents/{NAME}").status_code == 500
    whole.records.answers.flush()
    _look(whole, log.getvalue(), client.get("/metrics").text)


def _look(whole: Services, log: str, figures: str) -> None:
    audit = "".join(line.canonical() for line in whole.people.audit.lines(limit=1000))
    assert '"order.return"' in audit and "mingbai_requests_total" in figures and "ValueError" in log
    kept = json.dumps([dict(row.content) for row in whole.records.answers.since("")], ensure_ascii=False)
    kept += json.dumps(whole.records.feedback.listed(None, 1, 1000), ensure_ascii=False)
    assert "怎么申请" in kept
    places = {"log": log, "audit": audit, "figures": figures, "answers and feedback": kept}
    found = [(place, secret) for place, text in places.items() for secret in SECRETS if secret in text]
    assert found == []
    assert _in_files(whole.settings.home / "index") == []


def _in_files(folder: Path) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [(path.name, secret) for path in files for secret in SECRETS if secret.encode() in path.read_bytes()]
