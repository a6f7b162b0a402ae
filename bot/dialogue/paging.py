"""Long replies in parts (分页): by bytes, never inside a character, a mark with its source on the same page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.dialogue.lines import MARK
from bot.dialogue.model import Block
from bot.dialogue.says import say

_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+[”’」』）)]*(?:\[\d+\])*|$)", re.DOTALL)
_NUMBERED = re.compile(r"\[(\d+)\]")
_RESERVE = 60  # bytes for the page's number and how to go on
_LEAST = 240


def pages_of(blocks: Sequence[Block], room: int | None) -> list[list[Block]]:
    """The blocks cut into pages of at most `room` bytes each, one page when there is no limit.

    A sentence with marks brings the lines of its sources along; a source used on two pages stands on both. Nothing is
    left out: sources that do not fit beside their sentence follow on the next page. Room below _LEAST bytes is taken
    as _LEAST.
    """
    if room is None or _size(blocks) <= room:
        return [list(blocks)]
    budget = max(room, _LEAST) - _RESERVE
    sources = {int(found[1]): block for block in blocks if block.kind == "source" and (found := _source(block))}
    pages: list[list[Block]] = [[]]
    shown: set[int] = set()
    for piece in _pieces([block for block in blocks if block.kind != "source"], budget):
        marks = [n for n in _marks(piece) if n in sources]
        shown.update(marks)
        _put(pages, piece, [sources[n] for n in marks], budget)
    for number in sources.keys() - shown:
        _put(pages, sources[number], (), budget)
    return [part for page in pages for part in _fitting(page, budget) if part]


def footed(page: Sequence[Block], number: int, count: int) -> tuple[Block, ...]:
    """A page with its number and how to go on, where there are several."""
    if count == 1:
        return tuple(page)
    left = count - number
    foot = say("paged", page=number, pages=count) + (say("more", left=left) if left else "")
    return (*page, Block("note", foot))


def _pieces(blocks: Sequence[Block], budget: int) -> Iterator[Block]:
    """Blocks, those too long cut at sentences, and those without an end in sight at characters."""
    for block in blocks:
        if _size([block]) <= budget // 2:
            yield block
            continue
        for sentence in _SENTENCE.findall(block.text):
            yield from (Block(block.kind, part) for part in _cut(sentence, budget // 2) if part.strip())


def _cut(text: str, budget: int) -> Iterator[str]:
    while len(text.encode()) > budget:
        part = text.encode()[:budget].decode("utf-8", errors="ignore")
        # A mark stays with the words before it.
        open_at = part.rfind("[")
        part = part[:open_at] if open_at > 0 and "]" not in part[open_at:] else part
        yield part
        text = text[len(part) :]
    yield text


def _put(pages: list[list[Block]], piece: Block, wanted: Sequence[Block], budget: int) -> None:
    """Put a piece with its sources on the last page, or on a new one when the last has no room."""
    longer = _with(pages[-1], piece, wanted)
    if pages[-1] and _size(longer) > budget:
        pages.append([])
        longer = _with([], piece, wanted)
    pages[-1] = longer


def _with(page: Sequence[Block], piece: Block, wanted: Sequence[Block]) -> list[Block]:
    """The page with a piece more, joined to the last where it goes on with the same answer, sources at the end."""
    said = [block for block in page if block.kind != "source"]
    if said and said[-1].kind == piece.kind == "answer":
        said[-1] = Block(piece.kind, said[-1].text + piece.text)
    else:
        said.append(piece)
    kept = [block for block in page if block.kind == "source"]
    return [*said, *kept, *(block for block in wanted if block not in kept)]


def _fitting(page: Sequence[Block], budget: int) -> Iterator[list[Block]]:
    """The page as it is, or in several where long titles of sources made it too long."""
    part: list[Block] = []
    for block in page:
        for text in _cut(block.text, budget):
            if part and _size([*part, Block(block.kind, text)]) > budget:
                yield part
                part = []
            part.append(Block(block.kind, text))
    yield part


def _marks(block: Block) -> list[int]:
    return [int(number) for number in MARK.findall(block.text)]


def _source(block: Block) -> re.Match[str] | None:
    return _NUMBERED.match(block.text)


def _size(blocks: Sequence[Block]) -> int:
    return len("\n".join(block.text for block in blocks).encode())
