"""One owner per data folder: whoever holds the lock on MINGBAI_HOME may open the library and its indexes.

The lock is the operating system's, so it goes with its process, however that ends; a file left behind by a killed
process is simply not locked. The owner writes into the file who it is and, when it serves, where and with which
one-time token; another command reads that and works through it (bot.remote).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.clock import BEIJING
from corpus.errors import LibraryBusy, SettingsError

LOCK_NAME = "mingbai.lock"
_open_locks: set[int] = set()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who owns a data folder: process, command, since when; address and token once it serves."""

    pid: int
    command: str
    since: str
    address: str | None = None
    token: str | None = None


if sys.platform == "win32":
    import msvcrt

    # Windows locks keep others from reading the locked bytes, so the lock sits far behind the text.
    _FAR = 1 << 30

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _forget_in_child() -> None:
    # A forked helper process must not keep the lock alive after its parent was killed.
    for handle in _open_locks:
        with contextlib.suppress(OSError):
            os.close(handle)
    _open_locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)


class Ownership:
    """The lock on one data folder, held. Use `claim` to get one; it is given back at the end of the `with` block."""

    def __init__(self, path: Path, handle: int, holder: Holder) -> None:
        self.path = path
        self.holder = holder
        self._handle = handle
        _open_locks.add(handle)
        self._write()

    def announce(self, address: str, token: str) -> None:
        """Tell other commands that this process serves at `address` for those who know `token`."""
        self.holder = replace(self.holder, address=address, token=token)
        self._write()

    def release(self) -> None:
        """Give the folder back; doing so twice is fine."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):  # a full disk must not hinder giving back
                os.ftruncate(self._handle, 0)
            _open_locks.discard(self._handle)
            os.close(self._handle)
            self._handle = -1

    def _write(self) -> None:
        content = json.dumps(asdict(self.holder), ensure_ascii=False).encode()
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, content)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def claim(home: Path, command: str) -> Ownership | None:
    """Take the lock on `home` (made if missing) for `command`; None when another process holds it.

    Raises SettingsError when the folder cannot be made or written.
    """
    path = home / LOCK_NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(f"数据目录 {home} 不能写（{why}）；请用 MINGBAI_HOME 换一个，或改好权限后重来。") from error
    if not _try_lock(handle):
        os.close(handle)
        return None
    now = dt.datetime.now(BEIJING).isoformat(timespec="seconds")
    return Ownership(path, handle, Holder(os.getpid(), command, now))


def holder_of(home: Path) -> Holder | None:
    """What the present owner wrote about itself; None while it is still writing, or when it can not be read."""
    try:
        return Holder(**json.loads((home / LOCK_NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def busy(home: Path) -> LibraryBusy:
    """The clear line for a folder that somebody else owns."""
    holder = holder_of(home)
    if holder is None:
        return LibraryBusy(f"数据目录 {home} 正被另一个明白人进程使用；请等它结束后重来。")
    who = f"数据目录 {home} 正被进程 {holder.pid}（{holder.command}，{holder.since} 起）使用"
    if holder.address:
        return LibraryBusy(f"{who}，服务地址 {holder.address}；请直接用它，或先停掉它再来。")
    return LibraryBusy(f"{who}；请等它结束后重来。")
