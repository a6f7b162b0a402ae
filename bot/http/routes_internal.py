"""POST /internal/run: a command of this machine's own user, carried out by the server that owns the data folder."""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import queue
import threading
from collections.abc import Generator, Iterator
from typing import Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import StreamingResponse

from bot.commands import Job, Run, start
from bot.http.rights import OPEN, needs
from bot.remote import PATH, TOKEN_HEADER
from corpus.errors import Forbidden, MingbaiError

router = APIRouter(include_in_schema=False, dependencies=[needs(OPEN)])  # has a token of its own
_log = logging.getLogger(__name__)
_FRAMES_AHEAD = 64
_LOOK_SECONDS = 0.5


@router.post(PATH)
def run(request: Request, body: dict[str, Any] = Body()) -> StreamingResponse:  # noqa: B008  # FastAPI's way
    """The lines of a job as one JSON frame each, the last one its exit code."""
    given = request.headers.get(TOKEN_HEADER, "")
    if not hmac.compare_digest(given.encode(), str(request.app.state.token).encode()):
        raise Forbidden("这个地址只供本机的 mingbai 命令使用。")
    job = Job.from_json(body)
    return StreamingResponse(_frames(start(request.app.state.services, job)), media_type="application/x-ndjson")


def _frames(lines: Run) -> Iterator[str]:
    # A response's generator is driven by changing threads; a job needs one of its own from start to end.
    frames: queue.Queue[str | None] = queue.Queue(_FRAMES_AHEAD)
    gone = threading.Event()

    def put(frame: str | None) -> bool:
        while not gone.is_set():
            with contextlib.suppress(queue.Full):
                frames.put(frame, timeout=_LOOK_SECONDS)
                return True
        return False

    def work() -> None:
        with contextlib.closing(_carried_out(lines)) as made:
            for frame in made:
                if not put(frame):
                    return
        put(None)

    threading.Thread(target=work, name="mingbai-job", daemon=True).start()
    try:
        while (frame := frames.get()) is not None:
            yield frame
    finally:
        gone.set()  # the caller went away: the job stops at its next line


def _carried_out(lines: Run) -> Generator[str, None, None]:
    try:
        while True:
            line = next(lines)
            yield _frame({"text": line.text, "to": line.to})
    except StopIteration as end:
        yield _frame({"exit": end.value})
    except MingbaiError as error:
        yield _frame({"error": error.as_json(), "exit_code": error.exit_code})
    except Exception as error:  # noqa: BLE001  # the headers are out: a frame is the only way left to tell the caller
        _log.error("unforeseen failure in a job", exc_info=error)
        told = MingbaiError("服务器出了没料到的错；请重试一次，仍不行就把服务器日志交给维护的人。")
        yield _frame({"error": told.as_json(), "exit_code": told.exit_code})
    finally:
        lines.close()


def _frame(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"
