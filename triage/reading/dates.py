"""Days and lengths of time as people say them (日与时长), counted from the day of the call.

A day is as precise as it is said: 去年十月 is 2025-10, 前天 a day, 去年 a year. A length keeps its unit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.dates import make_iso
from corpus.numerals import parse_int
from triage.model import Interval
from triage.reading.amounts import Amount, parse_amount
from triage.reading.tokens import Token

_N = r"[\d零一二两三四五六七八九十几多来]{1,4}"
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "往年": -1}
_DAYS = {"大前天": -3, "前天": -2, "前晚": -2, "昨天": -1, "昨晚": -1, "昨夜": -1, "昨日": -1, "今天": 0, "今早": 0}
_DAYS |= {"今晚": 0, "今晨": 0, "刚才": 0, "刚刚": 0, "今日": 0, "昨儿": -1, "今儿": 0, "昨个": -1, "今个": 0}
_DAYS |= {"明天": 1, "后天": 2}
_MONTHS = {"上上个月": -2, "上上月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_WEEKS = {"上上周": -14, "上周": -7, "上星期": -7, "上个星期": -7, "上礼拜": -7, "这周": 0, "这星期": 0, "前几天": -3}
_LUNAR = {"正月": 2, "腊月": 1, "冬月": 12}
_SEASONS = {"年初": 1, "年底": 12, "年中": 6, "上半年": 0, "下半年": 0, "春天": 4, "夏天": 7, "秋天": 10, "冬天": 12}
_SEASONS |= {"开春": 3, "春上": 4, "过年": 2, "春节": 2, "中秋": 9, "国庆": 10, "端午": 6, "清明": 4, "暑假": 7}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR_SAID = r"(?P<year>(?:19|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2}|(?<!\d)\d\d)年"
_YEAR = rf"(?:{_YEAR_SAID}|(?P<rel>{_any(_YEARS)}))"
_MONTH = rf"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!子)|(?P<lunar>{_any(_LUNAR)}))"
_DAY = r"(?:(?P<day>[0-3]?\d|[一二三]?十[一二三四五六七八九]?|初?[一二三四五六七八九])[号日])"
_DATE = re.compile(
    rf"{_YEAR}(?:(?:的|农历|阴历)?{_MONTH}{_DAY}?)?(?P<season>{_any(_SEASONS)})?"
    rf"|(?<![\d个一二三四五六七八九十几]){_MONTH.replace('?P<', '?P<m_')}{_DAY.replace('?P<', '?P<m_')}?(?!工资)"
    rf"|(?P<iso>(?:19|20)\d\d[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)"
    rf"|(?:大概|差不多)?(?P<ago>{_N}|半)(?:多)?个?(?P<unit>年|月|天|星期|礼拜|周)(?:多)?(?:以?前|之前)(?![面后])"
    rf"|(?P<days>{_any(_DAYS)})|(?P<months>{_any(_MONTHS)}){_DAY.replace('?P<', '?P<n_')}?|(?P<weeks>{_any(_WEEKS)})"
)
_SPAN = re.compile(
    r"(?P<big>大|小|整整|整|快|不到|将近|近)?(?:(?P<n>[\d.]{1,8}|好?几|[一二两三四五六七八九十百]{1,7}几?|十几|几十)(?P<fuzz>多|来)?)?(?P<half>半)?"
    r"(?P<unit>个(?:多|来|把|半)?月|月(?=[,。;])|年|天|日(?!子)|个?星期|个?礼拜|周(?![岁边围年])|个?小时|个?钟头?|分钟)(?P<tail>半|多|来)?(?!级|前|龄|代|以前|之前|轻|纪|底|初|货)"
)
_STOP = re.compile("[。!?;\n]|.{40}|今年|现在")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: low to high in its unit (年, 月, 天, 周, 时, 分)."""

    low: float
    high: float
    unit: str

    def in_unit(self, unit: str) -> float | Interval:
        """In months (月), days (天), minutes (分钟) or years (年); whole where it comes out whole."""
        days = {"年": 365.0, "月": 30.0, "天": 1.0, "周": 7.0, "时": 1 / 24, "分": 1 / 1440}
        if (self.unit, unit) == ("年", "月"):
            factor = 12.0
        elif (self.unit, unit) == ("月", "年"):
            factor = 1 / 12
        else:
            factor = days[self.unit] / days[unit[0]]
        low, high = round(self.low * factor, 2), round(self.high * factor, 2)
        return low if low == high else Interval(low, high)

    @property
    def months(self) -> float:
        """About how many months, for telling one month and one year from others."""
        value = self.in_unit("月")
        return value if isinstance(value, float) else (value.low or 0.0)


