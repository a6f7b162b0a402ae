"""The data files of the reader (句式资料): loading them, and their cues as compiled patterns."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corpus.errors import KnowledgeError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_data(name: str) -> dict[str, Any]:
    """The mapping in a file of triage/data/reading. Raises KnowledgeError naming the file when it cannot be read."""
    try:
        text = files("triage").joinpath("data", "reading", name).read_text("utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"随带资料 triage/data/reading/{name} 读不出（{error}），请重新安装明白人。") from error
    if not isinstance(data, dict):
        raise KnowledgeError(f"随带资料 triage/data/reading/{name} 应当是一张键值表，请重新安装明白人。")
    return data


@cache
def cue(name: str) -> re.Pattern[str]:
    """A pattern of cues.yaml by its name, compiled. Raises KnowledgeError when it is malformed."""
    try:
        return re.compile(f"(?:{read_data('cues.yaml')[name]})")
    except (KeyError, re.error) as error:
        raise KnowledgeError(f"随带资料 cues.yaml 的 {name} 写法有误（{error}），请重新安装明白人。") from error
