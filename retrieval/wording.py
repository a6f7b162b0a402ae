"""Lay words and the official words they stand for, offices and indicators, as found in a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from corpus.departments import Departments
from corpus.errors import KnowledgeError
from corpus.indicators import find_indicators
from corpus.lexicon import Entry, Lexicon, Saying
from corpus.topics import topics_of

_TERMS_A_WORD = 4  # official terms taken for one lay word, best first


@dataclass(frozen=True, slots=True)
class Found:
    """What the shipped words found in a question. official: words to search besides the asker's own; senses: what a
    word of several senses may mean there, where nothing decides it."""

    official: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    senses: tuple[str, ...] = ()


class Wording:
    """The lexicon, the department register and the indicator names, asked together."""

    def __init__(self, lexicon: Lexicon, departments: Departments) -> None:
        self._lexicon = lexicon
        self._departments = departments

    @classmethod
    def shipped(cls) -> Wording:
        """With the files that ship in corpus/. Raises KnowledgeError when one is malformed."""
        return cls(Lexicon.load(), Departments.load())

    def find(self, text: str) -> Found:
        """What the folded question `text` holds. A word of several senses takes the one that the rest speaks of."""
        sayings = self._lexicon.find(text)
        synonyms: dict[str, tuple[str, ...]] = {}
        senses: dict[str, None] = {}
        for saying in sayings:
            meant = _meant(saying, sayings, text)
            if len({entry.sense for entry in meant}) > 1:
                senses.update(dict.fromkeys(entry.terms[0] for entry in meant))
            terms = [term for entry in meant for term in entry.terms[:_TERMS_A_WORD]]
            synonyms[saying.words] = tuple(dict.fromkeys(terms))
        for short in _equivalents().pattern.findall(text):
            synonyms[short] = tuple(dict.fromkeys((*synonyms.get(short, ()), *_equivalents().official[short])))
        indicators = find_indicators(text)
        for indicator in indicators:
            for said in indicator.said:
                if said in text and said != indicator.name:
                    synonyms[said] = (*synonyms.get(said, ()), indicator.name)
        official = dict.fromkeys(term for terms in synonyms.values() for term in terms if term not in text)
        offices = dict.fromkeys(mention.family for mention in self._departments.spot(text))
        return Found(tuple(official), synonyms, tuple(offices), tuple(i.name for i in indicators), tuple(senses))


@dataclass(frozen=True, slots=True)
class _Equivalents:
    pattern: re.Pattern[str]
    official: Mapping[str, tuple[str, ...]]


@cache
def _equivalents() -> _Equivalents:
    """The short and everyday forms of data/equivalents.tsv; the longest is found first."""
    lines = (resources.files("retrieval") / "data" / "equivalents.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if any(len(row) != 2 for row in rows):
        bad = next(row for row in rows if len(row) != 2)
        raise KnowledgeError(f"retrieval/data/equivalents.tsv 的“{bad[0]}”一行不是两列，请改正。")
    official = {short: tuple(term for term in terms.split("|") if term != short) for short, terms in rows}
    longest = sorted(official, key=len, reverse=True)
    return _Equivalents(re.compile("|".join(map(re.escape, longest))), official)


def _meant(saying: Saying, sayings: Sequence[Saying], text: str) -> Sequence[Entry]:
    if len(saying.entries) == 1:
        return saying.entries
    spoken = {entry.sense for other in sayings if other is not saying for entry in other.entries}
    rest = text.replace(saying.words, " ")
    spoken |= set(topics_of(rest))
    fitting = [entry for entry in saying.entries if entry.sense in spoken or entry.sense in rest]
    return fitting or saying.entries
