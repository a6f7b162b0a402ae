"""Reading the data files that ship inside triage/data (随带资料): words, patterns and texts, none of them in code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corpus.errors import KnowledgeError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_data(name: str) -> dict[str, Any]:
    """The mapping of triage/data/`name`, read once a process. Raises KnowledgeError naming the file when it is none."""
    try:
        text = files("triage").joinpath(f"data/{name}").read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except OSError as error:
        raise KnowledgeError(f"随带资料 {name} 读不到（{error.strerror}），请重新安装明白人。") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"随带资料 {name} 写法有误（{error}），请改好再用。") from error
    if not isinstance(data, dict):
        raise KnowledgeError(f"随带资料 {name} 应当是一张键值表，请改好再用。")
    return data


def pattern(name: str, words: str, groups: Mapping[str, str]) -> re.Pattern[str]:
    """A regular expression of a data file, `<word>` standing for a group of words of the same file.

    Raises KnowledgeError naming the file and the expression when it cannot be read.
    """
    try:
        return re.compile(re.sub(r"<(\w+)>", lambda match: f"(?:{groups[match[1]]})", words))
    except (re.error, KeyError, TypeError) as error:
        raise KnowledgeError(f"随带资料 {name} 里的“{words}”写法有误（{error}），请改好再用。") from error
