"""Words for codes, from words.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    """The whole table; read once."""
    loaded: dict[str, Any] = yaml.safe_load(resources.files("bot.pages").joinpath("words.yaml").read_text("utf-8"))
    return loaded


def edition_words(item: Mapping[str, Any]) -> str:
    """Whose words a document or citation is in (its `edition` and `covers`): 原文, 要点整理, 要点整理（节选）."""
    selected = item["edition"] == "digest" and item.get("covers") == "selection"
    return str(words()["selection"] if selected else words()["edition"][item["edition"]])
