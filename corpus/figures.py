"""Figures in a text (数字): value in base units, bounds, range, and the year they hold for.

2万元 and 20,000元 are the same figure, 百分之三十 is 30%. Used to answer and to check that an answer says what its
clause says; so a number is either read fully or, without a known unit, reported as a bare number, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.model import Span
from corpus.numerals import parse_number
from corpus.shipped import read_rows
from corpus.zhtext import Normalised, normalise


class Bound(StrEnum):
    """What the words around a figure make of it: 以上, 不超过, 左右, or the plain value."""

    EXACT = "exact"
    MIN = "min"
    MAX = "max"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    text: as printed, bound words left out. value: in base units (元, never 万元; the upper end of a range; the year of
    a date; None for a date without a year). unit: base unit, "" for a bare number. unit_class: money, percent, points,
    people, household, age, area, length, duration, date, count, ordinal, number … low, high: what the figure allows,
    None = open. aim: the text only strives for it (力争, 争取). year: of the nearest year before it in the sentence.
    """

    span: Span
    text: str
    value: float | None
    unit: str
    unit_class: str
    low: float | None
    high: float | None
    bound: Bound = Bound.EXACT
    aim: bool = False
    year: int | None = None

    @property
    def key(self) -> tuple[str, float | None, float | None]:
        """Equal for figures that say the same amount, however written (2万元, 20000元)."""
        return self.unit, self.low, self.high


_ARABIC = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ABOUT_TWO = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万]*)")
# 千家万户 is no figure; 上千户, 近百万元 are.
_CHINESE = (
    r"(?:(?<=[上近数过几超达])[百千万亿]|[零〇一二两三四五六七八九十])"
    r"[零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
)
_SCALE = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_DATE = re.compile(
    r"(?P<iso>(?:19|20)\d{2})-\d{1,2}-\d{1,2}(?!\d)"
    r"|(?P<from>(?:19|20)\d{2})年?[-~至到](?P<to>(?:19|20)\d{2})年?(?!\d)"
    r"|(?P<year>(?:19|20)\d{2}|[一二][九〇零][零〇一二三四五六七八九]{2})年(?:度|底|末|初)?(?P<md>\d{1,2}月(?:\d{1,2}日)?)?"
    r"|(?P<month>(?<!\d)\d{1,2}月(?:\d{1,2}日)?)"
)
_ORDINAL = re.compile(
    rf"第(?:{_ARABIC}|{_CHINESE})[条款项章节编届批次轮名号届]?|\[\d{{4}}\]\d+号|\d+号|^\d{{1,2}}[.、](?!\d)"
    r"|(?<![\d一-龥])[(]\d{1,2}[)]"
)
_RATIO = re.compile(rf"(?P<a>{_ARABIC}):(?P<b>{_ARABIC})(?!\d)")
_SHARE = re.compile(rf"(?P<base>百|千|{_CHINESE})分之(?P<part>{_ARABIC}|{_CHINESE})")
_BEFORE_MIN = re.compile(
    r"(?:不低于|不少于|不得低于|不得少于|至少|最少|最低|高于|超过|突破|多于|大于|满)(?:为|达到|到)?$"
)
_BEFORE_MAX = re.compile(
    r"(?:不到|不超过|不得超过|不高于|不得高于|最高|最多|不大于|低于|少于|小于|控制在|上限为?|封顶)(?:为|达到|到)?$"
)
_AFTER_MIN = re.compile(r"(?:及|\(含\))?以上|\(含\)以上|起步|多(?=[,。;、万户人元个亩]|$)")
_AFTER_MAX = re.compile(r"(?:及|\(含\))?(?:以下|以内|之内|内(?=[,。;、到完]|$)|封顶)")
_BEFORE_ABOUT = re.compile(r"(?:约|大约|大概|近|将近|接近|差不多)(?:为|有)?$")
_AFTER_ABOUT = re.compile(r"(?:元)?(?:左右|上下)")
_AIM = re.compile(r"(?:力争|争取|努力)[^。;]*$")
# 190.6万建档立卡贫困人口: the unit stands in the noun.
_PEOPLE_AFTER = re.compile(r"[一-龥]{0,8}?(?:人口|群众|劳动力|农民工|居民|村民)")
_SENTENCE_END = "。;!?\n"
# 一个, 一项 … are articles, not figures.
_ARTICLES = frozenset({"count", "people", "household", "grade"})


