"""Plain questions that a clause answers, from a model: they only help finding (index-only), so nothing else is kept."""

from __future__ import annotations

import logging
import re

from bot.check.figures import said_in
from bot.models.client import Deadline, ModelClient, ModelFailed
from bot.models.prompts import load_prompt
from bot.models.tokens import issue, shown
from corpus.zhtext import fold
from retrieval.model import Evidence
from triage.privacy import find_personal_data

_log = logging.getLogger(__name__)
SECONDS = 20.0
MOST = 5
_LONGEST = 40
_LEAD = re.compile(r"^(?:[-*•·]|\d{1,2}[.、)]|[（(]\d{1,2}[）)]|问[:：])\s*")
_ASKS = re.compile(r"[?？吗呢么]$|多少|什么|怎么|谁|哪|几|能不能|可不可以|是不是|有没有")


def propose_questions(client: ModelClient, item: Evidence) -> tuple[str, ...]:
    """Up to MOST short questions that the unit may answer; () when the model fails.

    Kept are lines that ask, hold no figure that the unit does not hold, no personal data and no address of anything.
    """
    messages = load_prompt("asks").messages(clause=shown(issue([item])).partition("] ")[2])
    try:
        text = client.whole(messages, Deadline(SECONDS))
    except ModelFailed as failure:
        _log.info("no questions proposed: %s", failure.why)
        return ()
    lines = (_LEAD.sub("", line.strip()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if is_plain_question(line, item)))[:MOST]


def is_plain_question(line: str, item: Evidence) -> bool:
    """Is this a question that may be put into the index for the unit?"""
    if not 4 <= len(line) <= _LONGEST or not _ASKS.search(line) or "http" in line or find_personal_data(line):
        return False
    # 一个月, 一次 are ways of asking, not figures.
    asked = {one.value for one in said_in(fold(line)) if not one.words.startswith("一")}
    return asked <= {one.value for one in said_in(fold(item.unit.text))}
