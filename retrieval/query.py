"""From a question to a `Query`: what is asked, where, in which document, and in which official words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import BadField
from corpus.lookup import read_phrases
from corpus.model import Span
from corpus.regions import NATION, Regions
from corpus.topics import topics_of
from corpus.zhtext import fold
from retrieval.followup import complete
from retrieval.kinds import kind_of, rules
from retrieval.model import Kind, Query
from retrieval.names import DocumentNames, years_of_version
from retrieval.tokenizer import Tokenizer
from retrieval.wording import Wording

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-~—至到]|$|\D)")
_LONGEST = 2000
_RANKED = re.compile("[省市县区旗州盟镇乡]$")


@dataclass(frozen=True, slots=True)
class _Where:
    """The places a question names: path of the first, further ones, and what an ambiguous name may mean."""

    first: str | None
    others: tuple[str, ...]
    options: tuple[str, ...]
    noise: tuple[str, ...]


class Reader:
    """Reads questions with the shipped knowledge: places, lay words, offices, indicators."""

    def __init__(self, regions: Regions, wording: Wording, tokenizer: Tokenizer) -> None:
        self._regions = regions
        self._wording = wording
        self._tokenizer = tokenizer
        self._extended: tuple[tuple[str, ...], Regions] = ((), regions)

    @classmethod
    def shipped(cls, tokenizer: Tokenizer) -> Reader:
        """A reader with the knowledge that ships in corpus/. Raises KnowledgeError when a file there is malformed."""
        return cls(Regions.load(), Wording.shipped(), tokenizer)

    def read(
        self,
        question: str,
        names: DocumentNames,
        *,
        region: str | None,
        as_of: dt.date,
        history: Sequence[Mapping[str, str]] = (),
    ) -> Query:
        """Understand `question`, asked from `region` on the day `as_of` after the turns of `history`.

        A place named in the question wins over `region`. Raises BadField for an empty or endless question,
        UnknownPlace or AmbiguousPlace for a `region` that is none.
        """
        if not question.strip():
            raise BadField("问题是空的，请写上要问的内容。")
        if len(question) > _LONGEST:
            raise BadField(f"问题超过{_LONGEST}字，请缩短后再问；居民反映的情况请用分诊（mingbai triage）。")
        regions = self._regions_with(names.regions())
        asked = regions.find(region) if region else None
        whole = complete(question, history, lambda text: [spot.span for spot in regions.spot(text)])
        text = fold(whole)
        where = self._where(regions, text, asked, names)
        documents = names.find(text, where.first or asked)
        # Who names a paper without a place asks about the place of that paper.
        said = where.first or (None if asked else names.region_of(documents))
        place = said or asked
        addresses = tuple(pattern.text for pattern in read_phrases(whole))
        found = self._wording.find(text)
        asks_for = rules()
        kind = self._kind(question, text, bool(addresses))
        sides = self._sides(text, where, names.regions_of(documents))
        return Query(
            text=whole,
            kind=Kind.COMPARISON if sides > 1 and kind not in (Kind.LOOKUP, Kind.STATUS) else kind,
            sides=sides,
            each=kind if kind is not Kind.COMPARISON else kind_of(text, has_address=False, besides=Kind.COMPARISON),
            region=None if place == NATION else place,
            region_source="question" if said else "asked" if asked else "none",
            as_of=as_of,
            region_options=where.options,
            other_places=where.others,
            documents=documents,
            addresses=addresses,
            years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text))),
            offices=found.offices,
            indicators=found.indicators,
            terms=found.official,
            synonyms=found.synonyms,
            senses=found.senses,
            topics=topics_of(f"{text}\n{' '.join(found.official)}"),
            noise=(*where.noise, *names.titles_in(text), *(word for word in asks_for.asking if word in text)),
            wants_elsewhere=bool(asks_for.elsewhere.search(text)),
            wants_old=bool(asks_for.old.search(text)) or bool(years_of_version(text)),
        )

    @staticmethod
    def _kind(question: str, whole: str, has_address: bool) -> Kind:
        """The kind of a follow-up is its own where it says one, else that of the question made whole."""
        own = kind_of(fold(question), has_address=has_address)
        return kind_of(whole, has_address=has_address) if own in (Kind.OTHER, Kind.LOOKUP) else own

    @staticmethod
    def _sides(text: str, where: _Where, regions: Sequence[str | None]) -> int:
        """How many places, and papers of other places, the question sets side by side; 1 when it compares nothing."""
        places = {path for path in (where.first, *where.others) if path}
        papers = {region for region in regions if region not in places and region != NATION}
        return max(1, len(places) + len(papers)) if rules().compares.search(text) else 1

    def _where(self, regions: Regions, text: str, asked: str | None, names: DocumentNames) -> _Where:
        held = names.regions()
        paths: list[str] = []
        options: tuple[str, ...] = ()
        noise: list[str] = []
        spots = [spot for spot in regions.spot(text, asked) if self._is_whole(text, spot.span)]
        subjects = [spot for spot in spots if not _standpoint(text, spot.span)]
        for spot in spots:
            noise.append(spot.span.of(text))
            if subjects and spot not in subjects:
                continue
            path = spot.path or _only_held(spot.options, held)
            if path:
                paths.append(path)
            elif not options:
                options = spot.options
        paths = list(dict.fromkeys(paths))
        return _Where(paths[0] if paths else None, tuple(paths[1:]), options, tuple(noise))

    def _is_whole(self, text: str, span: Span) -> bool:
        """Does the name begin and end where words do? 修水泥路 names no 修水, 修水县 always stands."""
        if _RANKED.search(span.of(text)):
            return True
        edges, at = {0}, 0
        for word in self._tokenizer.all_words(text):
            at = text.find(word, at) + len(word)
            edges |= {at, at - len(word)}
        return span.start in edges and span.end in edges

    def _regions_with(self, held: Sequence[str]) -> Regions:
        """The tree, with the places of the library's documents that it lacks."""
        unknown = tuple(path for path in held if not self._regions.knows(path))
        if self._extended[0] != unknown:
            self._extended = (unknown, self._regions.extended(unknown))
        return self._extended[1]


def _standpoint(text: str, place: Span) -> bool:
    """Does the place only say where the asker is (我在…上班)?"""
    told = rules()
    return bool(told.stands_before.search(text[: place.start]) and told.stands_after.search(text[place.end :]))


def _only_held(options: Sequence[str], held: Sequence[str]) -> str | None:
    """The one of several places that the library has papers of, or that lies where it has; None if not just one."""
    own = [option for option in options if option in held]
    return own[0] if len(own) == 1 else None
