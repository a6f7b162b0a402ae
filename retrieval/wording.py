"""Lay words and the official words they stand for, offices and indicators, as found in a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.departments import Departments
from corpus.indicators import find_indicators
from corpus.lexicon import Entry, Lexicon, Saying

_TERMS_A_WORD = 4  # official terms taken for one lay word, best first


@dataclass(frozen=True, slots=True)
class Found:
    """What the shipped words found in a question. official: words to search besides the asker's own."""

    official: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


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
        for saying in sayings:
            terms = [term for entry in _meant(saying, sayings, text) for term in entry.terms[:_TERMS_A_WORD]]
            synonyms[saying.words] = tuple(dict.fromkeys(terms))
        indicators = find_indicators(text)
        for indicator in indicators:
            for said in indicator.said:
                if said in text and said != indicator.name:
                    synonyms[said] = (*synonyms.get(said, ()), indicator.name)
        official = dict.fromkeys(term for terms in synonyms.values() for term in terms if term not in text)
        offices = dict.fromkeys(mention.family for mention in self._departments.spot(text))
        return Found(tuple(official), synonyms, tuple(offices), tuple(indicator.name for indicator in indicators))


def _meant(saying: Saying, sayings: Sequence[Saying], text: str) -> Sequence[Entry]:
    if len(saying.entries) == 1:
        return saying.entries
    spoken = {entry.sense for other in sayings if other is not saying for entry in other.entries}
    fitting = [entry for entry in saying.entries if entry.sense in spoken or entry.sense in text]
    return fitting or saying.entries
