"""A reply as a 公众号 message: its bytes, its links, its marks beside their sources."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent.plain import cut, plain
from bot.channels.wechat.render import ROOM, rendered
from bot.dialogue.model import Block, Choice, Reply, ReplyStatus
from tests.bot.channels.conftest import Served
from tests.bot.channels.overheard import by_wechat
from tests.bot.channels.talkers import reply

_LINK = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&"]*)&msgmenuid=(\w+)">([^<]*)</a>')


def shown(text: str) -> str:
    """The text as the reader sees it."""
    return _LINK.sub(r"\3", text)


def says(text: str) -> dict[str, str]:
    """What each link sends, by its label."""
    return {label: unquote(content) for content, _, label in _LINK.findall(text)}


def menu(*labels: str) -> dict[str, Any]:
    choices = tuple(Choice(n, label, f"说{label}") for n, label in enumerate(labels, 1))
    return {"choices": choices}


def test_offers_sources_and_going_on_can_be_tapped():
    blocks = (
        Block("answer", "每月一次[1]。"),
        Block("source", "[1]《办法》第二条"),
        Block("menu", "请回复数字：\n1. 南昌\n2. 上饶"),
        Block("note", "（1/3）还有2页，回复“继续”看下文。"),
    )
    citations = ({"n": 1},)
    text = rendered(Reply(ReplyStatus.ANSWERED, blocks, citations, page=1, pages=3, **menu("南昌", "上饶")))
    assert says(text) == {"1. 南昌": "1", "2. 上饶": "2", "继续": "继续", "[1]《办法》第二条": "原文1"}
    assert shown(text) == plain(Reply(ReplyStatus.ANSWERED, blocks))


def test_a_line_that_only_looks_like_a_source_is_none():
    assert says(rendered(reply("[7]是什么意思？"))) == {}


def test_links_give_way_where_there_is_no_room():
    blocks = (Block("answer", "长" * 590), Block("menu", "1. 南昌\n2. 上饶"))
    text = rendered(Reply(ReplyStatus.ANSWERED, blocks, **menu("南昌", "上饶")))
    assert len(says(text)) == 1
    assert shown(text).endswith("1. 南昌\n2. 上饶")


@given(
    texts=st.lists(st.text(max_size=400), min_size=1, max_size=6),
    labels=st.lists(st.text("南昌上饶12. \n<", min_size=1, max_size=20), max_size=8),
)
def test_any_reply_keeps_to_its_room_and_its_words(texts, labels):
    made = menu(*labels)
    lines = "\n".join(f"{choice.number}. {choice.label}" for choice in made["choices"])
    blocks = (*(Block("answer", text) for text in texts), Block("menu", lines))
    answer = Reply(ReplyStatus.ANSWERED, blocks, ({"n": 1},), **made)
    text = rendered(answer)
    assert len(text.encode("utf-8", "surrogatepass")) <= ROOM
    assert shown(text) == cut(plain(answer), ROOM)


@pytest.mark.parametrize(
    "story",
    [
        "我家四口人，老伴尿毒症每周透析自己花了三万多，儿子工地摔伤工资还欠着一万五，房子漏雨，没吃低保，孙女读小学",
        "母亲八十一岁一个人住，二级残疾，没有收入，去年大病住院花了五万，房子是危房，能申请些什么？",
    ],
)
def test_every_page_of_a_long_reply_fits_and_shows_the_sources_of_its_marks(served: Served, story: str):
    said, seen, pages = [f"{story}", *["继续"] * 6], set(), []
    for count in range(1, len(said) + 1):
        text, _ = by_wechat(served.services.dialogue, f"{story}-{count}", said[:count])
        page = shown(text)
        pages.append(page)
        assert len(text.encode()) <= ROOM
        marks = set(re.findall(r"(?<!^)\[(\d+)\]", page, re.MULTILINE))
        sources = set(re.findall(r"^\[(\d+)\]", page, re.MULTILINE))
        assert marks <= sources, page
        seen |= sources
        if "继续" not in page:
            break
    assert len(pages) > 1
    assert seen
