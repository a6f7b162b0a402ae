"""What a talk leaves behind (对话留痕): its answers with their clauses, and feedback on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.records.answers import Answers, who_in
from bot.records.feedback import Feedback
from corpus.errors import NotFound

if TYPE_CHECKING:
    from bot.dialogue.model import Conversation, Reply, Turn


class Recorder:
    """Keeps the answers of talks over any channel; users are told apart, never named."""

    def __init__(self, answers: Answers, feedback: Feedback) -> None:
        self._answers = answers
        self._feedback = feedback

    def turn(self, turn: Turn, reply: Reply) -> None:
        """Keep the answer of a turn, where it was one."""
        if reply.ask is not None and reply.answer_id:
            who = who_in(turn.channel, turn.user)
            self._answers.keep(reply.ask, who, turn.channel[:20], reply.answer_id, reply.conversation_id)

    def feedback(self, turn: Turn, conversation: Conversation, words: str) -> None:
        """Write down that the last answer of a talk is wrong, with that answer."""
        who, last = who_in(turn.channel, turn.user), conversation.last
        try:
            self._feedback.add(who, words, str(last["answer_id"]) if last.get("answer_id") else None, _said(last))
        except NotFound:  # answers are not kept here, or its time is over
            self._feedback.add(who, words, None, _said(last))


def _said(last: Mapping[str, Any]) -> dict[str, Any]:
    return {"question": str(last.get("question") or "")}
