"""The callback over HTTP: the platform's end with tries and duplicates, and a stream of forgeries."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto as EnterpriseCrypto

from bot.channels.tencent.callback import Callback
from bot.channels.tencent.codec import Codec
from bot.channels.tencent.xml_text import read_xml, write_xml
from bot.http.app import create_app
from bot.settings import Settings, load_settings
from corpus.errors import MingbaiError
from eval.wechat_platform import ACCOUNT, Platform, forgeries
from tests.bot.channels.talkers import Broken, Echo
from tests.bot.fakes import FakeServices

TOKEN, APPID = "qinghe-token", "wx0123456789abcdef"
AES_KEY = base64.b64encode(b"k" * 32).decode()[:43]
OTHER_KEY = base64.b64encode(b"o" * 32).decode()[:43]
SET = {"wechat_token": TOKEN, "wechat_appid": APPID, "wechat_aes_key": AES_KEY, "rate_talk": 0}
WECOM = {"wecom_token": TOKEN, "wecom_aes_key": AES_KEY, "wecom_corp_id": "ww1", "rate_talk": 0}


class Office(FakeServices):
    """Services with a dialogue of the test's own."""

    def __init__(self, talk: Any, settings: Settings) -> None:
        super().__init__(settings)
        self._parts["dialogue"] = talk


def over_http(home: Path, talk: Any, story: Callable[[httpx.AsyncClient], Awaitable[None]], **given: Any) -> None:
    services = Office(talk, load_settings(home=home, **given))
    transport = httpx.ASGITransport(create_app(services), raise_app_exceptions=False)

    async def run() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://county.example") as client:
            await story(client)

    asyncio.run(asyncio.wait_for(run(), 120))


def platforms(client: httpx.AsyncClient) -> tuple[Platform, Platform]:
    path = "/wechat/callback"
    return (
        Platform(client, path, TOKEN, Codec(TOKEN, AES_KEY, APPID)),
        Platform(client, path, "their-token", Codec("their-token", OTHER_KEY, APPID)),
    )


def test_the_address_is_checked_by_its_signature(home):
    async def story(client: httpx.AsyncClient) -> None:
        query = platforms(client)[0].message("u", 1, "x")[0] | {"echostr": "5837397301"}
        answer = await client.get("/wechat/callback", params=query)
        assert (answer.status_code, answer.text) == (200, "5837397301")
        assert answer.headers["content-type"].startswith("text/plain")
        for wrong in ({"signature": "0" * 40}, {"echostr": "<script>"}, {"timestamp": "1"}, {"nonce": ""}):
            refused = await client.get("/wechat/callback", params=query | wrong)
            assert refused.status_code in (400, 403)
            assert "script" not in refused.text

    over_http(home, Echo(), story, **SET)


def test_an_app_of_wecom_proves_its_address_and_is_answered_sealed(home):
    theirs = EnterpriseCrypto(TOKEN, AES_KEY, "ww1")

    async def story(client: httpx.AsyncClient) -> None:
        platform = Platform(client, "/wecom/callback", TOKEN, Codec(TOKEN, AES_KEY, "ww1"))
        query, body = platform.message("zhangsan", 1, "低保怎么申请？", AgentID=1000002)
        echo = Codec(TOKEN, AES_KEY, "ww1").seal("1616140317555161061")
        signed = Codec(TOKEN, AES_KEY, "ww1").sign(echo, query["timestamp"], query["nonce"])
        check = {**query, "echostr": echo, "msg_signature": signed}
        assert (await client.get("/wecom/callback", params=check)).text == "1616140317555161061"
        answer = await client.post("/wecom/callback", params=query, content=body)
        fields = read_xml(answer.content)
        opened = theirs.decrypt_message(answer.text, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
        assert "答：低保怎么申请？" in (opened if isinstance(opened, str) else opened.decode())
        clear = write_xml({"ToUserName": "a", "FromUserName": "b", "MsgType": "text", "Content": "明文"})
        assert (await client.post("/wecom/callback", params=query, content=clear)).status_code == 403

    over_http(home, Echo(), story, **WECOM)


def test_a_slow_answer_comes_with_a_later_try_and_once(home, monkeypatch):
    monkeypatch.setattr("eval.wechat_platform.PATIENCE", 0.05)
    talk = Echo(held=True)

    async def story(client: httpx.AsyncClient) -> None:
        asking = asyncio.create_task(platforms(client)[0].tell("u1", 1, "慢的问题"))
        while not talk.turns:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.08)  # the first try has been given up
        monkeypatch.setattr("eval.wechat_platform.PATIENCE", 60)
        talk.go.set()
        told = await asking
        assert told.texts == ["答：慢的问题"]
        assert told.tries >= 2
        assert len(talk.turns) == 1

    over_http(home, talk, story, **SET)


def test_forgeries_are_refused_and_odd_messages_end_in_peace(home, caplog):
    talk = Echo()

    async def story(client: httpx.AsyncClient) -> None:
        ours, theirs = platforms(client)
        seen: dict[str, set[int]] = {}
        for forged in forgeries(ours, theirs, 700, seed=7):
            answer = await client.post("/wechat/callback", params=forged.query, content=forged.body)
            seen.setdefault(forged.how, set()).add(answer.status_code)
            assert "Traceback" not in answer.text and "File" not in answer.text
            if not forged.signed:
                assert answer.status_code in (400, 403), forged
        assert seen.pop("odd message") <= {200, 400}
        assert all(statuses <= {400, 403} for statuses in seen.values())
        assert len(seen) == 6

    with caplog.at_level(logging.WARNING):
        over_http(home, talk, story, **SET)
    assert "unforeseen" not in caplog.text
    assert all("mallory" not in turn.text and not turn.text.startswith("别人") for turn in talk.turns)
    assert not [turn for turn in talk.turns if turn.text in ("改过的请求", "改过的正文", "很久以前", "甲", "乙")]


def test_whatever_breaks_the_platform_gets_success(home, caplog, monkeypatch):
    async def broken(*_: Any) -> str:
        raise RuntimeError("电话13800000000")

    monkeypatch.setattr("bot.channels.tencent.account.Account.receive", broken)

    async def story(client: httpx.AsyncClient) -> None:
        query, body = platforms(client)[0].message("u", 1, "x")
        answer = await client.post("/wechat/callback", params=query, content=body)
        assert (answer.status_code, answer.text) == (200, "success")

    over_http(home, Broken(), story, **SET)
    assert "unforeseen failure at the callback" in caplog.text


@settings(max_examples=300)
@given(
    query=st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr"]),
        st.one_of(st.text(max_size=50), st.just("1780000000"), st.just("aes")),
    ),
    body=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: f"<xml><Encrypt>{text}</Encrypt></xml>".encode()),
    ),
    sealed=st.booleans(),
)
def test_no_request_without_the_token_is_ever_opened(query, body, sealed):
    codec = Codec(TOKEN, AES_KEY, APPID) if sealed else None
    callback = Callback(TOKEN, codec, echo_sealed=sealed, clock=lambda: 1_780_000_000.0)
    with pytest.raises(MingbaiError):
        callback.open(query, body)
    with pytest.raises(MingbaiError):
        callback.echo(query)


def test_the_simulator_knows_its_own_messages():
    platform = Platform(httpx.AsyncClient(), "/", TOKEN, None)
    _, body = platform.message("u", 5, "问]]>答")
    assert read_xml(body)["Content"] == "问]]>答"
    assert read_xml(body)["ToUserName"] == ACCOUNT
    assert platform.read("success") == ""
