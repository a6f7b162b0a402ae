"""The data files of the reader (句式资料): loading them, and their cues as compiled patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from corpus.errors import KnowledgeError
from triage import shipped


def read_data(name: str) -> dict[str, Any]:
    """The mapping in a file of triage/data/reading. Raises KnowledgeError naming the file when it cannot be read."""
    return shipped.read_data(f"reading/{name}")


@cache
def cue(name: str) -> re.Pattern[str]:
    """A pattern of cues.yaml by its name, compiled. Raises KnowledgeError when it is malformed."""
    try:
        return re.compile(f"(?:{read_data('cues.yaml')[name]})")
    except (KeyError, re.error) as error:
        raise KnowledgeError(f"随带资料 cues.yaml 的 {name} 写法有误（{error}），请重新安装明白人。") from error


@cache
def _slips() -> re.Pattern[str]:
    slips = read_data("slips.yaml")
    return re.compile(f"(?<![{slips['not_after']}])(?:{'|'.join(map(re.escape, slips['slips']))})")


def mended(text: str) -> str:
    """The text with slips of the pen (底保, 主院) put right; as long as before, so that places stay."""
    right = read_data("slips.yaml")["slips"]
    return _slips().sub(lambda match: right[match[0]], text)
