"""Rules kept as JSON by the hash of their files (规则缓存): only ever faster, never needed, never trusted blindly."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from triage.rules.schema import Rule

_RULES: TypeAdapter[tuple[Rule, ...]] = TypeAdapter(tuple[Rule, ...])


def read_kept(folder: Path | None, fingerprint: str) -> tuple[Rule, ...] | None:
    """The rules kept for these files and this version of the schema; None when there are none, or they do not read."""
    if folder is None:
        return None
    with contextlib.suppress(OSError, ValidationError):  # the files themselves are read instead
        return _RULES.validate_json(_file(folder, fingerprint).read_bytes())
    return None


def keep(folder: Path | None, fingerprint: str, rules: Sequence[Rule]) -> None:
    """Keep the rules for next time; a folder that cannot be written only costs time."""
    if folder is None:
        return
    path = _file(folder, fingerprint)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(_RULES.dump_json(tuple(rules), by_alias=True, exclude_defaults=True))
        for old in folder.glob("rules-*.json"):
            old.unlink()
        Path(name).replace(path)


def _file(folder: Path, fingerprint: str) -> Path:
    return folder / f"rules-{hashlib.sha256((fingerprint + _schema()).encode()).hexdigest()[:32]}.json"


@cache
def _schema() -> str:
    return hashlib.sha256(Path(__file__).with_name("schema.py").read_bytes()).hexdigest()
