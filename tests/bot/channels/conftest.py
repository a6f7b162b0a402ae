"""A running server with the real parts on the shipped corpus, for the official clients of each channel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

from bot.assembly import Services, build
from bot.http.app import create_app
from bot.serve import bind
from bot.settings import load_settings

KEY = "channel-key"


@dataclass(frozen=True)
class Served:
    """Where the server listens, and what it serves."""

    address: str
    services: Services


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of channels, with MINGBAI_API_KEY set to KEY."""
    services = build(load_settings(home=tmp_path_factory.mktemp("channels"), api_key=KEY))
    services.warm()
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", services)
    server.should_exit = True
    thread.join(10)
    listener.close()
    services.close()
