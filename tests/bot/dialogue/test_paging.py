"""Long replies in parts: within the room, nothing lost, no character cut, a mark with its source."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.model import Block
from bot.dialogue.paging import footed, pages_of

ROOM = 600
_MARK = re.compile(r"\[(\d)\]")


def _size(blocks: list[Block]) -> int:
    return len("\n".join(block.text for block in blocks).encode())


def test_a_short_reply_is_one_page() -> None:
    blocks = [Block("answer", "十二个工作日内办完[1]。"), Block("source", "[1]《办法》第二条")]
    assert pages_of(blocks, ROOM) == [blocks]
    assert pages_of(blocks * 50, None) == [blocks * 50]
    assert footed(blocks, 1, 1) == tuple(blocks)


def test_a_mark_and_its_source_stand_on_the_same_page() -> None:
    text = "".join(f"第{n}件事要在{n}个工作日内办完，{'说明' * 20}[{n}]。" for n in range(1, 6))
    sources = [Block("source", f"[{n}]《某某办法》第{n}条") for n in range(1, 6)]
    pages = pages_of([Block("answer", text), *sources, Block("warning", "注意：这是要点。")], ROOM)
    assert len(pages) > 1
    for page in pages:
        said = "".join(block.text for block in page if block.kind != "source")
        listed = {block.text[1] for block in page if block.kind == "source"}
        assert set(_MARK.findall(said)) == listed
    assert "回复“继续”" in footed(pages[0], 1, len(pages))[-1].text
    assert "继续" not in footed(pages[-1], len(pages), len(pages))[-1].text


_WORDS = st.text("低保政策，。；\n[]123（）𠮷ab", min_size=1, max_size=400)
_KINDS = st.sampled_from(["answer", "note", "warning", "measure"])


@given(
    st.lists(st.builds(Block, _KINDS, _WORDS), min_size=1, max_size=8),
    st.lists(st.text("某县办法第条", min_size=1, max_size=300), max_size=5),
    st.integers(240, 2000),
)
def test_every_page_fits_and_nothing_is_lost(said: list[Block], titles: list[str], room: int) -> None:
    sources = [Block("source", f"[{n}]{title}") for n, title in enumerate(titles, 1)]
    pages = pages_of([*said, *sources], room)
    for number, page in enumerate(pages, 1):
        assert _size(list(footed(page, number, len(pages)))) <= room or len(pages) == 1
    shown = "".join(block.text for page in pages for block in page)
    for character in set("".join(block.text for block in said)) - set("\n 　"):
        before = sum(block.text.count(character) for block in said)
        assert shown.count(character) >= before
    for title in titles:
        assert shown.replace("\n", "").count(title) >= 1 or len(title.encode()) > room - 60
