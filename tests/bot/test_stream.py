"""The streamed answer: its events in order, nothing unchecked in them, and an end when the asker goes away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.http import routes_stream
from bot.http.app import create_app
from bot.http.routes_stream import pieces
from bot.models import Hearing
from bot.serve import bind
from corpus.errors import LibraryDamaged
from tests.bot.fakes import PLACE, FakeServices

ADDRESS = "/api/v1/ask/stream"
LOCAL = "http://127.0.0.1:8000"


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), base_url=LOCAL, raise_server_exceptions=False)


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream, heartbeats left out."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            name, data = lines
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_status_then_sentences_then_the_whole_object(client: TestClient) -> None:
    asked = {"id": "甲", "question": "核实几天", "region": "青禾县", "as_of": "2026-05-02"}
    response = client.post(ADDRESS, json=asked)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    told = events(response.text)
    assert [name for name, _ in told] == ["status", "answer", "done"]
    same = client.post("/api/v1/ask", json=asked).json()
    assert told[-1][1].pop("answer_id") != same.pop("answer_id")  # two answers, each can be spoken of
    assert told[-1][1] == same
    assert "".join(content["text"] for name, content in told if name == "answer") == told[-1][1]["answer"]


def test_nothing_of_an_answer_is_sent_before_it_is_whole(client: TestClient, services: FakeServices) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise LibraryDamaged("资料库坏了；请从备份恢复。")

    services.fake_answerer.answer = fail  # type: ignore[method-assign]
    told = events(client.post(ADDRESS, json={"question": "核实几天"}).text)
    assert [name for name, _ in told] == ["status", "error"]
    assert told[1][1] == {"code": "library_damaged", "text": "资料库坏了；请从备份恢复。"}


def test_an_unforeseen_failure_shows_no_insides(client: TestClient, services: FakeServices) -> None:
    services.fake_answerer.answer = None  # type: ignore[assignment,method-assign]
    response = client.post(ADDRESS, json={"question": "核实几天"})
    assert events(response.text)[-1][1]["code"] == "internal_error"
    assert "NoneType" not in response.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_field"),
        ({"question": " "}, "bad_field"),
        ({"question": "x", "region": "火星"}, "unknown_place"),
        ({"question": "x", "as_of": "明天"}, "bad_input"),
        ({"question": "x", "history": [{"role": "system", "content": ""}]}, "bad_field"),
    ],
)
def test_bad_input_is_refused_before_the_stream(client: TestClient, body: dict[str, Any], code: str) -> None:
    response = client.post(ADDRESS, json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


@given(st.text("县里。！；[12]」\n", max_size=40))
def test_the_pieces_are_the_answer(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_a_mark_stays_with_its_sentence() -> None:
    assert pieces("先登记。[1][2]再核实；[3]最后公示") == ["先登记。[1][2]", "再核实；[3]", "最后公示"]


def test_a_long_wait_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_stream, "HEARTBEAT_SECONDS", 0.01)
    go_on = threading.Event()

    def work(hearing: Hearing) -> dict[str, Any]:
        go_on.wait(20)
        return {"answer": "好。"}

    async def listen() -> list[str]:
        told = []
        async for event in routes_stream._events(work):
            told.append(event)
            if event.startswith(":"):
                go_on.set()
        return told

    told = asyncio.run(listen())
    assert told[1].startswith(":") and told[1].endswith("\n\n")
    assert [name for name, _ in events("".join(told))] == ["status", "answer", "done"]


def test_checked_sentences_of_a_model_are_sent_as_they_come() -> None:
    go_on = threading.Event()
    seen: list[Hearing] = []

    def work(hearing: Hearing) -> dict[str, Any]:
        seen.append(hearing)
        hearing.said("可以申请。[1]")
        go_on.wait(20)
        return {"answer": "可以申请。[1]十日内核实。[2]"}

    async def listen() -> list[str]:
        told = []
        async for event in routes_stream._events(work):
            told.append(event)
            if event.startswith("event: answer"):
                go_on.set()
        return told

    told = events("".join(asyncio.run(listen())))
    assert [content["text"] for name, content in told if name == "answer"] == ["可以申请。[1]", "十日内核实。[2]"]
    assert seen[0].stopped.is_set()


def test_an_asker_who_goes_away_ends_the_work(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_stream, "HEARTBEAT_SECONDS", 0.02)
    go_on, ended = threading.Event(), threading.Event()
    told: list[str] = []
    answer, stream = services.fake_answerer.answer, routes_stream._events

    def slow(*given: Any, **named: Any) -> Any:
        go_on.wait(20)
        return answer(*given, **named)

    async def watched(work: Callable[[Hearing], dict[str, Any]]) -> AsyncIterator[str]:
        try:
            async with contextlib.aclosing(stream(work)) as made:
                async for event in made:
                    told.append(event)
                    yield event
        finally:
            ended.set()

    monkeypatch.setattr(services.fake_answerer, "answer", slow)
    monkeypatch.setattr(routes_stream, "_events", watched)
    with _served(services) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        body = json.dumps({"question": "核实几天"}).encode()
        head = f"POST {ADDRESS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        heard = b""
        while b"event: status" not in heard:
            heard += line.recv(4096)
        assert not ended.is_set()
        line.close()
        assert ended.wait(10)
        go_on.set()
    assert not any(event.startswith(("event: answer", "event: done")) for event in told)


@contextlib.contextmanager
def _served(services: FakeServices) -> Iterator[int]:
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_the_place_of_the_settings_is_used(services: FakeServices) -> None:
    services.settings = services.settings.model_copy(update={"region": "青禾县"})
    client = TestClient(create_app(services), base_url=LOCAL)
    assert events(client.post(ADDRESS, json={"question": "核实几天"}).text)[-1][1]["region"] == PLACE
