"""MCP through the official client: over HTTP on a real server, and over stdio as an assistant starts it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from bot.commands.tool import TOOLS
from tests.bot.channels.conftest import KEY, Served

QUESTION = "低保向哪里申请？"


def _over_http(served: Served, work: Callable[[Client], Awaitable[Any]], key: str = KEY) -> Any:
    async def run() -> Any:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=30) as http,
            Client(streamable_http_client(f"{served.address}/mcp", http_client=http)) as client,
        ):
            return await work(client)

    return asyncio.run(run())


def _call(served: Served, name: str, **arguments: Any) -> Any:
    return _over_http(served, lambda client: client.call_tool(name, arguments))


def test_the_tools_and_what_they_are_for(served: Served) -> None:
    listed = _over_http(served, lambda client: client.list_tools())
    assert {tool.name for tool in listed.tools} == set(TOOLS)
    assert all(tool.description and tool.input_schema["properties"] for tool in listed.tools)


def test_an_answer_is_the_ask_object(served: Served) -> None:
    found = _call(served, "answer_question", question=QUESTION)
    assert not found.is_error
    asked = served.services.ask(QUESTION, None, served.services.today())
    assert found.structured_content["answer"] == asked["answer"]
    assert found.structured_content["citations"] == json.loads(json.dumps(asked["citations"]))
    assert json.loads(found.content[0].text)["citations"]


def test_clauses_are_found_and_fetched(served: Served) -> None:
    found = _call(
        served, "search_clauses", query="农村自来水普及率2025年目标", region="南昌", limit=3
    ).structured_content
    assert found["region"] == "江西省/南昌市"
    assert 1 <= len(found["clauses"]) <= 3
    first = found["clauses"][0]
    whole = _call(served, "get_clause", document=first["document_id"], address=first["address"]).structured_content
    assert whole["clauses"][0]["text"] == first["text"]
    spoken = _call(served, "get_clause", document="社会救助暂行办法", address="第十一条").structured_content
    assert spoken["clauses"][0]["address"] == "第十一条"


def test_a_household_its_next_turn_and_no_work_order(served: Served) -> None:
    story = "有户人家，男的得了尿毒症，老婆腿脚不好干不了活，儿子上大学，联系电话13900005512"
    first = _call(served, "triage_household", narrative=story, region="南昌县").structured_content
    assert first["measures"] and first["questions"]
    assert "work_order" not in first
    assert "13900005512" not in json.dumps(first["card"])
    turns = [{"path": first["questions"][0]["path"], "say": "没有"}]
    again = _call(served, "triage_household", narrative=story, region="南昌县", turns=turns).structured_content
    assert again["questions"][0]["path"] != first["questions"][0]["path"]


def test_duties_and_quiz(served: Served) -> None:
    duties = _call(served, "duties_of", office="民政局", region="上饶").structured_content
    assert duties["count"] == len(duties["duties"]) > 0
    item = _call(served, "quiz_question", kind="single").structured_content
    assert item["kind"] == "single" and item["key"]


def test_errors_reach_the_assistant_in_our_words(served: Served) -> None:
    gone = _call(served, "get_clause", document="社会救助暂行办法", address="第九百条")
    assert gone.is_error
    assert "第九百条" in gone.content[0].text
    lost = _call(served, "answer_question", question=QUESTION, region="火星")
    assert lost.is_error and "火星" in lost.content[0].text
    assert _call(served, "answer_question", question="").is_error


def test_who_may_not_is_refused(served: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert httpx2.post(f"{served.address}/mcp", json={}, headers=headers).status_code == 401
    secret = served.services.people.add_key("mcp-only", ["channel", "ask"], "test")
    found = _over_http(
        served, lambda client: client.call_tool("triage_household", {"narrative": "老人瘫痪了"}), key=secret
    )
    assert found.is_error and "权限" in found.content[0].text
    fine = _over_http(served, lambda client: client.call_tool("answer_question", {"question": QUESTION}), key=secret)
    assert not fine.is_error


def test_over_stdio(home: Path) -> None:
    async def run() -> Any:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "bot", "mcp"], env={"MINGBAI_HOME": str(home)}
        )
        async with Client(server) as client:
            listed = await client.list_tools()
            answer = await client.call_tool("answer_question", {"question": QUESTION})
            wrong = await client.call_tool("get_clause", {"document": "没有这份文件", "address": "第一条"})
            return listed, answer, wrong

    listed, answer, wrong = asyncio.run(run())
    assert {tool.name for tool in listed.tools} == set(TOOLS)
    assert answer.structured_content["citations"]
    assert wrong.is_error and "没有" in wrong.content[0].text
