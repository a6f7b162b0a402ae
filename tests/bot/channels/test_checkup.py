"""Doctor says which channel is on and what the others lack; a channel that is not set up is not there."""

from __future__ import annotations

import base64
import socket
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.channels.checkup import channel_findings
from bot.channels.wecom.connection import State
from bot.health import checks
from bot.http.app import create_app
from bot.settings import load_settings
from corpus.errors import SettingsError
from tests.bot.fakes import FakeServices

KEY = base64.b64encode(b"k" * 32).decode()[:43]
WEBHOOK = "https://robot.example/send?key=0123456789"


def found(home: Path, **settings: Any) -> dict[str, str]:
    findings = channel_findings(load_settings(home=home, **settings))
    return {one.name: ("✓" if one.good else "✗" if one.broken else "·") + one.text for one in findings}


def test_nothing_wanted_is_one_line(home):
    assert list(found(home)) == ["公众号、企业微信"]
    services = FakeServices(load_settings(home=home))
    assert "公众号、企业微信" in [one.name for one in checks(services)]


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        ({"wechat_appid": "wx1"}, "公众号", "·没有开通，还缺 MINGBAI_WECHAT_TOKEN"),
        ({"wechat_token": "t", "wechat_secret": "s"}, "公众号", "·没有开通，还缺 MINGBAI_WECHAT_APPID"),
        ({"wechat_token": "t"}, "公众号", "✓设置齐了（明文模式）"),
        ({"wechat_token": "t", "wechat_appid": "wx1", "wechat_aes_key": KEY}, "公众号", "✓设置齐了，回调地址"),
        ({"wechat_token": "t", "wechat_appid": "wx1", "wechat_aes_key": "short"}, "公众号", "✗消息加解密密钥"),
        ({"wecom_bot_id": "b"}, "企业微信机器人", "·没有开通，还缺 MINGBAI_WECOM_BOT_SECRET"),
        ({"wecom_bot_id": "b", "wecom_bot_secret": "s"}, "企业微信机器人", "✓设置齐了"),
        ({"wecom_token": "t", "wecom_corp_id": "ww1"}, "企业微信自建应用", "·没有开通，还缺 MINGBAI_WECOM_AES_KEY"),
        (
            {"wecom_token": "t", "wecom_corp_id": "ww1", "wecom_aes_key": KEY, "wecom_secret": "s"},
            "企业微信自建应用",
            "·没有开通，还缺 MINGBAI_WECOM_AGENT_ID",
        ),
        ({"wecom_token": "t", "wecom_corp_id": "ww1", "wecom_aes_key": KEY}, "企业微信自建应用", "✓设置齐了"),
        ({"wecom_webhook": WEBHOOK}, "企业微信群提醒", "✓"),
        ({"wecom_webhook": "https://robot.example"}, "企业微信群提醒", "✗MINGBAI_WECOM_WEBHOOK"),
    ],
)
def test_what_is_lacking_is_named(home, settings, name, says):
    assert found(home, **settings)[name].startswith(says)


@pytest.mark.parametrize(
    ("state", "sign"), [(State.UP, "✓"), (State.CONNECTING, "·"), (State.REFUSED, "✗"), (State.REPLACED, "✗")]
)
def test_a_running_server_says_how_its_connection_is_doing(home, state, sign):
    services = FakeServices(load_settings(home=home, wecom_bot_id="b", wecom_bot_secret="s"))
    services.connections["wecom"] = lambda: state.value
    found = next(one for one in checks(services) if one.name == "企业微信机器人")
    assert ("✓" if found.good else "✗" if found.broken else "·") == sign
    assert found.good or found.next_step


def test_the_server_keeps_the_bot_connected_while_it_runs(home):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"ws://127.0.0.1:{nobody.getsockname()[1]}"
        settings = load_settings(home=home, wecom_bot_id="b", wecom_bot_secret="s", wecom_ws_url=url)
        services = FakeServices(settings)
        with TestClient(create_app(services)) as client:
            assert services.connections["wecom"]() == "connecting"
            nobody.accept()[0].close()  # it came
            assert client.get("/healthz").status_code == 200


def test_no_secret_is_shown(home):
    said = str(
        found(home, wechat_token="tok-1", wechat_appid="wx1", wechat_aes_key="bad-key", wecom_webhook=WEBHOOK + "!")
    )
    assert "tok-1" not in said and "bad-key" not in said and "0123456789" not in said


def test_a_channel_that_is_not_set_up_is_not_there(home):
    with TestClient(create_app(FakeServices(load_settings(home=home)))) as client:
        for path in ("/wechat/callback", "/wecom/callback"):
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code == 404
                assert "docs/channels.md" in answer.json()["error"]["text"]


def test_a_key_of_the_wrong_form_keeps_the_server_from_starting(home):
    settings = load_settings(home=home, wechat_token="t", wechat_appid="wx1", wechat_aes_key="short")
    with pytest.raises(SettingsError, match="EncodingAESKey"):
        create_app(FakeServices(settings))
