"""From a composed answer to one in a model's words: each sentence checked against the clauses it cites, as it comes.

The composed answer is there first and stays the floor: nothing shown in time, nothing that passes the check, an
endpoint that fails or is left alone: it is the answer. What a model leaves out of it is put behind its sentences.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.answers import Answer
from bot.check import Checker
from bot.models.client import Deadline, Message, ModelClient, ModelFailed
from bot.models.draft import DraftReader, Sentence
from bot.models.facts import widen
from bot.models.prompts import Prompt, load_prompt
from bot.models.rewrite import rewrite
from bot.models.tokens import issue, shown
from bot.models.writing import Writing
from bot.settings import Settings
from corpus.departments import Departments
from corpus.zhtext import clip
from retrieval.model import Evidence
from triage.privacy import mask

if TYPE_CHECKING:
    from bot.answers import Answerer
    from triage.model import Outlook, Story
    from triage.refer import Triage

_log = logging.getLogger(__name__)
FIRST = 3.4  # seconds within which the first checked sentence must stand, or the composed answer is given
_TURNS = 4  # earlier turns sent along
_TURN = 200  # characters of each
_FOLLOW_UP = 40  # a question up to this length may lean on the talk before it
_REJECTED = 5  # sentences of a draft that may fail before the rest is not waited for


def _unheard(words: str) -> None:
    """Nobody listens while the answer is written."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who hears an answer while it is written. said: told each checked sentence at once; together they are the
    beginning of the answer's text. stopped: set when nobody waits any more."""

    said: Callable[[str], None] = _unheard
    stopped: threading.Event = field(default_factory=threading.Event)


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

    @classmethod
    def of(cls, settings: Settings) -> Composer | None:
        """The composer that the settings ask for; None without an endpoint."""
        client = ModelClient.of(settings)
        return cls(client, settings.llm_deadline) if client else None

    def compose(
        self,
        composed: Answer,
        history: Sequence[Mapping[str, str]] = (),
        hearing: Hearing | None = None,
        spent: float = 0.0,
    ) -> Answer:
        """The answer in the model's words where these pass the check, else `composed` itself.

        spent: seconds already gone of the time for the first sentence. Raises KnowledgeError when shipped data are
        malformed.
        """
        hearing = hearing or Hearing()
        issued = issue(composed.evidence)
        if composed.abstained or not issued:
            return composed
        prompt = load_prompt("answer")
        messages = self._messages(prompt, composed, history, issued)
        checker = Checker(composed.question, "\n".join(message.content for message in prompt.messages()))
        writing = Writing(composed, self._departments)
        until = _Until(self._deadline, max(0.0, self._first - spent), writing)
        faults = self._draft(messages, until, _Desk(issued, checker, writing, hearing))
        if not writing.begun:
            return composed
        for words in writing.complete():
            hearing.said(words)
        extra = {"model": {"prompt": prompt.version, "dropped": faults}}
        return replace(writing.answer(), extra={**composed.extra, **extra})

    def ask(
        self,
        answerer: Answerer,
        question: str,
        region: str | None,
        as_of: dt.date,
        history: Sequence[Mapping[str, str]] = (),
        hearing: Hearing | None = None,
    ) -> Answer:
        """Answer a question as `answerer` does, a follow-up made whole first, then in the model's words.

        Raises what Answerer.answer raises.
        """
        start = time.monotonic()
        whole = rewrite(self.client, question, history) if history and len(question) <= _FOLLOW_UP else question
        composed = answerer.answer(whole, region=region, as_of=as_of, history=() if whole != question else history)
        if whole != question:
            composed = replace(composed, question=question, extra={**composed.extra, "understood": whole})
        return self.compose(composed, history, hearing, time.monotonic() - start)

    def widen(self, triager: Triage, story: Story, outlook: Outlook) -> Outlook:
        """What triage makes of a story, with facts that the model proposes as guesses (bot.models.facts)."""
        return widen(self.client, triager, story, outlook)

    def _draft(self, messages: list[Message], until: _Until, desk: _Desk) -> int:
        """Read, check and take sentences until the draft or the time ends. Returns how many sentences failed."""
        reader, failed = DraftReader(), 0
        try:
            for text in self.client.stream(messages, until, desk.hearing.stopped):
                for sentence in reader.feed(text):
                    failed += not desk.take(sentence)
                if failed >= _REJECTED and not desk.writing.begun:
                    return failed
            for sentence in reader.rest():
                failed += not desk.take(sentence)
        except ModelFailed as failure:
            # A draft that was cut off may end in half a sentence: only what was whole counts.
            _log.info("draft ended early: %s", failure.why)
        return failed

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


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one draft is looked through."""

    issued: Mapping[str, Evidence]
    checker: Checker
    writing: Writing
    hearing: Hearing

    def take(self, sentence: Sentence) -> bool:
        """Say the sentence if its clauses bear it out. One that cites nothing at best links, and is not needed."""
        cited = [self.issued[token] for token in sentence.tokens if token in self.issued]
        if len(cited) != len(sentence.tokens) or not cited or not self.checker.judge(sentence.text, cited).good:
            return False
        words = self.writing.say(sentence.text, cited)
        if words:
            self.hearing.said(words)
        return True


class _Until(Deadline):
    """The whole deadline once something was said, the one for the first sentence before."""

    def __init__(self, whole: float, first: float, writing: Writing) -> None:
        super().__init__(whole)
        self._first, self._writing = Deadline(first), writing

    @property
    def left(self) -> float:
        """Seconds left."""
        left = super().left
        return left if self._writing.begun else min(left, self._first.left)


def _speaker(turn: Mapping[str, str]) -> str:
    return "问" if turn.get("role") == "user" else "答"
