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


@dataclass(slots=True)
class _Element:
    text: int = 0
    linked: int = 0
    title: bool = False
    blocks: list[int] = field(default_factory=list)


def hints_of(found: Sequence[Block | Grid]) -> list[Hint]:
    """One hint for each block or table, from its containers' tags, classes, share of text and share of links."""
    elements = _weigh(found)
    plain = sum(max(len(item.text) - item.linked, 0) for item in found)
    title = next((n for n, item in enumerate(found) if any(tag == "h1" for _, tag, _ in item.place.chain)), None)
    main = {
        number
        for number, element in elements.items()
        if element.text - element.linked >= _MAIN_SHARE * plain or element.title
    }
    body = _innermost_main(found, elements, plain)
    return [_hint(item, n, title, main, body, elements) for n, item in enumerate(found)]


def _weigh(found: Sequence[Block | Grid]) -> dict[int, _Element]:
    elements: dict[int, _Element] = defaultdict(_Element)
    for position, item in enumerate(found):
        headed = any(tag == "h1" for _, tag, _ in item.place.chain)
        for number, tag, _ in item.place.chain:
            element = elements[number]
            element.text += len(item.text)
            element.linked += item.linked
            element.title |= headed and tag != "h1"
            element.blocks.append(position)
    return elements


def _innermost_main(found: Sequence[Block | Grid], elements: dict[int, _Element], plain: int) -> int | None:
    """The smallest element that holds the article."""
    del found
    heavy = [n for n, element in elements.items() if element.text - element.linked >= _MAIN_SHARE * plain]
    return max(heavy, default=None)  # serial numbers grow inward along a chain


def _hint(
    item: Block | Grid, n: int, title: int | None, main: set[int], body: int | None, elements: dict[int, _Element]
) -> Hint:
    if any(tag == "h1" for _, tag, _ in item.place.chain):
        return Hint.TITLE if n == title else Hint.NONE
    words = vocabulary()
    inside_body = any(number == body for number, _, _ in item.place.chain)
    for number, tag, label in item.place.chain:
        if tag in words["navigation_tags"]:
            return Hint.NAVIGATION
        if number in main:
            continue
        element = elements[number]
        said = {word.lower() for word in _WORDS.findall(label)}
        if said & words["navigation_words"]:
            return Hint.NAVIGATION
        if (
            said & words["meta_words"]
            and element.text <= _META_LENGTH
            and not (inside_body and _deep(elements[number], body, elements))
        ):
            return Hint.META
        if not inside_body and element.text and element.linked >= _LINK_DENSITY * element.text:
            return Hint.NAVIGATION
    return Hint.NONE


def _deep(element: _Element, body: int | None, elements: dict[int, _Element]) -> bool:
    """True where paragraphs of the article stand before the element: then it is part of what the article says."""
    if body is None:
        return False
    return element.blocks[0] > elements[body].blocks[0]
