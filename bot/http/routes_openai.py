"""The OpenAI-compatible API: GET /v1/models, POST /v1/chat/completions (stream and not), over the dialogue.

Model `mingbai` talks in all modes, `mingbai-qa` only answers questions, `mingbai-triage` takes every first message for
the story of a household. The talk is found again by its first message and checked against the history sent along.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from bot.assembly import Services
from bot.channels import openai
from bot.channels.openai.completion import markdown, url_citations
from bot.channels.openai.messages import MODELS, Asked
from bot.clock import now
from bot.dialogue import Turn
from bot.dialogue.says import say
from bot.http.rights import needs
from bot.people import Person
from corpus.errors import MingbaiError, NotFound

router = APIRouter(prefix="/v1", tags=["openai"], dependencies=[needs("channel")])
CHANNEL = "openai"
_BEAT_SECONDS = 10.0
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_CHAT_HEADERS = ("x-openwebui-chat-id", "x-conversation-id")
_USER_HEADERS = ("x-openwebui-user-id", "x-user-id")


@router.get("/models", operation_id="openai_models", summary="模型列表（OpenAI 兼容）")
def list_models() -> JSONResponse:
    """The models that can be named."""
    return JSONResponse(openai.models(0))


@router.get("/models/{model}", operation_id="openai_model", summary="一个模型（OpenAI 兼容）")
def one_model(model: str) -> JSONResponse:
    """One model. Raises NotFound for a name that there is not."""
    _check_model(model)
    return JSONResponse(next(one for one in openai.models(0)["data"] if one["id"] == model))


@router.post(
    "/chat/completions",
    operation_id="openai_chat",
    summary="对话（OpenAI 兼容）：回答、出处链接和 annotations；stream 为 true 时逐句给出",
    response_model=None,
)
async def chat(
    request: Request, person: Annotated[Person, needs("channel")], body: Annotated[dict[str, Any], Body()]
) -> Response:
    """Answer the last user message after the talk before it."""
    asked = openai.read_request(body)
    _check_model(asked.model)
    number, created = f"chatcmpl-{secrets.token_hex(12)}", int(time.time())
    taken = len(asked.question) + len(asked.system) + sum(len(turn["content"]) for turn in asked.history)
    turn = _turn(request, asked, person, body)
    if not asked.stream:
        text, notes, more = await run_in_threadpool(_answer, request, asked, turn)
        made = openai.completion(number, created, asked.model, text, notes, taken)
        return JSONResponse(made | more, headers={"Cache-Control": "no-store"})
    work = asyncio.ensure_future(run_in_threadpool(_answer, request, asked, turn))
    frames = _frames(work, number, created, asked, taken)
    return StreamingResponse(frames, media_type="text/event-stream", headers=_STREAM_HEADERS)


async def _frames(
    work: asyncio.Future[tuple[str, list[dict[str, Any]], dict[str, Any]]],
    number: str,
    created: int,
    asked: Asked,
    taken: int,
) -> AsyncIterator[str]:
    """Server-sent events: heartbeats while the answer is made, then its chunks, then [DONE]."""
    while not work.done():
        await asyncio.wait({work}, timeout=_BEAT_SECONDS)
        if not work.done():
            yield ": ping\n\n"
    try:
        text, notes, more = work.result()
    except MingbaiError as error:
        fields = openai.error_fields(error.http_status, error.text)
        yield _event({"error": error.as_json() | fields})
        return
    last = taken if asked.usage else None
    for chunk in openai.chunks(number, created, asked.model, text, notes, last):
        ends = bool(chunk["choices"]) and chunk["choices"][0]["finish_reason"] is not None
        yield _event(chunk | more if ends else chunk)
    yield "data: [DONE]\n\n"


def _event(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"


def _answer(request: Request, asked: Asked, turn: Turn) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """Text, annotations, and our own fields of the completion."""
    helped = openai.helper_answer(asked.question, asked.history)
    if helped is not None:
        return helped, [], {}
    if asked.pictures and not asked.question.strip():
        return say("no_pictures"), [], {}
    services: Services = request.app.state.services
    reply = services.dialogue.reply(turn)
    base = str(request.base_url).rstrip("/")
    text = markdown(reply, base)
    told = {key: value for key, value in reply.as_json().items() if key not in ("text", "blocks", "ask", "triage")}
    return text, url_citations(reply, text, base), {"citations": told.pop("citations"), "mingbai": told}


def _turn(request: Request, asked: Asked, person: Person, body: dict[str, Any]) -> Turn:
    services: Services = request.app.state.services
    named = body.get("user") if isinstance(body.get("user"), str) else None
    user = next((request.headers[name] for name in _USER_HEADERS if name in request.headers), None) or named or ""
    chat_id = next((request.headers[name] for name in _CHAT_HEADERS if name in request.headers), None)
    return Turn(
        channel=CHANNEL,
        user="/".join((person.name, user[:80], (chat_id or asked.talk)[:80])),
        text=asked.question,
        at=now(),
        place=_place(services, asked.place),
        history=asked.history,
        triage=asked.model != "mingbai-qa" and person.may("triage"),
        story=asked.model == "mingbai-triage" and not asked.history,
    )


def _place(services: Services, words: str | None) -> str | None:
    """The place that the client's instructions name; one that is none is left aside, for nobody typed it as a place."""
    try:
        return services.place(words)
    except MingbaiError:
        return None


def _check_model(model: str) -> None:
    if model not in MODELS:
        raise NotFound(f"没有叫“{model[:40]}”的模型；可用 {'、'.join(MODELS)}。")
