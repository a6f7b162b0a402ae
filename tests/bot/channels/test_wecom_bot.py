"""The bot of 企业微信 against a server that plays the platform: what is said, and what happens to the line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.tencent.words import words
from bot.channels.wecom import WecomBot
from bot.channels.wecom.bot import read_message
from bot.channels.wecom.connection import State, Timing
from bot.channels.wecom.frames import read_frame
from bot.channels.wecom.render import LIMIT, card, markdown
from bot.dialogue.model import Block, Choice, Reply, ReplyStatus, Turn
from tests.bot.channels.talkers import NOW, Broken, Echo, reply
from tests.bot.channels.wecom_server import BOT_ID, SECRET, WecomServer

QUICK = Timing(beat=60, answer=60, first=0.01, most=0.02, refused=0.02)


@asynccontextmanager
async def met(
    talk: Any, timing: Timing = QUICK, secret: str = SECRET, soon: float = 60.0
) -> AsyncIterator[tuple[WecomServer, WecomBot]]:
    async with WecomServer().open() as server:
        bot = WecomBot(talk, server.url, BOT_ID, secret, lambda: NOW, timing, soon)
        async with bot.running():
            await server.until(lambda frame: frame["cmd"] == "aibot_subscribe")
            while secret == SECRET and bot.state is not State.UP:
                await asyncio.sleep(0.005)
            yield server, bot


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_message_is_answered_by_one_finished_stream():
    async def story() -> None:
        talk = Echo()
        async with met(talk) as (server, _):
            asked = await server.says("低保怎么申请？")
            assert await server.answer_to(asked) == "答：低保怎么申请？"
            assert "zhangsan" not in talk.turns[0].key

    run(story)


def test_a_message_sent_again_is_answered_once():
    async def story() -> None:
        talk = Echo(held=True)
        async with met(talk) as (server, _):
            await server.says("问", "m1")
            await server.says("问", "m1")
            await server.says("再问", "m2")
            talk.go.set()
            assert await server.answer_to("req-m2") == "答：再问"
            responds = [frame for frame in server.frames if frame["cmd"] == "aibot_respond_msg"]
            assert [frame["headers"]["req_id"] for frame in responds] == ["req-m1", "req-m2"]

    run(story)


def test_a_slow_answer_is_announced_and_replaces_the_announcement():
    async def story() -> None:
        talk = Echo(held=True)
        async with met(talk, soon=0.01) as (server, _):
            asked = await server.says("慢的问题")
            first = (await server.until(lambda frame: frame["cmd"] == "aibot_respond_msg"))[0]["body"]["stream"]
            assert (first["finish"], first["content"]) == (False, words()["looking"])
            talk.go.set()
            assert await server.answer_to(asked) == "答：慢的问题"
            streams = [f["body"]["stream"]["id"] for f in server.frames if f["cmd"] == "aibot_respond_msg"]
            assert len(set(streams)) == 1

    run(story)


def test_in_a_group_each_member_has_his_own_talk():
    async def story() -> None:
        talk = Echo()
        group = {"chattype": "group", "chatid": "wr-1"}
        async with met(talk) as (server, _):
            await server.says("@明白人 低保怎么申请？", "m1", **group)
            await server.says("@明白人 那五保呢", "m2", **{**group, "from": {"userid": "lisi"}})
            assert await server.answer_to("req-m1") == "答：低保怎么申请？"
            assert await server.answer_to("req-m2") == "答：那五保呢"
        assert len({turn.key for turn in talk.turns}) == 2
        assert len({turn.group for turn in talk.turns}) == 1
        assert talk.turns[0].group not in (None, "wr-1")

    run(story)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"msgtype": "text", "text": {"content": "@甲 问"}}, "@甲 问"),
        ({"msgtype": "text", "chattype": "group", "chatid": "c", "text": {"content": "@明白人\u2005问"}}, "问"),
        (
            {
                "msgtype": "text",
                "chattype": "group",
                "chatid": "c",
                "text": {"content": "@明白人"},
                "quote": {"msgtype": "text", "text": {"content": "低保怎么申请"}},
            },
            "低保怎么申请",
        ),
        ({"msgtype": "voice", "voice": {"content": "听到的话"}}, "听到的话"),
        (
            {
                "msgtype": "mixed",
                "mixed": {"msg_item": [{"msgtype": "image"}, {"msgtype": "text", "text": {"content": "图旁的话"}}]},
            },
            "图旁的话",
        ),
        ({"msgtype": "image", "image": {"url": "x"}}, ""),
        ({"msgtype": "mixed", "mixed": []}, ""),
        ({"msgtype": ["text"], "text": "x", "quote": 7, "from": None}, ""),
    ],
)
def test_words_of_every_kind_of_message(body, text):
    assert read_message(body).text == text


def test_what_nobody_can_read_is_answered_kindly():
    async def story() -> None:
        async with met(Echo()) as (server, _):
            asked = await server.says("", "m1", msgtype="image")
            assert await server.answer_to(asked) == words()["unread"]["image"]

    run(story)


def test_who_enters_is_welcomed():
    async def story() -> None:
        async with met(Echo()) as (server, _):
            await server.happens({"eventtype": "enter_chat"})
            frame = (await server.until(lambda f: f["cmd"] == "aibot_respond_welcome_msg"))[0]
            assert "明白人" in frame["body"]["text"]["content"]
            assert frame["headers"]["req_id"] == "req-e1"

    run(story)


class Offers:
    """Offers two places."""

    def reply(self, turn: Turn) -> Reply:
        if turn.text == "江西省/上饶市":
            return reply("记下了")
        choices = (Choice(1, "南昌", "江西省/南昌市"), Choice(2, "上饶", "江西省/上饶市"))
        return reply("哪一个？", choices=choices)


def test_a_question_back_brings_a_card_and_a_press_is_an_answer():
    async def story() -> None:
        async with met(Offers()) as (server, _):
            await server.says("低保多少", chattype="group", chatid="wr-1")
            shown = (await server.until(lambda f: f["body"].get("msgtype") == "template_card"))[0]["body"]
            buttons = shown["template_card"]["button_list"]
            assert [button["text"] for button in buttons] == ["1. 南昌", "2. 上饶"]
            task = shown["template_card"]["task_id"]
            event = {
                "eventtype": "template_card_event",
                "template_card_event": {"event_key": buttons[1]["key"], "task_id": task},
            }
            pressed = await server.happens(event, chattype="group", chatid="wr-1")
            update = (await server.until(lambda f: f["cmd"] == "aibot_respond_update_msg"))[0]
            assert update["headers"]["req_id"] == pressed
            assert update["body"]["template_card"]["task_id"] == task
            sent = (await server.until(lambda f: f["cmd"] == "aibot_send_msg"))[0]["body"]
            assert (sent["chatid"], sent["chat_type"]) == ("wr-1", 2)
            assert sent["markdown"]["content"] == "记下了"

    run(story)


def test_a_card_that_is_refused_hinders_nothing(caplog):
    async def story() -> None:
        async with met(Offers()) as (server, _):
            server.refuse = lambda frame: 846605 if "template_card" in frame["body"] else 0
            assert await server.answer_to(await server.says("低保多少", "m1")) == "哪一个？"
            assert await server.answer_to(await server.says("江西省/上饶市", "m2")) == "记下了"
        assert "846605" in caplog.text

    run(story)


def test_the_line_comes_back_after_it_broke():
    async def story() -> None:
        talk = Echo(held=True)
        async with met(talk) as (server, bot):
            await server.says("问", "m1")
            while not talk.turns:
                await asyncio.sleep(0.005)
            await server.lines[-1].close()
            await server.until(lambda frame: frame["cmd"] == "aibot_subscribe", 2)
            talk.go.set()
            assert await server.answer_to("req-m1") == "答：问", "the answer goes over the new line"
            assert await server.answer_to(await server.says("再问", "m2")) == "答：再问"
            assert bot.state is State.UP

    run(story)


def test_a_line_that_answers_no_heartbeat_is_left():
    async def story() -> None:
        async with met(Echo(), Timing(0.01, 0.02, 0.01, 0.02, 0.02)) as (server, _):
            server.deaf = True
            await server.until(lambda frame: frame["cmd"] == "aibot_subscribe", 2)
            assert sum(frame["cmd"] == "ping" for frame in server.frames) >= 2

    run(story)


def test_who_is_replaced_does_not_fight(caplog):
    async def story() -> None:
        async with met(Echo()) as (server, bot):
            newer = WecomBot(Echo(), server.url, BOT_ID, SECRET, lambda: NOW, QUICK)
            async with newer.running():
                while bot.state is not State.REPLACED:
                    await asyncio.sleep(0.005)
                assert await server.answer_to(await server.says("问")) == "答：问"
            assert sum(frame["cmd"] == "aibot_subscribe" for frame in server.frames) == 2
        assert "took over" in caplog.text

    run(story)


def test_a_wrong_secret_is_said_once_a_try_and_never_shown(caplog):
    async def story() -> None:
        async with met(Echo(), secret="wrong-secret") as (server, bot):
            await server.until(lambda frame: frame["cmd"] == "aibot_subscribe", 2)
            assert bot.state in (State.REFUSED, State.CONNECTING)
        assert "MINGBAI_WECOM_BOT_SECRET" in caplog.text
        assert "wrong-secret" not in caplog.text

    run(story)


def test_rubbish_and_failures_do_not_end_the_line(caplog):
    async def story() -> None:
        async with met(Broken()) as (server, bot):
            for rubbish in ("", "[]", "{", '{"cmd":1}', '{"cmd":"aibot_msg_callback"}', "[" * 100_000):
                await server.lines[-1].send(rubbish)
            await server.says("", "m0", text=[], **{"from": 3})
            asked = await server.says("我的电话13800000000", "m1")
            assert await server.answer_to(asked) == words()["failed"]
            assert bot.state is State.UP

    with caplog.at_level(logging.DEBUG, "bot"):
        run(story)
    assert "13800000000" not in "".join(record.getMessage() for record in caplog.records)


def test_frames_are_read_with_care():
    assert read_frame('{"cmd":"ping","headers":[],"body":3,"errcode":"x"}') is not None
    assert read_frame("null") is None


def test_markdown_shows_signs_of_documents_as_signs():
    blocks = (
        Block("danger", "【先办】马上打120。"),
        Block("answer", "# 标题\n收入<2000，*不*算；见[1](http://x)"),
        Block("source", "[1]《办法》第二条"),
        Block("warning", "注意：这是要点整理。"),
        Block("note", "> 引用"),
    )
    assert markdown(Reply(ReplyStatus.ANSWERED, blocks)).splitlines() == [
        "**【先办】马上打120。**",
        "＃ 标题",
        "收入＜2000，＊不＊算；见[1] (http://x)",
        "> [1]《办法》第二条",
        "> 注意：这是要点整理。",
        "",
        "＞ 引用",
    ]


def test_markdown_keeps_to_the_limit_and_cards_to_theirs():
    assert len(markdown(reply("长" * 9000)).encode()) <= LIMIT
    many = tuple(Choice(n, f"选项{n}", f"说{n}") for n in range(1, 9))
    assert card(reply("？", choices=many), "t") is None
    assert card(reply("？", choices=many[:1]), "t") is None
    made = card(reply("？", choices=many[:6]), "t")
    assert made is not None
    assert len(made["button_list"]) == 6
