"""What a mode of the dialogue works with and hands back (往来)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.dialogue.model import Block, Conversation, ReplyStatus, Turn
from bot.dialogue.says import say

if TYPE_CHECKING:
    from bot.answers import Answerer
    from bot.settings import Settings
    from bot.training.trainer import Trainer
    from corpus.library import Library
    from triage.refer import Triage


class Parts(Protocol):
    """What the dialogue needs of bot.assembly.Services."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102 - as in Services

    @property
    def library(self) -> Library: ...  # noqa: D102

    @property
    def answerer(self) -> Answerer: ...  # noqa: D102

    @property
    def triager(self) -> Triage: ...  # noqa: D102

    @property
    def trainer(self) -> Trainer: ...  # noqa: D102

    @property
    def composer(self) -> object | None: ...  # noqa: D102

    def today(self) -> dt.date: ...  # noqa: D102

    def place(self, words: str | None) -> str | None: ...  # noqa: D102

    def ask(  # noqa: D102
        self,
        question: str,
        region: str | None,
        as_of: dt.date,
        history: Sequence[Mapping[str, str]] = (),
        answer_id: str | int | None = None,
        *,
        plain: bool = False,
    ) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before it is paged and put into the conversation; the fields are those of Reply. is_page: a further page
    of a reply given before, ready as it is."""

    status: ReplyStatus
    blocks: tuple[Block, ...]
    citations: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[Mapping[str, str], ...] = ()
    ask: Mapping[str, Any] | None = None
    triage: Mapping[str, Any] | None = None
    quiz: Mapping[str, Any] | None = None
    answer_id: str = ""
    is_page: bool = False


@dataclass(slots=True)
class Scene:
    """One turn being worked on: the parts, the turn, the conversation (changed in place), and the day asked for."""

    parts: Parts
    turn: Turn
    talk: Conversation
    day: dt.date

    @property
    def region(self) -> str | None:
        """The place to answer for: the talk's, else the setting's."""
        return self.talk.place or self.parts.settings.region


def said(status: ReplyStatus, line_name: str, /, kind: str = "note", **filled: object) -> Draft:
    """A draft of one line of says.yaml."""
    return Draft(status, (Block(kind, say(line_name, **filled)),))
