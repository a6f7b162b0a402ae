"""A scripted model server: real HTTP and SSE as OpenAI-compatible endpoints speak it. It keeps what it was sent."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """One call, answered by the server's script."""

    protocol_version = "HTTP/1.1"
    owner: ModelServer

    def log_message(self, *words: object) -> None:
        """Nothing on the terminal."""

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        self.owner.raw.append(f"{self.path}\n{self.headers}\n{text}")
        body = json.loads(text)
        self.owner.requests.append(body)
        try:
            self._answer(body)
        except (BrokenPipeError, ConnectionResetError):
            self.owner.closed.set()

    def _answer(self, body: dict[str, Any]) -> None:
        self.begun = False
        try:
            for piece in self.owner.script(body):
                if isinstance(piece, float | int):
                    self._wait(float(piece))
                else:
                    self._event({"delta": {"content": piece}, "finish_reason": None})
            self._event({"delta": {}, "finish_reason": "stop"})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except Status as status:
            self._status(status)
        except Junk as junk:
            self._chunk(str(junk).encode())
            self._chunk(b"")
        except Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.05)
            if self.begun:
                self._chunk(b": wait\n\n")

    def _event(self, choice: dict[str, Any]) -> None:
        event = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, **choice}],
        }
        self._chunk(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())

    def _chunk(self, content: bytes) -> None:
        if not self.begun:
            self.begun = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def _status(self, status: Status) -> None:
        content = json.dumps({"error": {"message": "no", "type": "x", "code": "x"}}).encode()
        self.send_response(status.code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class ModelServer:
    """Listens on a free local port. `script` decides what is answered; set it before each call.

    A script gets the request's body; it yields text pieces and seconds to wait, or raises Status, Cut or Junk.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.closed = threading.Event()  # set when a client went away while we wrote
        self.script: Callable[[dict[str, Any]], Iterator[str | float]] = lambda body: iter(["好"])
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Owned", (Handler,), {"owner": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def says(self, *pieces: str | float) -> None:
        """Answer every call with these pieces and pauses."""
        self.script = lambda body: iter(pieces)

    def fails(self, error: Exception, after: tuple[str | float, ...] = ()) -> None:
        """Answer every call with these pieces and then so."""

        def script(body: dict[str, Any]) -> Iterator[str | float]:
            yield from after
            raise error

        self.script = script

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Status(Exception):
    """Answer with this HTTP status."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


class Cut(Exception):
    """Close the connection in the middle."""


class Junk(Exception):
    """Send this instead of an event."""


def line(text: str, *tokens: str) -> str:
    """One sentence of a draft as a JSON line."""
    return json.dumps({"text": text, "cites": list(tokens)}, ensure_ascii=False) + "\n"
