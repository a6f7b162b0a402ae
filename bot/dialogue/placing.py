"""Place and role taken down in a talk (记地点、身份), shown, and asked for when a name is borne by several places."""

from __future__ import annotations

import threading

from bot.dialogue.asking import noted
from bot.dialogue.drafts import Draft, Parts, Scene, said
from bot.dialogue.model import Block, ReplyStatus
from bot.dialogue.says import say
from bot.dialogue.standing import Stand, role_named, stand_in
from corpus.errors import AmbiguousPlace, UnknownPlace
from corpus.regions import Regions


class Places:
    """Reads what messages tell of the asker, with the places of the library known. Safe to use from many threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._known: tuple[tuple[str, ...], Regions] = ((), Regions.load())

    def stand_in(self, text: str, place: str | None, *, case: bool = False) -> Stand | None:
        """What the message tells of the asker, None when it tells nothing. case: a household is spoken of."""
        return stand_in(text, self._regions(), place, case=case)

    def named(self, text: str) -> str:
        """The first place that a message names, in its own words, or the whole message."""
        spots = self._regions().spot(text)
        return spots[0].name if spots else text

    def _regions(self) -> Regions:
        """The tree, with places of documents that it lacks."""
        held = {one.document.region for one in self._parts.library.documents()}
        unknown = tuple(sorted(region for region in held if region and not Regions.load().knows(region)))
        with self._lock:
            if self._known[0] != unknown:
                self._known = (unknown, Regions.load().extended(unknown))
            return self._known[1]


def take_down(scene: Scene, stand: Stand) -> Block:
    """Remember place and role; the block says so."""
    talk = scene.talk
    talk.role = stand.role or talk.role
    if stand.place is None:
        return noted("role_noted", role=stand.role)
    talk.place = stand.place
    if "triage" in talk.pending:
        talk.pending["triage"]["place"] = stand.place
    shown = in_words(stand.place)
    return noted("both_noted", role=stand.role, place=shown) if stand.role else noted("place_noted", place=shown)


def set_place(scene: Scene, words: str) -> Stand:
    """The place that is set by name. Raises UnknownPlace, AmbiguousPlace."""
    return Stand(place=scene.parts.place(words), how="change")


def set_role(scene: Scene, words: str) -> Draft:
    """Take down a role that is set by name."""
    scene.talk.role = role_named(words)
    return said(ReplyStatus.NOTED, "role_noted", role=scene.talk.role)


def shown(scene: Scene) -> Draft:
    """Say which place and role the talk knows."""
    place, role = scene.region, scene.talk.role
    blocks = [noted("place_shown", place=in_words(place)) if place else noted("place_none")]
    if role:
        blocks.append(noted("role_shown", role=role))
    return Draft(ReplyStatus.NOTED, tuple(blocks))


def which(scene: Scene, options: tuple[str, ...], rest: str = "") -> Draft:
    """Ask which of several places is meant; what else was said waits."""
    scene.talk.waits_for("place", {"rest": rest})
    scene.talk.offer([(in_words(option), option) for option in options])
    return said(ReplyStatus.UNCLEAR, "place_which", kind="question")


def not_found(scene: Scene, error: UnknownPlace | AmbiguousPlace) -> Draft:
    """A place that cannot be found, or may be one of several."""
    if isinstance(error, AmbiguousPlace) and error.options:
        return which(scene, tuple(error.options))
    return Draft(ReplyStatus.UNCLEAR, (Block("note", error.text),))


def in_words(place: str | None) -> str:
    """A place as people write it: 江西省南昌市南昌县."""
    return (place or say("place_none")).replace("/", "")
