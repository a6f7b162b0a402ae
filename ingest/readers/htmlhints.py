"""What a block of a saved page is by its position: title, menu, line about the publication, or the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.model import Hint
from ingest.readers.htmlwalk import Block, Grid, vocabulary

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAIN_SHARE = 0.5  # an element with this share of the unlinked text holds the article, whatever its class says
_LINK_DENSITY = 0.6
_META_LENGTH = 120
_META_TABLE_LENGTH = 400


@dataclass(slots=True)
class _Element:
    """How much text stands in an element, and where its first block stands."""

    text: int = 0
    linked: int = 0
    first: int = -1


@dataclass(slots=True)
class _Page:
    elements: dict[int, _Element]
    body: int | None = None  # the smallest element that holds the article
    title: int | None = None  # the <h1> that is its title
    main: set[int] = field(default_factory=set)  # elements around article or title: their names tell nothing

    @property
    def start(self) -> int:
        """Position of the article's first block."""
        return 0 if self.body is None else self.elements[self.body].first


def hints_of(found: Sequence[Block | Grid]) -> list[Hint]:
    """One hint for each block or table, from its containers' tags, classes, share of text and share of links."""
    page = _survey(found)
    return [_hint(item, n, page) for n, item in enumerate(found)]


def _survey(found: Sequence[Block | Grid]) -> _Page:
    elements: dict[int, _Element] = defaultdict(_Element)
    for n, item in enumerate(found):
        for number, _, _ in item.place.chain:
            element = elements[number]
            element.text += len(item.text)
            element.linked += item.linked
            element.first = n if element.first < 0 else element.first
    plain = sum(max(len(item.text) - item.linked, 0) for item in found)
    page = _Page(dict(elements))
    page.main = {n for n, one in elements.items() if one.text - one.linked >= _MAIN_SHARE * plain}
    page.body = max(page.main, default=None)  # serial numbers grow inward along a chain
    page.title = _title(found, page)
    for item in found:
        if page.title is not None and any(number == page.title for number, _, _ in item.place.chain):
            page.main |= {number for number, _, _ in item.place.chain}
    return page


def _title(found: Sequence[Block | Grid], page: _Page) -> int | None:
    """The <h1> of the article: its first one, else the last before it. (Sites set their own name as <h1>, too.)"""
    heads: dict[int, tuple[int, bool]] = {}
    for n, item in enumerate(found):
        inside = any(number == page.body for number, _, _ in item.place.chain)
        for number, tag, _ in item.place.chain:
            if tag == "h1":
                heads.setdefault(number, (n, inside))
    within = [number for number, (_, inside) in heads.items() if inside]
    before = [number for number, (n, _) in heads.items() if n < page.start]
    return min(within) if within else max(before, default=min(heads, default=None))


def _hint(item: Block | Grid, n: int, page: _Page) -> Hint:
    chain = item.place.chain
    if any(number == page.title for number, _, _ in chain):
        return Hint.TITLE
    inside = any(number == page.body for number, _, _ in chain)
    for number, tag, label in chain:
        if number not in page.main:
            hint = _by_container(page.elements[number], tag, label, page, inside=inside)
            if hint is not Hint.NONE:
                return hint
    about = isinstance(item, Grid) and not inside and n < page.start and len(item.text) <= _META_TABLE_LENGTH
    return Hint.META if about else Hint.NONE


def _by_container(element: _Element, tag: str, label: str, page: _Page, *, inside: bool) -> Hint:
    words = vocabulary()
    said = {word.lower() for word in _WORDS.findall(label)}
    if tag in words["navigation_tags"] or said & words["navigation_words"]:
        return Hint.NAVIGATION
    # After paragraphs of the article a line with such a class is part of what the article says.
    opening = not inside or element.first <= page.start
    if said & words["meta_words"] and element.text <= _META_LENGTH and opening:
        return Hint.META
    if not inside and element.linked >= _LINK_DENSITY * element.text > 0:
        return Hint.NAVIGATION
    return Hint.NONE
