"""From a composed answer to one in a model's words: each sentence checked against the clauses it cites, as it comes.

The composed answer is there first and stays the floor: nothing shown in time, nothing that passes the check, an
endpoint that fails or is left alone: it is the answer. What a model leaves out of it is put behind its sentences.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.answers import Answer
from bot.check import Checker
from bot.models.client import Deadline, Message, ModelClient, ModelFailed
from bot.models.draft import DraftReader, Sentence
from bot.models.prompts import Prompt, load_prompt
from bot.models.tokens import issue, shown
from bot.models.writing import Writing
from corpus.departments import Departments
from corpus.zhtext import clip
from retrieval.model import Evidence
from triage.privacy import mask

_log = logging.getLogger(__name__)
FIRST = 3.4  # seconds within which the first checked sentence must stand, or the composed answer is given
_TURNS = 4  # earlier turns sent along
_TURN = 200  # characters of each
_REJECTED = 5  # sentences of a draft that may fail before the rest is not waited for


class Composer:
    """Writes with one endpoint. Safe to use from many threads.

    deadline: seconds for the whole of an answer; first: for its first checked sentence.
    """

    def __init__(
        self, client: ModelClient, deadline: float, departments: Departments | None = None, first: float = FIRST
    ) -> None:
        self.client = client
        self._deadline, self._first = deadline, min(first, deadline)
        self._departments = departments or Departments.load()

    def compose(
        self,
        composed: Answer,
        history: Sequence[Mapping[str, str]] = (),
        said: Callable[[str], None] | None = None,
        stopped: threading.Event | None = None,
    ) -> Answer:
        """The answer in the model's words where these pass the check, else `composed` itself.

        said: told each checked sentence at once; together they are the beginning of the answer's text. stopped: set
        when nobody waits any more. Raises KnowledgeError when shipped data are malformed.
        """
        issued = issue(composed.evidence)
        if composed.abstained or not issued:
            return composed
        prompt = load_prompt("answer")
        messages = self._messages(prompt, composed, history, issued)
        checker = Checker(composed.question, "\n".join(message.content for message in prompt.messages()))
        writing = Writing(composed, self._departments)
        faults = self._draft(messages, issued, checker, writing, said, stopped)
        if not writing.begun:
            return composed
        for words in writing.complete():
            if said is not None:
                said(words)
        extra = {"model": {"prompt": prompt.version, "dropped": faults}}
        return replace(writing.answer(), extra={**composed.extra, **extra})

    def _draft(
        self,
        messages: list[Message],
        issued: Mapping[str, Evidence],
        checker: Checker,
        writing: Writing,
        said: Callable[[str], None] | None,
        stopped: threading.Event | None,
    ) -> int:
        """Read, check and take sentences until the draft or the time ends. Returns how many sentences failed."""
        reader, failed = DraftReader(), 0
        whole, first = Deadline(self._deadline), Deadline(self._first)
        until = _Until(whole, first, writing)
        try:
            for text in self.client.stream(messages, until, stopped):
                for sentence in reader.feed(text):
                    failed += not self._take(sentence, issued, checker, writing, said)
                if failed >= _REJECTED and not writing.begun:
                    return failed
            for sentence in reader.rest():
                failed += not self._take(sentence, issued, checker, writing, said)
        except ModelFailed as failure:
            # A draft that was cut off may end in half a sentence: only what was whole counts.
            _log.info("draft ended early: %s", failure.why)
        return failed

    @staticmethod
    def _take(
        sentence: Sentence,
        issued: Mapping[str, Evidence],
        checker: Checker,
        writing: Writing,
        said: Callable[[str], None] | None,
    ) -> bool:
        """Say the sentence if its clauses bear it out."""
        cited = [issued[token] for token in sentence.tokens if token in issued]
        if len(cited) != len(sentence.tokens) or not cited:
            # An invented token, or none: a sentence that only links says nothing and is not needed.
            return False
        if not checker.judge(sentence.text, cited).good:
            return False
        words = writing.say(sentence.text, cited)
        if words and said is not None:
            said(words)
        return True

    @staticmethod
    def _messages(
        prompt: Prompt, composed: Answer, history: Sequence[Mapping[str, str]], issued: Mapping[str, Evidence]
    ) -> list[Message]:
        """What is sent: personal data masked in all of it."""
        turns = [f"{_speaker(turn)}：{clip(mask(turn['content']), _TURN)}" for turn in history[-_TURNS:]]
        return prompt.messages(
            clauses=shown(issued),
            history="\n".join(["前文：", *turns]) if turns else "",
            question=mask(composed.question),
        )


class _Until(Deadline):
    """The whole deadline once something was said, the one for the first sentence before."""

    def __init__(self, whole: Deadline, first: Deadline, writing: Writing) -> None:
        self._whole, self._first, self._writing = whole, first, writing

    @property
    def left(self) -> float:
        """Seconds left."""
        return self._whole.left if self._writing.begun else min(self._whole.left, self._first.left)


def _speaker(turn: Mapping[str, str]) -> str:
    return "问" if turn.get("role") == "user" else "答"
