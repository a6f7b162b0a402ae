"""The front door of the dialogue: one turn in, one reply out, whatever the channel.

The way of a turn, first match wins: an answer to the quiz item that waits -> a command -> a number of an offer -> the
drill -> small talk -> the asker's place and role -> the household spoken of -> a story -> a question. Each mode is a
module; here it is only decided which one speaks, and what all replies share: pages, choices, place, ids.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.dialogue import asking, handover, household, placing, practice
from bot.dialogue.drafts import Draft, Parts, Scene, said
from bot.dialogue.heard import (
    Heard,
    asks,
    asks_who,
    case_again,
    command_in,
    letters_in,
    other_household,
    picked_number,
    set_aside,
    squeezed,
    taken_back,
    talk_in,
)
from bot.dialogue.lines import choice_blocks
from bot.dialogue.memory import MemoryConversations
from bot.dialogue.model import Block, Choice, Conversation, Conversations, Reply, ReplyStatus, Turn
from bot.dialogue.paging import footed, pages_of
from bot.dialogue.replay import catch_up
from corpus.errors import AmbiguousPlace, MingbaiError, UnknownPlace

_log = logging.getLogger(__name__)
# Commands after which the offers of the reply before still count.
_KEEPS = ("more", "source", "help", "place_shown", "feedback", "wrong")


class Recorder(Protocol):
    """Where turns and feedback are written down; bot.records has one."""

    def turn(self, turn: Turn, reply: Reply) -> None:
        """A turn and its reply."""

    def feedback(self, turn: Turn, conversation: Conversation, words: str) -> None:
        """Somebody says that the last answer is wrong, or what he thinks of it (words may be empty)."""


class Dialogue:
    """Talks with the users of all channels. Safe to use from many threads."""

    def __init__(
        self, parts: Parts, conversations: Conversations | None = None, recorder: Recorder | None = None
    ) -> None:
        self._parts = parts
        self._conversations = conversations or MemoryConversations()
        self._recorder = recorder
        self._places = placing.Places(parts)

    def reply(self, turn: Turn) -> Reply:
        """The reply to a turn; an error is a reply with status failed, in words that say what to do."""
        with self._conversations.hold(turn.key, turn.at) as talk:
            scene = Scene(self._parts, turn, talk, turn.as_of or self._parts.today())
            reply = self._finished(scene, self._answered(scene))
        if reply.status is ReplyStatus.NOTED and not _knows(talk):
            self._conversations.forget(turn.key)
        self._record(turn, reply)
        return reply

    def _record(self, turn: Turn, reply: Reply) -> None:
        if self._recorder is None:
            return
        try:
            self._recorder.turn(turn, reply)
        except MingbaiError as error:  # the user has his answer all the same
            _log.warning("a turn over %s could not be written down: %s", turn.channel, error.code)

    def forget(self, turn: Turn) -> None:
        """Erase what is remembered of the user of a turn."""
        self._conversations.forget(turn.key)

    def _answered(self, scene: Scene) -> Draft:
        try:
            catch_up(scene.turn, scene.talk, self._places)
            if scene.turn.place is not None:
                scene.talk.place = self._parts.place(scene.turn.place)
            scene.talk.role = scene.turn.role or scene.talk.role
            return self._speak(scene, scene.turn.text)
        except (AmbiguousPlace, UnknownPlace) as error:
            return placing.not_found(scene, error)
        except MingbaiError as error:
            return Draft(ReplyStatus.FAILED, (Block("note", error.text),))
        except Exception:  # noqa: BLE001 - the edge: the user of a channel gets one line, the log the rest
            _log.exception("unforeseen failure in a talk over %s", scene.turn.channel)
            return said(ReplyStatus.FAILED, "failed")

    def _finished(self, scene: Scene, draft: Draft) -> Reply:
        """The draft as a reply, in pages where the channel has little room."""
        talk = scene.talk
        choices = tuple(Choice(n, one["label"], one["say"]) for n, one in enumerate(talk.choices, 1))
        if draft.is_page:
            blocks, number = draft.blocks, talk.pages - len(talk.rest)
        else:
            pages = pages_of((*draft.blocks, *choice_blocks(choices)), scene.turn.room)
            if len(pages) > 1 or draft.status is not ReplyStatus.UNCLEAR:
                talk.rest = [[{"kind": block.kind, "text": block.text} for block in page] for page in pages[1:]]
                talk.pages = len(pages)
            blocks, number = footed(pages[0], 1, len(pages)), 1
        return Reply(
            status=draft.status,
            blocks=blocks,
            citations=draft.citations,
            warnings=draft.warnings,
            choices=choices,
            ask=draft.ask,
            triage=draft.triage,
            quiz=draft.quiz,
            pending=list(talk.pending)[-1] if talk.pending else None,
            conversation_id=talk.conversation_id,
            answer_id=draft.answer_id,
            place=scene.region and self._parts.place(scene.region),
            role=talk.role,
            page=number,
            pages=talk.pages if number > 1 or talk.rest else 1,
        )

    def _speak(self, scene: Scene, text: str) -> Draft:
        if not squeezed(text):
            return said(ReplyStatus.UNCLEAR, "unread" if text.strip() else "empty")
        command = command_in(text)
        given = practice.answer_to(scene, text)
        if given is not None and (command is None or command.name == "wrong"):
            return practice.mark_answer(scene, given)
        if command is not None:
            scene.talk.choices = scene.talk.choices if command.name in _KEEPS else []
            return self._obey(scene, command)
        return self._picked(scene, text) or self._talked(scene, text)

    def _talked(self, scene: Scene, text: str) -> Draft:
        """What is no command and no number: the drill, small talk, the asker's place, a story, a question."""
        scene.talk.choices = []
        if "drill" in scene.talk.pending:
            return practice.go_on_with_drill(scene, text)
        small = talk_in(text)
        if small is not None and not (small == "fine" and _newest(scene) == "triage"):
            return said(ReplyStatus.HELP, small)
        return self._placed(scene, text) or self._told(scene, text)

    def _obey(self, scene: Scene, command: Heard) -> Draft:
        """Do what a command says."""
        acts: dict[str, Callable[[], Draft]] = {
            "help": lambda: said(ReplyStatus.HELP, "help"),
            "more": lambda: _more(scene),
            "source": lambda: asking.show_source(scene, command.number),
            "new_topic": lambda: _new_topic(scene),
            "person": lambda: handover.hand_over(scene),
            "wrong": lambda: self._feedback(scene, ""),
            "feedback": lambda: self._feedback(scene, command.rest),
            "place": lambda: self._moved(scene, command.rest),
            "place_shown": lambda: placing.shown(scene),
            "role": lambda: placing.set_role(scene, command.rest),
            "quiz": lambda: practice.next_item(scene),
            "quiz_back": lambda: practice.same_item(scene),
            "drill": lambda: practice.next_drill(scene),
            "stop": lambda: practice.stop(scene),
            "triage": lambda: _ask_story(scene),
            "forget": lambda: _forgotten(scene),
        }
        return acts[command.name]()

    def _picked(self, scene: Scene, text: str) -> Draft | None:
        """What a number of an offer stands for; None when the message picks nothing."""
        number, choices = picked_number(text), scene.talk.choices
        if number is None:
            alone = letters_in(text) and "quiz" not in scene.talk.pending
            return said(ReplyStatus.UNCLEAR, "letters_without_quiz") if alone else None
        bare = text.strip().isdecimal()
        if not choices:
            return said(ReplyStatus.UNCLEAR, "no_choice") if bare and not scene.talk.pending else None
        if not 1 <= number <= len(choices):
            return said(ReplyStatus.UNCLEAR, "no_such_choice", count=len(choices)) if bare else None
        words = choices[number - 1]["say"]
        scene.talk.choices = []
        if _newest(scene) == "triage":
            return household.go_on(scene, words)
        return self._sense(scene, words) or self._moved(scene, words)

    def _sense(self, scene: Scene, words: str) -> Draft | None:
        """Answer a question that had several senses, when one of them is named."""
        waiting = scene.talk.pending.get("clarify")
        if waiting is None or waiting["of"] != asking.SENSE:
            return None
        chosen = next((one for one in waiting["options"] if squeezed(one) == squeezed(words)), None)
        return asking.choose_sense(scene, chosen) if chosen else None

    def _moved(self, scene: Scene, words: str) -> Draft:
        """Take down a place set by name, and go on with what waited for it. Raises UnknownPlace, AmbiguousPlace."""
        stand = placing.set_place(scene, words)
        waiting = scene.talk.pending.pop("place", {}).get("rest")
        note = placing.take_down(scene, stand)
        if waiting:
            return self._told(scene, waiting, (note,))
        return asking.ask_placed(scene, (note,)) or Draft(ReplyStatus.NOTED, (note,))

    def _placed(self, scene: Scene, text: str) -> Draft | None:
        """Take down the place and role that a message tells, and go on with its rest; None when it tells none."""
        sense = self._sense(scene, text)
        stand = None if sense else self._places.stand_in(text, scene.talk.place, case=_newest(scene) == "triage")
        if stand is None:
            return sense
        if stand.options:
            return placing.which(scene, stand.options, stand.rest)
        waits = scene.talk.pending.get("clarify", {}).get("of") == asking.PLACE
        if stand.how in ("meant", "only") and scene.talk.history and not waits and not stand.rest:
            return asking.ask_for(scene, self._places.named(text))
        note = placing.take_down(scene, stand)
        if stand.rest:
            return self._told(scene, stand.rest, (note,), whole=text)
        again = asking.ask_placed(scene, (note,)) if stand.place else None
        if again is None and stand.how == "change":
            again = asking.ask_for(scene, self._places.named(text), (note,))
        if again is None and stand.place and _newest(scene) == "triage":
            again = household.place_told(scene, (note,))
        return again or Draft(ReplyStatus.NOTED, (note,))

    def _told(self, scene: Scene, text: str, before: Sequence[Block] = (), whole: str | None = None) -> Draft:
        """A story, or what follows of one, or a question. whole: the message before its place was taken out."""
        if _newest(scene) == "triage" and asks_who(text):
            return handover.hand_over(scene)
        case, aside = case_again(text), set_aside(text)
        if case is not None and "triage" in scene.talk.pending:
            return household.go_on(scene, case) if case else said(ReplyStatus.NOTED, "case_back")
        if aside is not None:
            return asking.answer_question(scene, aside, alone=True, before=before)
        open_case = "triage" in scene.talk.pending and not other_household(text)
        if open_case and not asks(text):
            return household.go_on(scene, whole or text)
        return self._heard_out(scene, text, before, whole)

    def _heard_out(self, scene: Scene, text: str, before: Sequence[Block], whole: str | None) -> Draft:
        """What is told for the first time: the story of a household, else a question."""
        wanted, meant = scene.turn.story or _newest(scene) == "story", taken_back(text)
        if scene.turn.triage and (meant is None or wanted):
            outlook = household.hear_story(scene, whole or text)
            if wanted or household.is_story(outlook):
                scene.talk.pending.pop("story", None)
                return household.tell_story(scene, outlook, before)
        if whole is not None and not scene.talk.history:  # nothing to lean on: as every other channel asks it
            return asking.answer_question(scene, whole, before=before)
        if meant is not None and not asks(meant):
            meant = f"那{meant}呢"
        return asking.answer_question(scene, meant or text, before=before)

    def _feedback(self, scene: Scene, words: str) -> Draft:
        if not words and not scene.talk.last:
            return said(ReplyStatus.UNCLEAR, "wrong_nothing")
        if self._recorder is None:
            return said(ReplyStatus.NOTED, "feedback_lost")
        self._recorder.feedback(scene.turn, scene.talk, words)
        return said(ReplyStatus.NOTED, "feedback_noted" if words else "wrong_noted")


