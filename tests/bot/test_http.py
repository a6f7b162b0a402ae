from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from bot.http.app import create_app
from bot.http.guard import JSON_LIMIT
from bot.http.routes_documents import safe_name
from corpus.errors import BadField, LibraryDamaged
from tests.bot.fakes import DOCUMENT_ID, PLACE, FakeServices, fake_services

LOCAL = "http://127.0.0.1:8000"
PAGE = {"Accept": "text/html"}


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), base_url=LOCAL, raise_server_exceptions=False)


def _error(response) -> dict[str, str]:
    """The one error shape: code in lower_snake, text one Chinese line."""
    found = response.json()
    assert set(found) == {"error"}
    assert set(found["error"]) == {"code", "text"}
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", found["error"]["code"])
    assert re.fullmatch(r"[^\n\r]*[\u4e00-\u9fff][^\n\r]*", found["error"]["text"])
    return found["error"]


def test_ask(client: TestClient, services: FakeServices) -> None:
    asked = {"id": 5, "question": "核实几天", "region": "青禾县", "as_of": "2026-05-02"}
    turn = {"role": "user", "content": "在吗"}
    response = client.post("/api/v1/ask", json=asked | {"history": [turn]})
    assert response.status_code == 200
    answer = response.json()
    assert (answer["id"], answer["region"], answer["as_of"]) == (5, PLACE, "2026-05-02")
    assert services.fake_answerer.asked[0][3] == [turn]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "bad_input"),
        (b"[]", "bad_field"),
        (b"{}", "bad_field"),
        (b'{"question": 5}', "bad_field"),
        (b'{"question": "  "}', "bad_field"),
        (b'{"question": "\\ud800"}', "bad_field"),
        (b'{"question": "x", "id": "\\ud800"}', "bad_field"),
        (b'{"question": "x", "id": true}', "bad_field"),
        (b'{"question": "x", "region": "\xe7\x81\xab\xe6\x98\x9f"}', "unknown_place"),
        (b'{"question": "x", "as_of": "2026-02-30"}', "bad_input"),
        (b'{"question": "x", "history": [{"role": "system", "content": ""}]}', "bad_field"),
        (b'{"question": "x", "history": [{"role": "user"}]}', "bad_field"),
        (b"\xff", "bad_input"),
    ],
)
def test_bad_questions_have_the_one_error_shape(client: TestClient, body: bytes, code: str) -> None:
    response = client.post("/api/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert _error(response)["code"] == code


def test_unknown_addresses_and_methods(client: TestClient) -> None:
    for path, code in (
        ("/nowhere", "not_found"),
        ("/api/v1/documents/none@1", "not_found"),
        ("/source?document=a&address=b", "not_found"),
    ):
        response = client.get(path)
        assert response.status_code == 404
        assert _error(response)["code"] == code
    response = client.delete("/api/v1/ask")
    assert response.status_code == 405
    assert _error(response)["code"] == "method_not_allowed"
    response = client.get("/documents/none@1", headers=PAGE)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_an_unforeseen_failure_shows_no_insides(client: TestClient, services: FakeServices) -> None:
    services.fake_answerer.answer = None  # type: ignore[assignment,method-assign]
    response = client.post("/api/v1/ask", json={"question": "x"})
    assert response.status_code == 500
    assert _error(response)["code"] == "internal_error"
    assert "NoneType" not in response.text


def test_a_body_beyond_its_limit(client: TestClient) -> None:
    long = json.dumps({"question": "长" * JSON_LIMIT}).encode()
    told = client.post("/api/v1/ask", content=long, headers={"Content-Type": "application/json"})
    assert (told.status_code, _error(told)["code"]) == (413, "body_too_large")
    # Without a declared length it is found while reading.
    untold = client.post(
        "/api/v1/ask", content=iter([long[:1000], long[1000:]]), headers={"Content-Type": "application/json"}
    )
    assert (untold.status_code, _error(untold)["code"]) == (413, "body_too_large")


def test_security_headers_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/healthz", "/api/v1/documents", "/nowhere", "/static/chat.js"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_only_this_machine_without_a_key(client: TestClient) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert (response.status_code, _error(response)["code"]) == (403, "forbidden")
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:8000"}).status_code == 200


def test_another_site_changes_nothing(client: TestClient, services: FakeServices) -> None:
    files = {"file": ("a.txt", b"x")}
    response = client.post("/api/v1/documents", files=files, headers={"Origin": "http://evil.example"})
    assert (response.status_code, _error(response)["code"]) == (403, "forbidden")
    assert services.read == []
    assert client.post("/api/v1/documents", files=files, headers={"Origin": LOCAL}).status_code == 200


def test_a_key_guards_everything_but_health(home: Path) -> None:
    app = create_app(fake_services(home, api_key="open sesame 钥匙"))
    client = TestClient(app, base_url="http://office.example", follow_redirects=False)
    assert client.get("/healthz").status_code == 200
    for path in ("/api/v1/documents", "/documents", "/source?document=a&address=b", "/api/v1/openapi.json"):
        response = client.get(path)
        assert (response.status_code, _error(response)["code"]) == (401, "unauthorized")
    assert client.get("/", headers=PAGE).headers["location"] == "/enter"
    assert client.get("/api/v1/documents", headers={"Authorization": "Bearer wrong"}).status_code == 401
    right = {"Authorization": "Bearer open sesame 钥匙".encode()}
    assert client.get("/api/v1/documents", headers=right).status_code == 200
    assert client.post("/enter", data={"key": "wrong"}).status_code == 401
    entered = client.post("/enter", data={"key": "open sesame 钥匙"})
    assert entered.status_code == 303
    assert "sesame" not in entered.headers["set-cookie"]
    assert all(word in entered.headers["set-cookie"] for word in ("HttpOnly", "SameSite=strict"))
    assert client.get("/").status_code == 200


def test_ready_until_the_library_cannot_be_read(client: TestClient, services: FakeServices) -> None:
    assert (client.get("/healthz").json(), client.get("/readyz").json()) == ({"status": "ok"}, {"status": "ok"})

    def damaged() -> int:
        raise LibraryDamaged("资料库坏了；请从备份恢复。")

    services.fake_library.version = damaged  # type: ignore[method-assign]
    response = client.get("/readyz")
    assert (response.status_code, _error(response)["code"]) == (503, "library_damaged")
    assert client.get("/healthz").status_code == 200


def test_documents(client: TestClient) -> None:
    assert client.get("/api/v1/documents").json()["documents"][0]["document_id"] == DOCUMENT_ID
    shown = client.get(f"/api/v1/documents/{quote(DOCUMENT_ID)}").json()
    assert [clause["address"] for clause in shown["clauses"]] == ["第一条", "第二条", "附件1/1"]


def test_upload(client: TestClient, services: FakeServices) -> None:
    response = client.post("/api/v1/documents", files={"file": ("..\\..\\a.txt", b"x")}, data={"region": "青禾县"})
    assert (response.status_code, response.json()["outcome"]) == (200, "added")
    assert services.read == [("a.txt", PLACE)]
    assert services.fake_index.refreshed == 1
    refused = client.post("/api/v1/documents", files={"file": ("bad.txt", b"x")})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unreadable_file")
    assert client.post("/api/v1/documents", data={"region": ""}).status_code == 400


def test_upload_names_are_bare() -> None:
    assert safe_name("C:\\papers\\甲.pdf") == safe_name("/etc/甲.pdf") == safe_name("甲.pdf") == "甲.pdf"
    for name in ("", None, "..", "a/..", "长" * 100):
        with pytest.raises(BadField):
            safe_name(name)


def test_openapi_and_its_page_need_nothing_from_outside(client: TestClient) -> None:
    api = client.get("/api/v1/openapi.json").json()
    operations = [operation for methods in api["paths"].values() for operation in methods.values()]
    assert all(operation["operationId"] and operation["summary"] for operation in operations)
    assert not any(path.startswith("/internal") for path in api["paths"])
    text = client.get("/api/docs").text
    assert "/api/v1/ask" in text
    assert "http://" not in text and "https://" not in text
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def test_the_internal_address_needs_its_token(services: FakeServices) -> None:
    with_token = TestClient(create_app(services, token="t"), base_url=LOCAL)
    assert with_token.post("/internal/run", json={}).status_code == 403
    without = TestClient(create_app(services), base_url=LOCAL)
    assert without.post("/internal/run", json={}, headers={"X-Mingbai-Token": "None"}).status_code == 404


@pytest.mark.parametrize("header", ["host", "origin"])
def test_a_garbled_host_or_origin_is_a_stranger(client: TestClient, header: str) -> None:
    response = client.post("/api/v1/ask", json={"question": "核实几天"}, headers={header: "http://["})
    assert response.status_code == 403
    assert _error(response)["code"] == "forbidden"
