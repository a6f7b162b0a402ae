"""A follow-up made whole by a model: used only when it adds no figure, place, office or paper to what was said."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.check.figures import said_in
from bot.check.ground import ground_of
from bot.check.novel import uncovered
from bot.check.outside import outside_faults
from bot.models.client import Deadline, ModelClient, ModelFailed
from bot.models.prompts import load_prompt
from corpus.regions import Regions
from corpus.zhtext import clip, fold
from triage.privacy import mask

_log = logging.getLogger(__name__)
SECONDS = 1.2
_TURNS = 4
_TURN = 160
_LONGEST = 120


def rewrite(client: ModelClient, question: str, history: Sequence[Mapping[str, str]]) -> str:
    """The question made whole from the turns before it, or as it is: without history, when the model fails, or when
    what it wrote says more than was said."""
    turns = [clip(turn["content"], _TURN) for turn in history[-_TURNS:] if turn["content"].strip()]
    if not turns:
        return question
    messages = load_prompt("rewrite").messages(history=mask("\n".join(turns)), question=mask(question))
    try:
        text = client.whole(messages, Deadline(SECONDS)).strip().strip('“”"。 \n')
    except ModelFailed as failure:
        _log.info("no rewriting: %s", failure.why)
        return question
    return text if is_faithful(text, question, turns) else question


def is_faithful(text: str, question: str, turns: Sequence[str]) -> bool:
    """May `text` stand for the question? One line, nothing in it that neither the question nor the turns say, and
    what the question itself says is still there."""
    if not text or len(text) > _LONGEST or "\n" in text or "＊" in text:
        return False
    told = fold("\n".join([question, *turns]))
    own = fold(text)
    if any(uncovered(own, told)) or any(outside_faults(own, ground_of(()), "")):
        return False
    if {one.key for one in said_in(own)} - {one.key for one in said_in(told)}:
        return False
    places = {spot.name for spot in Regions.load().spot(text)}
    return all(place in told for place in places) and not list(uncovered(fold(question), own))
