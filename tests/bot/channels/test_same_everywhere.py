"""The same question through every channel rests on the same clauses.

A channel joins by a function from (server, question, place) to the clauses that its reply cites, as (document, address)
pairs, or None where a channel shows evidence instead: then what `mingbai ask` cites must be among it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import httpx2
import openai
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from bot.channels.langchain import answerer
from bot.clock import BEIJING
from bot.commands import Job, start
from bot.dialogue import Turn
from tests.bot.channels.conftest import KEY, Served
from tests.bot.channels.overheard import by_wechat, by_wecom

Clauses = list[tuple[str, str]]
HEADERS = {"Authorization": f"Bearer {KEY}"}
QUESTIONS = [
    ("低保向哪里申请？", None),
    ("农村自来水普及率2025年要到多少？", "江西省/南昌市"),
    ("重点村每年投多少衔接资金？", "江西省/上饶市"),
    ("帮扶车间归哪个部门管？", "吉林省/白山市/临江市"),
    ("信访事项多少天办结？", None),
    ("工伤认定单位要在多少天内申请？", None),
    ("社会救助暂行办法第四十八条说什么？", None),
    ("残疾人护理补贴怎么规定的？", "江西省/南昌市"),
]


def _pairs(citations: list[dict[str, Any]]) -> Clauses:
    return [(one["document_id"], one["address"]) for one in citations]


def _command(served: Served, question: str, place: str | None) -> Clauses:
    run = start(served.services, Job("ask", {"question": question, "json": True}, place, served.services.today()))
    return _pairs(json.loads(next(run).text)["citations"])


def _ask(served: Served, question: str, place: str | None) -> Clauses:
    body = {"question": question, "region": place}
    return _pairs(
        httpx.post(f"{served.address}/api/v1/ask", json=body, headers=HEADERS, timeout=30).json()["citations"]
    )


def _chat(served: Served, question: str, place: str | None) -> Clauses:
    body = {"text": question, "region": place}
    found = httpx.post(f"{served.address}/api/v1/chat", json=body, headers=HEADERS, timeout=30).json()
    return _pairs(found["citations"])


def _small_room(served: Served, question: str, place: str | None) -> Clauses:
    """As a channel of little room does it, whose user set his place before."""
    at = dt.datetime.now(BEIJING)
    turn = Turn("wechat", f"{question}{place}", question, at, place=place, room=1900)
    return _pairs([dict(one) for one in served.services.dialogue.reply(turn).citations])


def _openai(served: Served, question: str, place: str | None) -> Clauses:
    client = openai.OpenAI(base_url=f"{served.address}/v1", api_key=KEY, max_retries=0)
    system = [{"role": "system", "content": f"所在地：{place}"}] if place else []
    made = client.chat.completions.create(
        model="mingbai",
        messages=[*system, {"role": "user", "content": question}],  # type: ignore[list-item]
    )
    found = []
    for note in made.choices[0].message.annotations or ():
        url = urlsplit(note.url_citation.url)
        found.append((unquote(url.path.removeprefix("/documents/")), parse_qs(url.query)["address"][0]))
    return found


def _mcp(served: Served, question: str, place: str | None) -> Clauses:
    async def run() -> Any:
        async with (
            httpx2.AsyncClient(headers=HEADERS, timeout=30) as http,
            Client(streamable_http_client(f"{served.address}/mcp", http_client=http)) as client,
        ):
            return await client.call_tool("answer_question", {"question": question, "region": place})

    return _pairs(asyncio.run(run()).structured_content["citations"])


def _langchain(served: Served, question: str, place: str | None) -> Clauses:
    return _pairs(answerer(place, services=served.services).invoke(question)["citations"])


def _wechat(served: Served, question: str, place: str | None) -> Clauses:
    return _overheard(by_wechat, served, question, place)


def _wecom(served: Served, question: str, place: str | None) -> Clauses:
    return _overheard(by_wecom, served, question, place)


def _overheard(by: Callable[..., Any], served: Served, question: str, place: str | None) -> Clauses:
    said = [f"地点：{place}", question] if place else [question]
    text, citations = by(served.services.dialogue, f"{question}{place}", said)
    for citation in citations:
        assert f"[{citation['n']}]" in text, "each source is shown with its mark"
    return _pairs(citations)


CHANNELS: dict[str, Callable[[Served, str, str | None], Clauses]] = {
    "command": _command,
    "ask": _ask,
    "chat": _chat,
    "small room": _small_room,
    "wechat": _wechat,
    "wecom": _wecom,
    "openai": _openai,
    "mcp": _mcp,
    "langchain": _langchain,
}


@pytest.mark.parametrize(("question", "place"), QUESTIONS)
def test_every_channel_cites_the_same(served: Served, question: str, place: str | None) -> None:
    expected = _pairs(served.services.ask(question, place, served.services.today())["citations"])
    assert expected
    cited = {name: ask(served, question, place) for name, ask in CHANNELS.items()}
    assert cited == dict.fromkeys(CHANNELS, expected)


@pytest.mark.parametrize(("question", "place"), QUESTIONS)
def test_channels_of_evidence_hold_what_is_cited(served: Served, question: str, place: str | None) -> None:
    expected = set(_pairs(served.services.ask(question, place, served.services.today())["citations"]))
    body = {"knowledge_id": place or "all", "query": question, "retrieval_setting": {"top_k": 10, "score_threshold": 0}}
    found = httpx.post(f"{served.address}/retrieval", json=body, headers=HEADERS, timeout=30).json()["records"]
    held = {(one["metadata"]["document_id"], one["metadata"]["address"]) for one in found}
    for document, address in expected:
        assert any(document == other and (address == unit or address.startswith(f"{unit}/")) for other, unit in held)
