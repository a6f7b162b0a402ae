"""Reading the data files that ship inside triage/data (随带资料): words, patterns and texts, none of them in code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml


@cache
def read_data(name: str) -> dict[str, Any]:
    """The mapping of triage/data/`name`, read once a process. Raises KnowledgeError naming the file when it is none."""
    return read_yaml(f"data/{name}", "triage")


def pattern(name: str, words: str, groups: Mapping[str, str]) -> re.Pattern[str]:
    """A regular expression of a data file, `<word>` standing for a group of words of the same file.

    Raises KnowledgeError naming the file and the expression when it cannot be read.
    """
    try:
        return re.compile(re.sub(r"(?<!\?P)<(\w+)>", lambda match: f"(?:{groups[match[1]]})", words))
    except (re.error, KeyError, TypeError) as error:
        raise KnowledgeError(f"随带资料 {name} 里的“{words}”写法有误（{error}），请改好再用。") from error
