"""The front door: a question in, evidence out, by one path for page, chat, triage and API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Shelved, Status, Unit
from corpus.status import status_of
from corpus.zhtext import fold
from retrieval.evidence import best_sentence
from retrieval.fusion import fuse, lift_kin
from retrieval.index import SearchIndex
from retrieval.kept import Kept
from retrieval.kinds import rules
from retrieval.lookup import look_up
from retrieval.model import Allowed, Evidence, Hit, Kind, Query, SearchResult, Term
from retrieval.names import DocumentNames, years_of_version
from retrieval.place import Scopes
from retrieval.query import Reader
from retrieval.rank import Candidate, Ranked, features, lift_binding, total
from retrieval.reranker import Reranker, reread
from retrieval.shelf import Shelf

_DEPTH = 100  # units taken from each index
_RANKED = 60  # fused units that the features look at
_SYNONYM = 0.5  # weight of an official word that stands for a lay word
_KEPT_UNITS = 4096
_KEPT_RESULTS = 64
_FILLER = 0.5  # what a word of talk says, as a share of what its rareness would say


@dataclass(frozen=True, slots=True)
class _State:
    """What is kept of one state of the library."""

    version: int
    documents: Mapping[str, Shelved]
    scopes: Scopes
    names: DocumentNames
    units: Kept[int, Unit]


class Searcher:
    """Searches a library through its index."""

    def __init__(
        self, library: Shelf, index: SearchIndex, reader: Reader | None = None, reranker: Reranker | None = None
    ) -> None:
        self._library = library
        self._reranker = reranker
        self.index = index
        self._reader = reader or Reader.shipped(index.tokenizer)
        self._state: _State | None = None
        self._results: Kept[tuple[object, ...], SearchResult] = Kept(_KEPT_RESULTS)

    def understand(
        self,
        question: str,
        *,
        region: str | None = None,
        as_of: dt.date | None = None,
        history: Sequence[Mapping[str, str]] = (),
    ) -> Query:
        """Read a question: see `retrieval.query.Reader.read`. Raises UnknownPlace or AmbiguousPlace for `region`.

        Of a document named by its title that has several versions, those are meant that hold on the day, or that
        are of the year asked for (2018年版).
        """
        state = self._now()
        query = self._reader.read(question, state.names, region=region, as_of=as_of or dt.date.today(), history=history)
        meant = _meant(query, state)
        return replace(query, documents=meant) if meant else query

    def search(
        self,
        query: str | Query,
        *,
        region: str | None = None,
        as_of: dt.date | None = None,
        limit: int = 10,
        history: Sequence[Mapping[str, str]] = (),
    ) -> SearchResult:
        """The best `limit` units for a question, and the best of other places where it asks for them.

        A clause named by its number comes first, found by address. Raises SearchIndexError when the index is broken.
        """
        if isinstance(query, str):
            query = self.understand(query, region=region, as_of=as_of, history=history)
        state = self._now()
        # One question is often searched twice on the way to its answer (what do other places say?).
        key = (state.version, self.index.generation, limit, *_values(query))
        known = self._results.get(key)
        return known if known is not None else self._results.put(key, self._search(query, limit, state))

    def _search(self, query: Query, limit: int, state: _State) -> SearchResult:
        scope = state.scopes.of(query)
        terms = self.terms(query)
        named = self._look_up(query, scope.binding, state)
        found = self._ranked(query, self.index.allowed(scope.binding), terms, limit, state)
        evidence = _first(named, found, limit)
        elsewhere: list[Evidence] = []
        if scope.elsewhere:
            elsewhere = self._ranked(query, self.index.allowed(scope.elsewhere), terms, limit, state)
        return SearchResult(query, tuple(evidence), tuple(elsewhere))

    def _now(self) -> _State:
        version = self._library.version()
        if self._state is None or self._state.version != version:
            documents = list(self._library.documents())
            self._state = _State(
                version,
                {item.document.document_id: item for item in documents},
                Scopes(self._library, documents),
                DocumentNames(item.document for item in documents),
                Kept(_KEPT_UNITS),
            )
        return self._state

    def terms(self, query: Query) -> list[Term]:
        """The telling words of a question, each with its official forms and its weight (rarer words weigh more)."""
        text = fold(query.text)
        for stretch in sorted(query.noise, key=len, reverse=True):
            if len(stretch) > 1 or stretch in rules().alone:  # else it may be part of a word (管 of 管理)
                text = text.replace(stretch, " ")
        words = [word for word in dict.fromkeys(self.index.tokenizer.words(text)) if word not in query.noise]
        rarity = self.index.lexical.rarity(words)
        terms = []
        for word in words:
            forms = [word]
            for lay, official in query.synonyms.items():
                if word in lay:
                    forms.extend(official)
            weight = (rarity[word] + 0.1) * self.index.tokenizer.telling(word)
            if word in rules().filler:
                weight *= _FILLER
            terms.append(Term(tuple(dict.fromkeys(map(fold, forms))), weight))
        return terms

    def meaning(self, query: Query, evidence: Sequence[Evidence]) -> float:
        """How near in meaning the question is to the nearest of these units: cosine, 0 when no vectors are there."""
        if not evidence or not len(self.index.dense):
            return 0.0
        vector = self.index.embedder.encode([fold(query.text)])
        return max(self.index.dense.scores(vector, [item.unit.unit_id for item in evidence]).values(), default=0.0)

    def likeness(self, query: Query, texts: Sequence[str]) -> list[float]:
        """How near in meaning the question is to each of `texts` (words to look at, not units): cosine."""
        if not texts or not len(self.index.dense):
            return [0.0] * len(texts)
        embedder = self.index.embedder
        asked = embedder.encode([fold(" ".join((query.text, *query.terms)))])[0]
        return [float(value) for value in embedder.encode([*texts, ""])[:-1] @ asked]

    def _ranked(
        self, query: Query, allowed: Allowed, terms: Sequence[Term], limit: int, state: _State
    ) -> list[Evidence]:
        fused = self._found(query, allowed)[:_RANKED]
        plain = self.index.lexical.plain([hit.unit_id for hit in fused])
        scored: list[Ranked] = []
        for hit in fused:
            shelved = state.documents.get(self.index.document_of(hit.unit_id))
            if shelved is None or hit.unit_id not in plain:
                continue
            status = status_of(shelved, query.as_of)
            candidate = Candidate(hit.unit_id, hit.score, plain[hit.unit_id], shelved.document, status)
            why = features(candidate, query, terms)
            scored.append((total(why), candidate, why))
        if not query.documents and query.region_source != "question":
            scored = lift_binding(scored)
        scored.sort(key=lambda row: (-row[0], row[1].unit_id))
        if self._reranker is not None:
            scored = reread(self._reranker, query, scored)
        evidence = []
        units = self._fetch([candidate.unit_id for _, candidate, _ in scored[:limit]], state)
        for score, candidate, why in scored[:limit]:
            unit = units.get(candidate.unit_id)
            if unit is None:  # gone from the library since the index was made
                continue
            best = best_sentence(unit.text, terms, query.kind)
            evidence.append(Evidence(unit, candidate.document, candidate.status, round(score, 4), why, best))
        return evidence

    def _found(self, query: Query, allowed: Allowed) -> list[Hit]:
        cut = self.index.tokenizer.cut(query.text)
        extra: dict[str, float] = {}
        for term in query.terms:
            made = self.index.tokenizer.cut(term)
            extra.update(dict.fromkeys((*made.words, *made.grams), _SYNONYM))
        lexical = self.index.lexical.search(cut, _DEPTH, allowed, extra, query.offices)
        if not len(self.index.dense):
            return fuse(lexical, ())
        vector = self.index.embedder.encode([fold(" ".join((query.text, *query.terms)))])
        dense = self.index.dense.search(vector, _DEPTH, allowed)
        have = {hit.unit_id for hit in dense}
        missing = [hit.unit_id for hit in lexical if hit.unit_id not in have]
        dense += [Hit(unit_id, score) for unit_id, score in self.index.dense.scores(vector, missing).items()]
        return lift_kin(fuse(lexical, dense, pending=self.index.unvectored()), self.index.document_of)

    def _look_up(self, query: Query, visible: frozenset[str], state: _State) -> list[Evidence]:
        if not query.addresses or query.kind is not Kind.LOOKUP and not query.documents:
            return []
        binding = sorted(visible)
        place = [key for key in binding if state.documents[key].document.region == query.region] if query.region else []
        wanted = query.documents or place or (binding if len(binding) <= 6 else ())
        evidence = []
        for unit in look_up(self._library, query.addresses, wanted):
            shelved = state.documents[unit.document_id]
            status: Status = status_of(shelved, query.as_of)
            best = best_sentence(unit.text, self.terms(query), query.kind)
            evidence.append(Evidence(unit, shelved.document, status, 1.0, {"address": 1.0}, best))
        return evidence

    def _fetch(self, unit_ids: Sequence[int], state: _State) -> dict[int, Unit]:
        found = {unit_id: unit for unit_id in unit_ids if (unit := state.units.get(unit_id)) is not None}
        missing = [unit_id for unit_id in unit_ids if unit_id not in found]
        if missing:
            for unit_id, unit in self._library.units_by_id(missing).items():
                found[unit_id] = state.units.put(unit_id, unit)
        return found


def _values(query: Query) -> Iterator[object]:
    """All that a question was understood as, to know it again by."""
    for name in Query.__slots__:
        value = getattr(query, name)
        yield tuple(value.items()) if isinstance(value, Mapping) else value


def _meant(query: Query, state: _State) -> tuple[str, ...]:
    years = {str(year) for year in years_of_version(query.text)}
    of_year = tuple(key for key in query.documents if (state.documents[key].document.issued_on or "")[:4] in years)
    if of_year or query.wants_old:
        return of_year
    standing = state.scopes.standing(query)
    return tuple(key for key in query.documents if key in standing)


def _first(named: Sequence[Evidence], found: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Looked-up clauses before the others, each unit once."""
    ids = {item.unit.unit_id for item in named}
    return [*named, *(item for item in found if item.unit.unit_id not in ids)][:limit]
