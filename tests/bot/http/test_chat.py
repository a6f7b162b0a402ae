"""POST /api/v1/chat: turns of a talk over HTTP, on small parts."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.http.app import create_app
from tests.bot.fakes import PLACE, FakeServices


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def _say(client: TestClient, text: str, **more: object) -> dict[str, object]:
    response = client.post("/api/v1/chat", json={"text": text, **more})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, object] = response.json()
    return found


def test_a_conversation_remembers_and_another_does_not(client: TestClient) -> None:
    first = _say(client, "帮助")
    assert first["status"] == "help"
    assert first["conversation"]
    again = _say(client, "地点 青禾县", conversation=first["conversation"])
    assert (again["conversation"], again["place"]) == (first["conversation"], PLACE)
    assert _say(client, "我的地点", conversation=first["conversation"])["place"] == PLACE
    assert _say(client, "我的地点")["place"] is None


def test_a_place_given_with_the_turn_counts(client: TestClient) -> None:
    assert _say(client, "我的地点", region="青禾县")["place"] == PLACE


@pytest.mark.parametrize("body", [{}, {"text": 5}, {"text": "好" * 9000}, {"text": "好", "history": "x"}])
def test_bad_turns_are_refused(client: TestClient, body: dict[str, object]) -> None:
    response = client.post("/api/v1/chat", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_field"


def test_an_empty_turn_gets_a_kind_word(client: TestClient) -> None:
    assert _say(client, " ")["status"] == "unclear"
