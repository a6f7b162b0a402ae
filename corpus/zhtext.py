"""Normalised Chinese text that never forgets where each character came from.

Normalised means: half-width forms, one kind of quote, dash, bracket and middle dot, no white space beside Chinese
characters, no invisible characters, simplified characters. Every step maps one character to one or drops it, so an
offset in the normalised text always leads back to exactly one character of the original.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.model import Span

# White space, control and format characters of Unicode 15 (categories Z*, Cc, Cf), as a regular expression class.
_INVISIBLE = (
    "\\x00-\\x20\\x7f-\\xa0\\xad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u1680\u180e\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_BLANKS = re.compile(f"[{_INVISIBLE}]+")
_SHORT = 300  # up to so many characters a folded text is remembered
_ROUND_ZERO = re.compile("(?<=[一二三四五六七八九十〇○◯])[○◯](?=[一二三四五六七八九十〇○◯年])")
_VARIANTS = {
    '"': "“”„‟«»「」『』〝〞﹁﹂﹃﹄",
    "'": "‘’‚‛′",
    "-": "—–―‐‑‒−─━﹣﹘ー",
    "~": "〜∼∽˜",
    "·": "•‧∙⋅・",
    "[": "〔【﹝〖",
    "]": "〕】﹞〗",
    ",": "﹐",
    ".": "﹒",
    ";": "﹔",
    ":": "︰﹕∶",
    "、": "﹑､",
    "。": "｡",
    "(": "﹙",
    ")": "﹚",
    "%": "﹪",
}


def _base_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table[0x3000] = " "
    for plain, variants in _VARIANTS.items():
        table.update(dict.fromkeys(map(ord, variants), plain))
    # Kangxi radicals and compatibility ideographs stand for ordinary characters in many PDF files.
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    return table


_BASE = _base_table()


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified_table() -> dict[int, str]:
    """Traditional to simplified, character by character; what simplified text itself uses (乾 in 乾县) stays."""
    from opencc import OpenCC

    chars = [c for c in map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFADA))) if not _in_gb2312(c)]
    plain = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(c): s for c, s in zip(chars, plain, strict=True) if c != s and len(s) == 1}


def simplify(text: str) -> str:
    """The text in simplified characters; same length, character for character."""
    return text if _in_gb2312(text) else text.translate(_simplified_table())


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text with its way back.

    offsets[i] is the place in `original` of text[i]; one entry more than the text has characters, the last being
    len(original). Strictly rising.
    """

    text: str
    original: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that normalised [start, end) came from; empty stretches stay empty."""
        if start >= end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def index(self, place: int) -> int:
        """The normalised offset of the first kept character at or after `place` in the original."""
        return bisect_left(self.offsets, place, 0, len(self.text))


def normalise(text: str) -> Normalised:
    """Normalise any text (字形、宽度、空白、繁简). White space stays, as one blank, only between two ASCII words."""
    plain = simplify(text.translate(_BASE))
    offsets: Sequence[int] = range(len(text) + 1)
    if _BLANKS.search(plain) is not None:
        plain, offsets = _without_blanks(plain)
    if "○" in plain or "◯" in plain:
        plain = _ROUND_ZERO.sub("〇", plain)
    return Normalised(plain, text, offsets)


def _without_blanks(plain: str) -> tuple[str, Sequence[int]]:
    kept: list[str] = []
    offsets = array("L")
    last = 0
    for match in _BLANKS.finditer(plain):
        start, end = match.span()
        kept.append(plain[last:start])
        offsets.extend(range(last, start))
        if _between_words(plain, start, end):
            kept.append(" ")
            offsets.append(start)
        last = end
    kept.append(plain[last:])
    offsets.extend(range(last, len(plain) + 1))
    return "".join(kept), offsets


def _between_words(text: str, start: int, end: int) -> bool:
    if start == 0 or end == len(text) or not any(c.isspace() for c in text[start:end]):
        return False
    before, after = text[start - 1], text[end]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def fold(text: str) -> str:
    """The normalised text alone, in lower case: the key under which names and titles are compared."""
    return _short_folded(text) if len(text) <= _SHORT else normalise(text).text.lower()


@lru_cache(maxsize=8192)
def _short_folded(text: str) -> str:
    """Headings, sentences and names come again with every question."""
    return normalise(text).text.lower()


def squeeze(text: str) -> str:
    """The text without white space, control and format characters; nothing else is changed."""
    return _BLANKS.sub("", text)


def visible_count(text: str) -> int:
    """How many visible characters (可见字符) the text has: no white space, no control or format characters."""
    return len(squeeze(text))


def clip(text: str, width: int) -> str:
    """At most `width` characters of the text, with an ellipsis where it was cut."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
