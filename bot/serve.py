"""`mingbai serve`: own the data folder, make everything ready, then listen."""

from __future__ import annotations

import secrets
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from bot.progress import index_progress
from bot.runner import sole_owner
from bot.settings import Settings
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.assembly import Services
    from bot.ownership import Ownership

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# How long a stopping server waits for answers that are on their way.
_GRACE_SECONDS = 5


def serve(settings: Settings, host: str, port: int, insecure_clock: bool, say: Callable[[str], None]) -> int:
    """Serve pages and API until stopped; returns the exit code.

    Raises SettingsError for an unsafe or impossible set-up, LibraryBusy when somebody owns the data folder, and what
    opening the library and its index raises.
    """
    check(settings, insecure_clock)
    signal.signal(signal.SIGTERM, _stop)
    with sole_owner(settings, "serve") as owner:
        from bot.assembly import build

        services = build(settings, index_progress(say))
        try:
            check_host(settings, host, services)
            with bind(host, port) as listener:
                _open(services, owner, host, listener, say)
        finally:
            services.close()
    return 0


def _open(services: Services, owner: Ownership, host: str, listener: socket.socket, say: Callable[[str], None]) -> None:
    from bot.http.app import create_app

    say("正在准备资料库和检索索引……")
    services.warm()
    services.records.run()
    token = secrets.token_urlsafe(32)
    app = create_app(services, token=token)
    address = f"http://{_shown(local_name(host))}:{listener.getsockname()[1]}"
    owner.announce(address, token)
    say(f"明白人已就绪：{address}/ （按 Ctrl+C 停止）")
    try:
        _run(app, listener)
    except KeyboardInterrupt:
        # uvicorn has ended its work and passes the signal on.
        say("明白人已停止。")


def _stop(_number: int, _frame: FrameType | None) -> None:
    # As Ctrl+C does: by way of the ends of all with-blocks, so that lock and database are given back.
    raise KeyboardInterrupt


def check_host(settings: Settings, host: str, services: Services) -> None:
    """Refuse to be reached from other machines while nobody has to say who he is. Raises SettingsError."""
    if host not in _LOOPBACK and settings.api_key is None and not services.people.has_administrator():
        raise SettingsError(
            f"监听 {host} 会让别的电脑也能访问；请先用 mingbai admin create 建管理员，或设置 MINGBAI_API_KEY，"
            "或改用 --host 127.0.0.1。"
        )


def check(settings: Settings, insecure_clock: bool) -> None:
    """Refuse a changed day. Raises SettingsError."""
    if settings.clock and not insecure_clock:
        raise SettingsError("MINGBAI_CLOCK 改动了日期，不能这样对外服务；请取消它，或在测试时加 --insecure-clock。")


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises SettingsError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            # On Windows SO_REUSEADDR would let a second server take the port of the first.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise SettingsError(f"{host} 的端口 {port} 不能用，可能已被占用；请换一个，如 --port 8010。") from error
    return listener


def local_name(host: str) -> str:
    """The name under which this machine itself reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(app: FastAPI, listener: socket.socket) -> None:
    import uvicorn

    from bot.logs import configure

    configure(requests=app.state.services.settings.log_requests)
    # One process only: the library and embedded Chroma have one owner. Access logs of uvicorn hold what people ask.
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listener])
