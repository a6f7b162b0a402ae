"""Users who ask a server, and the bars that its figures meet or miss."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import MingbaiError
from eval import server as servers
from eval.datasets import load_all
from eval.load import Load, figures, measure, verdicts
from eval.measure import busy_of, memory_of
from eval.server import Server, ask_alone, ask_together, body_of, serving

GOOD = Load(9.0, 21.0, 8, 95.0, 80.0, 150.0, 480.0)


class _Desk(BaseHTTPRequestHandler):
    """Takes questions down; answers those that are not 'no'."""

    protocol_version = "HTTP/1.1"
    asked: list[Any] = []  # noqa: RUF012 - emptied by the fixture

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.client_address, body))
        good = self.path == "/api/v1/ask" and body != "no"
        said = b'{"answer": ""}' if good else '{"error": {"text": "不行"}}'.encode()
        self.send_response(200 if good else 400)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def desk() -> Iterator[Server]:
    _Desk.asked = []
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield Server("127.0.0.1", listening.server_port, 0)
    listening.shutdown()
    listening.server_close()


def test_one_user_asks_everything_in_order_on_one_line(desk: Server) -> None:
    times = ask_alone(desk, [b"1", b"2", b"3"])
    assert len(times) == 3 and min(times) > 0
    assert [body for _, body in _Desk.asked] == [1, 2, 3]
    assert len({line for line, _ in _Desk.asked}) == 1


def test_many_users_ask_at_once_each_from_a_place_of_its_own(desk: Server) -> None:
    times, took = ask_together(desk, [b"0", b"1", b"2", b"3"], users=2, seconds=0.2)
    lines: dict[Any, list[int]] = {}
    for line, body in _Desk.asked:
        lines.setdefault(line, []).append(body)
    assert len(lines) == 2
    assert sorted(asked[0] for asked in lines.values()) == [0, 2]
    assert all(following == (body + 1) % 4 for asked in lines.values() for body, following in pairwise(asked))
    assert len(times) == len(_Desk.asked)
    assert took >= 0.2


def test_what_is_no_answer_ends_the_run(desk: Server) -> None:
    with pytest.raises(MingbaiError, match="400.*不行"):
        ask_alone(desk, [b"1", b'"no"'])


def test_the_figures_are_of_all_answers(desk: Server) -> None:
    load = measure(desk, [b"1", b"2"], users=2, seconds=0.1)
    assert load.users == 2
    assert load.memory is None  # no such process
    assert load.rate * 0.1 > 1
    assert 0 < load.middle <= load.slow


def test_each_bar_is_held_against_its_figure() -> None:
    lines, met = verdicts(GOOD, peer=900.0)
    assert met and len(lines) == 5
    assert "100.0 倍" in lines[-1]
    for worse in (
        replace(GOOD, middle=15.1),
        replace(GOOD, slow=40.1),
        replace(GOOD, rate=59.0),
        replace(GOOD, memory=1537.0),
    ):
        lines, met = verdicts(worse, peer=900.0)
        assert not met
        assert [line[:3] for line in lines].count("未达标") == 1
    assert verdicts(GOOD, peer=80.0)[1] is False


def test_a_bar_that_was_not_measured_is_left_out() -> None:
    lines, met = verdicts(replace(GOOD, memory=None), peer=None)
    assert met and len(lines) == 3
    assert "MB" not in figures(replace(GOOD, memory=None))


def test_a_question_is_put_with_its_place_and_talk() -> None:
    question = next(one for one in load_all() if one.history and one.region)
    body = json.loads(body_of(question))
    assert body["question"] == question.question
    assert body["region"] == question.region
    assert [turn["content"] for turn in body["history"]] == [turn.content for turn in question.history]


def test_a_server_that_does_not_start_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_CHILD", "import sys; sys.exit('坏了')")
    with pytest.raises(MingbaiError, match="坏了"), serving(home):
        pass


def test_memory_of_a_process_is_told_where_the_system_knows() -> None:
    import os
    import sys

    own = memory_of(os.getpid())
    assert own is None if sys.platform != "linux" else own and own > 5
    assert memory_of(-1) is None and busy_of(-1) is None
    before = busy_of(os.getpid())
    assert before is None if sys.platform != "linux" else before and before > 0
