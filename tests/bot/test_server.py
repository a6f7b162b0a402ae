"""Commands beside a running server work through it; a second server gets a clear line."""

from __future__ import annotations

import contextlib
import gc
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from bot.commands import Job, Line
from bot.http.app import create_app
from bot.ownership import Holder, claim
from bot.remote import RemoteError, Unreachable
from bot.remote import run as run_remote
from bot.runner import carry_out, sole_owner
from bot.serve import bind, check, check_host, local_name
from bot.settings import load_settings
from corpus.errors import LibraryBusy, SettingsError
from tests.bot.fakes import DAY, FakeServices, fake_services

TOKEN = "one-time"


@pytest.fixture
def served(services: FakeServices, home: Path) -> Iterator[str]:
    """A running server that owns `home`; gives its address."""
    owner = claim(home, "serve")
    assert owner is not None
    listener = bind("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(services, token=TOKEN), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    owner.announce(address, TOKEN)
    yield address
    server.should_exit = True
    thread.join(10)
    listener.close()
    owner.release()


def _finish(run) -> tuple[list[Line], int]:
    lines = []
    while True:
        try:
            lines.append(next(run))
        except StopIteration as end:
            return lines, end.value


def test_a_command_works_through_the_server(served: str, services: FakeServices) -> None:
    job = Job("ask", {"question": "核实几天", "json": True}, "青禾县", DAY)
    lines, code = _finish(carry_out(services.settings, job))
    assert code == 0
    assert json.loads(lines[0].text)["region"]
    assert services.fake_answerer.asked


def test_same_lines_and_exit_code_as_without_a_server(served: str, services: FakeServices, tmp_path: Path) -> None:
    from bot.commands import start

    for name in ("a.txt", "bad.txt"):
        (tmp_path / name).write_text("x")
    jobs = [
        Job("ingest", {"paths": [str(tmp_path / "a.txt"), str(tmp_path / "bad.txt")]}, None, DAY),
        Job("library_list", {"json": True}, None, DAY),
        Job("library_show", {"document": "监测"}, None, DAY),
        Job("library_duties", {"office": "外交"}, None, DAY),
    ]
    for job in jobs:
        assert _finish(carry_out(services.settings, job)) == _finish(start(services, job))


def test_an_error_keeps_its_code_text_and_exit_code(served: str, services: FakeServices) -> None:
    with pytest.raises(RemoteError) as caught:
        _finish(carry_out(services.settings, Job("library_show", {"document": "没有"}, None, DAY)))
    assert (caught.value.code, caught.value.exit_code) == ("not_found", 1)
    with pytest.raises(RemoteError) as caught:
        _finish(carry_out(services.settings, Job("ask", {"question": "x", "region": "火星"}, None, DAY)))
    assert (caught.value.code, caught.value.exit_code) == ("unknown_place", 2)


def test_a_wrong_token_or_command_is_refused(served: str, services: FakeServices) -> None:
    with pytest.raises(Unreachable):
        _finish(run_remote(Holder(1, "serve", "", served, "guess"), Job("library_list", {}, None, DAY)))
    with pytest.raises(Unreachable):
        _finish(run_remote(Holder(1, "serve", "", served, TOKEN), Job("format_disk", {}, None, DAY)))


def test_a_second_server_gets_a_clear_line(served: str, services: FakeServices) -> None:
    with pytest.raises(LibraryBusy, match=served), sole_owner(services.settings, "serve"):
        pass


def test_a_server_that_does_not_answer_is_told(services: FakeServices, home: Path) -> None:
    with claim(home, "serve") as owner:  # type: ignore[union-attr]
        with contextlib.closing(bind("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        owner.announce(f"http://127.0.0.1:{port}", TOKEN)
        with pytest.raises(LibraryBusy, match=str(port)):
            _finish(carry_out(services.settings, Job("library_list", {}, None, DAY), patience=0.3))


def test_a_port_in_use_is_told() -> None:
    with contextlib.closing(bind("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=str(port)):
            bind("127.0.0.1", port)


def test_other_hosts_need_an_administrator_or_a_key(home: Path) -> None:
    services = fake_services(home)
    with pytest.raises(SettingsError, match="MINGBAI_API_KEY"):
        check_host(services.settings, "0.0.0.0", services)
    check_host(services.settings, "127.0.0.1", services)
    services.people.create("王五", "一句好记的话不常见", ["cadre"], "test")
    with pytest.raises(SettingsError, match="admin create"):
        check_host(services.settings, "0.0.0.0", services)
    services.people.create("admin.1", "一句好记的话不常见", ["administrator"], "test")
    check_host(services.settings, "0.0.0.0", services)
    services = fake_services(home, api_key="k")
    check_host(services.settings, "0.0.0.0", services)
    check(load_settings(clock="+1d"), insecure_clock=True)


def test_local_name_of_every_host() -> None:
    assert [local_name(host) for host in ("0.0.0.0", "::", "192.0.2.4")] == ["127.0.0.1", "::1", "192.0.2.4"]


def test_what_an_answer_needs_is_made_before_anybody_waits(services: FakeServices) -> None:
    services.warm()
    assert services.fake_index.tested == 1
    assert len(services.fake_answerer.asked) == 1
    assert gc.get_freeze_count() > 0
