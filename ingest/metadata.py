"""What a document says of itself: title, number, issuers, dates, place, kind, nature; each with the words that say it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from corpus.model import Document, Status
from corpus.regions import NATION, Regions
from ingest.division import NUMBER_LINE, genre_of, is_date, is_office
from ingest.headings import number_of
from ingest.reading import Parsed
from ingest.wordlists import wordlist

_DAY = re.compile(
    r"(\d{4}|[一二三四五六七八九〇零○Ｏ]{4})\s*年(?:\s*([\d一二三四五六七八九十]{1,3})\s*月(?:\s*([\d一二三四五六七八九十]{1,3})\s*日)?)?"
)
_ISO = re.compile(r"((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})")
_STEM_DATE = re.compile(r"[（(]((?:19|20)\d{2}-\d{2}-\d{2})[)）]$")
_PERIOD = re.compile(r"((?:19|20)\d{2})\s*年?\s*[-—–~～至到]+\s*((?:19|20)\d{2})\s*年?")
_PERIOD_SAID = re.compile(r"(?:规划期|计划期|实施期|实施期限|规划期限|执行期)[^。；\d]{0,6}" + _PERIOD.pattern)
_FIVE_YEARS = re.compile(r"[“\"]?十([一二三四五六七八九])?五[”\"]?")
_STARTS = re.compile(r"(?:自|从)\s*([^。；，]{0,24}?)\s*(?:起|日起)\s*(?:正式)?(?:施行|实施|执行|生效)")
_ENDS = re.compile(r"有效期(?:限)?\s*(?:至|到|截至|截止到)\s*(" + _DAY.pattern + ")")
_LASTS = re.compile(r"有效期(?:限)?\s*(?:为|是)?\s*([一二三四五六七八九十两\d]{1,2})\s*年")
_ORDER = re.compile(r"((?:[\u4e00-\u9fff]{2,16}、?)+令)\s*[（(]?第?\s*([〇零一二三四五六七八九十百\d]{1,5})\s*号")
_SESSION = re.compile(r"第[一二三四五六七八九十百\d]+(?:届|次|号)(?:全体)?(?:会议)?")
_ADOPTED = re.compile(r"(?:通过|批准|修订|修正|公布|发布|施行|修改)")
_PLACE_NAME = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}省)?(?:[\u4e00-\u9fff]{2,4}(?:市|州))?[\u4e00-\u9fff]{1,5}?(?:省|市|县|区|旗|州)(?![政委])"
)


@dataclass(slots=True)
class Described:
    """A document without its id, and metadata field to the words that said it."""

    document: Document
    evidence: dict[str, str] = field(default_factory=dict)


def day_of(words: str) -> str | None:
    """The first date in the words, as precise as it stands: 2026, 2026-03, 2026-03-18. None if there is none."""
    found = _DAY.search(words)
    if found is None:
        iso = _ISO.search(words)
        return f"{iso[1]}-{int(iso[2]):02d}-{int(iso[3]):02d}" if iso else None
    year = (
        found[1]
        if found[1].isdigit()
        else "".join(
            str("〇一二三四五六七八九".find(c.replace("零", "〇").replace("○", "〇").replace("Ｏ", "〇")))
            for c in found[1]
        )
    )
    parts = [int(year), number_of(found[2]) if found[2] else None, number_of(found[3]) if found[3] else None]
    if parts[1] and not 1 <= parts[1] <= 12 or parts[2] and not 1 <= parts[2] <= 31:
        return year
    return "-".join([year, *(f"{n:02d}" for n in parts[1:] if n)])


def describe(parsed: Parsed, name: str, regions: Regions, region: str | None = None) -> Described:
    """Metadata of a parsed file. name: its bare file name; region: set by hand, wins. The document_id is left empty."""
    said: dict[str, str] = {}
    stem = PurePath(name).stem
    title = parsed.division.title or _STEM_DATE.sub("", stem)
    said["title"] = parsed.division.title or f"文件名:{name}"
    nature = _nature(title, parsed, said)
    kind = genre_of(title) or genre_of(_STEM_DATE.sub("", stem)) or "文件"
    info = [text for text in parsed.front if _ADOPTED.search(text) and _DAY.search(text)]
    issuers = _issuers(parsed, info, said)
    number = _number(parsed, info, said)
    issued = _issued(parsed, info, stem, nature, said)
    start, end = _validity(parsed, title, issued, said)
    own, path = _place(parsed, title, stem, issuers, nature, regions, said)
    if region:
        path, said["region"] = region, "由使用者指定"
    document = Document(
        document_id="",
        title=title,
        source_file=name,
        kind=kind,
        doc_number=number,
        issuers=issuers,
        region=path,
        self_place=own,
        nature=nature,
        issued_on=issued,
        effective_from=start,
        effective_to=end,
    )
    return Described(document, said)


def _nature(title: str, parsed: Parsed, said: dict[str, str]) -> Status | None:
    words = wordlist("metadata")
    places = [title, parsed.division.letter_title]
    for nature in (Status.TEMPLATE, Status.DRAFT, Status.INTERPRETATION, Status.REPEALED):
        for word in words[nature.value]:
            where = next((p for p in (places[:1] if nature is Status.INTERPRETATION else places) if word in p), None)
            if where and (
                nature is not Status.INTERPRETATION or title.rstrip("）)》").endswith(word) or title.startswith(word)
            ):
                said["nature"] = word
                return nature
    return None


def _signature_texts(parsed: Parsed) -> list[str]:
    lines = parsed.division.letter_signature or parsed.division.signature
    return [line.text.strip() for line in lines]


def _issuers(parsed: Parsed, info: Sequence[str], said: dict[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    for text in _signature_texts(parsed):
        if not is_date(text):
            names += [n for n in text.split() if is_office(n)]
    if not names:
        covers = [t for t in parsed.front if is_office(t) and not genre_of(t)]
        names = [n for t in covers for n in t.split()]
    if not names and info:
        names = _adopting(info[-1])
    if names:
        said["issuers"] = " ".join(names)
    return tuple(dict.fromkeys(names))


def _adopting(text: str) -> list[str]:
    """The body that adopted a statute, from its note: 第十三届全国人民代表大会常务委员会第三十七次会议修订."""
    words = _DAY.sub("", text).strip(" （(\u3000")
    order = _ORDER.search(words)
    if order:
        return [name for name in order[1].removesuffix("令").split("、") if name]
    words = re.split(r"《|关于|第[一二三四五六七八九十百\d]+次(?:全体)?(?:会议|主任)", words)[0]
    body = _SESSION.sub("", words)
    found = re.search(r"[\u4e00-\u9fff]{2,30}?(?:常务委员会|代表大会|国务院|人民政府|委员会|部|局|署|院)(?!常务)", body)
    return [found[0]] if found else []


def _number(parsed: Parsed, info: Sequence[str], said: dict[str, str]) -> str | None:
    for text in [line.text.strip() for line in parsed.division.front] + list(parsed.front):
        if NUMBER_LINE.match(text):
            said["doc_number"] = text
            return "".join(text.split())
    for text in reversed(info):
        if found := _ORDER.search(_DAY.sub("", text)):
            said["doc_number"] = text
            return "".join(f"{found[1]}第{found[2]}号".split())
    return None


def _issued(parsed: Parsed, info: Sequence[str], stem: str, nature: Status | None, said: dict[str, str]) -> str | None:
    signed = [t for t in _signature_texts(parsed) if _DAY.search(t)]
    front = [t for t in parsed.front if is_date(t)]
    stem_date = _STEM_DATE.search(stem)
    adopted = [t for t in info if day_of(t)]
    sources: list[str] = [*signed[-1:], *adopted[-1:], *([stem_date[1]] if stem_date else []), *front[-1:]]
    if nature in (Status.TEMPLATE, Status.INTERPRETATION):
        sources += [t for t in parsed.meta if day_of(t)]
    for text in sources:
        if day := day_of(text):
            said["issued_on"] = text
            return day
    return None


def _validity(parsed: Parsed, title: str, issued: str | None, said: dict[str, str]) -> tuple[str | None, str | None]:
    start = end = None
    for draft in reversed(parsed.drafts[-80:]):
        if start is None and (found := _STARTS.search(draft.text)):
            start = day_of(found[1]) or (issued if re.search("发布|公布|印发|通过|颁布", found[1]) else None)
            if start:
                said["effective_from"] = found[0]
        if end is None and (found := _ENDS.search(draft.text)):
            end, said["effective_to"] = day_of(found[1]), found[0]
        elif (
            end is None and (found := _LASTS.search(draft.text)) and (years := number_of(found[1].replace("两", "二")))
        ):
            end, said["effective_to"] = _after(start or issued, years), found[0]
        if start and end:
            break
    if end is None:
        start, end = _period(parsed, title, start, said)
    return start, end


def _after(start: str | None, years: int) -> str | None:
    """The last day of a term of years from a day; the year alone where only the year is known."""
    if start is None:
        return None
    parts = [int(p) for p in start.split("-")]
    if len(parts) < 3:
        return "-".join([str(parts[0] + years), *(f"{p:02d}" for p in parts[1:])])
    first = dt.date(parts[0] + years, parts[1], min(parts[2], 28) if parts[1] == 2 else parts[2])
    return (first - dt.timedelta(days=1)).isoformat()


def _period(parsed: Parsed, title: str, start: str | None, said: dict[str, str]) -> tuple[str | None, str | None]:
    """The period of a plan: said in so many words, printed under the title or in it, or named (十四五)."""
    texts = [d.text for d in parsed.drafts if d.scope == "preface"]
    found = next((m for m in map(_PERIOD_SAID.search, texts) if m), None) or next(
        (m for m in map(_PERIOD.search, [*parsed.front, title]) if m), None
    )
    if found:
        said["effective_to"] = found[0]
        return start or found[1], found[2]
    action = re.search(r"([一二三四五六七八九])年行动", title)
    for text in texts if action else ():
        for named in _PERIOD.finditer(text):
            if action and int(named[2]) - int(named[1]) + 1 == number_of(action[1]):
                said["effective_to"] = named[0]
                return start, named[2]
    if five := _FIVE_YEARS.search(title):
        last = 2005 + 5 * (number_of(five[1]) or 0) if five[1] else 2005
        said["effective_to"] = five[0]
        return start, str(last)
    return start, None


def _place(
    parsed: Parsed,
    title: str,
    stem: str,
    issuers: Sequence[str],
    nature: Status | None,
    regions: Regions,
    said: dict[str, str],
) -> tuple[str | None, str | None]:
    """The name the document gives its place, and its full path (None for a template or where no place is named)."""
    words = wordlist("metadata")
    if nature is not Status.TEMPLATE:
        context = _context(parsed, regions)
        for text in [title, *issuers, stem]:
            for spotted in regions.spot(text, context):
                if spotted.path:
                    said["region"] = text
                    return _own_name(spotted.path), spotted.path
        if any(n in text for n in words["national"] for text in [title, *issuers]) or any(
            n in words["national_ministries"] for n in issuers
        ):
            said["region"] = next((t for t in [*issuers, title]), title)
            return None, NATION
        if unknown := _unknown_place([title, *issuers], parsed):
            said["region"] = unknown.replace("/", "")
            return unknown.rpartition("/")[2], unknown
    own = next((n for d in parsed.drafts[:40] for n in words["self_names"] if n in d.text), None)
    if own:
        said["self_place"] = own
    if own is None and nature is None and parsed.statute:
        said["region"] = "法规未限定地方"
        return None, NATION
    return own, None


def _context(parsed: Parsed, regions: Regions) -> str | None:
    for draft in parsed.drafts[:4]:
        for spotted in regions.spot(draft.text[:200]):
            if spotted.path and "/" not in spotted.path:
                return spotted.path
    return None


def _own_name(path: str) -> str:
    return path.rpartition("/")[2]


def _unknown_place(texts: Iterable[str], parsed: Parsed) -> str | None:
    """A place that the national tree does not know, as far up as the text writes it out: 云岭省/安澜市/青禾县."""
    for text in texts:
        found = _PLACE_NAME.match(text.lstrip("《关于印发中共 "))
        if found is None:
            continue
        name = re.split(r"(?<=省)|(?<=市)", found[0])[-1] or found[0]
        longer = re.compile(rf"(?:([\u4e00-\u9fff]{{2,4}}省))?(?:([\u4e00-\u9fff]{{2,4}}市))?({re.escape(name)})")
        best = max(
            (m.groups() for d in [*parsed.front, *(d.text for d in parsed.drafts[:8])] for m in longer.finditer(d)),
            key=lambda g: sum(map(bool, g)),
            default=None,
        )
        return "/".join(p for p in (best or (found[0],)) if p)
    return None
