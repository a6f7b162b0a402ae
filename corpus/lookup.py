"""Look-up phrases (按编号查条款): "第三条第二款", "第21项", "五(四)低保那段", "专栏1第13行" as patterns over addresses.

A pattern is written like an address. "*" stands for any parts before what follows, "行21" for row 21 of any table,
"~低保" for words that the topic phrase, or else the text, must hold. Nothing is selected by similarity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.address import NUMERAL, Address, Part, read_part
from corpus.model import Clause
from corpus.numerals import parse_int, to_chinese

_WIDTH = str.maketrans("（）／０１２３４５６７８９．", "()/0123456789.")
_SHORT = "(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})"
_BRACKET = rf"\(({_SHORT})\)"
_FREE = r"(?<![一二三四五六七八九十百0-9第])"
_ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?(?:的?第({NUMERAL})款)?")
_TABLE = re.compile(rf"(专栏|附件|附表)({_SHORT})?(?:[^，。？?第]{{0,4}}第?({_SHORT})[行项条])?")
_OUTLINE = re.compile(
    rf"(?:第({_SHORT})(?:大?部分|大点|大项)|{_FREE}({_SHORT})[、.]?(?=\())"
    rf"[的,，]?(?:{_BRACKET}|第({_SHORT})(?:小?节|小部分))?"
    rf"[、.]?(?:(?:第({_SHORT})[小]?[项点]|([0-9]{{1,2}})[.、]?)(?![0-9年月日个户人元%]))?"
)
_SECTION = re.compile(rf"{_FREE}{_BRACKET}(?:[、.]?(?:第({_SHORT})[项点]|([0-9]{{1,2}})(?![0-9年月日])))?")
_CHAPTER = re.compile(rf"第({_SHORT})([编章])(?:第({_SHORT})节)?")
_ITEM = re.compile(rf"第({_SHORT})[小]?项")
_POINT = re.compile(rf"第({_SHORT})[小]?点")
# Spaces as people type them: 第 21 项, 五 (四). Two numbers beside each other stay two.
_GAP = re.compile(r"(?<=[\u4e00-\u9fff()])\s+(?=[\u4e00-\u9fff()0-9])|(?<=[0-9])\s+(?=[\u4e00-\u9fff()])")
_ROW = re.compile(rf"第({_SHORT})行")
_PLACE = re.compile(r"(前言|落款|附则)(?=$|部分|里|中|写|说|讲|的|是|有)")
_WORDS = re.compile(r"\s*(?:里|中|的|关于|讲|说)*([\u4e00-\u9fff]{2,12}?)的?(?:那|这)(?:一)?(?:段|条|项|点|部分|块)")


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """A pattern over addresses; see the module's text for its spelling."""

    text: str

    def matches(self, address: str) -> bool:
        """Does the pattern name this address or one above it? Words ("~…") are not looked at."""
        return self._end(Address.parse(address).read()) is not None

    def select(self, clauses: Sequence[Clause]) -> list[Clause]:
        """The clauses that the pattern names, themselves or what stands below them, in reading order; [] if none.

        Table rows answer to "第21项" only where no numbered item does; a 章 of a statute is found by its heading.
        """
        found = [c for c in clauses if any(self.matches(a) for a in (c.address, *c.aliases))]
        found = found or self._by_heading(clauses)
        if self.text.startswith("*/") and not _in_table(self.text):
            found = [c for c in found if not _in_table(c.address)] or found
        return self._with_words(found)

    @property
    def _numbers(self) -> list[str]:
        return [part for part in self.text.split("/") if not part.startswith("~")]

    @property
    def _words(self) -> str:
        last = self.text.rpartition("/")[2]
        return last[1:] if last.startswith("~") else ""

    def _end(self, parts: Sequence[Part]) -> int | None:
        """How many parts of the address the pattern uses up; None when it does not match."""
        place, loose = 0, False
        for wanted in self._numbers:
            if wanted == "*":
                loose = True
                continue
            steps = range(place, len(parts) if loose else min(place + 1, len(parts)))
            hit = next((i for i in steps if _same(wanted, parts[i], parts[:i])), None)
            if hit is None:
                return None
            place, loose = hit + 1, False
        return place if self._numbers else None

    def _by_heading(self, clauses: Sequence[Clause]) -> list[Clause]:
        """Clauses below headings that carry the numbers: chapters of statutes, sections with an own-line head."""
        wanted = [part for part in self._numbers if part != "*"]
        if not wanted or not all(re.match(r"第.+[编章节]\Z|[一-十]+\Z|\(.+\)\Z", part) for part in wanted):
            return []
        return [c for c in clauses if _heads(wanted, c.heading)]

    def _with_words(self, clauses: list[Clause]) -> list[Clause]:
        words = self._words
        if not words:
            return clauses
        by_topic = [c for c in clauses if any(_holds(part, words) for part in Address.parse(c.address).parts)]
        by_text = by_topic or [c for c in clauses if words in c.text]
        return by_text or [c for c in clauses if _near(c.text, words)] or clauses


