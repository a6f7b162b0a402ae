"""Dates in a text (日期), as precise as they are written, and what a document says of its own term (效期).

A date is the contract's words: `2026`, `2026-03`, `2026-03-18`. Nothing is made more precise than it was.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from corpus.model import Span
from corpus.numerals import parse_int
from corpus.zhtext import normalise

_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][九〇零][〇零一二三四五六七八九]{2})年"
_SMALL = r"[\d一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?:{_YEAR}|(?P<same>[本今当]年|同年)|(?P<last>去年|上年))(?:(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})[日号])?)?"
    rf"|(?<![\d一二三四五六七八九十])(?P<lone_month>{_SMALL})月(?:(?P<lone_day>{_SMALL})[日号])?(?!份?内|以)"
    rf"|(?<![\d一二三四五六七八九十月])(?P<only_day>{_SMALL})日(?![常均内之])"
    r"|(?<!\d)(?P<iy>(?:19|20)\d{2})[-./](?P<im>\d{1,2})[-./](?P<id>\d{1,2})(?!\d)"
)
_PERIOD = re.compile(r"(?P<from>(?:19|20)\d{2})年?[-~至到](?P<to>(?:19|20)\d{2})年?")
_PERIOD_SAID = re.compile(
    r"(?:规划|计划|实施|执行|过渡|行动)?期(?:限)?(?:为|:|是)?(?P<a>(?:19|20)\d{2})年?[-~至到](?P<b>(?:19|20)\d{2})年"
)
_STARTS = re.compile(r"(?:自|从)(?P<when>[^。;,]{2,24}?)(?:日)?起(?:正式)?(?:施行|实施|执行|生效)")
_ON_ISSUE = re.compile(r"(?:发布|印发|公布|通过|下发|颁布)之?日")
_ENDS = re.compile(r"有效期(?:限)?(?:至|到|截至|截止到|自[^。;]{2,24}?(?:至|到))(?P<when>[^。;,]{4,14})")
_ITSELF = r"本(?:规定|办法|条例|细则|规则|方案|计划|规划|通知|意见|决定|标准|制度|政策|文件)的?"
# A length is the document's own only right behind its name or its start; a licence (许可证有效期五年) has one too.
_LASTS = re.compile(
    rf"(?:(?P<own>\A\(?|{_ITSELF})|起(?:正式)?(?:施行|实施|执行|生效)[。,;(]\s*)"
    r"(?P<said>有效期(?:限)?(?:为|是)?(?P<years>[一二两三四五六七八九十\d]{1,2})年)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. iso: as precise as written; None while its year is not known (26日 with nothing before it)."""

    span: Span
    iso: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """What a text says of its own term. words: the phrases that say it; on_issue: it starts the day it is issued."""

    start: str | None = None
    end: str | None = None
    on_issue: bool = False
    words: tuple[str, ...] = ()


def find_dates(text: str, today: dt.date | None = None) -> list[FoundDate]:
    """Dates of a text in order. A missing year or month is that of the date before, 今年 and 去年 count from today."""
    norm = normalise(text)
    found: list[FoundDate] = []
    year = today.year if today else None
    month: int | None = None
    for match in _DATE.finditer(norm.text):
        year_said, month_said, day_said = _parts(match, today)
        if match["only_day"] is not None and month is None:
            month_said = today.month if today else None
        year = year_said or year
        month = month_said or (month if day_said else None)
        iso = make_iso(year, month, day_said)
        if iso is not None or match["only_day"] is None:
            found.append(FoundDate(norm.span(*match.span()), iso))
    return found


def _parts(match: re.Match[str], today: dt.date | None) -> tuple[int | None, int | None, int | None]:
    groups = match.groupdict()
    if groups["iy"]:
        return int(groups["iy"]), int(groups["im"]), int(groups["id"])
    year = parse_int(groups["year"]) if groups["year"] else None
    if today is not None and (groups["same"] or groups["last"]):
        year = today.year - bool(groups["last"])
    month, day = groups["month"] or groups["lone_month"], groups["day"] or groups["lone_day"] or groups["only_day"]
    return year, parse_int(month) if month else None, parse_int(day) if day else None


def make_iso(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    """The date in the contract's words, or None without a year or when there is no such day."""
    if year is None or not 1 <= year <= 9999:
        return None
    if month is None:
        return None if day else f"{year:04d}"
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def first_day(iso: str) -> dt.date:
    """First day that a date of any precision covers. Raises ValueError for anything else."""
    parts = [int(part) for part in iso.split("-")]
    return dt.date(parts[0], *(parts[1:] + [1, 1])[:2])


def last_day(iso: str) -> dt.date:
    """Last day that a date of any precision covers: 2025 -> 2025-12-31. Raises ValueError for anything else."""
    parts = [int(part) for part in iso.split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return dt.date(parts[0], month, parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1])


def find_period(text: str) -> tuple[str, str] | None:
    """First span of years of a text: 2021—2025年 -> ("2021", "2025"). None without one, or if it runs backwards."""
    match = _PERIOD.search(normalise(text).text)
    return (match["from"], match["to"]) if match and match["from"] <= match["to"] else None


def find_term(text: str, issued: str | None = None) -> Term:
    """What the text says of its own term: 自…起施行, 有效期至…, 有效期五年, 规划期2021—2025年.

    issued: date of issue, from which a length counts and a start on issue is taken.
    """
    plain = normalise(text).text
    words: list[str] = []
    start = end = None
    on_issue = False
    if match := _STARTS.search(plain):
        dates = find_dates(match["when"] + "日")
        on_issue = bool(_ON_ISSUE.search(match["when"] + "日"))
        start = issued if on_issue else (dates[0].iso if dates else None)
        words.append(match[0])
    if match := _ENDS.search(plain):
        dates = find_dates(match["when"])
        end = dates[-1].iso if dates else None
        words.append(match[0])
    elif (
        (match := _LASTS.search(plain)) and (years := parse_int(match["years"])) and (start or match["own"] is not None)
    ):
        end = _plus_years(start or issued, years)
        words.append(match["said"])
    if match := _PERIOD_SAID.search(plain):
        start, end = start or match["a"], end or match["b"]
        words.append(match[0])
    return Term(start, end, on_issue, tuple(words))


def _plus_years(iso: str | None, years: int) -> str | None:
    """The last day of a term of so many years from a date; as precise as the date."""
    if iso is None:
        return None
    if len(iso) < len("2026-01-01"):
        return str(int(iso[:4]) + years) + iso[4:]
    day = dt.date.fromisoformat(iso)
    leap = (day.month, day.day) == (2, 29)
    return (day.replace(year=day.year + years, day=28 if leap else day.day) - dt.timedelta(days=1)).isoformat()
