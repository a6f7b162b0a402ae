"""As people say it and what the documents call it (方言土语对照): 五保户 -> 特困人员.

A word with two senses (边缘户) has two entries; whoever uses them must ask or show both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from corpus.errors import KnowledgeError
from corpus.model import Span
from corpus.shipped import read_rows, read_text
from corpus.zhtext import fold, normalise


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning. said: spoken variants (a~b: a and soon after it b); terms: official terms, best first;
    sense: field; note: for staff."""

    said: tuple[str, ...]
    terms: tuple[str, ...]
    sense: str
    note: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Lay words found in a text, with every meaning they may have."""

    span: Span
    words: str
    entries: tuple[Entry, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Official terms of all meanings, each once."""
        return tuple(dict.fromkeys(term for entry in self.entries for term in entry.terms))


class Lexicon:
    """The shipped lexicon. `Lexicon.load()` is the front door; one object serves the whole process."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._meanings: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            for said in entry.said:
                self._meanings["~".join(map(fold, said.split("~")))].append(entry)
        longest_first = sorted(self._meanings, key=lambda said: ("~" in said, -len(said)))
        self._pattern = re.compile("|".join(map(_regex, longest_first)))
        self._gapped = [(re.compile(_regex(said)), said) for said in longest_first if "~" in said]

    @staticmethod
    @cache
    def load() -> Lexicon:
        """The shipped entries, read once a process. Raises KnowledgeError naming the line that is malformed."""
        entries = []
        for said, terms, sense, note in read_rows("lexicon.tsv", 4):
            entry = Entry(tuple(said.split("|")), tuple(terms.split("|")), sense, note)
            if not all((*entry.said, *entry.terms, sense)):
                raise KnowledgeError(f"随带资料 lexicon.tsv 中“{said}”一行有空项，请改好再用。")
            entries.append(entry)
        return Lexicon(tuple(entries))

    def find(self, text: str) -> list[Saying]:
        """Lay words in a question or narrative, in order, the longest at each place, never overlapping."""
        norm = normalise(text)
        return [
            Saying(norm.span(*match.span()), match[0], tuple(self._meanings[self._key(match[0])]))
            for match in self._pattern.finditer(norm.text.lower())
        ]

    def _key(self, found: str) -> str:
        """The variant that matched `found`."""
        if found in self._meanings:
            return found
        return next(said for pattern, said in self._gapped if pattern.fullmatch(found))


def _regex(said: str) -> str:
    """A variant as a pattern; ~ stands for a few characters without a pause."""
    return r"[^,。;!?\s]{0,6}?".join(map(re.escape, said.split("~")))


@cache
def domain_words() -> tuple[str, ...]:
    """Words that a segmenter must not cut: words.txt, and the official terms and names that people use."""
    listed = [line.strip() for line in read_text("words.txt").splitlines()]
    return tuple(dict.fromkeys(word for word in listed if word and not word.startswith("#")))
