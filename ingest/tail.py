"""The end of a file: body, signature, imprint, annexes, and a list of names behind the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.headings import read_mark
from ingest.model import Line
from ingest.shortlines import SHORT, STOP, ending, ends_in_date, is_imprint, is_office, is_paragraph
from ingest.wordlists import wordlist

_ANNEX = re.compile(
    r"附\s*(?:件|表|图|录)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?\s*"
    r"(?:$|[:：](?=\s*\S{0,60}$)\s*|[ \u3000]+(?=\S{1,40}$))(.*)$"
)
_GENERAL = re.compile(r"附\s*则")
_LISTED = re.compile(r"\d{1,2}\s*[.．、]")
_NOTE_LINES = 12


@dataclass(slots=True)
class Annex:
    """One annex: the address part (附件1), its heading lines, the lines below."""

    part: str
    heading: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Tail:
    """The lines from the first numbered one on, by what they are."""

    body: list[Line] = field(default_factory=list)
    signature: list[Line] = field(default_factory=list)
    imprint: list[Line] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    roster_heading: list[Line] = field(default_factory=list)
    roster: list[Line] = field(default_factory=list)


def split_tail(rest: list[Line]) -> Tail:
    """Take annexes, roster, imprint and signature off the end; what is left is the body."""
    texts = [line.text.strip() for line in rest]
    tail = Tail()
    cut = next((i for i in range(1, len(rest)) if texts[i][:1] == "附" and opens_annex(rest, i)), len(rest))
    roster = _roster_start(texts[:cut])
    end = min(cut, roster)
    last = end
    while last > 1 and rest[last - 1].table is None and is_imprint(texts[last - 1]):
        last -= 1
    signed = _signature_start(texts[:last])
    if signed == last:  # nothing was signed: what looks like an imprint is text
        signed = last = end
    tail.body, tail.signature, tail.imprint = rest[:signed], rest[signed:last], rest[last:end]
    if roster < cut:
        heading = roster + (2 if _is_open_title(texts[roster]) else 1)
        tail.roster_heading, tail.roster = rest[roster:heading], rest[heading:cut]
    tail.annexes = _annexes(rest[cut:])
    return tail


def opens_annex(lines: Sequence[Line], at: int) -> bool:
    """True if an annex opens here. A list of annexes before the signature (附件：1.… 2.…) opens none."""
    text = lines[at].text.strip()
    if lines[at].table is not None or not text.startswith("附") or len(text) > SHORT or _GENERAL.match(text):
        return False
    found = _ANNEX.match(text)
    if found is None or STOP.search(text) or _LISTED.match(found[2]):
        return False
    return not (found[2] and _signature_follows(lines, at))


def is_annex_line(text: str) -> bool:
    """True for a short line 附件, 附件1, 附件1：title, in whatever place."""
    return bool(_ANNEX.match(text))


def _signature_follows(lines: Sequence[Line], at: int) -> bool:
    for line in lines[at + 1 : at + _NOTE_LINES]:
        text = line.text.strip()
        if line.table is not None or is_paragraph(text):
            return False
        if ends_in_date(text):
            return True
    return False


def _signature_start(texts: Sequence[str]) -> int:
    """Index at which the closing signature begins; len(texts) if there is none."""
    end = len(texts)
    if not texts:
        return end
    dated = ends_in_date(texts[-1])
    start = end - 1 if dated else end
    while start > 0 and (dated or end - start < 3) and _signs(texts[start - 1]):
        start -= 1
    return start


def _signs(text: str) -> bool:
    return len(text) <= 80 and is_office(text) and read_mark(text) is None


def _is_open_title(text: str) -> bool:
    return text.startswith("《") and "》" not in text


def _roster_start(texts: Sequence[str]) -> int:
    """Index of the heading of a list of names behind the end; len(texts) if there is none."""
    last = next((at for at in range(len(texts) - 1, -1, -1) if read_mark(texts[at])), -1)
    for at in range(max(1, len(texts) // 3, last + 1), len(texts)):
        text = texts[at]
        if len(text) <= SHORT and not STOP.search(text) and ending("roster").search(text):
            return at - 1 if _is_open_title(texts[at - 1]) else at
    return len(texts)


def _annexes(lines: list[Line]) -> list[Annex]:
    annexes: list[Annex] = []
    in_heading = False
    for at, line in enumerate(lines):
        text = line.text.strip()
        if opens_annex(lines, at):
            found = _ANNEX.match(text)
            annexes.append(Annex(f"附件{found[1] if found and found[1] else ''}", [line]))
            in_heading = not (found and found[2])  # 附件1：验收表 has its title already
            continue
        short = line.table is None and not is_paragraph(text) and read_mark(text) is None
        short = short and text not in wordlist("outline")["table_openers"]
        in_heading = in_heading and short and len(annexes[-1].heading) < 4
        (annexes[-1].heading if in_heading else annexes[-1].lines).append(line)
    return annexes
