from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import access, configure, request_id

SECRET = "13900005512"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def _told(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_the_number_of_its_request(lines: io.StringIO) -> None:
    token = request_id.set("abc")
    logging.getLogger("bot.x").warning("磁盘快满了")
    access(route="/api/v1/ask", method="POST", status=200, ms=1.5, by="desk")
    request_id.reset(token)
    first, second = _told(lines)
    assert (first["text"], first["level"], first["request"]) == ("磁盘快满了", "warning", "abc")
    assert (second["route"], second["status"], second["request"]) == ("/api/v1/ask", 200, "abc")


def test_personal_data_in_a_message_is_masked(lines: io.StringIO) -> None:
    logging.getLogger("bot.x").error("电话%s打不通", SECRET)
    assert SECRET not in lines.getvalue() and "打不通" in _told(lines)[0]["text"]


def test_of_an_exception_kind_and_place_are_told_not_its_words(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"我叫周满仓 {SECRET}") from error
    except ValueError as error:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    told = _told(lines)[0]
    assert told["error"] == "ValueError <- KeyError"
    assert any("test_logs.py" in frame for frame in told["frames"])
    assert SECRET not in lines.getvalue() and "周满仓" not in lines.getvalue()