@dataclass(frozen=True, slots=True)
class _Unit:
    unit_class: str
    base: str
    factor: float


@cache
def _units() -> tuple[dict[str, _Unit], re.Pattern[str]]:
    """The shipped units, and the pattern of a number with one: range first end, second end, scale, unit."""
    rows = read_rows("measures.tsv", 5)
    units = {name: _Unit(kind, base, float(factor)) for name, kind, base, factor, _ in rows}
    any_unit = _alternatives(name for name, *_ in rows)
    chinese_unit = _alternatives(name for name, _, _, _, chinese in rows if chinese == "1")
    scale = rf"(?:多|余)?(?P<{{}}>(?:{_SCALES})(?![伏瓦米克]))?(?:多|余)?"
    arabic = (
        rf"(?:(?P<low>{_ARABIC}){scale.format('lscale')}(?:{any_unit})?[-~至到])?"
        rf"(?P<num>{_ARABIC}){scale.format('scale')}(?P<unit>{any_unit})?(?:/(?:人|户|年|月|天|亩)[/·年月人]*)?"
    )
    chinese = (
        rf"(?:(?P<clow>{_CHINESE})(?:{chinese_unit})?[-~至到])?"
        rf"(?P<cnum>{_CHINESE}|半)(?:多|余)?(?P<cunit>{chinese_unit})(?P<half>半)?(?![一-龥]?性)"
    )
    digits = "一二两三四五六七八九十"
    bare = rf"(?P<bare>[{digits}][零{digits}]*[百千万亿][零{digits}百千万亿]*)(?![火个种年分])"
    return units, re.compile(f"{arabic}|{chinese}|{bare}")


