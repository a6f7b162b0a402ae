"""The grammar of numbering (层次序数): what a line opens with, and at which level it stands.

Levels follow GB/T 9704-2012 7.3.3 (一、 / （一） / 1. / （1）), with 编, 章, 节 above them and ① below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from corpus.numerals import parse_int, to_chinese

_HAN = "零〇一二三四五六七八九十百千两"


class Level(IntEnum):
    """Depth of a numbered line, outermost first."""

    BOOK = 1  # 第一编, 第一篇, 第一部分
    CHAPTER = 2  # 第一章
    PART = 3  # 第一节
    HAN = 4  # 一、
    HAN_BRACKET = 5  # （一）
    NUMBER = 6  # 1.
    NUMBER_BRACKET = 7  # （1）
    CIRCLE = 8  # ①


@dataclass(frozen=True, slots=True)
class Mark:
    """The number a line opens with: its level, value, address part as normalised, and the words after it."""

    level: Level
    number: int
    part: str
    rest: str


@lru_cache(maxsize=4096)
def number_of(words: str) -> int | None:
    """A Chinese or Arabic counting number as an int; None if the words are no number."""
    return parse_int(words)


@lru_cache(maxsize=4096)
def chinese(number: int) -> str:
    """A number in Chinese as headings print it: 11 is 十一, 20 is 二十."""
    return to_chinese(number)


_DIVISION = re.compile(
    rf"第\s*([{_HAN}]{{1,6}}|\d{{1,3}})\s*([编篇章节]|部\s*分)(?![{_HAN}\d、，,的款项条规])\s*[:：]?\s*(.*)", re.S
)
_DIVISION_LEVEL = {"编": Level.BOOK, "篇": Level.BOOK, "部分": Level.BOOK, "章": Level.CHAPTER, "节": Level.PART}
# "一、二、三产业" and "一、二季度" are enumerations, no numbering.
_HAN_MARK = re.compile(
    rf"([{_HAN}]{{1,4}})\s*、(?![{_HAN}]{{1,3}}(?:、|产业|季度|年级|[类等是级线期批次孩档层轮审]))\s*(.*)", re.S
)
_DASH_MARK = re.compile(r"[—–―－ー-]\s*、\s*(.*)", re.S)  # the number one, typed as a dash
_BRACKET_MARK = re.compile(
    rf"[（(〔]\s*([{_HAN}]{{1,4}})\s*[)）〕](?!\s*(?:[（(][{_HAN}]|[、至和及或与]|项|款|目))\s*(.*)", re.S
)
_NUMBER_MARK = re.compile(r"(\d{1,3})\s*(?:[.．](?![\d.])|、(?!\s*\d))\s*(.*)", re.S)
_NUMBER_BRACKET = re.compile(r"[（(]\s*(\d{1,3})\s*[)）](?!\s*[、至和及或与项款])\s*(.*)", re.S)
_PATTERNS = (
    (Level.HAN, _HAN_MARK),
    (Level.HAN_BRACKET, _BRACKET_MARK),
    (Level.NUMBER, _NUMBER_MARK),
    (Level.NUMBER_BRACKET, _NUMBER_BRACKET),
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SINGLE = {chr(0x3220 + n): (Level.HAN_BRACKET, n + 1) for n in range(10)}  # ㈠
_SINGLE |= {chr(0x2474 + n): (Level.NUMBER_BRACKET, n + 1) for n in range(20)}  # ⑴
_SINGLE |= {chr(0x2488 + n): (Level.NUMBER, n + 1) for n in range(20)}  # ⒈
_SINGLE |= {c: (Level.CIRCLE, n) for n, c in enumerate(_CIRCLES, 1)}
_OPENERS = frozenset("第（(〔—–―－ー-0123456789" + _HAN) | frozenset(_SINGLE)


def part_of(level: Level, number: int) -> str:
    """The address part for a number at a level: 一, (一), 1, (1), ①, 第一章."""
    if level is Level.NUMBER:
        return str(number)
    if level is Level.NUMBER_BRACKET:
        return f"({number})"
    if level is Level.CIRCLE:
        return _CIRCLES[number - 1] if 0 < number <= len(_CIRCLES) else f"({number})"
    if level is Level.HAN:
        return chinese(number)
    if level is Level.HAN_BRACKET:
        return f"({chinese(number)})"
    return f"第{chinese(number)}{'编章节'[level - 1]}"


def read_mark(line: str) -> Mark | None:
    """The mark that a line opens with, or None. Only the shape is judged; the outline judges whether it fits.

    Not read as marks: decimals (3.5), enumerations (一、二、三产业), references (（一）、（二）项), years.
    """
    if not line or line[0] not in _OPENERS:
        return None
    if line[0] in _SINGLE:
        level, number = _SINGLE[line[0]]
        return Mark(level, number, part_of(level, number), line[1:].strip())
    if line[0] == "第":
        return _division_mark(line)
    if found := _DASH_MARK.match(line):
        return Mark(Level.HAN, 1, "一", found[1].strip())
    for level, pattern in _PATTERNS:
        if found := pattern.match(line):
            return _mark(level, found[1], found[2])
    return None


def _mark(level: Level, words: str, rest: str) -> Mark | None:
    number = number_of(words)
    return Mark(level, number, part_of(level, number), rest.strip()) if number else None


def _division_mark(line: str) -> Mark | None:
    found = _DIVISION.match(line)
    number = number_of(found[1]) if found else None
    if not found or not number:
        return None
    word = "".join(found[2].split())
    return Mark(_DIVISION_LEVEL[word], number, f"第{chinese(number)}{word}", found[3].strip())
