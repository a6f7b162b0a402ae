"""The MCP server (工具): six tools and their descriptions, over anything that can carry out a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from corpus.errors import MingbaiError

# Name and arguments in, the tool's object out; raises MingbaiError.
Call = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
INSTRUCTIONS = (
    "中国乡村帮扶政策的条款库。回答只用工具给出的条款，逐字引用并注明文件和条款；没有条款的不要说。"
    "先用 answer_question 得到带出处的短回答；要看更多条款用 search_clauses，看全文用 get_clause；"
    "一户人家的情况用 triage_household，结论只说“可能适用，以有权单位认定为准”。不要传姓名、身份证号和电话。"
)
Region = Annotated[str | None, Field(description="地点，任何常用写法，如 南昌、进贤县；不写用默认地点")]
Day = Annotated[str | None, Field(description="按哪一天的效力，如 2026-03-18；不写是今天")]


def make_server(call: Call) -> MCPServer:
    """A server whose tools are carried out by `call`; errors reach the client as its words."""
    server = MCPServer("mingbai", title="明白人", instructions=INSTRUCTIONS)

    async def carried_out(name: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
        try:
            return await call(name, arguments)
        except MingbaiError as error:
            raise ToolError(error.text) from error

    @server.tool(description="按问题检索条款：原文、文件、条款地址、效力状态，从近到远。")
    async def search_clauses(
        query: Annotated[str, Field(description="要找的内容，一句话")],
        region: Region = None,
        as_of: Day = None,
        limit: Annotated[int, Field(ge=1, le=20, description="最多几条")] = 10,
    ) -> dict[str, Any]:
        return await carried_out("search_clauses", query=query, region=region, as_of=as_of, limit=limit)

    @server.tool(description="取一份文件的一条：按条款编号查，不靠相似。")
    async def get_clause(
        document: Annotated[str, Field(description="文件编号、标题（可以简写）或文号")],
        address: Annotated[str, Field(description="条款地址，如 第十一条、第21项、五/(四)/完善最低生活保障制度")],
        as_of: Day = None,
    ) -> dict[str, Any]:
        return await carried_out("get_clause", document=document, address=address, as_of=as_of)

    @server.tool(description="回答一个政策问题：短回答，每句带条款出处；没有依据就说没有，并说该问谁。")
    async def answer_question(
        question: Annotated[str, Field(description="问题")],
        region: Region = None,
        as_of: Day = None,
        history: Annotated[
            list[dict[str, str]] | None, Field(description="前面的对话，每项 {role: user|assistant, content}")
        ] = None,
    ) -> dict[str, Any]:
        return await carried_out("answer_question", question=question, region=region, as_of=as_of, history=history)

    @server.tool(description="研判一户人家的情况：险情、可能适用的措施和依据、主管单位、还要问什么、明白卡。")
    async def triage_household(
        narrative: Annotated[str, Field(description="这户的情况，用来电人的原话")],
        region: Region = None,
        turns: Annotated[
            list[dict[str, Any]] | None, Field(description="后来说的话，每项 {say, path?}；见返回的 questions")
        ] = None,
        call_date: Day = None,
    ) -> dict[str, Any]:
        told = {"narrative": narrative, "region": region, "turns": turns, "call_date": call_date}
        return await carried_out("triage_household", **told)

    @server.tool(description="一个单位在各文件里的职责：牵头、责任、配合，带条款。")
    async def duties_of(
        office: Annotated[str, Field(description="单位的原名、现名或部门类别，如 县民政局、民政")],
        region: Region = None,
        as_of: Day = None,
    ) -> dict[str, Any]:
        return await carried_out("duties_of", office=office, region=region, as_of=as_of)

    @server.tool(description="出一道考题，带答案、理由和条款；问用户时先不要给出 key、wrong 和 explanation。")
    async def quiz_question(
        region: Region = None,
        topic: Annotated[str | None, Field(description="题目领域")] = None,
        kind: Annotated[str | None, Field(description="题型：single、multi、true_false、fill、free、case")] = None,
    ) -> dict[str, Any]:
        return await carried_out("quiz_question", region=region, topic=topic, kind=kind)

    return server
