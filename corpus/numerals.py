"""Chinese and Arabic numerals: reading them, writing them, and the numbers that open a heading.

Vague amounts of speech (十来万, 好几百) are no numerals; triage reads them.
"""

from __future__ import annotations

import re

_DIGITS = {
    c: n
    for n, chars in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in chars
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_TENS = {"廿": 20, "卅": 30}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMERAL_CHARS = "".join([*_DIGITS, *_PLACES, *_GROUPS, *_TENS])
_NUMERAL = re.compile(f"[{NUMERAL_CHARS}]+$")
_WRITTEN = "零一二三四五六七八九"


def parse_int(text: str) -> int | None:
    """The whole number that `text` is: 二十一, 两百零三, 一百五, 二〇二六, 十二万, 21, ２１, ③. None if it is none."""
    if len(text) == 1 and text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if text.isdecimal():
        return int(text)
    if not text or not _NUMERAL.match(text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _parse_places(text)


def _parse_places(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last = 1
    for char in text:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
            last = 1 if digit == 0 else last
        elif char in _TENS:
            section, digit = section + _TENS[char], None
        elif char in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[char]
            digit, last = None, _PLACES[char]
        else:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + (section or 0)) * _GROUPS[char] if _GROUPS[char] > 10**4 else total + section * 10**4
            section, digit, last = 0, None, _GROUPS[char]
    # 一百五 is 150, 三万二 is 32000; after 零 or 十 the last digit counts as it is.
    return total + section + (digit or 0) * (last // 10 if last >= 100 else 1)


def parse_number(text: str) -> float | None:
    """A number with decimals or a half: 三点五, 一万二, 两个半 (as 二半), 3.5, 12,000. None if it is none."""
    plain = re.sub("[, ]", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    match = re.fullmatch(r"(.*?)(?:点([零〇一二三四五六七八九]+))?(半)?", text)
    if match is None:
        return None
    whole, decimals, half = match.groups()
    base = 0 if half and not whole else parse_int(whole)
    if base is None:
        return None
    fraction = float("0." + "".join(str(_DIGITS[c]) for c in decimals)) if decimals else 0.0
    return base + fraction + (0.5 if half else 0.0)


def to_chinese(number: int) -> str:
    """A whole number from 0 to 99,999,999 in Chinese numerals: 21 -> 二十一. Raises ValueError beyond that."""
    if not 0 <= number < 10**8:
        raise ValueError(f"no Chinese numeral for {number}")
    if number < 10:
        return _WRITTEN[number]
    high, low = divmod(number, 10**4)
    if high:
        rest = _below_myriad(low, leading=low < 1000) if low else ""
        return to_chinese(high) + "万" + rest
    written = _below_myriad(low, leading=False)
    return written.removeprefix("一") if 10 <= number < 20 else written


def _below_myriad(number: int, *, leading: bool) -> str:
    parts: list[str] = []
    gap = leading
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            parts.append(("零" if gap else "") + _WRITTEN[digit] + name)
            gap = False
        elif parts:
            gap = True
    return "".join(parts)


def to_circled(number: int) -> str:
    """1 to 20 as ① to ⑳. Raises ValueError beyond that."""
    if not 1 <= number <= len(_CIRCLED):
        raise ValueError(f"no circled number for {number}")
    return _CIRCLED[number - 1]
