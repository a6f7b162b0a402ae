"""The large parts of a file (版式): covering letter, title, preface, body, annexes, roster, signature.

Works on the lines that furniture left. Nothing is thrown away: every line comes back in exactly one part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.headings import Level, Mark, read_mark
from ingest.model import Line
from ingest.wordlists import wordlist

_YEAR = r"(?:\d{4}|[一二三四五六七八九〇零○Ｏ]{4})\s*年"
_MONTH_DAY = r"\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
_DATE_LINE = re.compile(rf"[（(]?\s*{_YEAR}{_MONTH_DAY}\s*[)）]?$")
_DATE_END = re.compile(rf"{_YEAR}{_MONTH_DAY}$")
NUMBER_LINE = re.compile(
    r"[\u4e00-\u9fff、]{1,14}\s*[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*第?\s*\d{1,5}\s*号$"
)
_PERIOD_LINE = re.compile(r"[（(]\s*\d{4}\s*年?\s*[-—–~～至]+\s*\d{4}\s*年?\s*[)）]$")
_ANNEX = re.compile(
    r"附\s*(?:件|表|图|录)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?\s*"
    r"(?:$|[:：](?=\s*\S{0,60}$)\s*|[ \u3000]+(?=\S{1,40}$))(.*)$"
)
_GENERAL = re.compile(r"附\s*则")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇千两\d]+条")
_STOP = re.compile(r"[。；;!！?？]")
_SHORT = 60


@dataclass(slots=True)
class Annex:
    """One annex: the address part (附件1), its heading lines, the lines below."""

    part: str
    heading: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Division:
    """The parts of a file. title: the title of the document proper as its lines joined, "" if the text has none."""

    title: str = ""
    letter_title: str = ""
    front: list[Line] = field(default_factory=list)
    letter: list[Line] = field(default_factory=list)
    letter_signature: list[Line] = field(default_factory=list)
    preface: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    signature: list[Line] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    roster_heading: list[Line] = field(default_factory=list)
    roster: list[Line] = field(default_factory=list)


@cache
def _ending(name: str) -> re.Pattern[str]:
    words = sorted(wordlist("division")[name], key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, words)) + r")\s*(?:[（(][^（）()]{1,20}[)）])*[》”\"]?$")


def genre_of(title: str) -> str | None:
    """The genre word that a title ends in (规划, 办法, 解读 …), None if it ends in none; brackets behind it aside."""
    found = _ending("genres").search(title.strip())
    return found[1] if found else None


def is_office(text: str) -> bool:
    """True if a short line reads as the name of one or several offices."""
    names = text.split()
    return (
        0 < len(names) <= 8
        and all(len(n) <= 40 and _ending("offices").search(n) for n in names)
        and not _STOP.search(text)
    )


def is_date(text: str) -> bool:
    """True if the line is a date and nothing else."""
    return bool(_DATE_LINE.match(text))


def is_paragraph(text: str) -> bool:
    """True for running text: a sentence end, a salutation's colon, or more than a heading's length."""
    return bool(_STOP.search(text)) or len(text) > _SHORT or text.endswith(("：", ":", "，", ","))


def _opens_body(text: str, mark: Mark | None) -> bool:
    if _ARTICLE.match(text):
        return True
    return mark is not None and mark.number <= 3 and mark.level <= Level.NUMBER


def divide(lines: Sequence[Line], info: int = 0) -> Division:
    """Split lines into the parts of a file. info: so many lines at the start are known to be front matter."""
    parts = Division(front=list(lines[:info]))
    parts.letter_title = _title_of([line.text.strip() for line in lines[:info]])
    lines = lines[info:]
    opening = _opening(lines)
    zone, rest = list(lines[:opening]), list(lines[opening:])
    after = _split_letter(zone, parts)
    _split_preface(after, parts)
    parts.title = parts.title or parts.letter_title
    _split_tail(rest, parts)
    return parts


def _opening(lines: Sequence[Line]) -> int:
    """Index of the first numbered line (or table) of the body; the number of lines where there is none."""
    for at, line in enumerate(lines):
        text = line.text.strip()
        if line.table is not None or _opens_body(text, read_mark(text)):
            return at
    return len(lines)


def _split_letter(zone: list[Line], parts: Division) -> list[Line]:
    """Take the covering letter off the front; what is left opens the document proper."""
    texts = [line.text.strip() for line in zone]
    first = next((i for i, text in enumerate(texts) if is_paragraph(text)), None)
    cue = (
        any(any(word in text for word in wordlist("division")["cues"]) for text in texts[first:] if is_paragraph(text))
        if first is not None
        else False
    )
    end = next((i for i in range(first, len(zone)) if is_date(texts[i])), None) if first is not None and cue else None
    if first is None or end is None or end == len(zone) - 1 and not _names_document(texts):
        return zone
    signed = end
    while signed > first + 1 and not is_paragraph(texts[signed - 1]) and is_office(texts[signed - 1]):
        signed -= 1
    parts.front.extend(zone[:first])
    parts.letter_title = _title_of(texts[:first]) or parts.letter_title
    parts.letter = _joined(zone[first:signed])
    parts.letter_signature = zone[signed : end + 1]
    return zone[end + 1 :]


def _names_document(texts: list[str]) -> bool:
    return any("《" in text for text in texts)


def _joined(lines: list[Line]) -> list[Line]:
    """Lines of a letter with the list of its annexes put together again (附件：title over two lines)."""
    out: list[Line] = []
    for line in lines:
        above = out[-1].text.strip() if out else ""
        unfinished = above.startswith("附件") and not _STOP.search(above) and genre_of(above) is None
        if unfinished and len(line.text) <= _SHORT and not _STOP.search(line.text) and not is_office(line.text):
            out[-1] = Line(above + line.text.strip(), out[-1].page, out[-1].hint)
        else:
            out.append(line)
    return out


def _split_preface(zone: list[Line], parts: Division) -> None:
    texts = [line.text.strip() for line in zone]
    first = next((i for i, text in enumerate(texts) if is_paragraph(text) and not genre_of(text)), len(zone))
    parts.front.extend(zone[:first])
    parts.preface.extend(zone[first:])
    parts.title = _title_of(texts[:first])


def _title_of(texts: list[str]) -> str:
    """The last run of short lines that ends in a genre word; dates, numbers, offices and periods break a run."""
    runs: list[list[str]] = [[]]
    for text in texts:
        if (
            is_date(text)
            or NUMBER_LINE.match(text)
            or _PERIOD_LINE.match(text)
            or _ANNEX.match(text)
            or (is_office(text) and not genre_of(text))
        ):
            runs.append([])
        elif runs[-1] and genre_of("".join(runs[-1])) and not _continues(runs[-1], text):
            runs.append([text])
        else:
            runs[-1].append(text)
    titles = ["".join(run) for run in runs if run and genre_of("".join(run))]
    return titles[-1] if titles else ""


def _continues(run: list[str], text: str) -> bool:
    """Whether a title whose lines already end in a genre word goes on in the next line (《…》 open, or 意见的函)."""
    joined = "".join(run)
    return joined.count("《") > joined.count("》") or (text.endswith(("的函", "的通知")) and len(text) < 12)


def _split_tail(rest: list[Line], parts: Division) -> None:
    """Body, signature, annexes, roster out of the lines from the first numbered one on."""
    texts = [line.text.strip() for line in rest]
    cut = next((i for i in range(1, len(rest)) if _is_annex_head(rest, i)), len(rest))
    roster = _roster_start(texts[:cut])
    end = min(cut, roster)
    signed = _signature_start(texts[:end])
    parts.body = rest[:signed]
    parts.signature = rest[signed:end]
    if roster < cut:
        heading = roster + 1
        if texts[roster].startswith("《") and "》" not in texts[roster]:
            heading += 1
        parts.roster_heading, parts.roster = rest[roster:heading], rest[heading:cut]
    _split_annexes(rest[cut:], parts)


def _is_annex_head(lines: list[Line], at: int) -> bool:
    text = lines[at].text.strip()
    if lines[at].table is not None or not text.startswith("附") or len(text) > _SHORT or _GENERAL.match(text):
        return False
    return bool(_ANNEX.match(text)) and not _STOP.search(text)


def _signature_start(texts: list[str]) -> int:
    """Index at which the closing signature begins; len(texts) if there is none."""
    end = len(texts)
    if not texts:
        return end
    dated = is_date(texts[-1]) or (
        len(texts[-1]) < _SHORT and bool(_DATE_END.search(texts[-1])) and not _STOP.search(texts[-1])
    )
    start = end - 1 if dated else end
    while (
        start > 0
        and is_office(texts[start - 1])
        and len(texts[start - 1]) <= 40
        and read_mark(texts[start - 1]) is None
        and (dated or end - start < 3)
    ):
        start -= 1
    return start


def _roster_start(texts: list[str]) -> int:
    """Index of the heading of a list of names behind the end; len(texts) if there is none."""
    for at in range(max(1, len(texts) // 3), len(texts)):
        text = texts[at]
        if len(text) > _SHORT or _STOP.search(text) or read_mark(text) or not _ending("roster").search(text):
            continue
        if any(read_mark(later) for later in texts[at + 1 :]):
            continue
        above = texts[at - 1]
        return at - 1 if above.startswith("《") and "》" not in above else at
    return len(texts)


def _split_annexes(lines: list[Line], parts: Division) -> None:
    seen_text = True
    for at, line in enumerate(lines):
        text = line.text.strip()
        if _is_annex_head(lines, at):
            found = _ANNEX.match(text)
            number = found[1] if found and found[1] else ""
            parts.annexes.append(Annex(f"附件{number}", [line]))
            seen_text = False
        elif (
            not seen_text
            and line.table is None
            and not is_paragraph(text)
            and read_mark(text) is None
            and len(parts.annexes[-1].heading) < 4
        ):
            parts.annexes[-1].heading.append(line)
        else:
            seen_text = True
            parts.annexes[-1].lines.append(line)
