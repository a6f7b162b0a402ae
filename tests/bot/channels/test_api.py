"""Calls to the platforms: the token, refusals in words, the group robot; no secret in any message."""

from __future__ import annotations

import asyncio
import json
import logging

import httpx
import pytest

from bot.channels.tencent.api import Api, Door
from bot.channels.wecom.robot import LIMIT, GroupRobot, order_notice, tell_of_order
from corpus.errors import ChannelError, SettingsError, TooManyRequests

DOOR = Door("https://api.example", "/cgi-bin/token", {"appid": "wx1", "secret": "top-secret"})
WEBHOOK = "https://robot.example/cgi-bin/webhook/send?key=0123456789-secret"


class Server:
    """The platform's interface: gives tokens t1, t2 …, takes only the newest."""

    def __init__(self, **answers: object) -> None:
        self.tokens = 0
        self.posts: list[dict[str, object]] = []
        self.answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.tokens += 1
            given = {"access_token": f"t{self.tokens}", "expires_in": 7200}
            return httpx.Response(200, json=self.answers.get("token", given))
        if request.url.params["access_token"] != f"t{self.tokens}":
            return httpx.Response(200, json={"errcode": 40001, "errmsg": "invalid credential"})
        self.posts.append(json.loads(request.content))
        return httpx.Response(200, json=self.answers.get("post", {"errcode": 0}))

    def api(self, clock: list[float] | None = None) -> Api:
        now = clock or [0.0]
        return Api(DOOR, httpx.MockTransport(self), lambda: now[0])


def test_one_token_for_many_calls_at_once():
    async def story() -> None:
        server = Server()
        api = server.api()
        await asyncio.gather(*(api.post("/send", {"n": n}) for n in range(20)))
        assert server.tokens == 1
        assert sorted(str(post["n"]) for post in server.posts) == sorted(map(str, range(20)))

    asyncio.run(story())


def test_a_token_is_renewed_before_its_end():
    async def story() -> None:
        server, now = Server(), [0.0]
        api = server.api(now)
        await api.post("/send", {})
        now[0] = 6800.0
        await api.post("/send", {})
        assert server.tokens == 1
        now[0] = 6901.0
        await api.post("/send", {})
        assert server.tokens == 2

    asyncio.run(story())


def test_a_lapsed_token_is_fetched_once_and_the_call_made_once_more():
    async def story() -> None:
        server = Server()
        api = server.api()
        await api.post("/send", {"n": 1})
        server.tokens += 1  # somebody else took a token: ours has lapsed
        await asyncio.gather(*(api.post("/send", {"n": n}) for n in range(2, 6)))
        assert server.tokens == 3
        assert len(server.posts) == 5

    asyncio.run(story())


def test_a_token_that_never_serves_ends_in_one_line_and_no_loop():
    async def story() -> None:
        server = Server(post={"errcode": 42001})
        with pytest.raises(ChannelError, match="42001"):
            await server.api().post("/send", {})
        assert server.tokens == 2

    asyncio.run(story())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"token": {"errcode": 40164, "errmsg": "invalid ip"}}, "IP 白名单"),
        ({"token": {"errcode": 40125}}, "AppSecret"),
        ({"token": {}}, "没有回令牌"),
        ({"token": []}, "连不上"),
        ({"post": {"errcode": 48001}}, "权限"),
        ({"post": {"errcode": 45015}}, "48 小时"),
        ({"post": {"errcode": 99999}}, "99999"),
    ],
)
def test_a_refusal_says_what_to_do(answers, words):
    with pytest.raises(ChannelError, match=words):
        asyncio.run(Server(**answers).api().post("/send", {}))


@pytest.mark.parametrize("kind", ["dead", "500", "html"])
def test_no_secret_stands_in_a_failure(kind, caplog):
    def broken(request: httpx.Request) -> httpx.Response:
        if kind == "dead":
            raise httpx.ConnectError(f"cannot connect to {request.url}")
        return httpx.Response(500 if kind == "500" else 200, html="<p>busy</p>")

    with caplog.at_level(logging.DEBUG):
        with pytest.raises(ChannelError) as failure:
            asyncio.run(Api(DOOR, httpx.MockTransport(broken)).post("/send", {}))
        with pytest.raises(ChannelError) as told:
            GroupRobot(WEBHOOK, httpx.MockTransport(broken)).tell("x")
    for text in (failure.value.text, told.value.text, caplog.text):
        assert "secret" not in text


def test_the_robot_tells_within_the_limits_of_the_platform():
    sent: list[str] = []
    now = [0.0]

    def group(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content)["markdown"]["content"])
        return httpx.Response(200, json={"errcode": 0})

    robot = GroupRobot(WEBHOOK, httpx.MockTransport(group), lambda: now[0])
    robot.tell("长" * 5000)
    assert len(sent[0].encode()) <= LIMIT
    for n in range(19):
        robot.tell(str(n))
    with pytest.raises(TooManyRequests) as wait:
        robot.tell("二十一")
    assert 0 < wait.value.seconds <= 61
    now[0] = 61.0
    robot.tell("下一分钟")
    assert len(sent) == 21


def test_a_refusal_of_the_group_says_what_to_do(caplog, monkeypatch):
    def gone(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"errcode": 93000})

    with pytest.raises(ChannelError, match="重新复制"):
        GroupRobot(WEBHOOK, httpx.MockTransport(gone)).tell("x")
    tell_of_order("http://127.0.0.1:9/send?key=0123456789-secret", ORDER)
    assert "no notice" in caplog.text
    assert "0123456789-secret" not in caplog.text


@pytest.mark.parametrize(
    "address", ["", "key=12345678", "https://x/send", "ftp://x/send?key=12345678", "https://x?key=1"]
)
def test_an_address_that_is_none_says_so(address):
    with pytest.raises(SettingsError, match="MINGBAI_WECOM_WEBHOOK"):
        GroupRobot(address)


ORDER = {
    "id": "GD-20261101-0001",
    "urgency": "特急",
    "region": "云岭省/安澜市/青禾县",
    "lead": [{"name": "县民政局"}, {"name": "县*医保*局"}],
    "title": "周满仓家求助",
    "narrative": "我叫周满仓，电话13900005512",
    "demand": "求助",
}


def test_a_notice_tells_nothing_of_the_resident():
    text = order_notice(ORDER, "http://127.0.0.1:8000/orders")
    assert "GD-20261101-0001" in text and "特急" in text and "县民政局" in text
    assert "周满仓" not in text and "13900005512" not in text
    assert "县＊医保＊局" in text
    assert "待定" in order_notice({**ORDER, "lead": [], "region": None})
