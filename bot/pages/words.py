"""Words for codes, from words.yaml."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    """The whole table; read once."""
    loaded: dict[str, Any] = yaml.safe_load(resources.files("bot.pages").joinpath("words.yaml").read_text("utf-8"))
    return loaded
