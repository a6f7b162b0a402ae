"""Every route × every role: who has the right gets through, who lacks it does not. The table is route_rights.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from bot.http.app import ROUTERS, create_app
from bot.http.identify import SESSION_COOKIE
from bot.http.rights import OPEN, PATHS, check, needs, rights_named
from bot.http.routes_internal import router as internal
from bot.people import passwords, rights_of
from bot.people.rights import table
from bot.settings import load_settings
from corpus.errors import MingbaiError
from tests.bot.fakes import FakeServices

HOME = "http://office.example"
KEY = "open sesame"
WORDS = "河边有棵老樟树7"
# They let everybody in and then ask for a session, or a token, of their own.
SELF_GUARDED = {"/api/v1/me", "/api/v1/me/password", "/internal/run"}

_TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("route_rights.yaml").read_text("utf-8"))
TABLE = {route: {rights} if isinstance(rights, str) else set(rights) for route, rights in _TABLE.items()}
ROLES = [role for role in table()["roles"] if role != "guest"]
WHO = ["stranger", "guest", "office_key", "key", *ROLES]


class Hollow(FakeServices):
    """Services whose heavy parts are not there: only who gets through is looked at."""

    def _part(self, name: str, make: Any) -> Any:
        if name in ("trainer", "triager", "rule_book", "parameters", "facts"):
            raise MingbaiError("没有这一部分；只看谁能进来。")
        return super()._part(name, make)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[TestClient, frozenset[str]]]]:
    """A client for everybody who may stand at the door, and the rights he has."""
    hasher, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    home = tmp_path_factory.mktemp("doors")
    apps: dict[bool, FastAPI] = {}
    for guests in (False, True):
        apps[guests] = create_app(Hollow(load_settings(home=home, api_key=KEY, guests=guests)), token="t")
    services = apps[False].state.services
    found = {"stranger": (_client(apps[False]), frozenset()), "guest": (_client(apps[True]), rights_of(["guest"]))}
    found["office_key"] = _client(apps[False], key=KEY), rights_of(["office_key"])
    secret = services.people.add_key("platform", ["ask", "channel"], "test")
    found["key"] = _client(apps[False], key=secret), frozenset({"ask", "channel"})
    for role in ROLES:
        services.people.create(f"the.{role}", WORDS, [role], "test", office="县民政局")
        token = services.people.login(f"the.{role}", WORDS).token
        found[role] = _client(apps[False], token=token), rights_of([role])
    yield found
    passwords._hasher = hasher


def _client(app: FastAPI, token: str | None = None, key: str | None = None) -> TestClient:
    headers = {"Origin": HOME} | ({"Authorization": f"Bearer {key}"} if key else {})
    cookies = {SESSION_COOKIE: token} if token else {}
    return TestClient(
        app, HOME, raise_server_exceptions=False, headers=headers, cookies=cookies, follow_redirects=False
    )


def _routes() -> dict[str, set[str]]:
    return {
        f"{method} {route.path}": rights_named(route)  # type: ignore[attr-defined,arg-type]
        for router in (*ROUTERS, internal)
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]
    }


def test_every_route_stands_in_the_table_with_its_right() -> None:
    assert _routes() == TABLE, "a new route needs a line in tests/bot/http/route_rights.yaml"


@pytest.mark.parametrize("who", WHO)
def test_who_lacks_the_right_is_turned_away_and_who_has_it_is_not(who: str, doors: dict[str, Any]) -> None:
    client, rights = doors[who]
    refusal = 401 if who in ("stranger", "guest") else 403
    for route, needed in TABLE.items():
        method, _, path = route.partition(" ")
        if path in SELF_GUARDED or path in ("/api/v1/logout", "/leave"):  # a table test must not log itself out
            continue
        path = re.sub(r"\{[^}]*\}", "1", path)
        response = client.request(method, path, json={} if method != "GET" else None)
        if needed - {OPEN} <= rights:
            assert response.status_code != 403, (who, route, response.text)
            wrong_words = path in ("/api/v1/login", "/enter")
            assert response.status_code != 401 or wrong_words, (who, route, response.text)
        else:
            assert response.status_code == refusal, (who, route, response.text)


@pytest.mark.parametrize("who", WHO)
def test_paths_outside_the_routers_too(who: str, doors: dict[str, Any]) -> None:
    client, rights = doors[who]
    for path, needed in PATHS.items():
        status = client.post(path, json={}).status_code  # a GET of /mcp would be a stream without an end
        assert (status not in (401, 403)) == (needed == OPEN or needed in rights), (who, path, status)


def test_a_route_without_a_right_keeps_the_server_from_starting() -> None:
    router = APIRouter()
    router.add_api_route("/bare", lambda: None)
    with pytest.raises(RuntimeError, match="/bare"):
        check([router])
    with pytest.raises(ValueError, match="no right"):
        needs("anything")


def test_a_browser_is_led_to_the_log_in(doors: dict[str, Any]) -> None:
    client, _ = doors["stranger"]
    response = client.get("/documents", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, "/enter")


def test_handlers_are_told_whom_to_ask(doors: dict[str, Any]) -> None:
    client, _ = doors["handler"]
    told = client.get("/api/v1/accounts").json()["error"]
    assert told["code"] == "forbidden"
    assert "部门经办人" in told["text"] and "管理员" in told["text"]
