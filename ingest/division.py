"""The large parts of a file (版式): covering letter, title, preface, body, annexes, roster, signature.

Works on the lines that furniture left. Nothing is thrown away: every line comes back in exactly one part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.headings import Level, Mark, read_mark
from ingest.model import Line
from ingest.shortlines import SHORT, STOP, genre_of, is_date, is_number, is_office, is_paragraph, is_period
from ingest.tail import Tail, is_annex_line, split_tail
from ingest.wordlists import wordlist

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇千两\d]+条")
_LONGEST_TITLE = 200
_CONTENTS = re.compile(r"目\s*[录次]$")


@dataclass(slots=True)
class Division:
    """The parts of a file. title: the title of the document proper as its lines joined, "" if the text has none."""

    title: str = ""
    letter_title: str = ""
    front: list[Line] = field(default_factory=list)
    letter: list[Line] = field(default_factory=list)
    letter_signature: list[Line] = field(default_factory=list)
    preface: list[Line] = field(default_factory=list)
    tail: Tail = field(default_factory=Tail)


def divide(lines: Sequence[Line], info: int = 0) -> Division:
    """Split lines into the parts of a file. info: so many lines at the start are known to be front matter."""
    parts = Division(front=list(lines[:info]))
    parts.letter_title = _title_of([line.text.strip() for line in lines[:info]])
    lines = lines[info:]
    opening = _opening(lines)
    zone = _split_letter(list(lines[:opening]), parts, last=opening == len(lines))
    if opening == len(lines):  # nothing is numbered: the paragraphs are the body
        first = _after_title(zone)
        parts.title = _title_of([line.text.strip() for line in zone[:first]]) or parts.letter_title
        parts.front += zone[:first]
        parts.tail = split_tail(zone[first:])
    else:
        _split_preface(zone, parts)
        parts.tail = split_tail(list(lines[opening:]))
    return parts


def _opening(lines: Sequence[Line]) -> int:
    """Index of the first numbered line (or table) of the body, behind a table of contents; else the number of lines."""
    texts = [line.text.strip() for line in lines]
    at = next((i for i, line in enumerate(lines) if line.table is not None or _opens_body(texts[i])), len(lines))
    if 0 < at < len(lines) and any(_CONTENTS.match(text) for text in texts[max(0, at - 3) : at]):
        first = read_mark(texts[at])
        again = next((i for i in range(at + 1, len(lines)) if _same_mark(texts[i], first)), None)
        if again and all(len(text) <= SHORT and not STOP.search(text) for text in texts[at:again]):
            return again
    return at


def _same_mark(text: str, first: Mark | None) -> bool:
    mark = read_mark(text)
    return bool(mark and first and (mark.level, mark.number) == (first.level, first.number))


def _opens_body(text: str) -> bool:
    if _ARTICLE.match(text):
        return True
    mark = read_mark(text)
    return mark is not None and (mark.level < Level.NUMBER or (mark.level is Level.NUMBER and mark.number <= 3))


def _first_paragraph(zone: Sequence[Line]) -> int:
    texts = [line.text.strip() for line in zone]
    return next((i for i, text in enumerate(texts) if is_paragraph(text) and not genre_of(text)), len(zone))


def _after_title(zone: Sequence[Line]) -> int:
    """Where the text begins in a paper without numbers: its first paragraph, else what follows the title."""
    first = _first_paragraph(zone)
    if first < len(zone) or len(zone) < 2:
        return first
    titled = next((i for i, line in enumerate(zone[:-1]) if genre_of(line.text)), 0)
    return titled + 1


def _split_letter(zone: list[Line], parts: Division, *, last: bool) -> list[Line]:
    """Take the covering letter off the front; what is left opens the document proper.

    A letter says that it sends something, and ends in a date. last: nothing numbered follows the zone, so that a
    notice which ends with it sends nothing but itself.
    """
    texts = [line.text.strip() for line in zone]
    first = next((i for i, text in enumerate(texts) if is_paragraph(text)), len(zone))
    cues = wordlist("division")["cues"]
    if not any(word in text for text in texts[first:] if is_paragraph(text) for word in cues):
        return zone
    end = next((i for i in range(first, len(zone)) if is_date(texts[i])), None)
    if end is None or (end == len(zone) - 1 and (last or not any("《" in text for text in texts))):
        return zone
    signed = end
    while signed > first + 1 and not is_paragraph(texts[signed - 1]) and is_office(texts[signed - 1]):
        signed -= 1
    parts.front.extend(zone[:first])
    parts.letter_title = _title_of(texts[:first]) or parts.letter_title
    parts.letter = _joined(zone[first:signed])
    parts.letter_signature = zone[signed : end + 1]
    return zone[end + 1 :]


def _joined(lines: list[Line]) -> list[Line]:
    """Lines of a letter with the list of its annexes put together again (附件：title over two lines)."""
    out: list[Line] = []
    for line in lines:
        above = out[-1].text.strip() if out else ""
        unfinished = above.startswith("附件") and not STOP.search(above) and genre_of(above) is None
        if unfinished and len(line.text) <= SHORT and not STOP.search(line.text) and not is_office(line.text):
            out[-1] = Line(above + line.text.strip(), out[-1].page, out[-1].hint)
        else:
            out.append(line)
    return out


def _split_preface(zone: list[Line], parts: Division) -> None:
    first = _first_paragraph(zone)
    parts.front.extend(zone[:first])
    parts.preface.extend(zone[first:])
    parts.title = _title_of([line.text.strip() for line in zone[:first]]) or parts.letter_title


def _title_of(texts: Sequence[str]) -> str:
    """The last run of short lines that ends in a genre word; dates, numbers, offices and periods break a run."""
    runs: list[str] = [""]
    for text in texts:
        if is_date(text) or is_number(text) or is_period(text) or is_annex_line(text) or _names_office(text):
            runs.append("")
        elif len(runs[-1]) > _LONGEST_TITLE or (genre_of(runs[-1]) and not _continues(runs[-1], text)):
            runs.append(text)
        else:
            runs[-1] += text
    return next((run for run in reversed(runs) if genre_of(run)), "")


def _names_office(text: str) -> bool:
    return is_office(text) and not genre_of(text)


def _continues(run: str, text: str) -> bool:
    """Whether a title whose lines already end in a genre word goes on in the next line (《…》 open, or 意见的函)."""
    return run.count("《") > run.count("》") or (text.endswith(("的函", "的通知")) and len(text) < 12)
