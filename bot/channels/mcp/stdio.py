"""MCP over stdio (`mingbai mcp`): for assistants on this computer that start us themselves.

Each call is carried out like a command: by the running server when there is one, else in this process, which owns the
data folder only that long. Output is the protocol's alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.clock import today
from bot.commands import Job
from bot.runner import carry_out
from bot.settings import Settings


def serve_stdio(settings: Settings) -> None:
    """Talk on standard input and output until the other side hangs up."""
    from bot.channels.mcp.server import make_server

    async def call(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return await run_in_threadpool(_carried_out, settings, name, arguments)

    make_server(call).run("stdio")


def _carried_out(settings: Settings, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    job = Job("tool", {"name": name, "arguments": dict(arguments)}, settings.region, today(settings.clock))
    lines = [line.text for line in carry_out(settings, job) if line.to == "out"]
    found: dict[str, Any] = json.loads(lines[-1])
    return found
