"""Addresses of clauses (条款地址): a document's own numbering joined by "/"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.errors import BadInput
from corpus.numerals import parse_int

NUMERAL = "(?:[一二三四五六七八九十百千零〇两]+|[0-9]+)"

_PARTS = (
    ("article", re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?")),
    ("paragraph", re.compile(rf"第({NUMERAL})款")),
    ("point", re.compile(rf"({NUMERAL})是")),
    ("annex", re.compile(rf"附[件表]({NUMERAL})?")),
    ("box", re.compile(rf"专栏({NUMERAL})?")),
    ("circled", re.compile("([①-⑳])")),
    ("section", re.compile(rf"[（(]({NUMERAL})[)）]")),
    ("unnamed", re.compile(r"¶([0-9]+)")),
    ("chapter", re.compile(r"([一二三四五六七八九十百]+)")),
    ("item", re.compile(r"([0-9]+)")),
)
_POINT = re.compile(r"[一二三四五六七八九十]+是(?:#[0-9]+)?")
_PARAGRAPH = re.compile(r"第[^/条]+款(?:#[0-9]+)?")
_REPEAT = re.compile(r"(.+)#([0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One step of an address, with its spelling read: kind and number, or kind "name" and the words themselves.

    repeat: 2 for the second of that name (四#2). after: the M of 第N条之M.
    """

    kind: str
    number: int | None = None
    name: str = ""
    repeat: int = 1
    after: int | None = None


@lru_cache(maxsize=65536)
def read_part(text: str) -> Part:
    """Read one part: "第十一条", "(四)", "21", "①", "¶2", "专栏1", "四#2", or a name such as a topic phrase."""
    repeat = 1
    match = _REPEAT.match(text)
    if match:
        text, repeat = match.group(1), int(match.group(2))
    for kind, pattern in _PARTS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        number = parse_int(match.group(1)) if match.group(1) else None
        after = parse_int(match.group(2)) if kind == "article" and match.group(2) else None
        return Part(kind, number, "", repeat, after)
    return Part("name", None, text, repeat)


def is_point(address: str) -> bool:
    """Is this the address of a point 一是 below a paragraph?"""
    head, _, last = address.rpartition("/")
    return head != "" and _POINT.fullmatch(last) is not None


@lru_cache(maxsize=65536)
def unit_address(address: str) -> str:
    """The address of the unit a clause belongs to: the 条 of a 款, the paragraph of a point 一是, else its own."""
    if "/" not in address:
        return address
    head, _, last = address.rpartition("/")
    if _PARAGRAPH.fullmatch(last) and read_part(head.rpartition("/")[2]).kind == "article":
        return head
    return unit_address(head) if _POINT.fullmatch(last) else address


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """An address as a value: its parts, outermost first. `str` gives it back as it was."""

    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Address:
        """Split "五/(四)/完善…" into parts. Raises BadInput for an empty address or an empty part."""
        parts = tuple(text.split("/"))
        if not all(part.strip() for part in parts):
            raise BadInput(f"条款地址“{text}”不完整；请写成“三/(二)/4”或“第十一条/第二款”这样的形式。")
        return cls(parts)

    def __str__(self) -> str:
        return "/".join(self.parts)

    @property
    def parent(self) -> Address | None:
        """The address one step up; None at the top."""
        return Address(self.parts[:-1]) if len(self.parts) > 1 else None

    @property
    def is_point(self) -> bool:
        """Is this a point 一是, 二是 inside a paragraph?"""
        return is_point(str(self))

    @property
    def unit(self) -> Address:
        """The address of the index unit: 条 for 款, paragraph for points, else itself."""
        return Address(tuple(unit_address(str(self)).split("/")))

    def is_below(self, other: Address) -> bool:
        """Is this strictly below `other`?"""
        return len(self.parts) > len(other.parts) and self.parts[: len(other.parts)] == other.parts

    def read(self) -> tuple[Part, ...]:
        """The parts with their spelling read."""
        return tuple(read_part(part) for part in self.parts)
