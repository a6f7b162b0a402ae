"""Fixtures that every test shares: a clean environment, a data folder of its own, no network but loopback."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from corpus.model import Clause, Document, Reading

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.records import AddOutcome

_ROOT = Path(__file__).resolve().parent.parent
# Read once at import: the clean environment of the tests takes every MINGBAI_ variable away.
_SHARED = Path(os.environ.get("MINGBAI_SHARED") or _ROOT.parent / "shared")

# Speed belongs in a benchmark, not in a timed test; CI draws the same examples each time, people draw new ones.
settings.register_profile("mingbai", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("mingbai")

_READING_FACTS = set(Reading.__dataclass_fields__) - {"document", "clauses"}


class NetworkBarred(RuntimeError):
    """A test reached for the network; every test must pass offline."""


def _is_local(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _check(family: int, address: object) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and not _is_local(address[0]):
        raise NetworkBarred(f"test tried to connect to {address!r}")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No MINGBAI_ setting of the machine reaches a test, and model libraries stay offline."""
    for name in list(os.environ):
        if name.startswith("MINGBAI_"):
            monkeypatch.delenv(name)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "False")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connections and name look-ups beyond loopback raise NetworkBarred."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            raise NetworkBarred(f"test tried to look up {host!r}")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, also set as MINGBAI_HOME."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("MINGBAI_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other people's documents; skips where it is not there (MINGBAI_SHARED names another place)."""
    if not (_SHARED / "policies").is_dir():
        pytest.skip(f"no shared documents at {_SHARED}; set MINGBAI_SHARED")
    return _SHARED


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'library.db'}"


@pytest.fixture
def make_reading() -> Callable[..., Reading]:
    """Build a small reading: make_reading("标题", {"第一条": "…"}, issued_on="2026-03-18", …)."""

    def build(title: str, clauses: Mapping[str, str] | Sequence[Clause], **facts: Any) -> Reading:
        reading_facts = {name: facts.pop(name) for name in list(facts) if name in _READING_FACTS}
        given = {"source_file": f"{title}.txt", "kind": "办法", "document_id": "待定@待定"} | facts
        parts = clauses if not isinstance(clauses, Mapping) else [Clause(a, t) for a, t in clauses.items()]
        return Reading(Document(title=title, **given), tuple(parts), **({"front": (title,)} | reading_facts))

    return build


@pytest.fixture
def put(make_reading: Callable[..., Reading]) -> Callable[..., AddOutcome]:
    """Build a reading and add it: put(library, "标题", {...}, issued_on=…); the hash follows from the content."""

    def add(library: Library, title: str, clauses: Any, **facts: Any) -> AddOutcome:
        adding = {name: facts.pop(name) for name in ("sha256", "reader_version", "ocr") if name in facts}
        by_hand = facts.pop("by_hand", None)
        reading = make_reading(title, clauses, **facts)
        adding.setdefault("sha256", hashlib.sha256(repr(reading).encode()).hexdigest())
        adding.setdefault("reader_version", "1")
        return library.add(reading, region=by_hand, **adding)

    return add


@pytest.fixture
def library(url: str) -> Iterator[Library]:
    """An empty library."""
    from corpus.library import Library

    opened = Library(url)
    yield opened
    opened.close()