def _more(scene: Scene) -> Draft:
    """The next page of a long reply."""
    talk = scene.talk
    if not talk.rest:
        return said(ReplyStatus.UNCLEAR, "nothing_more")
    page = [Block(block["kind"], block["text"]) for block in talk.rest.pop(0)]
    return Draft(ReplyStatus.ANSWERED, footed(page, talk.pages - len(talk.rest), talk.pages), is_page=True)


def _newest(scene: Scene) -> str | None:
    return next(reversed(scene.talk.pending), None)


def _new_topic(scene: Scene) -> Draft:
    talk = scene.talk
    talk.history, talk.pending, talk.citations, talk.last, talk.rest = [], {}, [], {}, []
    return said(ReplyStatus.NOTED, "new_topic")


def _ask_story(scene: Scene) -> Draft:
    if not scene.turn.triage:
        return said(ReplyStatus.UNCLEAR, "no_triage")
    scene.talk.pending.pop("triage", None)
    scene.talk.waits_for("story", {})
    return household.nothing_told()


def _forgotten(scene: Scene) -> Draft:
    _new_topic(scene)
    scene.talk.place = scene.talk.role = None
    return said(ReplyStatus.NOTED, "forgotten")


def _knows(talk: Conversation) -> bool:
    return bool(talk.place or talk.role or talk.history or talk.pending or talk.last)
