"""The word lists of the outline and the metadata, as data files beside this module (data/*.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def wordlist(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of ingest/data/NAME.yaml: list name to words or patterns, in file order."""
    loaded = yaml.safe_load(files("ingest").joinpath("data", f"{name}.yaml").read_text("utf-8"))
    return {key: tuple(str(word) for word in words) for key, words in loaded.items()}
