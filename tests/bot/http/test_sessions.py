from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from bot.http.app import create_app
from bot.http.identify import SESSION_COOKIE
from bot.people import passwords
from tests.bot.fakes import PLACE, FakeServices, fake_services

HOME = "http://office.example"
ORIGIN = {"Origin": HOME}
WORDS = "河边有棵老樟树7"


@pytest.fixture
def services(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    services = fake_services(home)
    services.people.create("admin", WORDS, ["administrator"], "test")
    return services


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), HOME, raise_server_exceptions=False, follow_redirects=False)


def _login(client: TestClient, name: str = "admin", password: str = WORDS):
    return client.post("/api/v1/login", json={"name": name, "password": password}, headers=ORIGIN)


def test_log_in_and_out(client: TestClient) -> None:
    assert client.get("/api/v1/me").status_code == 401
    response = _login(client)
    assert response.status_code == 200
    cookie = response.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert client.cookies[SESSION_COOKIE] not in response.text
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["role_names"]) == ("admin", "管理员")
    assert "people" in me["rights"]
    assert client.post("/api/v1/logout", headers=ORIGIN).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_over_https_the_cookie_is_secure(services: FakeServices) -> None:
    client = TestClient(create_app(services), "https://office.example")
    response = client.post(
        "/api/v1/login", json={"name": "admin", "password": WORDS}, headers={"Origin": "https://office.example"}
    )
    assert "Secure" in response.headers["set-cookie"]


def test_a_stolen_cookie_is_of_no_use_after_log_out(client: TestClient) -> None:
    _login(client)
    token = client.cookies[SESSION_COOKIE]
    client.post("/api/v1/logout", headers=ORIGIN)
    assert client.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={token}"}).status_code == 401


def test_wrong_words_and_the_wait(client: TestClient) -> None:
    statuses = [_login(client, password="wrong wrong wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    response = _login(client)
    assert (response.status_code, response.json()["error"]["code"]) == (429, "locked")
    assert int(response.headers["retry-after"]) > 0


def test_a_change_by_cookie_alone_needs_our_page(client: TestClient) -> None:
    csrf = _login(client).json()["csrf"]
    body = {"name": "platform", "scopes": ["ask"]}
    assert client.post("/api/v1/keys", json=body, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/api/v1/keys", json=body).status_code == 403  # no Origin, no token
    assert client.post("/api/v1/keys", json=body, headers={"X-CSRF-Token": "guess"}).status_code == 403
    assert client.post("/api/v1/keys", json=body, headers={"X-CSRF-Token": csrf}).status_code == 201
    assert client.post("/api/v1/keys", json=body | {"name": "two"}, headers=ORIGIN).status_code == 201


def test_a_key_needs_no_token_and_ends_at_once(client: TestClient) -> None:
    _login(client)
    made = client.post("/api/v1/keys", json={"name": "platform", "scopes": ["ask"]}, headers=ORIGIN).json()
    bearer = {"Authorization": f"Bearer {made['key']}"}
    client.cookies.clear()
    assert client.post("/api/v1/ask", json={"question": "核实几天"}, headers=bearer).status_code == 200
    _login(client)
    assert [key["name"] for key in client.get("/api/v1/keys").json()["keys"]] == ["platform"]
    assert made["key"] not in client.get("/api/v1/keys").text
    assert client.delete("/api/v1/keys/platform", headers=ORIGIN).status_code == 204
    client.cookies.clear()
    assert client.post("/api/v1/ask", json={"question": "核实几天"}, headers=bearer).status_code == 401


def test_a_wrong_key_is_no_guest(home: Path, services: FakeServices) -> None:
    client = TestClient(create_app(fake_services(home, guests=True)), HOME)
    assert client.post("/api/v1/ask", json={"question": "核实几天"}).status_code == 200
    wrong = {"Authorization": "Bearer wrong"}
    assert client.post("/api/v1/ask", json={"question": "核实几天"}, headers=wrong).status_code == 401


def test_accounts(client: TestClient) -> None:
    _login(client)
    body = {"name": "民政小王", "password": WORDS, "roles": ["handler"], "office": "县民政局", "region": "青禾县"}
    made = client.post("/api/v1/accounts", json=body, headers=ORIGIN)
    assert made.status_code == 201
    assert made.json()["region"] == PLACE
    assert "password" not in made.json()
    again = client.post("/api/v1/accounts", json=body, headers=ORIGIN)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_there")
    changed = client.patch(
        "/api/v1/accounts/民政小王", json={"disabled": True, "roles": ["cadre"]}, headers=ORIGIN
    ).json()
    assert changed["disabled"] and changed["roles"] == ["cadre"]
    assert client.patch("/api/v1/accounts/nobody", json={}, headers=ORIGIN).status_code == 404
    told = [line["what"] for line in client.get("/api/v1/audit").json()["lines"]]
    assert told[:3] == ["account.disable", "account.roles", "account.create"]
    assert WORDS not in client.get("/api/v1/audit").text


def test_the_place_of_the_account_counts_where_none_is_named(client: TestClient, services: FakeServices) -> None:
    services.people.create("小王", WORDS, ["cadre"], "test", None, PLACE)
    _login(client, "小王")
    assert client.post("/api/v1/ask", json={"question": "核实几天"}, headers=ORIGIN).json()["region"] == PLACE
    assert f'value="{PLACE}"' in client.get("/").text
    _login(client)
    assert client.post("/api/v1/ask", json={"question": "核实几天"}, headers=ORIGIN).json()["region"] is None


def test_changing_ones_own_password(client: TestClient) -> None:
    _login(client)
    new = {"old": WORDS, "new": WORDS + "新"}
    assert client.post("/api/v1/me/password", json=new, headers=ORIGIN).status_code == 204
    assert _login(client).status_code == 401
    assert _login(client, password=WORDS + "新").status_code == 200


def test_the_page_for_logging_in_works_without_scripts(client: TestClient) -> None:
    page = client.get("/enter").text
    assert 'name="password"' in page and 'name="key"' not in page
    wrong = client.post("/enter", data={"name": "admin", "password": "x"}, headers=ORIGIN)
    assert wrong.status_code == 401 and "名称或口令不对" in wrong.text
    right = client.post("/enter", data={"name": "admin", "password": WORDS}, headers=ORIGIN)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert client.get("/").status_code == 200
    assert "现在是 admin（管理员）" in client.get("/enter").text and "退出登录" in client.get("/enter").text
    assert client.post("/leave", headers=ORIGIN).headers["location"] == "/enter"
    assert client.get("/").status_code == 401


def test_any_host_name_once_there_are_accounts_and_only_ours_before(home: Path, services: FakeServices) -> None:
    client = TestClient(create_app(services), "http://anything.example")
    assert client.get("/enter").status_code == 200
    fresh = home / "fresh"
    fresh.mkdir()
    lone = TestClient(create_app(fake_services(fresh)), "http://anything.example")
    assert lone.get("/").status_code == lone.get("/api/v1/documents").status_code == 403
    assert lone.get("/api/v1/me").status_code == 401  # open, yet the desk is not lent to another name
    assert lone.get("/healthz").status_code == 200
    local = TestClient(create_app(fake_services(fresh)), "http://127.0.0.1:8000")
    assert local.get("/").status_code == 200
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):  # a proxy lends the desk to whoever comes
        assert local.get("/", headers={header: "203.0.113.9"}).status_code == 403
