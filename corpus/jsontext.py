"""JSON as the database keeps it (JSON 文本): as short as it goes, in plain characters."""

from __future__ import annotations

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    """A value as text. Raises TypeError for what JSON does not know."""
    return _ENCODER.encode(value)
