"""What a document says of itself: title, number, issuers, kind, nature; with the words of the file that say it.

Dates are read in `ingest.validity`, the place in `ingest.places`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from corpus.model import Document, Status
from corpus.regions import Regions
from ingest.places import find_place
from ingest.reading import Parsed
from ingest.shortlines import genre_of, is_number, is_office, without_date
from ingest.validity import STEM_DATE, adoption_notes, issued_on, validity
from ingest.wordlists import wordlist

_NATURES = (Status.TEMPLATE, Status.DRAFT, Status.INTERPRETATION, Status.REPEALED)
_ORDER = re.compile(r"([\u4e00-\u9fff、]{2,40}令)\s*[（(]?第?\s*([〇零一二三四五六七八九十百\d]{1,5})\s*号")
_QUOTED = re.compile(r"《[^》]*》")
_SESSION = re.compile(r"第[一二三四五六七八九十百\d]+届|第[一二三四五六七八九十百\d]+次[\u4e00-\u9fff]{0,8}会议")
_BODY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,30}?(?:委员会|人民代表大会|人民政府|总局|[部局署院会])(?!常务|办公|务)|国务院|中共中央)"
)
_STATE = re.compile(r"^中华人民共和国(?=国务院|[\u4e00-\u9fff]{2,12}(?:部|局|署|委员会|银行))")


@dataclass(slots=True)
class Described:
    """A document without its id, and metadata field to the words that said it."""

    document: Document
    evidence: dict[str, str] = field(default_factory=dict)


def describe(parsed: Parsed, name: str, regions: Regions, region: str | None = None) -> Described:
    """Metadata of a parsed file. name: its bare file name; region: set by hand, wins. The document_id is left empty."""
    said: dict[str, str] = {}
    stem = " ".join(PurePath(name).stem.splitlines())  # a file's name may have several lines, a title has one
    title = parsed.division.title or STEM_DATE.sub("", stem)
    said["title"] = parsed.division.title or f"文件名：{name}"
    kind = genre_of(title) or genre_of(STEM_DATE.sub("", stem)) or "文件"
    nature = _nature(title, parsed, said)
    issuers = _issuers(parsed, said)
    issued = issued_on(parsed, stem, nature, said)
    start, end = validity(parsed, title, issued, said)
    place = find_place(parsed, title, stem, issuers, nature, regions)
    said |= place.evidence
    if region:
        said["region"] = "由使用者指定"
    document = Document(
        document_id="",
        title=title,
        source_file=name,
        kind=kind,
        doc_number=_number(parsed, said),
        issuers=issuers,
        region=region or place.region,
        self_place=place.own_name,
        nature=nature,
        issued_on=issued,
        effective_from=start,
        effective_to=end,
    )
    return Described(document, said)


def _nature(title: str, parsed: Parsed, said: dict[str, str]) -> Status | None:
    """What the title says the text is. An interpretation is named at an end of the title; the rest anywhere in it."""
    words = wordlist("metadata")
    bare = title.rstrip("）)》 ")
    for nature in _NATURES:
        for word in words[nature.value]:
            at_end = bare.endswith(word) or bare.startswith(word)
            if word in title and (nature is not Status.INTERPRETATION or at_end):
                said["nature"] = word
                return nature
            if nature is Status.DRAFT and word in parsed.division.letter_title:
                said["nature"] = word
                return nature
    return None


def signature_texts(parsed: Parsed) -> list[str]:
    """The lines of the signature that counts: of the letter that sends the document, else of the document."""
    lines = parsed.division.letter_signature or parsed.division.tail.signature
    return [line.text.strip() for line in lines]


def _issuers(parsed: Parsed, said: dict[str, str]) -> tuple[str, ...]:
    signed = [bare for t in signature_texts(parsed) if (bare := without_date(t)) and is_office(bare)]
    covers = [t for line in parsed.front if is_office(t := line.removesuffix("文件")) and not genre_of(t)]
    names = [n for text in signed or covers for n in split_offices(text)]
    notes = adoption_notes(parsed)
    if not names and notes:
        passed = [note for note in reversed(notes) if "批准" not in note]
        names = next((found for note in [*passed, *reversed(notes)] if (found := _adopting(note))), [])
    if names:
        said["issuers"] = " ".join(names)
    return tuple(dict.fromkeys(names))


def split_offices(text: str) -> list[str]:
    """Names of a signature line: parted by white space, or run together (甲市乡村振兴局甲市农业农村局)."""
    names: list[str] = []
    for piece in text.split():
        head = re.match(r"(?:中共)?([\u4e00-\u9fff]{2,6}?[省市县区旗州])", piece)
        starts = [m.start() for m in re.finditer(re.escape(head[1]), piece)] if head else []
        cuts = [at for at in starts if at > len(head[0] if head else "") and is_office(piece[:at])]
        for begin, end in zip([0, *cuts], [*cuts, len(piece)], strict=True):
            names.append(piece[begin:end])
    return names


def _adopting(note: str) -> list[str]:
    """The body that made a statute, from its note: 第十三届全国人民代表大会常务委员会第三十七次会议修订."""
    words = re.sub(r"^[\d\s０-９年月日]+", "", _QUOTED.sub("", note)).strip(" （(，,\u3000")
    words = _SESSION.sub("", re.sub(r"^(?:经|由|根据)", "", words))
    if order := _ORDER.search(words):
        return [_STATE.sub("", name) for name in order[1].removesuffix("令").split("、") if name]
    found = _BODY.search(words)
    return [_STATE.sub("", found[0])] if found and found.start() < 4 else []


def _number(parsed: Parsed, said: dict[str, str]) -> str | None:
    for text in parsed.front:
        if is_number(text):
            said["doc_number"] = text
            return "".join(text.split())
    for note in reversed(adoption_notes(parsed)):
        if found := _ORDER.search(re.sub(r"^[\d\s０-９年月日]+", "", note)):
            said["doc_number"] = note
            return _STATE.sub("", "".join(f"{found[1]}第{found[2]}号".split()))
    return None
