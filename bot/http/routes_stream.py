"""POST /api/v1/ask/stream: the same checked answer as /ask, sentence by sentence as server-sent events (SSE).

Events, in order: `status` {text} while the clauses are looked for; `answer` {text}, a sentence with its marks, several
times, together the whole answer; `done`, the ask object of the contract. Instead of the last two `error` {code, text}
when it fails on the way. No sentence is sent before it has been checked against its clauses. Lines
that begin with a colon are heartbeats: they keep proxies from closing the line, and tell the server when the asker is
gone, which ends the work.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from bot.assembly import Services
from bot.commands.ask import check_history, check_question
from bot.commands.inputs import check_region, item_id
from bot.http.identify import own_region
from bot.http.rights import needs
from bot.http.routes_api import Question, day_of
from bot.models.composer import Hearing
from bot.people import Person
from bot.records import who_is
from corpus.errors import MingbaiError

router = APIRouter(prefix="/api/v1", tags=["ask"], dependencies=[needs("ask")])
_log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10.0
_BEAT = ": 还在查\n\n"
_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+[”’」』）)]*(?:\[\d+\])*|$)", re.DOTALL)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy that collects the answer would undo the streaming
}


@router.post(
    "/ask/stream",
    operation_id="ask_stream",
    summary="提问，边查边回：先报进度，再逐句给出核对过的回答，最后给出完整对象",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "事件依次是 status、answer（逐句）、done"},
        400: {"description": "问题或地点写得不对：{error: {code, text}}"},
    },
)
async def ask_stream(
    request: Request, question: Question, person: Annotated[Person, needs("ask")]
) -> StreamingResponse:
    """Refuse bad input as /ask does, before the first event; then stream."""
    services: Services = request.app.state.services
    asked = check_question(question.question)
    region = check_region(question.region) or own_region(person, services.settings)
    day = day_of(services, question.as_of)
    history = check_history([turn.model_dump() for turn in question.history or []])
    answer_id = item_id({"id": question.id})
    await run_in_threadpool(services.place, region)  # an unknown place is bad input, told before the stream begins

    def work(hearing: Hearing) -> dict[str, Any]:
        answer = services.ask(asked, region, day, history, answer_id, hearing)
        return answer | {"answer_id": services.records.answers.keep(answer, who_is(person), "api")}

    events = _events(work)
    return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)


async def _events(work: Callable[[Hearing], dict[str, Any]]) -> AsyncIterator[str]:
    yield _event("status", {"text": "正在查找条款……"})
    loop, heard, sent = asyncio.get_running_loop(), asyncio.Queue[str](), ""

    def hear(words: str) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, words)

    hearing = Hearing(hear)
    task = asyncio.ensure_future(run_in_threadpool(work, hearing))
    try:
        async for words in _while_working(task, heard):
            sent += words
            yield _event("answer", {"text": words}) if words else _BEAT
        answer = task.result()
    except MingbaiError as error:
        yield _event("error", error.as_json())
        return
    except Exception as error:  # noqa: BLE001 - the headers are out: an event is the only way left to tell the asker
        _log.error("unforeseen failure in a stream", exc_info=error)
        told = MingbaiError("服务器出了没料到的错；请重试一次，仍不行就把服务器日志交给维护的人。")
        yield _event("error", told.as_json())
        return
    finally:
        hearing.stopped.set()  # the asker went away: a model is not waited for
        task.cancel()  # and what has not begun does not begin
    for sentence in pieces(answer["answer"].removeprefix(sent)):
        yield _event("answer", {"text": sentence})
    yield _event("done", answer)


async def _while_working(task: asyncio.Future[dict[str, Any]], heard: asyncio.Queue[str]) -> AsyncIterator[str]:
    """Checked sentences of a model as they come, "" for each time that nothing came, until the work is done."""
    while not task.done() or not heard.empty():
        waiting = asyncio.ensure_future(heard.get())
        both: set[asyncio.Future[Any]] = {task, waiting}
        done, _ = await asyncio.wait(both, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if waiting in done:
            yield waiting.result()
            continue
        waiting.cancel()
        if not done:
            yield ""


def pieces(text: str) -> list[str]:
    """The sentences of an answer, each with the marks of its citations; joined they are the answer."""
    return _SENTENCE.findall(text)


def _event(name: str, content: dict[str, Any]) -> str:
    # JSON holds no line break of its own, so one data line is enough.
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False, allow_nan=False)}\n\n"
