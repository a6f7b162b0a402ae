"""Whatever is sent to the routes of people, orders and records: an answer or a clear error, never a failure of ours."""

from __future__ import annotations

import json
import random
import re

import pytest
from fastapi.testclient import TestClient

from bot.http import routes_orders, routes_people, routes_records
from bot.http.app import create_app
from bot.people import desk
from tests.bot.fakes import FakeServices
from tests.bot.records.conftest import referral

VALUES = (
    *(
        "",
        "x",
        "\ud800",
        "长" * 5000,
        "2026-02-30",
        "2026-12-30",
        "\x00",
        "../../etc/passwd",
        "%00",
        "签收",
        "dispatch",
    ),
    *(None, 5, -1, 0, 2**70, 1e308, True, [], [[]], {}, {"a": 1}, ["x"] * 50),
)
FIELDS = (
    *("step", "note", "offices", "due", "version", "question", "answer", "citations", "wordings", "office", "region"),
    *("expires_on", "resolution", "answer_id", "name", "password", "roles", "scopes", "days", "disabled", "old", "new"),
)
ASKED = (
    "status",
    "urgency",
    "kind",
    "region",
    "since",
    "until",
    "overdue",
    "page",
    "size",
    "format",
    "unmasked",
    "who",
)
PATHS = ("GD-1", "1", "9" * 30, "%ED%A0%80", "a%2Fb", "长" * 300, "-1", "0", "%00")
ROUTES = sorted(
    (method, route.path)  # type: ignore[attr-defined]
    for router in (routes_people.router, routes_orders.router, routes_orders.handovers, routes_records.router)
    for route in router.routes
    for method in route.methods  # type: ignore[attr-defined]
    if route.path != "/api/v1/accounts" or method == "GET"  # type: ignore[attr-defined]  # the first ends the free desk
    if route.path != "/api/v1/keys" or method == "GET"  # type: ignore[attr-defined]
)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_never_a_failure_of_ours(services: FakeServices, method: str, path: str) -> None:
    services.records.orders.keep(referral(), desk())
    client = TestClient(create_app(services), "http://127.0.0.1:8000", raise_server_exceptions=False)
    chance = random.Random(f"{method} {path}")
    for part in PATHS if "{" in path else ("",):
        for _ in range(8):
            fields = {field: chance.choice(VALUES) for field in chance.sample(FIELDS, 9)}
            asked = {field: str(chance.choice(VALUES))[:30].encode("utf-8", "replace") for field in ASKED}
            response = client.request(
                method,
                re.sub(r"\{[^}]*\}", part, path),
                params=chance.choice(({}, asked)),
                content=json.dumps(fields).encode(),
                headers={"Content-Type": "application/json"},
            )
            not_set_up = response.status_code == 500 and response.json()["error"]["code"] == "settings_error"
            assert response.status_code < 500 or not_set_up, (part, fields, response.text)
