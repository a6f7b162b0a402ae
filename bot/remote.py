"""Work through the running server that owns the data folder: same output, same exit code."""

from __future__ import annotations

import http.client
import json
from collections.abc import Generator
from urllib.parse import urlsplit

from bot.commands import Job, Line, Run
from bot.ownership import Holder
from corpus.errors import LibraryBusy, MingbaiError

PATH = "/internal/run"
TOKEN_HEADER = "X-Mingbai-Token"
# Until the server has taken the connection; a job itself may take as long as it takes.
_CONNECT_SECONDS = 5.0
_SILENCE_SECONDS = 3600.0


class Unreachable(Exception):
    """The address in the lock file does not answer (yet, or no longer)."""


class RemoteError(MingbaiError):
    """An error that the server reported for a job: passed on with its own code and exit code."""

    def __init__(self, code: str, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.code = code  # type: ignore[misc]  # one class stands for every code of the server
        self.exit_code = exit_code  # type: ignore[misc]


def run(holder: Holder, job: Job) -> Run:
    """The lines of `job`, carried out by the server at `holder`; returns its exit code.

    Raises Unreachable before the job has begun; RemoteError for what the job raised; LibraryBusy when the connection
    breaks on the way.
    """
    response = _send(holder, job)
    try:
        code = yield from _frames(response)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LibraryBusy("服务器在途中断开了；请确认 mingbai serve 还在运行，然后重来。") from error
    finally:
        response.close()
    return code


def _send(holder: Holder, job: Job) -> http.client.HTTPResponse:
    url = urlsplit(str(holder.address))
    # Straight to the address: the proxy settings of the machine have no say on loopback.
    connection = http.client.HTTPConnection(url.hostname or "127.0.0.1", url.port, timeout=_CONNECT_SECONDS)
    headers = {"Content-Type": "application/json", TOKEN_HEADER: str(holder.token)}
    try:
        connection.connect()
        connection.sock.settimeout(_SILENCE_SECONDS)
        connection.request("POST", PATH, json.dumps(job.as_json()).encode(), headers)
        response = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        raise Unreachable(str(error)) from error
    if response.status != http.HTTPStatus.OK:
        response.close()
        raise Unreachable(f"status {response.status}")
    return response


def _frames(response: http.client.HTTPResponse) -> Generator[Line, None, int]:
    for raw in response:
        frame = json.loads(raw)
        if "exit" in frame:
            return int(frame["exit"])
        if "error" in frame:
            raise RemoteError(frame["error"]["code"], frame["error"]["text"], int(frame["exit_code"]))
        yield Line(frame["text"], frame["to"])
    raise ValueError("the stream ended without an exit code")
