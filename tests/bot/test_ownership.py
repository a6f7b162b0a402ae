from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ownership import LOCK_NAME, busy, claim, holder_of
from corpus.errors import SettingsError

_HOLD = """
import sys, time
from pathlib import Path
from bot.ownership import claim
owner = claim(Path(sys.argv[1]), "serve")
owner.announce("http://127.0.0.1:9", "t")
print("held", flush=True)
time.sleep(60)
"""


def test_one_owner_at_a_time(home: Path) -> None:
    first = claim(home, "ask")
    assert first is not None
    with first:
        assert claim(home, "serve") is None
        holder = holder_of(home)
        assert holder is not None
        assert (holder.pid, holder.command, holder.address) == (os.getpid(), "ask", None)
        assert "ask" in busy(home).text
    again = claim(home, "serve")
    assert again is not None
    again.release()
    again.release()


def test_a_server_announces_itself(home: Path) -> None:
    with claim(home, "serve") as owner:  # type: ignore[union-attr]
        owner.announce("http://127.0.0.1:8123", "secret")
        holder = holder_of(home)
        assert holder is not None
        assert (holder.address, holder.token) == ("http://127.0.0.1:8123", "secret")
        assert "8123" in busy(home).text
        assert "secret" not in busy(home).text
    if os.name != "nt":
        assert (home / LOCK_NAME).stat().st_mode & 0o077 == 0


def test_a_killed_owner_leaves_nothing_behind(home: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert claim(home, "ask") is None
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    process.stdout.close()
    stale = holder_of(home)
    assert stale is not None and stale.address == "http://127.0.0.1:9"
    owner = claim(home, "ask")
    assert owner is not None
    with owner:
        fresh = holder_of(home)
        assert fresh is not None and fresh.address is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_helper_does_not_keep_the_lock(home: Path) -> None:
    owner = claim(home, "ingest")
    assert owner is not None
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.write(ready[1], b"x")
        os.read(go[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    # As if this process had been killed: its handle closes without an unlock.
    os.close(owner._handle)
    owner._handle = -1
    again = claim(home, "ask")
    os.write(go[1], b"x")
    os.waitpid(child, 0)
    for end in (*ready, *go):
        os.close(end)
    assert again is not None
    again.release()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="MINGBAI_HOME"):
        claim(tmp_path / "file" / "home", "ask")


def test_an_unreadable_lock_file_is_nobody(home: Path) -> None:
    (home / LOCK_NAME).write_text("{not json")
    assert holder_of(home) is None
    (home / LOCK_NAME).write_text("[]")
    assert holder_of(home) is None
    assert "明白人" in busy(home).text
