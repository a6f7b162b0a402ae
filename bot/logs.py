"""Logs of the server (日志): one JSON object a line on standard error, without personal data.

A line holds what happened, where, and the number of the request; never what somebody asked, told or typed. Texts of
warnings are masked once more, and of an exception its kind and its places in the code are told, not its words.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from contextvars import ContextVar
from typing import Any

from bot.clock import BEIJING

# The request that is being answered; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")
ACCESS = "mingbai.access"
_FRAMES = 12


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = dt.datetime.fromtimestamp(record.created, BEIJING).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        if request_id.get():
            line["request"] = request_id.get()
        if record.name == ACCESS and isinstance(record.args, dict):
            line |= record.args
        else:
            line["text"] = _masked(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            line["error"], line["frames"] = _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(stream: Any = None, *, requests: bool = True) -> None:  # noqa: ANN401 - a text stream
    """Send all logs of this process to standard error (or `stream`), as JSON; requests: a line for each of them."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(ACCESS).setLevel(logging.INFO if requests else logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def access(**fields: Any) -> None:  # noqa: ANN401 - JSON values
    """One line for a request: route, method, status, milliseconds, kind of caller."""
    logging.getLogger(ACCESS).info("request", fields)


def _told(error: BaseException) -> tuple[str, list[str]]:
    kinds = [type(error).__name__]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " <- ".join(kinds), [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def _masked(text: str) -> str:
    from triage.privacy import mask

    return mask(text[:2000])
