"""A reply as the text of a 公众号 message: numbers, 继续 and sources can be tapped where there is room for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from bot.channels.tencent.plain import cut, plain
from bot.dialogue.model import Reply

# The platform cuts at about 2,048 bytes (the figure is not in its documents); stay well below.
ROOM = 1900
_MORE = "“继续”"
_SOURCE = re.compile(r"\[(\d{1,2})\](?=.)")


def rendered(reply: Reply) -> str:
    """The text of a message, at most ROOM bytes."""
    text = cut(plain(reply), ROOM)
    for old, new in _links(reply):
        changed = f"\n{text}\n".replace(f"\n{old}\n", f"\n{new}\n", 1)[1:-1] if old != _MORE else _last(text, old, new)
        if len(changed.encode()) <= ROOM:
            text = changed
    return text


def _links(reply: Reply) -> Iterator[tuple[str, str]]:
    """What may be made a link, the most useful first: lines of offers, 继续, lines of sources."""
    shown = plain(reply).splitlines()
    for choice in reply.choices:
        line = next((line for line in shown if line.startswith(f"{choice.number}. ")), None)
        if line is not None:
            yield line, _link(str(choice.number), f"c{choice.number}", line)
    if reply.page < reply.pages:
        yield _MORE, f"“{_link('继续', 'more', '继续')}”"
    for line in shown:
        source = _SOURCE.match(line)
        if source is not None and any(one["n"] == int(source[1]) for one in reply.citations):
            yield line, _link(f"原文{source[1]}", f"s{source[1]}", line)


def _link(says: str, number: str, label: str) -> str:
    """A link that sends words when it is tapped; only the app of the platform knows it, others see the label."""
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={quote(says)}&msgmenuid={number}">{label}</a>'


def _last(text: str, old: str, new: str) -> str:
    head, found, tail = text.rpartition(old)
    return head + new + tail if found else text