def find_dates(text: str, day: dt.date) -> Iterator[Token]:
    """Days, months and years said (日), each as the contract writes dates."""
    year, last = None, 0
    for match in _DATE.finditer(text):
        iso = _iso(match, day)
        if match["m_month"] and iso and year and not _STOP.search(text, last, match.start()):
            iso = f"{year}{iso[4:]}"  # 去年种了玉米，七月份发大水: July of that year
        if match["year"] or match["rel"]:
            year, last = (iso or "")[:4] or None, match.end()
        if iso:
            yield Token("日", match.start(), match.end(), iso)


def _iso(match: re.Match[str], day: dt.date) -> str | None:
    said = match.groupdict()
    if said["iso"]:
        return make_iso(*(int(part) for part in re.split("[-./]", said["iso"])))
    if said["ago"]:
        return _ago(said["ago"], said["unit"], day)
    if said["days"] or said["weeks"]:
        shift = _DAYS[said["days"]] if said["days"] else _WEEKS[said["weeks"]]
        return (day + dt.timedelta(days=shift)).isoformat()[: 10 if said["days"] else 7]
    if said["months"]:
        month = _months_from(day, _MONTHS[said["months"]])
        return f"{month}-{_day(said['n_day']):02d}" if month and said["n_day"] else month
    return _in_year(said, day) if said["year"] or said["rel"] else _in_month(said, day)


def _in_year(said: dict[str, str | None], day: dt.date) -> str | None:
    year = _year(said["year"], day) if said["year"] else day.year + _YEARS[said["rel"] or "今年"]
    month = _month(said["month"], said["lunar"]) or _SEASONS.get(said["season"] or "") or None
    if year is not None and said["lunar"] == "腊月":
        year += 1
    return make_iso(year, month, _day(said["day"]) if said["month"] else None)


def _in_month(said: dict[str, str | None], day: dt.date) -> str | None:
    month = _month(said["m_month"], said["m_lunar"])
    if month is None:
        return None
    this = parse_int((said["m_day"] or "").removeprefix("初")) or 1
    year = day.year if (month, this) <= (day.month, day.day) else day.year - 1
    return make_iso(year, month, _day(said["m_day"]) if said["m_month"] else None)


def _year(words: str, day: dt.date) -> int | None:
    number = parse_int(words)
    if number is not None and number < 100:
        return number + (2000 if number <= day.year - 2000 + 5 else 1900)
    return number


def _month(words: str | None, lunar: str | None) -> int | None:
    return _LUNAR.get(lunar) if lunar else parse_int(words) if words else None


def _day(words: str | None) -> int | None:
    return parse_int(words.removeprefix("初")) if words else None


def _months_from(day: dt.date, months: int) -> str | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_iso(year, month + 1)


def _ago(words: str, unit: str, day: dt.date) -> str | None:
    amount = Amount(0.5, 0.5) if words == "半" else parse_amount(words)
    if amount is None:
        return None
    number = amount.low
    if unit == "年":
        return make_iso(day.year - int(number)) if number >= 1 else _months_from(day, -6)
    if unit == "月":
        return _months_from(day, -int(number)) if number >= 1 else _months_from(day - dt.timedelta(days=15), 0)
    try:
        then = day - dt.timedelta(days=int(number * (1 if unit == "天" else 7)))
    except OverflowError:
        return None
    return then.isoformat() if amount.low == amount.high else then.isoformat()[:7]


def find_lengths(text: str) -> Iterator[Token]:
    """Lengths of time (长): 三年, 两个半月, 半年多, 十几天, 四个月."""
    for match in _SPAN.finditer(text):
        if length := _length(match):
            yield Token("长", match.start(), match.end(), length)


def _length(match: re.Match[str]) -> Length | None:
    words, unit = match["n"], match["unit"]
    if words is None and match["half"] is None and unit[:2] not in ("个把",):
        return None
    amount = Amount(0, 0) if words is None else parse_amount(words + (match["fuzz"] or ""))
    if amount is None or amount.high is None:
        return None
    low, high = amount.low, amount.high
    if match["half"] or match["tail"] == "半" or "半" in unit:
        low, high = low + 0.5, high + 0.5
    if unit == "个把月":
        low, high = 1, 2
    elif match["tail"] == "多" or "多" in unit or "来" in unit:
        high = high + 0.5 if match["half"] else high + 1
    if match["big"] in ("快", "不到", "将近", "近") and low == high:
        low = 0 if match["big"] == "不到" else low * 0.9
    short = next(s for s in ("月", "年", "天", "日", "星期", "礼拜", "周", "小时", "钟", "分") if s in unit)
    short = {"日": "天", "星期": "周", "礼拜": "周", "小时": "时", "钟": "时"}.get(short, short)
    if "分钟" in unit:
        short = "分"
    if short == "年" and low > 150:
        return None
    return Length(low, high, short)
