"""What the reader must know beside an answer: standing, edition, place, renamed offices, past years."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from bot.answers.answer import Office
from bot.answers.draft import Pick
from corpus.citation import Citation
from corpus.departments import Departments
from corpus.model import Notice
from corpus.notices import citation_notices, numbered

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_FIGURE = re.compile(r"[0-9]|百分之|[一二三四五六七八九十百千万]+(?:元|户|人|个|亩|倍|次)")


def notices_for(
    citations: Sequence[Citation],
    picks: Sequence[Pick],
    offices: Sequence[Office],
    region: str | None,
    day: dt.date,
    departments: Departments,
) -> Iterator[Notice]:
    """The warnings that citations oblige to, each code once, naming the citations it is about."""
    yield from citation_notices(citations, region)
    yield from _renamed(offices, departments, day)
    dated = [n for n, p in enumerate(picks, 1) if _is_dated(p, day.year)]
    if dated:
        yield Notice("figure_dated", f"{numbered(dated)}的数字说的是以前年份，不代表今年的标准。")


def _renamed(offices: Sequence[Office], departments: Departments, day: dt.date) -> Iterator[Notice]:
    changed = {o.name: o.today for o in offices if o.today and departments.succession(o.name, day)}
    if changed:
        said = "；".join(f"{name}的职责现由{today}承担" for name, today in changed.items())
        yield Notice("office_renamed", f"{said}。")


def _is_dated(pick: Pick, year: int) -> bool:
    words = " ".join([pick.words, *(pick.clause.row or {})])
    if not _FIGURE.search(words):
        return False
    years = [int(y) for y in _YEAR.findall(words)]
    end = pick.evidence.document.effective_to
    if not years and end:
        years = [int(end[:4])]
    return bool(years) and max(years) < year and (len(set(re.findall(r"[0-9]+", words))) > len(set(years)) or bool(end))
