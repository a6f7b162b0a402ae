"""Which characters of a text a reader can see; the count that nothing may be lost from."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def is_visible(char: str) -> bool:
    """True unless the character is white space, a control or a format character (the contract's count)."""
    return not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def has_visible(text: str) -> bool:
    """True if any character of the text can be seen."""
    bare = text.strip()
    return bare[:1].isalnum() or any(map(is_visible, bare))


def has_unprintable(text: str) -> bool:
    """True if `printable` would take anything out."""
    # Python tells printable characters much faster than a pattern does, but white space not from controls.
    return not "".join(text.split()).isprintable() and bool(_UNPRINTABLE.search(text))


def printable(text: str) -> str:
    """The text without control characters, byte order marks and half surrogates: none of them shows on paper."""
    return _UNPRINTABLE.sub("", text)


def join_printed(parts: list[str]) -> str:
    """One text out of printed lines: Chinese runs on, two Latin words or numbers keep a space between them."""
    joined = ""
    for part in (piece.strip() for piece in parts):
        if joined and part and _latin(joined[-1]) and _latin(part[0]) and not joined.endswith("-"):
            joined += " "
        joined += part
    return joined


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
