"""The chat page in a real Chromium, at the width of a phone and of an office screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from bot.http.app import create_app
from bot.serve import bind
from tests.bot.browser import PROGRAM, Browser
from tests.bot.fakes import PLACE, SENTENCE, FakeServices

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="NO BROWSER: install the Debian package chromium")
WIDTHS = ((390, 844), (1366, 768))
ENTER = 13


@pytest.fixture
def site(services: FakeServices) -> Iterator[str]:
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def _ask(browser: Browser, words: str, turn: int) -> None:
    browser.js("document.querySelector('#question').focus()")
    browser.type(words)
    browser.key("Enter", ENTER)
    browser.wait(f"document.querySelectorAll('[data-turn]').length === {turn} && !document.querySelector('.wait')")


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_ask_open_the_source_close_it_and_ask_on(
    site: str, tmp_path: Path, services: FakeServices, width: int, height: int
) -> None:
    with Browser(tmp_path / "profile", width, height) as browser:
        browser.open(site)
        _ask(browser, "核实几天", 1)
        assert "十二个工作日" in browser.js("document.querySelector('.answer').textContent")
        browser.js("document.querySelector('.chip').click()")
        browser.wait("document.querySelector('dialog').open")
        assert browser.js("document.querySelector('dialog mark').textContent") == SENTENCE
        seen = "(() => { const r = document.querySelector('dialog mark').getBoundingClientRect();"
        assert browser.js(seen + " return r.top >= 0 && r.bottom <= innerHeight && r.right <= innerWidth })()")
        browser.key("Escape", 27)
        browser.wait("!document.querySelector('dialog').open")
        # The place that was asked for is one click away, and is kept for the next question.
        browser.js("document.querySelector('[data-quick] button[name=region]').click()")
        browser.wait("document.querySelectorAll('[data-turn]').length === 2")
        _ask(browser, "高龄津贴多少", 3)
        assert "没有找到依据" in browser.js("[...document.querySelectorAll('[data-turn]')].at(-1).textContent")
        assert browser.js("document.documentElement.scrollWidth <= innerWidth")
        assert browser.complaints == []
    asked = services.fake_answerer.asked
    assert [region for _, region, _, _ in asked] == [None, PLACE, PLACE]
    assert [turn["content"] for turn in asked[2][3]][:1] == ["核实几天"]


def test_words_of_people_stay_words(site: str, tmp_path: Path) -> None:
    with Browser(tmp_path / "profile") as browser:
        browser.open(site)
        _ask(browser, "<img src=x onerror='document.title=1'>核实", 1)
        assert browser.js("document.querySelectorAll('.log img').length") == 0
        assert browser.js("document.querySelector('.mine .bubble').textContent").startswith("<img")


def test_the_form_works_without_scripts(site: str, tmp_path: Path) -> None:
    with Browser(tmp_path / "profile", scripts=False) as browser:
        browser.open(site)
        assert browser.js("document.querySelector('[data-size]').hidden")  # no script of the page has run
        browser.js("document.querySelector('#question').focus()")
        browser.type("核实几天")
        browser.js("document.querySelector('.go').click()")
        browser.wait("document.querySelector('.answer')?.textContent.includes('十二个工作日')")
        browser.js("document.querySelector('.chip').click()")
        browser.wait(f"document.querySelector('main mark')?.textContent === '{SENTENCE}'")


def test_a_server_that_went_away_is_told_in_chinese(site: str, tmp_path: Path) -> None:
    with Browser(tmp_path / "profile") as browser:
        browser.open(site)
        browser.call("Network.enable")
        offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.call("Network.emulateNetworkConditions", **offline)
        browser.js("document.querySelector('#question').focus()")
        browser.type("核实几天")
        browser.key("Enter", ENTER)
        browser.wait("document.querySelector('.fault')?.textContent.includes('连不上服务器')")
        assert browser.js("document.querySelector('#question').value") == "核实几天"
