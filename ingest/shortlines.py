"""What a short line is: a date, a document number, a period, an office, the end of a title; or running text."""

from __future__ import annotations

import re
from functools import cache

from ingest.wordlists import wordlist

SHORT = 60
STOP = re.compile(r"[。；;!！?？]")
_YEAR = r"(?:\d{4}|[一二三四五六七八九〇零○Ｏ]{4})\s*年"
_MONTH_DAY = r"\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
_DATE = re.compile(rf"[（(]?\s*{_YEAR}{_MONTH_DAY}\s*[)）]?$")
_DATE_AT_END = re.compile(rf"\s*{_YEAR}{_MONTH_DAY}$")
_NUMBER = re.compile(r"[\u4e00-\u9fff、]{1,14}\s*[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*第?\s*\d{1,5}\s*号$")
_PERIOD = re.compile(r"[（(]\s*\d{4}\s*年?\s*[-—–~～至]+\s*\d{4}\s*年?\s*[)）]$")


@cache
def ending(name: str) -> re.Pattern[str]:
    """Pattern of a text that ends in a word of a list of division.yaml, brackets and quotes behind it aside."""
    words = sorted(wordlist("division")[name], key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, words)) + r")\s*(?:[（(][^（）()]{1,20}[)）])*[》”\"]?$")


@cache
def _imprint() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in wordlist("division")["imprint"]))


def genre_of(title: str) -> str | None:
    """The genre word that a title ends in (规划, 办法, 解读 …), None if it ends in none; brackets behind it aside."""
    found = ending("genres").search(title.strip())
    return found[1] if found else None


def is_date(text: str) -> bool:
    """True if the line is a date and nothing else."""
    return bool(_DATE.match(text))


def without_date(text: str) -> str:
    """The line without a date at its end (青禾县人民政府 2026年3月18日)."""
    return _DATE_AT_END.sub("", text).strip()


def ends_in_date(text: str) -> bool:
    """True for a short line that is, or ends in, a date: the last line of a signature."""
    return len(text) < SHORT and bool(_DATE_AT_END.search(text) or is_date(text)) and not STOP.search(text)


def is_number(text: str) -> bool:
    """True if the line is a document number (文号) and nothing else."""
    return bool(_NUMBER.match(text))


def is_period(text: str) -> bool:
    """True for a period in brackets, as it stands below a plan's title."""
    return bool(_PERIOD.match(text))


def is_office(text: str) -> bool:
    """True if a short line reads as the name of one or several offices."""
    names = text.split()
    if not 0 < len(names) <= 8 or STOP.search(text):
        return False
    return all(len(name) <= 40 and ending("offices").search(name) for name in names)


def is_imprint(text: str) -> bool:
    """True for a line of the imprint behind the signature (抄送, 印发 date, 此件公开发布)."""
    return len(text) <= 200 and bool(_imprint().search(text))


def is_paragraph(text: str) -> bool:
    """True for running text: a sentence end, a salutation's colon, or more than a heading's length."""
    return bool(STOP.search(text)) or len(text) > SHORT or text.endswith(("：", ":", "，", ","))