def _same(wanted: str, part: Part, before: Sequence[Part]) -> bool:
    if wanted.startswith("行"):
        in_table = any(p.kind in ("box", "annex") for p in before)
        return in_table and part.kind == "item" and part.number == parse_int(wanted[1:])
    if wanted.startswith("点"):
        return part.kind in ("chapter", "section", "item", "circled", "point") and part.number == parse_int(wanted[1:])
    read = read_part(wanted)
    if read.kind == "name":
        return part.kind == "name" and part.name == read.name
    if read.kind in ("annex", "box") and read.number is None:
        return part.kind == read.kind
    alike = (part.kind, part.number, part.after) == (read.kind, read.number, read.after)
    return alike and read.repeat in (1, part.repeat)


def _in_table(address: str) -> bool:
    return any(read_part(part).kind in ("box", "annex") or part.startswith("行") for part in address.split("/"))


def _holds(part: str, words: str) -> bool:
    """Are the words an abbreviation of the topic phrase: their characters in order (低保 in 最低生活保障)?"""
    if read_part(part).kind != "name":
        return False
    rest = iter(part)
    return all(char in rest for char in words)


def _near(text: str, words: str) -> bool:
    return any(_abbreviates(piece, words) for piece in re.split(r"[，。；：、,;:]", text))


def _abbreviates(piece: str, words: str) -> bool:
    rest = iter(piece)
    return all(char in rest for char in words)


def _heads(wanted: Sequence[str], heading: Iterable[str]) -> bool:
    lines = iter(heading)
    return all(any(_line_has(line, part) for line in lines) for part in wanted)


def _line_has(line: str, part: str) -> bool:
    plain = "".join(line.translate(_WIDTH).split())
    match = re.match(rf"第({NUMERAL})([编章节])", plain)
    if part.startswith("第"):
        return match is not None and (match.group(2), parse_int(match.group(1))) == (part[-1], parse_int(part[1:-1]))
    return plain.startswith(part if part.startswith("(") else f"{part}、")


def read_phrases(text: str) -> tuple[AddressPattern, ...]:
    """All clauses that a question names by number, as patterns, in order of mention; () when it names none.

    An address as the library writes it ("五/(四)/完善…", "第十一条/第二款") is read as itself.
    """
    plain = text.translate(_WIDTH).strip()
    if "/" in plain and not re.search(r"\s", plain) and read_part(plain.split("/")[0]).kind != "name":
        return (AddressPattern(plain),) if all(plain.split("/")) else ()
    plain = _GAP.sub("", plain)
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, write in _READERS:
        for match in pattern.finditer(plain):
            if match.end() == match.start() or any(a < match.end() and match.start() < b for a, b in taken):
                continue
            written = write(match)
            if written:
                words = _WORDS.match(plain, match.end())
                found.append((match.start(), f"{written}/~{words.group(1)}" if words else written))
                taken.append(match.span())
    return tuple(AddressPattern(written) for _, written in sorted(found))


def _chinese(text: str) -> str:
    """A small number in Chinese numerals, as chapters and sections are addressed."""
    return to_chinese(parse_int(text) or 0)


def _write_article(match: re.Match[str]) -> str:
    number, after, paragraph = match.groups()
    article = f"第{number}条" + (f"之{after}" if after else "")
    return article + (f"/第{paragraph}款" if paragraph else "")


def _write_table(match: re.Match[str]) -> str:
    kind, number, row = match.groups()
    if number is None and row is None:
        return ""
    head = kind + (str(parse_int(number)) if number else "")
    return f"*/{head}" + (f"/{parse_int(row)}" if row else "")


def _write_outline(match: re.Match[str]) -> str:
    part, plain, section, words_section, item, bare_item = match.groups()
    written = _chinese(part or plain)
    if section or words_section:
        written += f"/({_chinese(section or words_section)})"
    if item or bare_item:
        written += f"/*/{parse_int(item or bare_item)}"
    return written


def _write_section(match: re.Match[str]) -> str:
    section, item, bare_item = match.groups()
    written = f"*/({_chinese(section)})"
    return written + (f"/*/{parse_int(item or bare_item)}" if item or bare_item else "")


def _write_chapter(match: re.Match[str]) -> str:
    number, kind, section = match.groups()
    written = f"第{_chinese(number)}{kind}"
    return written + (f"/第{_chinese(section)}节" if section else "")


_READERS = (
    (_TABLE, _write_table),
    (_ARTICLE, _write_article),
    (_OUTLINE, _write_outline),
    (_CHAPTER, _write_chapter),
    (_SECTION, _write_section),
    (_ROW, lambda m: f"*/行{parse_int(m.group(1))}"),
    (_ITEM, lambda m: f"*/{parse_int(m.group(1))}"),
    (_POINT, lambda m: f"*/点{parse_int(m.group(1))}"),
    (_PLACE, lambda m: m.group(1)),
)
