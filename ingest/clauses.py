"""Clauses in the making: addresses made unique, aliases given, counts of what was kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_INVISIBLE = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
_SPACES = re.compile(r"\s+")


class Heading(str):
    """A printed heading. Each is an object of its own, so that equal headings can be told apart."""

    __slots__ = ()


@dataclass(slots=True)
class Draft:
    """A clause before duties and aliases: address parts, text, headings, and which paragraph of the file it comes from.

    paragraph: number of the printed paragraph; clauses out of one paragraph share its duty line. scope: "body",
    "letter", "box", "annex", "signature", "roster", "general" (附则): how far riders reach.
    """

    parts: tuple[str, ...]
    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    row: Mapping[str, str] | None = None
    paragraph: int = -1
    scope: str = "body"
    aliases: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The parts joined."""
        return "/".join(self.parts)


def visible(texts: Iterable[str]) -> str:
    """All visible characters of the texts in a row: without white space, control and format characters."""
    bare = "".join("".join(texts).split())
    return bare if bare.isprintable() else _INVISIBLE.sub("", bare)


def part(words: str) -> str:
    """Words made fit for an address part: no white space, no slash."""
    return _SPACES.sub("", words).replace("/", "／") or "¶"


class Addresses:
    """Hands out address parts that are unique below their parent: a second 四 is 四#2."""

    def __init__(self) -> None:
        self._given: Counter[tuple[str, ...]] = Counter()
        self._used: set[tuple[str, ...]] = set()
        self.paragraph = 0  # running number of the printed paragraph

    def give(self, parent: tuple[str, ...], name: str) -> tuple[str, ...]:
        """The parts for `name` below `parent`, numbered by #2, #3 where that address is taken."""
        wanted = (*parent, name)
        while True:
            count = self._given[wanted] = self._given.get(wanted, 0) + 1
            parts = wanted if count == 1 else (*parent, f"{name}#{count}")
            if parts not in self._used:
                self._used.add(parts)
                return parts

    def unnamed(self, parent: tuple[str, ...]) -> tuple[str, ...]:
        """The parts for the next unnamed paragraph below `parent`: ¶1, ¶2 …"""
        key = (*parent, "¶")
        self._given[key] += 1
        parts = (*parent, f"¶{self._given[key]}")
        self._used.add(parts)
        return parts


def add_section_aliases(drafts: list[Draft]) -> None:
    """Where a section holds one unnamed paragraph and nothing else, the section's address is an alias of it."""
    if not any(draft.parts[-1] == "¶1" for draft in drafts):
        return
    below: Counter[tuple[str, ...]] = Counter()
    taken = {draft.parts for draft in drafts}
    for draft in drafts:
        for depth in range(1, len(draft.parts)):
            below[draft.parts[:depth]] += 1
    for draft in drafts:
        parent = draft.parts[:-1]
        if draft.parts[-1] == "¶1" and parent and below[parent] == 1 and parent not in taken:
            draft.aliases.append("/".join(parent))
