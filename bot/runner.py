"""Carry out a job where it belongs: here when the data folder is free, in the running server when one owns it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot import remote
from bot.commands import Job, Line, Run, start
from bot.ownership import Ownership, busy, claim, holder_of
from bot.progress import index_progress
from bot.settings import Settings

# A starting server tells its address within seconds; a short command ends within seconds.
PATIENCE = 20.0
_PAUSE = 0.1


def carry_out(
    settings: Settings, job: Job, patience: float = PATIENCE, remark: Callable[[str], None] | None = None
) -> Run:
    """The lines of `job`; returns its exit code. remark: told how far a long build of the index has come.

    Raises what the job raises, and LibraryBusy when another process keeps the folder to itself for `patience` seconds.
    """
    until = time.monotonic() + patience
    told = False
    while True:
        owner = claim(settings.home, job.name)
        if owner is not None:
            with owner:
                return (yield from _here(settings, job, remark))
        holder = holder_of(settings.home)
        if holder is not None and holder.address:
            with contextlib.suppress(remote.Unreachable):
                return (yield from remote.run(holder, job))
        if time.monotonic() > until:
            raise busy(settings.home)
        if not told and time.monotonic() > until - patience + 1:
            told = True
            yield Line("数据目录正被另一个明白人进程使用，正在等它……", "err")
        time.sleep(_PAUSE)


def _here(settings: Settings, job: Job, remark: Callable[[str], None] | None) -> Run:
    from bot.assembly import build

    services = build(settings, index_progress(remark) if remark else None)
    try:
        return (yield from start(services, job))
    finally:
        services.close()


@contextmanager
def sole_owner(settings: Settings, command: str) -> Iterator[Ownership]:
    """The data folder for a server. Raises LibraryBusy at once when somebody owns it: a second server helps nobody."""
    owner = claim(settings.home, command)
    if owner is None:
        raise busy(settings.home)
    with owner:
        yield owner
