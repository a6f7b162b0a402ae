"""公众号 from the outside: three modes, three tries, duplicates, events, order, what comes later."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.desk import Desk
from bot.channels.tencent.account import Account
from bot.channels.tencent.callback import Callback
from bot.channels.tencent.codec import Codec, signature
from bot.channels.tencent.passive import Manner, NotReady, Passive
from bot.channels.tencent.plain import plain
from bot.channels.tencent.words import menu, pressed, words
from bot.channels.wechat.render import ROOM, rendered
from bot.dialogue.model import Reply, Turn
from bot.limits import Limits
from corpus.errors import ChannelError, Forbidden
from tests.bot.channels.talkers import NOW, Broken, Echo, Follower, reply

TOKEN = "qinghe-token"
CODEC = Codec(TOKEN, base64.b64encode(b"k" * 32).decode()[:43], "wx0123456789abcdef")
MANNER = Manner("wechat", TOKEN, ROOM, rendered)


def account(talk: Any, codec: Codec | None = None, manner: Manner = MANNER, **times: float) -> Account:
    return Account(Callback(TOKEN, codec, echo_sealed=False), Passive(talk, manner, lambda: NOW, **times))


def said(follower: Follower, body: str) -> str:
    return follower.reads(body)["Content"]


def run(story: Callable[[], Any]) -> Any:
    return asyncio.run(story())


@pytest.mark.parametrize("codec", [None, CODEC], ids=["plain", "sealed"])
def test_a_question_is_answered_in_the_mode_it_came_in(codec):
    async def story() -> None:
        ours, follower = account(Echo(), codec), Follower(TOKEN, codec)
        fields = follower.reads(await ours.receive(*follower.sends(1, "低保怎么申请？")))
        assert fields["Content"] == "答：低保怎么申请？"
        assert (fields["ToUserName"], fields["FromUserName"]) == (follower.user, "gh_qinghe")
        await ours.close()

    run(story)


def test_compatible_mode_believes_only_what_is_sealed():
    async def story() -> None:
        ours, follower = account(Echo(), CODEC), Follower(TOKEN, CODEC)
        query, body = follower.sends(1, "真的")
        forged = body.replace(b"</xml>", "<FromUserName>x</FromUserName><Content>假的</Content></xml>".encode())
        assert said(follower, await ours.receive(query, forged)) == "答：真的"
        for clear in (Follower(TOKEN).sends(2, "没有加密"), ({**query, "msg_signature": ""}, body)):
            with pytest.raises(Forbidden):
                await ours.receive(*clear)
        await ours.close()

    run(story)


def test_a_signature_serves_one_message_and_its_tries():
    async def story() -> None:
        ours, follower = account(Echo()), Follower(TOKEN)
        query, body = follower.sends(1, "问")
        assert await ours.receive(query, body) != ""
        assert said(follower, await ours.receive(query, body)) == "答：问"
        with pytest.raises(Forbidden):
            await ours.receive(query, follower.sends(2, "伪造")[1])
        stale = {"timestamp": "1500000000", "nonce": "n", "signature": signature(TOKEN, "1500000000", "n")}
        with pytest.raises(Forbidden, match="时间"):
            await ours.receive(stale, body)
        sealed = account(Echo())
        with pytest.raises(Forbidden, match="WECHAT_AES_KEY"):
            await sealed.receive(*Follower(TOKEN, CODEC).sends(3, "加密"))
        await ours.close()

    run(story)


def test_three_tries_are_one_question_and_get_one_answer():
    async def story() -> None:
        talk = Echo(held=True)
        ours, follower = account(talk, hold=0.01, within=60, last=0), Follower(TOKEN)
        message = follower.sends(7, "慢的问题")
        for _ in range(2):
            with pytest.raises(NotReady):
                await ours.receive(*message)
        third = asyncio.create_task(ours.receive(*message))
        await asyncio.sleep(0)
        talk.go.set()
        assert said(follower, await third) == "答：慢的问题"
        assert len(talk.turns) == 1
        await ours.close()

    run(story)


def test_after_three_tries_the_answer_waits_under_go_on():
    async def story() -> None:
        talk = Echo(held=True)
        ours, follower = account(talk, hold=0.01, within=0.01, last=0), Follower(TOKEN)
        for _ in range(2):
            with pytest.raises(NotReady):
                await ours.receive(*follower.sends(7, "慢的问题"))
        assert said(follower, await ours.receive(*follower.sends(7, "慢的问题"))) == words()["waiting"]
        talk.go.set()
        patient = Passive(talk, MANNER, lambda: NOW)
        ours.passive._within = ours.passive._hold = 60
        assert said(follower, await ours.receive(*follower.sends(8, "继续"))) == "答：慢的问题"
        assert said(follower, await ours.receive(*follower.sends(8, "继续"))) == "答：慢的问题", "a try of the same"
        assert [turn.text for turn in talk.turns] == ["慢的问题"]
        assert said(follower, await ours.receive(*follower.sends(9, "继续"))) == "答：继续", "now it is the dialogue's"
        await patient.close()
        await ours.close()

    run(story)


def test_more_tries_at_once_are_not_the_last_one():
    async def story() -> None:
        talk = Echo(held=True)
        ours, follower = account(talk, hold=0.01, within=0.01), Follower(TOKEN)
        for _ in range(5):
            with pytest.raises(NotReady):
                await ours.receive(*follower.sends(7, "慢的问题"))
        talk.go.set()
        ours.passive._hold = 60
        assert said(follower, await ours.receive(*follower.sends(8, "继续"))) == "答：慢的问题", "it waits all the same"
        await ours.close()

    run(story)


@pytest.mark.parametrize("refused", [False, True])
def test_an_account_that_may_send_later_does_so(refused, caplog):
    sent: list[tuple[str, str]] = []

    async def push(user: str, text: str) -> None:
        if refused:
            raise ChannelError("对方平台没有接受（错误码 48001）")
        sent.append((user, text))

    async def story() -> None:
        talk = Echo(held=True)
        ours = account(talk, manner=replace(MANNER, push=push), hold=0.01, within=0.01, last=0)
        follower = Follower(TOKEN)
        for _ in range(2):
            with pytest.raises(NotReady):
                await ours.receive(*follower.sends(7, "慢的问题"))
        assert await ours.receive(*follower.sends(7, "慢的问题")) == "success"
        talk.go.set()
        await asyncio.gather(*ours.passive._pushes.values())
        ours.passive._within = ours.passive._hold = 60
        more = said(follower, await ours.receive(*follower.sends(8, "继续")))
        if refused:
            assert more == "答：慢的问题"
            assert "48001" in caplog.text
        else:
            assert sent == [(follower.user, "答：慢的问题")]
            assert more == "答：继续"
        await ours.close()

    run(story)


def test_many_users_each_in_order_each_message_once():
    async def story() -> None:
        talk = Echo()
        ours = account(talk, CODEC, hold=60)
        users = [Follower(TOKEN, CODEC, f"user{n}") for n in range(200)]

        async def chat(follower: Follower) -> list[str]:
            # Every message comes twice at once, the second before the first is answered.
            tries = [follower.sends(n, f"{follower.user}的第{n}问") for n in range(3) for _ in range(2)]
            return [said(follower, body) for body in await asyncio.gather(*(ours.receive(*one) for one in tries))]

        for follower, answers in zip(users, await asyncio.gather(*map(chat, users)), strict=True):
            assert answers == [f"答：{follower.user}的第{n}问" for n in range(3) for _ in range(2)]
        by_user: dict[str, list[str]] = {}
        for turn in talk.turns:
            by_user.setdefault(turn.user, []).append(turn.text[-3:])
        assert len(talk.turns) == 600
        assert all(texts == ["第0问", "第1问", "第2问"] for texts in by_user.values())
        await ours.close()

    run(story)


def test_who_floods_is_told_to_wait_and_nobody_else_waits_for_him():
    async def story() -> None:
        talk = Echo(held=True)
        ours, flood, other = account(talk, hold=60), Follower(TOKEN, user="flood"), Follower(TOKEN, user="other")
        many = [asyncio.create_task(ours.receive(*flood.sends(n, f"第{n}问"))) for n in range(9)]
        one = asyncio.create_task(ours.receive(*other.sends(1, "我也问")))
        await asyncio.sleep(0)
        talk.go.set()
        answers = [said(flood, body) for body in await asyncio.gather(*many)]
        assert answers[:4] == [f"答：第{n}问" for n in range(4)]
        assert all("请稍等几秒" in answer for answer in answers[4:])
        assert said(other, await one) == "答：我也问"
        await ours.close()

    run(story)


def test_who_asks_too_often_is_told_how_long_to_wait():
    async def story() -> None:
        limits = Limits(lambda: 0.0)
        desk: Desk[str] = Desk(lambda user, _: limits.check((user, 2)))
        ours = Account(Callback(TOKEN, None, echo_sealed=False), Passive(Echo(), MANNER, lambda: NOW, desk))
        one, other = Follower(TOKEN, user="one"), Follower(TOKEN, user="other")
        answers = [said(one, await ours.receive(*one.sends(n, "问"))) for n in (1, 2, 2, 3)]
        assert answers[:3] == ["答：问"] * 3, "a try of the same counts once"
        assert "30 秒" in answers[3]
        assert said(other, await ours.receive(*other.sends(1, "问"))) == "答：问"
        leaving = one.sends(9, MsgType="event", Event="unsubscribe", MsgId="")
        assert "30 秒" in said(one, await ours.receive(*leaving)), "never an error to the platform"
        await ours.close()

    run(story)


def test_events_and_what_nobody_can_read():
    async def story() -> None:
        talk = Echo()
        ours, follower = account(talk, CODEC), Follower(TOKEN, CODEC)

        async def does(**fields: str | int) -> str | None:
            does.number += 1  # type: ignore[attr-defined]
            body = await ours.receive(*follower.sends(does.number, MsgId="", **fields))  # type: ignore[attr-defined]
            return None if body == "success" else said(follower, body)

        does.number = 100  # type: ignore[attr-defined]
        welcome = await does(MsgType="event", Event="subscribe", EventKey="qrscene_1")
        assert welcome is not None
        assert "明白人" in welcome and "身份证" in welcome
        assert await does(MsgType="event", Event="CLICK", EventKey="QUIZ") == "答：出题"
        assert await does(MsgType="event", Event="CLICK", EventKey="危房改造补多少") == "答：危房改造补多少"
        assert await does(MsgType="event", Event="CLICK", EventKey="V1001") == "答：帮助"
        assert await does(MsgType="event", Event="VIEW", EventKey="http://x") is None
        assert await does(MsgType="event", Event="LOCATION") is None
        assert await does(MsgType="voice", Recognition="低保怎么申请") == "答：低保怎么申请"
        for kind, text in words()["unread"].items():
            assert await does(MsgType=kind) == text
        assert "没有看到内容" in str(await does(MsgType="text", Content="  "))
        before = len(talk.turns)
        assert await does(MsgType="event", Event="unsubscribe") is None
        await asyncio.gather(*ours.passive._desk._tasks)
        assert [turn.text for turn in talk.turns[before:]] == ["忘掉我的记录"]
        await ours.close()

    run(story)


def test_no_user_and_no_word_reaches_dialogue_or_log_under_its_name(caplog):
    async def story() -> None:
        talk = Echo()
        ours, follower = account(talk), Follower(TOKEN, user="oRealOpenId")
        await ours.receive(*follower.sends(1, "问"))
        assert "oRealOpenId" not in talk.turns[0].key
        failing = account(Broken())
        assert said(follower, await failing.receive(*follower.sends(2, "我的电话13800000000"))) == words()["failed"]
        await ours.close()
        await failing.close()

    with caplog.at_level(logging.DEBUG):
        run(story)
    logged = "\n".join(f"{record.getMessage()}" for record in caplog.records)
    assert "unforeseen failure" in logged
    assert "oRealOpenId" not in logged


def test_the_menu_keeps_to_the_platforms_limits_and_every_key_has_words():
    columns = menu()["button"]
    assert 1 <= len(columns) <= 3
    for column in columns:
        assert len(column["name"].encode()) <= 16 and 1 <= len(column["sub_button"]) <= 5
        for button in column["sub_button"]:
            assert len(button["name"].encode()) <= 60 and len(button["key"].encode()) <= 128
            assert pressed(button["key"]) != button["key"]


class Long:
    def reply(self, turn: Turn) -> Reply:
        assert turn.room is not None
        return reply("长" * turn.room)


def test_too_long_a_reply_is_cut_between_characters():
    async def story() -> None:
        ours, follower = account(Long()), Follower(TOKEN)
        text = said(follower, await ours.receive(*follower.sends(1, "问")))
        assert len(text.encode()) <= ROOM
        assert set(text) == {"长", "…"}
        await ours.close()

    run(story)


def test_words_of_documents_are_no_markup():
    assert plain(reply('收入<2000的<a href="x">点</a>')) == '收入＜2000的＜a href="x"＞点＜/a＞'