def _alternatives(names: Iterator[str] | list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def find_figures(text: str) -> list[Figure]:
    """Every figure of a text, in order, dates and ordinals included; spans count in `text` as given."""
    norm = normalise(text)
    plain = norm.text.lower()
    if len(plain) != len(norm.text):  # a letter whose lower case is longer: rare, and then case does not matter
        plain = norm.text
    figures: list[Figure] = []
    for match, values in _matches(plain):
        value, unit, kind, low, high = values
        span = norm.span(match.start(), match.end())
        figure = Figure(span, span.of(text), value, unit, kind, low, high)
        figures.append(_with_context(figure, plain, match, norm, figures))
    return figures


_Values = tuple[float | None, str, str, float | None, float | None]


def _matches(plain: str) -> Iterator[tuple[re.Match[str], _Values]]:
    """Matches from left to right; at the same place the earlier pattern wins."""
    units, number = _units()
    patterns = (_ORDINAL, _DATE, _SHARE, _RATIO, number)
    makers = (_ordinal, _date, _share, _ratio, lambda match: _amount(match, units))
    ahead = [pattern.search(plain) for pattern in patterns]
    while any(ahead):
        start, rank = min((match.start(), rank) for rank, match in enumerate(ahead) if match is not None)
        match = ahead[rank]
        values = makers[rank](match) if match is not None else None
        if match is None or values is None:
            place = start + 1
        else:
            yield match, values
            place = match.end()
        ahead = [
            pattern.search(plain, place) if hit is not None and hit.start() < place else hit
            for pattern, hit in zip(patterns, ahead, strict=True)
        ]


def _ordinal(match: re.Match[str]) -> _Values:
    digits = re.search(rf"\d+|{_CHINESE}", match[0])
    value = parse_number(digits[0]) if digits else None
    return value, "", "ordinal", value, value


def _date(match: re.Match[str]) -> _Values | None:
    if match["from"]:
        return float(match["to"]), "年", "date", float(match["from"]), float(match["to"])
    if match["iso"]:
        return float(match["iso"]), "年", "date", float(match["iso"]), float(match["iso"])
    if match["month"]:
        return None, "月", "date", None, None
    year = parse_number(match["year"])
    return year, "年", "date", year, year


def _share(match: re.Match[str]) -> _Values | None:
    base, part = parse_number(match["base"].replace("百", "一百").replace("千", "一千")), parse_number(match["part"])
    if not base or part is None:
        return None
    return (part, "%", "percent", part, part) if base == 100 else (share := part / base, "", "ratio", share, share)


def _ratio(match: re.Match[str]) -> _Values | None:
    a, b = parse_number(match["a"]), parse_number(match["b"])
    return None if a is None or not b else (a / b, "", "ratio", a / b, a / b)


def _amount(match: re.Match[str], units: dict[str, _Unit]) -> _Values | None:
    if match["bare"]:
        value = parse_number(match["bare"])
        return None if value is None else (value, "", "number", value, value)
    if match["num"] is not None:
        scale = _SCALE.get(match["scale"] or "", 1.0)
        value, low = parse_number(match["num"]), parse_number(match["low"] or "")
        low = low if low is None else low * (_SCALE[match["lscale"]] if match["lscale"] else scale)
        unit = units.get(match["unit"] or "")
    elif about := _ABOUT_TWO.fullmatch(match["cnum"]):
        scale, unit = 1.0, units[match["cunit"]]
        low, value = parse_number(about[1] + about[3]), parse_number(about[2] + about[3])
    else:
        scale, unit = 1.0, units[match["cunit"]]
        value, low = (0.5, None) if match["cnum"] == "半" else (parse_number(match["cnum"]), None)
        low = parse_number(match["clow"]) if match["clow"] else low
        if match["cnum"] == "一" and unit.unit_class in _ARTICLES:
            return None
        value = value + 0.5 if value is not None and match["half"] else value
    if value is None:
        return None
    factor = scale * (unit.factor if unit else 1.0)
    value, low = _round(value * factor), None if low is None else _round(low * (factor / scale))
    if unit is None and scale > 1 and _PEOPLE_AFTER.match(match.string, match.end()):
        unit = units["人"]
    if unit is None:
        return value, "", "number", value if low is None else low, value
    return value, unit.base, unit.unit_class, value if low is None else low, value


def _round(value: float) -> float:
    return round(value, 6)


def _with_context(figure: Figure, plain: str, match: re.Match[str], norm: Normalised, earlier: list[Figure]) -> Figure:
    """Bound words on both sides, 力争, and the year that holds in the sentence."""
    start, end = match.span()
    opening = max(plain.rfind(mark, 0, start) for mark in _SENTENCE_END) + 1
    before, after = plain[max(opening, start - 8) : start], plain[end : end + 5]
    bound, low, high = _bound(before, after, figure)
    aim = bool(_AIM.search(plain[opening:start]))
    dates = [f for f in earlier if f.unit_class == "date" and f.value and norm.index(f.span.start) >= opening]
    year = int(dates[-1].value) if dates and dates[-1].value and figure.unit_class != "date" else None
    return Figure(figure.span, figure.text, figure.value, figure.unit, figure.unit_class, low, high, bound, aim, year)


def _bound(before: str, after: str, figure: Figure) -> tuple[Bound, float | None, float | None]:
    if figure.unit_class in ("ordinal", "date") or figure.low != figure.high:
        return Bound.EXACT, figure.low, figure.high
    # 不超过, 不低于 hold 超过, 低于: the longer words are asked first.
    if re.search(r"(?:不得?|未)(?:低于|少于|小于)(?:为|到)?$", before) or _AFTER_MIN.match(after):
        return Bound.MIN, figure.value, None
    if _BEFORE_MAX.search(before) or _AFTER_MAX.match(after):
        return Bound.MAX, None, figure.value
    if _BEFORE_MIN.search(before):
        return Bound.MIN, figure.value, None
    if _BEFORE_ABOUT.search(before) or _AFTER_ABOUT.match(after):
        return Bound.ABOUT, figure.low, figure.high
    return Bound.EXACT, figure.low, figure.high
