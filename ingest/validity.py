"""When a document was issued, from when and until when it holds; as precise as its words."""

from __future__ import annotations

import datetime as dt
import re

from corpus.dates import find_dates, find_period, find_term, first_day
from corpus.model import Status
from corpus.numerals import parse_int
from ingest.reading import Parsed
from ingest.shortlines import is_date

STEM_DATE = re.compile(r"[（(]((?:19|20)\d{2}-\d{2}-\d{2})[)）]$")
_ADOPTED = re.compile(r"通过|批准|修订|修正|修改|公布|发布|颁布|令")
_TERM = re.compile(r"施行|实施|生效|有效期|执行|规划期")
_FIVE_YEARS = re.compile(r"[“\"]?十([一二三四五六七八九])?五[”\"]?(?=规划|时期|期间|[”\"]|[\u4e00-\u9fff])")
_ACTION = re.compile(r"([一二三四五六七八九])年(?:行动|计划|攻坚)")
_PERIOD = re.compile(r"(?:19|20)\d{2}\s*年?\s*[-—–~～至到]+\s*(?:19|20)\d{2}\s*年?")
# A note of adoption and the file's date may differ by the days until publication; more means that the note is old.
_PUBLICATION_DAYS = 92
_LAST_CLAUSES = 80


def adoption_notes(parsed: Parsed) -> list[str]:
    """Front lines that say when and by whom the text was passed or changed, one a step, in order.

    A line that tells several steps is cut before each date.
    """
    if parsed.notes is None:
        parsed.notes = _notes(parsed)
    return parsed.notes


def _notes(parsed: Parsed) -> list[str]:
    steps: list[str] = []
    for text in parsed.front:
        if not any(char.isdigit() for char in text) or not _ADOPTED.search(text):
            continue
        starts = [found.span.start for found in find_dates(text) if found.iso and len(found.iso) == 10] or [0]
        bounds = [0, *starts[1:], len(text)]
        steps += [text[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False) if _ADOPTED.search(text[a:b])]
    return steps


def issued_on(parsed: Parsed, stem: str, nature: Status | None, said: dict[str, str]) -> str | None:
    """Date of adoption or issue: signature, note of adoption, file name, date on the cover; a web page's own date last.

    The web page's date counts only for a template or an interpretation, which have no other. stem: file name without
    its ending, whose bracketed date names the version where the note of adoption is older.
    """
    lines = parsed.division.letter_signature or parsed.division.tail.signature
    signed = [line.text.strip() for line in lines]
    covers = [text for text in parsed.front if is_date(text)]
    pages = list(parsed.meta) if nature in (Status.TEMPLATE, Status.INTERPRETATION) else []
    adopted = [(day, note) for note in adoption_notes(parsed) if (day := _first(note))]
    candidates = [(day, text) for text in reversed(signed) if (day := _first(text))]
    candidates += sorted(adopted, reverse=True)[:1]
    named = STEM_DATE.search(stem)
    if named and (not candidates or _much_later(named[1], candidates[0][0])):
        candidates.insert(0, (named[1], f"文件名：{stem}"))
    candidates += [(day, text) for text in [*reversed(covers), *pages] if (day := _first(text))]
    if not candidates:
        return None
    day, said["issued_on"] = candidates[0]
    return day


def _first(text: str) -> str | None:
    return next((found.iso for found in find_dates(text) if found.iso), None)


def _much_later(one: str, other: str) -> bool:
    return first_day(one) - first_day(other) > dt.timedelta(days=_PUBLICATION_DAYS)


def validity(parsed: Parsed, title: str, issued: str | None, said: dict[str, str]) -> tuple[str | None, str | None]:
    """From when and until when: said in the last clauses, in the notes of adoption, or the period of a plan."""
    start = end = None
    for draft in reversed(parsed.drafts[-_LAST_CLAUSES:]):
        if draft.scope in ("signature", "roster") or not _tells_term(draft.text):
            continue
        term = find_term(draft.text, issued)
        if start is None and term.start:
            start, said["effective_from"] = term.start, " ".join(term.words)
        if end is None and term.end:
            end, said["effective_to"] = term.end, " ".join(term.words)
        if start and end:
            return start, end
    if end is None:
        period = _period(parsed, title, said)
        start, end = start or period[0], period[1]
    return start, end


def _tells_term(text: str) -> bool:
    """A quick look that spares running text the full reading: every phrase of a term has 起 or 期 in it."""
    return ("起" in text or "期" in text) and _TERM.search(text) is not None


def _period(parsed: Parsed, title: str, said: dict[str, str]) -> tuple[str | None, str | None]:
    """The years of a plan: said in so many words, printed in or under the title, of its action, or named (十四五)."""
    preface = [draft.text for draft in parsed.drafts if draft.scope == "preface"]
    for text in preface:
        if "期" in text and (term := find_term(text)) and term.start and term.end:
            said["effective_to"] = " ".join(term.words)
            return term.start, term.end
    for text in [*parsed.front, title]:
        if period := find_period(text):
            said["effective_to"] = text
            return period
    action = _ACTION.search(title)
    years = parse_int(action[1]) if action else None
    for text in preface if years else ():
        for found in _PERIOD.finditer(text):
            first, last = find_period(found[0]) or ("0", "0")
            if int(last) - int(first) + 1 == years:
                said["effective_to"] = found[0]
                return None, last
    if five := _FIVE_YEARS.search(title):
        said["effective_to"] = five[0]
        return None, str(2005 + 5 * ((parse_int(five[1]) or 0) if five[1] else 0))
    return None, None
