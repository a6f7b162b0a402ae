"""The nouns of a talk (对话): a turn comes in, a reply goes out, a conversation is what is remembered between them.

A channel (web, WeChat, WeCom, an API) makes a `Turn` of what it was sent, asks `Dialogue.reply`, and shows the `Reply`
within its own limits. What is asked, understood and decided happens here, so every channel gives the same citations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class ReplyStatus(StrEnum):
    """What became of a turn (回复状态)."""

    ANSWERED = "answered"  # every part of the question, with its clauses
    PARTIAL = "partial"  # some of it; what lacks a clause is named
    REFUSED = "refused"  # no clause answers it; the nearest and whom to ask
    TRIAGED = "triaged"  # a household's story: measures, offices, questions
    QUIZ = "quiz"  # a quiz item or the opening of a drill, to be answered
    MARKED = "marked"  # an answer to one, marked
    NOTED = "noted"  # place, role, feedback taken down
    HELP = "help"  # help, greeting, thanks: nothing was looked up
    HANDED_OVER = "handed_over"  # offices and contacts of people to speak to
    UNCLEAR = "unclear"  # not understood, or nothing to go on with; says what to do
    FAILED = "failed"  # an error, in words that say what to do next


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a user.

    channel: web, openai, mcp, wechat, wecom … user: who it is within the channel, an opaque id. at: when it came.
    place, role: set by the channel for this user, in words; None leaves what the talk knows. history: the talk so far
    ({"role", "content"}, oldest first) where the channel carries it itself; None = the memory of the talk is used.
    group: the group chat it was said in; everybody there has a memory of his own. room: bytes of UTF-8 that one reply
    may have in this channel, None = no limit; the rest comes with 继续. as_of: the day asked for, None = today.
    triage: whether stories of households may be worked on for this user. story: take the message for such a story,
    whatever it looks like. plain: without a model, for an answer at once.
    """

    channel: str
    user: str
    text: str
    at: dt.datetime
    place: str | None = None
    role: str | None = None
    history: tuple[Mapping[str, str], ...] | None = None
    group: str | None = None
    room: int | None = None
    as_of: dt.date | None = None
    triage: bool = True
    story: bool = False
    plain: bool = False

    @property
    def key(self) -> str:
        """Whose memory this turn belongs to: channel, group and user."""
        return "/".join((self.channel, self.group or "-", self.user))


@dataclass(frozen=True, slots=True)
class Choice:
    """A numbered offer: sending `number` or the words `say` means the same."""

    number: int
    label: str
    say: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a reply in plain text. kind: answer, source, warning, question, danger, measure, note, menu, quiz."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back, as data and as plain text blocks in the order to show them.

    citations, warnings: objects of the contract. ask, triage, quiz: the whole object of the contract where there is
    one. choices: what a number stands for now. pending: what the next message may answer (clarify, triage, quiz,
    drill), None for nothing. page, pages: which part of a long reply this is. place, role: what the talk knows.
    """

    status: ReplyStatus
    blocks: tuple[Block, ...]
    citations: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[Mapping[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    ask: Mapping[str, Any] | None = None
    triage: Mapping[str, Any] | None = None
    quiz: Mapping[str, Any] | None = None
    pending: str | None = None
    conversation_id: str = ""
    answer_id: str = ""
    place: str | None = None
    role: str | None = None
    page: int = 1
    pages: int = 1

    @property
    def text(self) -> str:
        """All blocks as plain text, one below the other."""
        return "\n".join(block.text for block in self.blocks)

    def as_json(self) -> dict[str, Any]:
        """The reply as POST /api/v1/chat gives it."""
        return {
            "status": self.status.value,
            "text": self.text,
            "blocks": [{"kind": block.kind, "text": block.text} for block in self.blocks],
            "citations": list(self.citations),
            "warnings": list(self.warnings),
            "choices": [{"number": one.number, "label": one.label, "say": one.say} for one in self.choices],
            "ask": self.ask,
            "triage": self.triage,
            "quiz": self.quiz,
            "pending": self.pending,
            "conversation_id": self.conversation_id,
            "answer_id": self.answer_id,
            "place": self.place,
            "role": self.role,
            "page": self.page,
            "pages": self.pages,
        }


@dataclass(slots=True)
class Conversation:
    """What is remembered of one user's talk. All of it is plain data, so that a store can write it as JSON.

    place: full path, role: in words; both stay until changed. history: the turns since the subject last changed,
    oldest first. pending: what waits for an answer, by kind (clarify, quiz, drill, triage), the newest last. choices:
    what numbers stand for ({"label", "say"}).
    citations: of the last answer, for 原文1. last: question, answer id and offices of the last answer, for 错 and
    转人工. rest: pages of a long reply still to be shown, for 继续. trail: stands
    for the user's messages so far where the channel carries the history.
    """

    key: str
    conversation_id: str
    seen: dt.datetime
    place: str | None = None
    role: str | None = None
    history: list[dict[str, str]] = field(default_factory=list)
    pending: dict[str, dict[str, Any]] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    rest: list[list[dict[str, str]]] = field(default_factory=list)
    pages: int = 1
    trail: str = ""

    def waits_for(self, kind: str, data: dict[str, Any]) -> None:
        """Remember that something waits for an answer, newer than all else that does."""
        self.pending.pop(kind, None)
        self.pending[kind] = data

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let numbers stand for these: (label, words that mean the same)."""
        self.choices = [{"label": label, "say": say} for label, say in choices]


class Conversations(Protocol):
    """Where conversations are kept."""

    def hold(self, key: str, at: dt.datetime) -> AbstractContextManager[Conversation]:
        """The conversation of `key` for one turn; a new one when there is none or it has expired. Written back at the
        end; turns of the same key wait for each other."""

    def forget(self, key: str) -> None:
        """Erase a conversation."""


class Talk(Protocol):
    """What a channel needs of the dialogue: `bot.dialogue.Dialogue` is one."""

    def reply(self, turn: Turn) -> Reply:
        """The reply to a turn. Never raises for what a user can send: an error is a reply with status failed."""


def texts(kind: str, lines: Sequence[str]) -> tuple[Block, ...]:
    """Lines as blocks of one kind, empty ones left out."""
    return tuple(Block(kind, line) for line in lines if line)
