"""Short questions that stay on the subject (顺着问): 有效期多长, 谁发钱, 不服怎么办, without a word that says so.

Such a message is asked as it stands, and of the paper that was cited; one of few telling words (谁发钱) also with the
subject of the talk behind it. What answers best is taken: the clause that holds most of the words; staying with the
paper counts a little. A message with a place, a paper or a clause number of its own is asked as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.answers.answerer import NEAREST
from bot.answers.lead_in import short_title
from bot.dialogue.drafts import Scene
from bot.dialogue.heard import asks, patterns
from bot.dialogue.says import say
from corpus.errors import NotFound
from corpus.zhtext import fold
from retrieval.model import Kind, Query, Term
from retrieval.rank import share

LONGEST = 30  # characters; a longer message says itself what it is about
NAMES = 0.1  # what a clause is worth whose own topic phrase holds the words
GUESS = 0.5  # what an answer is worth that says itself that it may not be meant
_YEAR = re.compile(r"\d{4}年?")
_AND = re.compile("[和与跟、]")
NEW = 0.05  # what a clause is worth that has not been shown just before
TOPIC = 2.5  # weight of a word from which it belongs to a subject
STAYS = 0.15  # what staying with the paper cited before is worth, as a share of the words
SUBJECT = 0.4  # what holding the subject's words is worth
TELLING = 5.0  # weight of all its words below which a message does not say what it is about


class Leaning:
    """A message that may lean on the talk: other ways to ask it, and how well an answer meets it."""

    def __init__(self, scene: Scene, message: str) -> None:
        self._scene = scene
        talk, self._message = scene.talk, message
        self._cited = {one["document_id"] for one in talk.citations}
        self._shown = {(one["document_id"], one["address"]) for one in talk.citations}
        query = self._read(message)
        own = query.documents or query.addresses or query.region_source == "question"
        self.may = bool(talk.citations and talk.history) and len(message) <= LONGEST and not own
        own_words = _pointer().sub("", message)
        read = query if own_words == message or not own_words.strip() else self._read(own_words)
        self._terms: Sequence[Term] = scene.parts.answerer.ask_of(read).terms if self.may else ()
        self._weak = sum(term.weight for term in self._terms) < TELLING
        self._subject = str(talk.last.get("subject") or "")
        told = self._read(self._subject) if self.may and self._weak and self._subject else None
        self._about: Sequence[Term] = scene.parts.answerer.ask_of(told).terms if told else ()

    @property
    def says_itself(self) -> bool:
        """Whether the message's own words tell enough to look beyond the question before (以工代赈呢)."""
        return self.may and not self._weak and not _YEAR.search(self._message)

    def wordings(self) -> Iterator[str]:
        """Other ways to ask the message, none when it does not lean."""
        if not self.may:
            return
        of_paper = self._of_paper()
        yield from filter(None, (self._named(),))
        about = f"{self._message}（{self._subject}）" if self._subject else ""
        named = f"{self._topic()}{self._message}" if self._weak else ""
        yield from filter(None, (named, about, of_paper) if self._weak else (of_paper, about))

    def _topic(self) -> str:
        """The telling words of the subject in their order: what it is about, without what it asks."""
        told = [term.forms[0] for term in self._about if term.weight >= TOPIC and term.forms[0] in self._subject]
        kept = [word for word in told if not any(word != other and word in other for other in told)]
        return "".join(sorted(dict.fromkeys(kept), key=self._subject.index))

    def _named(self) -> str:
        """The message with the thing of the subject that a pronoun means in its place; "" without one."""
        pronoun = _pointer().search(self._message)
        if pronoun is None or not self._subject:
            return ""
        terms = self._scene.parts.answerer.ask_of(self._read(self._subject)).terms
        pair = next((pair for pair in self._pairs(terms)), None)
        place = {"former": 0, "latter": 1}.get(str(pronoun.lastgroup))
        if place is not None:
            return self._message.replace(pronoun[0], pair[place], 1) if pair else ""
        best = max(terms, key=lambda term: (term.weight, len(term.forms[0])), default=None)
        return self._message.replace(pronoun[0], best.forms[0], 1) if best else ""

    def _pairs(self, terms: Sequence[Term]) -> Iterator[tuple[str, str]]:
        """Two things of the subject that stand side by side (样板村和示范村)."""
        words = sorted({term.forms[0] for term in terms}, key=len, reverse=True)
        for mark in _AND.finditer(self._subject):
            before = next((word for word in words if self._subject[: mark.start()].endswith(word)), None)
            after = next((word for word in words if self._subject.startswith(word, mark.end())), None)
            if before and after:
                yield before, after

    def _of_paper(self) -> str:
        """The message asked of the paper cited; "" when it would then ask about the paper itself, or that is gone."""
        try:
            document = self._scene.parts.library.get(str(self._scene.talk.citations[0]["document_id"])).document
        except NotFound:
            return ""  # taken off the shelf since
        bare = self._message.rstrip("呢?？。!！ ")
        wording = f"{short_title(document)}{self._message if asks(bare) else say('of_paper', thing=bare)}"
        kinds = self._read(wording).kind, self._read(self._message).kind
        return "" if kinds[0] is Kind.STATUS and kinds[1] is not Kind.STATUS else wording

    def worth(self, answer: Mapping[str, Any]) -> float:
        """How well an answer meets the message, 0 to 1 + SUBJECT + STAYS; below 0 when it answers nothing."""
        if answer["abstained"]:
            return -1.0
        held = []
        for one in answer["citations"]:
            unit = next((found["text"] for found in answer["evidence"] if _is_in(one, found)), "")
            held.append(f"{one['title']}\n{one['quote']}\n{unit}")
        stays = any(one["document_id"] in self._cited for one in answer["citations"])
        text = fold("\n".join(held))
        names = fold("\n".join(str(one["address"]) for one in answer["citations"]))
        about = SUBJECT * share(self._about, text) if self._about else 0.0
        value = share(self._terms, text) + NAMES * share(self._terms, names) + about
        new = any((one["document_id"], one["address"]) not in self._shown for one in answer["citations"])
        return value * (GUESS if is_guess(answer) else 1.0) + STAYS * stays + NEW * new

    def _read(self, words: str) -> Query:
        scene = self._scene
        return scene.parts.answerer.searcher.understand(words, region=scene.region, as_of=scene.day)


def is_guess(answer: Mapping[str, Any]) -> bool:
    """Whether an answer says itself that it may not be what was meant."""
    return str(answer["answer"]).startswith(NEAREST)


def points_back(message: str) -> bool:
    """Whether a message has a word for a thing spoken of before (它, 后者)."""
    return bool(_pointer().search(message))


def _pointer() -> re.Pattern[str]:
    found: re.Pattern[str] = patterns()["pointer"]
    return found


def _is_in(citation: Mapping[str, Any], unit: Mapping[str, Any]) -> bool:
    within = citation["address"] == unit["address"] or citation["address"].startswith(f"{unit['address']}/")
    return bool(citation["document_id"] == unit["document_id"] and within)
