"""The shipped digests (要点整理): our own restatements of policy documents, read from corpus/digests/*.digest.yaml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from pydantic import ValidationError

from corpus.address import read_part
from corpus.departments import lookup
from corpus.digest_schema import DigestFile, Entry, Head
from corpus.errors import KnowledgeError
from corpus.model import Clause, Document, Duty, Edition, Reading, Role
from corpus.versions import document_id

SUFFIX = ".digest.yaml"
POINTS = "一二三四五六七八九十"
_UNNAMED = re.compile(r"¶\d+|前言|落款|注|函|附件\d*|专栏\d+|[一二三四五六七八九十]+(?:#\d+)?")
_NUMBER = re.compile(r"\d+")
_SECTION = re.compile(r"\([一二三四五六七八九十]+\)")
_AND_OTHERS = re.compile(r"等(?:部门|单位)$")
_LABELS = ((Role.LEAD, "牵头单位"), (Role.RESPONSIBLE, "责任单位"), (Role.COOPERATING, "配合单位"))


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader must know of a document beside its clauses (说明).

    selected: its digest restates only some of its clauses. note: what is not known of its standing, one sentence.
    """

    selected: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest file: the reading it stands for, the questions of each address (index only, never shown), a remark."""

    reading: Reading
    asks: Mapping[str, tuple[str, ...]]
    remark: Remark = Remark()


def load_digests() -> list[Reading]:
    """All shipped digests, in order of file name, ready for `Library.add`.

    Raises KnowledgeError naming file and entry when a digest is malformed.
    """
    return [digest.reading for digest in _shipped()]


def load_asks() -> dict[tuple[str, str], tuple[str, ...]]:
    """Plain questions that a clause answers, by (document_id, address); they hold for the original of a digest too."""
    return {
        (digest.reading.document.document_id, address): asks
        for digest in _shipped()
        for address, asks in digest.asks.items()
    }


@cache
def load_remarks() -> Mapping[str, Remark]:
    """What the digests remark on their documents, by document_id; a note holds for the original of a digest too."""
    return {digest.reading.document.document_id: digest.remark for digest in _shipped()}


def remark_on(document: Document) -> Remark:
    """The remark that belongs to a document as it is held: its original is not a selection, whatever the digest is."""
    remark = load_remarks().get(document.document_id, Remark())
    return remark if document.edition is Edition.DIGEST else replace(remark, selected=False)


def read_digest(name: str, text: str) -> Digest:
    """A digest from the words of its file; `name` is the file's bare name. Raises KnowledgeError."""
    try:
        raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as fault:
        raise KnowledgeError(f"要点文件 {name} 不是正确的 YAML：{fault}。请改正该处后重试。") from fault
    try:
        content = DigestFile.model_validate(raw)
    except ValidationError as fault:
        raise KnowledgeError(f"要点文件 {name} {_where(raw, fault)}。请改正该条后重试。") from fault
    clauses = _clauses(name, content.clauses, content.document.region)
    document = _document(name, content.document, clauses)
    visible = sum(len("".join(text.split())) for text in _printed(clauses))
    asks = {address: plain for entry in content.clauses for address, plain in _asked(entry)}
    reading = Reading(
        document=document,
        clauses=clauses,
        read=visible,
        kept=visible,
        duty_lines=sum(1 for entry in content.clauses if _offices(entry)),
        tables=sum(1 for entry in content.clauses if entry.rows),
    )
    head = content.document
    return Digest(reading, asks, Remark(head.covers == "selection", head.note))


@cache
def _shipped() -> tuple[Digest, ...]:
    folder: Traversable = files("corpus").joinpath("digests")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(SUFFIX)), key=lambda file: file.name)
    return tuple(read_digest(file.name, file.read_text(encoding="utf-8")) for file in found)


