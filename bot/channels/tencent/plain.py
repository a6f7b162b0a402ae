"""A reply as plain text that no channel takes for markup, within a number of bytes."""

from __future__ import annotations

from bot.channels.tencent.words import words
from bot.dialogue.model import Reply

# In a text message of these platforms `<` may begin a link: words of documents and users must not.
_SHOWN = str.maketrans({"<": "＜", ">": "＞"})


def plain(reply: Reply) -> str:
    """All blocks, one below the other."""
    return "\n".join(block.text.translate(_SHOWN) for block in reply.blocks)


def cut(text: str, room: int) -> str:
    """The text within `room` bytes of UTF-8, never inside a character; the dialogue has paged it, so this is rare."""
    if len(text.encode()) <= room:
        return text
    end = str(words()["cut"])
    return text.encode()[: room - len(end.encode())].decode(errors="ignore") + end
