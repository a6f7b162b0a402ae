"""`mingbai channels`: what it says, what it sends, what it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.commands import Job, start
from bot.settings import load_settings
from corpus.errors import ChannelError, SettingsError
from tests.bot.fakes import FakeServices

SET = {"wechat_token": "t", "wechat_appid": "wx1", "wechat_secret": "top-secret"}


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """The platform's servers; what they were sent."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if "secret=wrong" in str(request.url):
            return httpx.Response(200, json={"errcode": 40125})
        return httpx.Response(200, json={"access_token": "t1", "expires_in": 7200} if request.method == "GET" else {})

    client = httpx.AsyncClient

    def made(**given: Any) -> httpx.AsyncClient:
        return client(**given | {"transport": httpx.MockTransport(answer)})

    monkeypatch.setattr("bot.channels.tencent.api.httpx.AsyncClient", made)
    return seen


def run(home: Path, name: str, **settings: Any) -> tuple[list[str], int]:
    services = FakeServices(load_settings(home=home, **settings))
    lines, job = [], start(services, Job(name))
    while True:
        try:
            lines.append(next(job).text)
        except StopIteration as end:
            return lines, end.value


def test_the_menu_goes_out_in_the_platforms_form(home, platform):
    lines, code = run(home, "channels_menu", **SET)
    assert code == 0
    assert "设好了" in lines[0]
    sent = platform[-1]
    assert sent.url.path == "/cgi-bin/menu/create"
    assert sent.url.host == "api.weixin.qq.com"
    assert "问政策".encode() in sent.content, "the platform shows \\u escapes as they are"
    assert [column["name"] for column in json.loads(sent.content)["button"]] == ["问政策", "学一学", "更多"]


def test_a_menu_needs_the_accounts_secret(home):
    with pytest.raises(SettingsError, match="MINGBAI_WECHAT_SECRET"):
        run(home, "channels_menu", wechat_token="t")


def test_a_refused_menu_says_what_to_do(home, platform):
    with pytest.raises(ChannelError, match="AppSecret"):
        run(home, "channels_menu", **SET | {"wechat_secret": "wrong"})


def test_check_takes_a_token_of_each_platform(home, platform):
    wecom = {
        "wecom_token": "t",
        "wecom_corp_id": "ww1",
        "wecom_aes_key": "a" * 42 + "A",
        "wecom_agent_id": "1",
        "wecom_secret": "wrong",
        "wecom_api_base": "https://wecom.example",
    }
    lines, code = run(home, "channels_check", **SET, **wecom)
    assert code == 1
    assert [line for line in lines if line.startswith("✓ 公众号接口")]
    assert [line for line in lines if line.startswith("✗ 企业微信自建应用接口") and "40125" in line]
    assert "top-secret" not in "".join(lines)
    assert {request.url.host for request in platform} == {"api.weixin.qq.com", "wecom.example"}


def test_check_says_when_nothing_is_wanted(home):
    lines, code = run(home, "channels_check")
    assert (len(lines), code) == (1, 0)