def _asked(entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    if entry.at is not None and entry.asks:
        yield entry.at, entry.asks
    for number, plain in entry.row_asks.items():
        yield f"{entry.at}/{number}", plain


def _printed(clauses: tuple[Clause, ...]) -> Iterator[str]:
    yield from dict.fromkeys(line for clause in clauses for line in clause.heading)
    for clause in clauses:
        yield clause.text


def _where(raw: object, fault: ValidationError) -> str:
    """Entry (its address, or its place in the list) and field of the first fault, in words."""
    first = fault.errors()[0]
    place = first["loc"]
    entry = ""
    if isinstance(raw, dict) and len(place) > 1 and place[0] == "clauses" and isinstance(place[1], int):
        item = raw["clauses"][place[1]]
        address = item.get("at") if isinstance(item, dict) else None
        entry = f"第 {place[1] + 1} 条（{address or '无地址'}）"
        place = place[2:]
    field = ".".join(str(step) for step in place)
    return f"{entry}{field + '：' if field else ''}{first['msg']}"


def _document(name: str, head: Head, clauses: tuple[Clause, ...]) -> Document:
    """The document of a digest file; it bears the id that its original has too (corpus.versions)."""
    document = Document(
        document_id="",
        title=head.title,
        source_file=name,
        kind=head.kind,
        edition=Edition.DIGEST,
        doc_number=head.doc_number,
        issuers=head.issuers,
        region=head.region,
        self_place=head.self_place,
        nature=head.nature,
        issued_on=head.issued_on,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
    )
    return replace(document, document_id=document_id(document, [clause.text for clause in clauses]))


def _clauses(name: str, entries: tuple[Entry, ...], place: str | None) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    heading: tuple[str, ...] = ()
    for entry in entries:
        if entry.under is not None:
            heading = entry.under
        else:
            clauses.extend(_of_entry(entry, heading))
    repeated = [address for address, times in Counter(clause.address for clause in clauses).items() if times > 1]
    if repeated:
        raise KnowledgeError(f"要点文件 {name} 的地址 {repeated[0]} 出现了两次。请改成各不相同的地址后重试。")
    duties = _duties(entries, place)
    alone = _alone([clause.address for clause in clauses])
    return tuple(
        replace(
            clause,
            duties=duties.get(clause.address, ()),
            aliases=clause.aliases + ((alone[clause.address],) if clause.address in alone else ()),
        )
        for clause in clauses
    )


def _alone(addresses: list[str]) -> dict[str, str]:
    """An unnamed paragraph that stands alone below its heading answers to the heading's address too."""
    below = Counter(parent for address in addresses for parent in _parents(address))
    return {
        address: address.removesuffix("/¶1")
        for address in addresses
        if address.endswith("/¶1") and below[address.removesuffix("/¶1")] == 1
    }


def _parents(address: str) -> Iterator[str]:
    while "/" in address:
        address = address.rpartition("/")[0]
        yield address


def _of_entry(entry: Entry, heading: tuple[str, ...]) -> Iterator[Clause]:
    address = entry.at or ""
    for row in entry.rows:
        cells = dict(zip(entry.columns, row, strict=True))
        yield Clause(f"{address}/{row[0]}", " ".join(cell for cell in row if cell), heading, row=cells)
    if not entry.rows:
        text = f"{_opening(address, entry.topic)}{entry.say}{_duty_line(entry)}"
        yield Clause(address, text, heading, aliases=entry.aliases)
    for numeral, point in zip(POINTS, entry.points, strict=False):
        yield Clause(f"{address}/{numeral}是", f"{numeral}是{point}", heading)


def _opening(address: str, topic: str | None) -> str:
    """The words a clause opens with in print: number and title phrase, or its topic phrase.

    The number of an article stands before its first 款 only.
    """
    above, _, last = address.rpartition("/")
    part = read_part(last)
    if part.kind == "article":
        return f"{last} "
    if part.kind == "paragraph":
        return f"{above} " if part.number == 1 else ""
    if _NUMBER.fullmatch(last):
        return f"{last}.{topic + '。' if topic else ''}"
    if _SECTION.fullmatch(last):
        return f"{last}{topic + '。' if topic else ''}"
    return "" if _UNNAMED.fullmatch(last) else f"{last.partition('#')[0]}。"


def _offices(entry: Entry) -> list[tuple[Role, tuple[str, ...]]]:
    by_role = {Role.LEAD: entry.lead, Role.RESPONSIBLE: entry.responsible, Role.COOPERATING: entry.cooperating}
    return [(role, by_role[role]) for role, _ in _LABELS if by_role[role]]


def _duty_line(entry: Entry) -> str:
    printed = _offices(entry)
    if not printed:
        return ""
    labels = dict(_LABELS)
    lists = [f"{labels[role]}：{'、'.join(names)}" for role, names in printed]
    note = f"，{entry.rider_note}" if entry.rider_note else ""
    return f"（{'；'.join(lists)}{note}）"


def _duties(entries: tuple[Entry, ...], place: str | None) -> dict[str, tuple[Duty, ...]]:
    """Offices by address: printed there, printed in the last clause of the same item, or brought by an earlier rider.

    An office printed under two roles of one line has both, lead first; a rider adds an office only where the clause
    does not name it itself.
    A document that names no lead anywhere only lists its offices (contract: role `listed`).
    """
    named = [entry for entry in entries if entry.at is not None and _offices(entry)]
    plain = Role.RESPONSIBLE if any(entry.lead for entry in named) else Role.LISTED
    items = {entry.at for entry in entries if entry.at is not None}
    found: dict[str, tuple[Duty, ...]] = {}
    riders: list[Duty] = []
    for entry in named:
        here = entry.at or ""
        printed: dict[tuple[str, Role], Duty] = {}
        for role, offices in _offices(entry):
            for name in (_AND_OTHERS.sub("", office) for office in offices):
                duty = _duty(name, plain if role is Role.RESPONSIBLE else role, place)
                printed.setdefault((name, duty.role), duty)
        names = {name for name, _ in printed}
        duties = [*printed.values(), *(rider for rider in riders if rider.name not in names)]
        parent = here.rpartition("/")[0]
        closed = set(entry.closes)
        if parent in items and _NUMBER.fullmatch(parent.rpartition("/")[2]):
            closed |= {item for item in items if item == parent or item.startswith(f"{parent}/")}
        inherited = tuple(replace(duty, rider=duty.rider or here) for duty in duties)
        found |= dict.fromkeys(closed, inherited)
        found[here] = tuple(duties)
        riders += [replace(_duty(office, plain, place), rider=here) for office in entry.rider]
    return found


def _duty(name: str, role: Role, place: str | None) -> Duty:
    """An office with its family and its present name by the register."""
    known = lookup(name, place)
    return Duty(name, role, known.family, known.today)
