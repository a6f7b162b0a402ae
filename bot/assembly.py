"""The one place where the parts meet: settings -> Services."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.clock import now, today
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.answers import Answerer
    from bot.dialogue import Dialogue
    from bot.fact_shelf import FactShelf
    from bot.limits import Limits
    from bot.live_index import LiveIndex
    from bot.models import Composer, Hearing
    from bot.people import People
    from bot.records import Records
    from bot.training.trainer import Trainer
    from corpus.library import Library
    from triage.case import Turn
    from triage.refer import Triage
    from triage.rules.book import RuleBook
    from triage.rules.parameters import Parameters

_TRIAL = "低保标准是多少，由哪个部门负责？"
Part = TypeVar("Part")
Progress = Callable[[int, int], None]


class Services:
    """All parts, each made when it is first asked for; safe to use from many threads.

    progress: told (documents done, in all) while the index is built or brought up to the shelf. parts: ready ones by
    name (library, index, answerer), for tests.
    """

    def __init__(self, settings: Settings, progress: Progress | None = None, **parts: object) -> None:
        self.settings = settings
        self._progress = progress
        self._parts: dict[str, object] = parts
        # How connections of ours are doing, by channel; filled by the server that keeps them (bot.http.background).
        self.connections: dict[str, Callable[[], str]] = {}
        self._orders = itertools.count(1)
        self._making = threading.RLock()
        self._writing = threading.RLock()

    def _part(self, name: str, make: Callable[[], Part]) -> Part:
        if name not in self._parts:
            with self._making:
                if name not in self._parts:
                    self._parts[name] = make()
        return cast(Part, self._parts[name])

    @property
    def library(self) -> Library:
        """The shelf, with the shipped digests on it."""
        return self._part("library", self._open_library)

    @property
    def index(self) -> LiveIndex:
        """The search index, brought up to the shelf when first opened."""
        return self._part("index", self._open_index)

    @property
    def answerer(self) -> Answerer:
        """Questions to answers."""
        return self._part("answerer", self._make_answerer)

    @property
    def composer(self) -> Composer | None:
        """What writes answers in a model's words; None where no model is set."""
        return self._part("composer", self._make_composer)

    @property
    def facts(self) -> FactShelf:
        """Figures and deadlines of the documents on the shelf."""
        return self._part("facts", self._make_facts)

    @property
    def rule_book(self) -> RuleBook:
        """The shipped rules and those in the folder `rules` of the data folder."""
        return self._part("rule_book", self._make_rule_book)

    @property
    def parameters(self) -> Parameters:
        """The figures that counties filled in, in the folder `parameters` of the data folder."""
        return self._part("parameters", self._make_parameters)

    def forget_rules(self) -> None:
        """Read rules and figures anew when they are next needed: somebody has changed them."""
        for name in ("trainer", "triager", "parameters", "rule_book"):
            self._parts.pop(name, None)

    @property
    def triager(self) -> Triage:
        """Stories to measures, offices, work orders and cards."""
        return self._part("triager", self._make_triager)

    @property
    def trainer(self) -> Trainer:
        """Quiz items, drills and the records of learners."""
        return self._part("trainer", self._make_trainer)

    @property
    def dialogue(self) -> Dialogue:
        """Talks over all channels."""
        return self._part("dialogue", self._make_dialogue)

    @property
    def people(self) -> People:
        """Accounts, sessions, keys, rights and the audit log."""
        return self._part("people", self._make_people)

    @property
    def records(self) -> Records:
        """Work orders and the other records of the office."""
        return self._part("records", self._make_records)

    @property
    def limits(self) -> Limits:
        """How fast somebody may ask."""
        return self._part("limits", self._make_limits)

    def today(self) -> dt.date:
        """The day it is for this process (MINGBAI_CLOCK)."""
        return today(self.settings.clock)

    def place(self, words: str | None) -> str | None:
        """The full path of a place in any usual form, None for none; places of our own papers are known too.

        Raises UnknownPlace, AmbiguousPlace.
        """
        if not words:
            return None
        from corpus.errors import UnknownPlace
        from corpus.regions import Regions

        try:
            return Regions.load().find(words)
        except UnknownPlace:
            held = {shelved.document.region for shelved in self.library.documents()} - {None, "全国"}
            return Regions.load().extended(region for region in held if region).find(words)

    def ask(
        self,
        question: str,
        region: str | None,
        as_of: dt.date,
        history: Sequence[Mapping[str, str]] = (),
        answer_id: str | int | None = None,
        hearing: Hearing | None = None,
        plain: bool = False,
    ) -> dict[str, Any]:
        """The ask object of the contract for a place in words and a day. Raises BadField, UnknownPlace …

        hearing: who is told the checked sentences of a model as they come. plain: without a model.
        """
        place = self.place(region)
        answer = self.records.approved.answer(question, place, as_of)
        if answer is None:
            composer = None if plain else self.composer
            if composer is None:
                answer = self.answerer.answer(question, region=place, as_of=as_of, history=history)
            else:
                answer = composer.ask(self.answerer, question, place, as_of, history, hearing)
        return answer.as_json(answer_id)

    def triage(
        self,
        narrative: str,
        region: str | None,
        day: dt.date,
        channel: str,
        told_id: str | int | None = None,
        turns: Sequence[Turn] = (),
    ) -> dict[str, Any]:
        """The triage object of the contract for a story told on a day, with what was said since.

        Raises UnknownPlace, AmbiguousPlace …, BadField for a turn about nobody of the case.
        """
        from triage.case import Case
        from triage.model import Story
        from triage.report import report

        story = Story(narrative, self.place(region), day, channel)
        outlook = self.triager.resume(Case(story, tuple(turns)))
        if self.composer is not None and not turns:
            outlook = self.composer.widen(self.triager, story, outlook)
        at = now(self.settings.clock)
        return report(outlook, told_id, f"GD-{at:%Y%m%d-%H%M%S}-{next(self._orders) % 1000:03d}", at)

    def ingest(self, files: Sequence[Path], region: str | None, day: dt.date) -> Iterator[dict[str, Any]]:
        """Read files onto the shelf, one ingest object each; all is searchable when the run ends.

        To be run from start to end in one thread.
        """
        from bot.intake import take_in

        with self._writing:
            yield from take_in(self.library, files, region, day)

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the search index up to the shelf."""
        with self._writing:
            self.index.refresh(progress or self._progress)

    def remove(self, document_id: str) -> None:
        """Take a document off the shelf and out of the index. Raises NotFound."""
        with self._writing:
            self.library.remove(document_id)
            self.index.refresh()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build the index anew from the shelf."""
        with self._writing:
            self.index.rebuild(progress or self._progress)
            self._parts.pop("answerer", None)

    def warm(self) -> None:
        """Make everything that an answer needs, and prove that a known clause is found by its own words."""
        self.index.self_test()
        # Word lists and patterns are read when first needed: not while somebody waits.
        self.answerer.answer(_TRIAL, as_of=self.today())
        if self.composer is not None:
            self.composer.client.warm()
        # All this stays: the collector of garbage need not look through it again, a tenth of a second a time.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let go of the database."""
        records = cast("Records | None", self._parts.pop("records", None))
        if records is not None:
            records.close()
        for name in ("facts", "people"):
            self._parts.pop(name, None)
        library = cast("Library | None", self._parts.pop("library", None))
        if library is not None:
            library.close()

    def _open_library(self) -> Library:
        from bot.intake import shelve_digests
        from corpus.library import Library

        self.settings.home.mkdir(parents=True, exist_ok=True)
        library = Library(self.settings.library_url())
        shelve_digests(library)
        return library

    def _open_index(self) -> LiveIndex:
        from bot.live_index import LiveIndex

        settings = self.settings
        return LiveIndex(
            self.library,
            settings.home / "index",
            embedder=settings.embedder,
            chroma_url=settings.chroma_url,
            progress=self._progress,
        )

    def _make_answerer(self) -> Answerer:
        from bot.answers import Answerer
        from retrieval.reranker import load_reranker
        from retrieval.search import Searcher

        reranker = load_reranker(self.settings.reranker)
        return Answerer(self.library, Searcher(self.library, self.index.search, reranker=reranker))

    def _make_composer(self) -> Composer | None:
        if not (self.settings.llm_base_url and self.settings.llm_model):
            return None  # and no library of a model is loaded
        from bot.models import Composer

        return Composer.of(self.settings)

    def _make_triager(self) -> Triage:
        from triage.refer import Triage

        return Triage(self.rule_book, self.library, self.parameters)

    def _make_trainer(self) -> Trainer:
        from bot.training.trainer import Trainer

        return Trainer(self.library, self.rule_book, self.triager)

    def _make_rule_book(self) -> RuleBook:
        from triage.rules.book import RuleBook

        own = self.settings.home / "rules"
        return RuleBook.load(*([own] if own.is_dir() else []), cache=self.settings.home / "cache")

    def _make_parameters(self) -> Parameters:
        from triage.rules.parameters import Parameters

        return Parameters.load(self.settings.home / "parameters")

    def _make_dialogue(self) -> Dialogue:
        from bot.dialogue import Dialogue
        from bot.dialogue.kept import KeptConversations
        from corpus.desk.talk_store import TalkStore

        return Dialogue(self, KeptConversations(TalkStore(self.library.database)), self.records.recorder)

    def _make_people(self) -> People:
        from bot.people import People

        key = self.settings.api_key
        return People(self.library.database, key.get_secret_value() if key else None, self.settings.guests)

    def _make_limits(self) -> Limits:
        from bot.limits import Limits

        return Limits()

    def _make_records(self) -> Records:
        from bot.records import Handover, Records, Terms

        terms = Terms(self.settings.keep_answers, self.settings.keep_orders, self.settings.keep_audit)
        secret = self.settings.handover_secret
        handover = Handover(
            self.settings.home, self.settings.handover_url, secret.get_secret_value() if secret else None
        )
        return Records(self.library, self.people.audit, lambda: now(self.settings.clock), terms, handover)

    def _make_facts(self) -> FactShelf:
        from bot.fact_shelf import FactShelf

        return FactShelf(self.library)


def build(settings: Settings, progress: Progress | None = None) -> Services:
    """The parts of this process; nothing is opened until it is used."""
    return Services(settings, progress)
