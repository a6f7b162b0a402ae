"""The dialogue's own words, from data/says.yaml."""

from __future__ import annotations

from functools import cache
from typing import Any

from corpus.shipped import read_yaml


def say(line_name: str, /, **filled: object) -> str:
    """A line of says.yaml with its {braces} filled in."""
    line: str = words()[line_name]
    return line.format(**filled) if filled else line


@cache
def words() -> dict[str, Any]:
    """The whole table, read once. Raises KnowledgeError when it is missing or malformed."""
    return read_yaml("data/says.yaml", "bot.dialogue")
