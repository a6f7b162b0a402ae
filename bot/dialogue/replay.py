"""Talks that the channel itself carries (无状态渠道): memory made to agree with the history sent along."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from bot.dialogue.heard import command_in, talk_in
from bot.dialogue.model import Conversation, Turn
from bot.dialogue.placing import Places

_TURNS = 3  # earlier questions that a follow-up may lean on


def catch_up(turn: Turn, talk: Conversation, places: Places) -> None:
    """Make the memory of the talk that of the history sent along, when it is not: its place, role and last questions.

    What waited for an answer is only known where we remember it ourselves. Nothing is done for a turn without history.
    """
    if turn.history is None:
        return
    told = [one["content"] for one in turn.history if one["role"] == "user"]
    if talk.trail != trail_of(told):
        fresh = Conversation(talk.key, talk.conversation_id, talk.seen, talk.place, talk.role)
        for name in ("history", "pending", "choices", "citations", "last", "rest", "pages"):
            setattr(talk, name, getattr(fresh, name))
        for one in turn.history:
            _hear(one["role"], one["content"], talk, places)
        talk.history = talk.history[-2 * _TURNS :]
    talk.trail = trail_of([*told, turn.text])


def trail_of(told: Iterable[str]) -> str:
    """What stands for the user's messages so far, in order; no word of them can be read from it."""
    digest = hashlib.sha256()
    for words in told:
        digest.update(hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


def _hear(role: str, words: str, talk: Conversation, places: Places) -> None:
    if role != "user":
        if talk.history and talk.history[-1]["role"] == "user":
            talk.history.append({"role": "assistant", "content": words})
        return
    command = command_in(words)
    if command is not None and command.name == "new_topic":
        talk.history.clear()
    if command is not None or talk_in(words) or not words.strip():
        return
    stand = places.stand_in(words, talk.place)
    if stand is not None and not stand.options:
        talk.place, talk.role = stand.place or talk.place, stand.role or talk.role
        words = stand.rest
    if words:
        talk.history.append({"role": "user", "content": words})
