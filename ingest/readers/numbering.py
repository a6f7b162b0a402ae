"""Automatic paragraph numbers of Word: they are printed, but stand in no text run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from ingest.readers.wordxml import attribute, child, children

_DIGITS = "〇一二三四五六七八九"
_BULLET = "•"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, the text around it."""

    start: int
    style: str
    text: str


class Numbering:
    """Counts the automatic numbers of one document, paragraph by paragraph, in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[tuple[str, int], Level] = {}
        self._list_of: dict[str, str] = {}  # numId -> abstractNumId: lists of one kind count on together
        self._style_numbers = _style_numbers(styles)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._restarts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._load(numbering)

    def prefix(self, paragraph: etree._Element) -> str:
        """The printed number of the paragraph ("" where it has none); counts it."""
        number, depth = self._number_of(paragraph)
        level = self._levels.get((number, depth)) if number else None
        if level is None:
            return ""
        counts = self._counts[self._list_of[number]]
        for index, start in self._restarts.pop(number, {}).items():
            counts[index] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [index for index in counts if index > depth]:
            del counts[deeper]
        if level.style == "bullet":
            return _BULLET
        return self._fill(number, level.text, counts)

    def _fill(self, number: str, text: str, counts: dict[int, int]) -> str:
        for index in range(9):
            mark = f"%{index + 1}"
            if mark in text:
                level = self._levels.get((number, index))
                value = counts.get(index, level.start if level else 1)
                text = text.replace(mark, write_number(value, level.style if level else "decimal"))
        return text

    def _number_of(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = child(paragraph, "pPr")
        own = child(properties, "numPr")
        style = attribute(child(properties, "pStyle"), "val")
        styled = self._style_numbers.get(style, ("", 0))
        if own is None:
            return styled
        number = attribute(child(own, "numId"), "val") or styled[0]
        depth = attribute(child(own, "ilvl"), "val")
        return ("" if number == "0" else number), int(depth) if depth.isdigit() else styled[1]

    def _load(self, numbering: etree._Element) -> None:
        kinds = {attribute(kind, "abstractNumId"): kind for kind in children(numbering, "abstractNum")}
        for item in children(numbering, "num"):
            number, kind = attribute(item, "numId"), attribute(child(item, "abstractNumId"), "val")
            self._list_of[number] = kind
            for level in children(kinds.get(kind), "lvl"):
                self._add_level(number, level)
            for change in children(item, "lvlOverride"):
                start, depth = attribute(child(change, "startOverride"), "val"), attribute(change, "ilvl")
                for level in children(change, "lvl"):
                    self._add_level(number, level)
                if start.isdigit() and depth.isdigit():
                    self._restarts.setdefault(number, {})[int(depth)] = int(start)

    def _add_level(self, number: str, level: etree._Element) -> None:
        depth, start = attribute(level, "ilvl"), attribute(child(level, "start"), "val")
        if depth.isdigit():
            style = attribute(child(level, "numFmt"), "val") or "decimal"
            text = attribute(child(level, "lvlText"), "val")
            self._levels[number, int(depth)] = Level(int(start) if start.isdigit() else 1, style, text)


def write_number(value: int, style: str) -> str:
    """A count in one of Word's number styles (numFmt); unknown styles are written in Arabic digits."""
    writer = _WRITERS.get(style)
    return writer(value) if writer and value > 0 else "" if style == "none" else str(value)


def chinese(value: int) -> str:
    """1 to 9999 as counted in Chinese: 一, 十, 十一, 二十, 一百零一."""
    if not 0 < value < 10_000:
        return str(value)
    text, gap = "", False
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + mark
        gap = bool(text) and not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(value: int) -> str:
    text = ""
    for unit, letters in _ROMAN:
        count, value = divmod(value, unit)
        text += letters * count
    return text


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if value <= 20 else str(value)


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda value: "".join(_DIGITS[int(digit)] for digit in str(value)),
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: "".join(chr(0xFF10 + int(digit)) for digit in str(value)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": lambda value: chr(0x3220 + value - 1) if value <= 10 else str(value),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "ideographTraditional": lambda value: "甲乙丙丁戊己庚辛壬癸"[(value - 1) % 10],
}


def _style_numbers(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Style id -> (numId, level), through the styles it is based on."""
    own: dict[str, tuple[str, int]] = {}
    base: dict[str, str] = {}
    for style in children(styles, "style"):
        name = attribute(style, "styleId")
        base[name] = attribute(child(style, "basedOn"), "val")
        numbers = child(child(style, "pPr"), "numPr")
        if numbers is not None:
            depth = attribute(child(numbers, "ilvl"), "val")
            own[name] = attribute(child(numbers, "numId"), "val"), int(depth) if depth.isdigit() else 0
    found: dict[str, tuple[str, int]] = {}
    for name in base:
        ancestor, steps = name, 0
        while ancestor and ancestor not in own and steps < len(base):
            ancestor, steps = base.get(ancestor, ""), steps + 1
        if ancestor in own and own[ancestor][0] != "0":
            found[name] = own[ancestor]
    return found
