"""Which version an incoming file belongs to: the one it names, or the one whose words it holds (design, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    literal_column,
    select,
    union_all,
)

from corpus import sketch
from corpus.address import read_part
from corpus.incoming import Incoming
from corpus.model import Document, Edition
from corpus.quick import Quick
from corpus.records import document_of
from corpus.sketches import Changed, Sketches
from corpus.tables import CLAUSES, FILES, FORMER_IDS, LIBRARY, REMOVALS, SHIFT, TEXTS, VERSIONS, WORK_LENGTH
from corpus.versions import dates_differ, issue_days, same_maker, text_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOT_WORDS = re.compile(r"[\W_]+")
_SAME_TITLE = 0.8
_CLEAN_COPY = 0.97  # share of windows that a re-saved text keeps; an amended one keeps fewer
_SCANNED_COPY = 0.45  # one character wrong in twenty spoils a third of the windows of eight
_OTHER_TEXT = 0.1  # below this, one id stands on two different papers
_FEWEST_WINDOWS = 60
_SHARED_OUTLINE = (0.5, 0.8)  # of the addresses: with date and issuer equal; without
_SHARED_WORDS = 4  # headings and topic phrases that must agree when nothing else does
_WHOLE = 0.6  # an original with fewer of the digest's clauses is only a part of the paper
_NEAREST = 8


class _Asked(IntEnum):
    """What `Bearings` asks the tables."""

    VERSION = 0
    FILE = 1
    ID = 2
    FORMER_ID = 3
    WORK = 4
    REMOVED = 5


def _ask(what: _Asked, column: ColumnElement[Any], *where: ColumnElement[bool]) -> Select[Any]:
    return select(literal_column(str(int(what))), column).where(*where)


_BEARINGS = union_all(
    _ask(_Asked.VERSION, LIBRARY.c.version),
    _ask(_Asked.FILE, FILES.c.id, FILES.c.sha256 == bindparam("sha256")),
    _ask(_Asked.ID, VERSIONS.c.id, VERSIONS.c.document_id == bindparam("identity")),
    _ask(_Asked.FORMER_ID, FORMER_IDS.c.version_id, FORMER_IDS.c.document_id == bindparam("identity")),
    _ask(_Asked.WORK, VERSIONS.c.id, VERSIONS.c.work == bindparam("work")),
    _ask(_Asked.REMOVED, REMOVALS.c.changed_at, REMOVALS.c.document_id == bindparam("identity")),
)


@dataclass(frozen=True, slots=True)
class Bearings:
    """What the library knows of an incoming file at first glance, asked in one question: most files are new.

    version: the library's. known_file: its bytes are here. named: the version of its id or former id. same_work: how
    many versions bear its title. removed: its id is listed as removed.
    """

    version: int
    known_file: bool
    named: int | None
    same_work: int
    removed: bool

    @classmethod
    def take(cls, connection: Connection, incoming: Incoming) -> Bearings:
        """Ask the tables."""
        values = {"sha256": incoming.sha256, "identity": incoming.document_id, "work": incoming.work[:WORK_LENGTH]}
        found: dict[int, list[int]] = {}
        for what, number in Quick(connection).run("bearings", _BEARINGS, values):
            found.setdefault(what, []).append(number)
        named = found.get(_Asked.ID) or found.get(_Asked.FORMER_ID)
        return cls(
            version=found[_Asked.VERSION][0],
            known_file=_Asked.FILE in found,
            named=named[0] if named else None,
            same_work=len(found.get(_Asked.WORK, ())),
            removed=_Asked.REMOVED in found,
        )


@dataclass(frozen=True, slots=True)
class Home:
    """Where an incoming file goes: the version (None: a new one), its id, and versions that turn out to be the same."""

    version_id: int | None
    document_id: str
    same: tuple[int, ...] = ()


def _shelf() -> Any:  # noqa: ANN401 - SQLAlchemy's statements have no plain type
    """Texts with the id and title key of their version, and whether any file of theirs carries its title."""
    titled = exists().where(FILES.c.text_id == TEXTS.c.id, FILES.c.titled).label("titled")
    columns = (TEXTS, VERSIONS.c.document_id, VERSIONS.c.work, titled)
    return select(*columns).join(VERSIONS, VERSIONS.c.id == TEXTS.c.version_id)


# Built once: to put a statement together takes longer than to run it.
_DIGESTS = _shelf().where(TEXTS.c.edition == bindparam("edition"))
_NEAR = _shelf().where(TEXTS.c.id.in_(bindparam("texts", expanding=True)))
_OF_WORK = _shelf().where(VERSIONS.c.work == bindparam("work"))


@dataclass
class Outlines:
    """The addresses, headings and topic phrases of the digests, kept in memory: they are few and asked on every add."""

    kept: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    rows: tuple[tuple[Any, Document], ...] = ()
    version: int | None = None  # of the library that `rows` are from

    def digests(self, connection: Connection, version: int) -> tuple[tuple[Any, Document], ...]:
        """The digests on the shelf: row and document. version: the library's now."""
        if self.version != version:
            found = connection.execute(_DIGESTS, {"edition": Edition.DIGEST.value}).all()
            self.rows, self.version = tuple((row, _document(row)) for row in found), version
        return self.rows

    def of(self, connection: Connection, text: Row[Any]) -> tuple[frozenset[str], frozenset[str]]:
        """(addresses, worded lines) of a text."""
        if text.sha256 not in self.kept:
            columns = (CLAUSES.c.address, CLAUSES.c.heading)
            rows = connection.execute(select(*columns).where(_clauses_of(text.id))).all()
            self.kept[text.sha256] = outline((row.address, row.heading) for row in rows)
        return self.kept[text.sha256]


def outline(clauses: Iterable[tuple[str, Sequence[str]]]) -> tuple[frozenset[str], frozenset[str]]:
    """The addresses, and the lines of six characters or more that name something: headings and topic phrases.

    Articles are left out: 第一条, 第二条 stand in every statute and tell none from another.
    """
    addresses: set[str] = set()
    lines: set[str] = set()
    for address, heading in clauses:
        if _is_article(address):
            continue
        addresses.add(address)
        topics = (part for part in address.split("/") if read_part(part).kind == "name")
        lines.update(words for line in (*heading, *topics) if len(words := _NOT_WORDS.sub("", line)) >= 6)
    return frozenset(addresses), frozenset(lines)


@lru_cache(maxsize=65536)
def _is_article(address: str) -> bool:
    return address.startswith("第") and read_part(address.partition("/")[0]).kind == "article"


def _clauses_of(text_id: int) -> Any:  # noqa: ANN401 - SQLAlchemy's expressions have no plain type
    return CLAUSES.c.id.between(text_id << SHIFT, (text_id + 1 << SHIFT) - 1)


@dataclass
class Memory:
    """What is kept in mind between adds."""

    outlines: Outlines = field(default_factory=Outlines)
    sketches: Sketches = field(default_factory=Sketches)

    def follow(self, version: int, changed: Changed, *, digests_stay: bool) -> None:
        """Take over an add that is written, and brought the library to this version."""
        self.sketches.follow(version, changed)
        if digests_stay and self.outlines.version == version - 1:
            self.outlines.version = version

    def forget(self) -> None:
        """Read all anew before the next answer."""
        self.sketches.forget()
        self.outlines.version = None


def home_of(connection: Connection, incoming: Incoming, seen: Bearings, memory: Memory) -> Home:
    """Find the version that an incoming file belongs to."""
    named = seen.named
    contents = _by_content(connection, incoming, seen, memory.sketches)
    identity = incoming.document_id
    if named is not None and _is_other(connection, incoming, named, contents):
        identity = f"{identity}-{text_hash(incoming.clauses.texts)}"
        # The same words may have come before, under this very id.
        named = connection.execute(select(VERSIONS.c.id).where(VERSIONS.c.document_id == identity)).scalar()
    if named is None and seen.same_work:
        named = _by_title(connection, incoming)
    named = named or _by_outline(connection, incoming, seen, memory.outlines)
    if named is None and contents:
        named = contents[0]
    return Home(named, identity, tuple(version for version in contents if version != named))


def _is_other(connection: Connection, incoming: Incoming, version_id: int, contents: Sequence[int]) -> bool:
    """Does the id stand on another paper: other number, other words, or a part beside a digest of the whole?"""
    if version_id in contents:
        return False
    texts = {t.edition: t for t in connection.execute(select(TEXTS).where(TEXTS.c.version_id == version_id))}
    same = texts.get(incoming.document.edition.value)
    if same is None:
        return any(_is_part(incoming, text) for text in texts.values())
    if incoming.document.edition is Edition.DIGEST:
        return False
    if _numbers_differ(incoming.document.doc_number, same.doc_number):
        return True
    known = _windows_of(connection, same.id)
    if min(len(known), len(incoming.windows)) < _FEWEST_WINDOWS or same.ocr or incoming.ocr:
        return False
    return sketch.containment(known, incoming.windows) < _OTHER_TEXT


def _is_part(incoming: Incoming, other_edition: Row[Any]) -> bool:
    mine = incoming.document.edition.value
    counts = {mine: len(incoming.clauses), other_edition.edition: other_edition.clauses}
    return bool(counts["original"] < _WHOLE * counts["digest"])


def _windows_of(connection: Connection, text_id: int) -> NDArray[np.uint64]:
    return sketch.windows(connection.execute(select(CLAUSES.c.text).where(_clauses_of(text_id))).scalars())


def _document(row: Row[Any]) -> Document:
    return document_of(row.document_id, row.edition, row._asdict(), {})


def _by_title(connection: Connection, incoming: Incoming) -> int | None:
    """Same title, same hand, same day: the same version, whatever its file is called."""
    mine = issue_days(incoming.document)
    if mine is None:
        return None
    for row in connection.execute(_OF_WORK, {"work": incoming.work[:WORK_LENGTH]}):
        other = _document(row)
        days = issue_days(other)
        if days and days.meets(mine) and same_maker(incoming.document, other) and _compatible(incoming, row, other):
            edition_differs = row.edition != incoming.document.edition.value
            if edition_differs and _is_part(incoming, row):
                continue
            if edition_differs or not _is_other(connection, incoming, row.version_id, ()):
                return int(row.version_id)
    return None


def _by_outline(connection: Connection, incoming: Incoming, seen: Bearings, outlines: Outlines) -> int | None:
    """A digest and its original share no sentences, but their addresses, date and issuer, or else their headings."""
    mine = incoming.document
    if all(map(_is_article, incoming.clauses.addresses)):
        return None
    addresses, lines = frozenset[str](), frozenset[str]()
    other_edition = Edition.DIGEST if mine.edition is Edition.ORIGINAL else Edition.ORIGINAL
    if mine.edition is Edition.ORIGINAL:
        others: Iterable[tuple[Any, Document]] = outlines.digests(connection, seen.version)
    else:  # originals are many: only those that date or title bring near
        statement = _shelf().where(TEXTS.c.edition == other_edition.value)
        statement = statement.where((TEXTS.c.issued_on == mine.issued_on) | (VERSIONS.c.work == incoming.work))
        others = [(row, _document(row)) for row in connection.execute(statement)]
    for row, other in others:
        if _is_part(incoming, row) or not _compatible(incoming, row, other, ignore_title=True):
            continue
        if not addresses:
            addresses, lines = outline((c.address, c.heading) for c in incoming.reading.clauses)
        theirs, their_lines = outlines.of(connection, row)
        share = len(addresses & theirs) / max(1, min(len(addresses), len(theirs)))
        dated = mine.issued_on is not None and mine.issued_on == other.issued_on
        signed = dated and bool(set(mine.issuers) & set(other.issuers))
        if share >= _SHARED_OUTLINE[0 if signed else 1] and (signed or len(lines & their_lines) >= _SHARED_WORDS):
            return int(row.version_id)
    return None


def _by_content(connection: Connection, incoming: Incoming, seen: Bearings, sketches: Sketches) -> list[int]:
    """Versions whose words the incoming text holds, or the other way round; best first."""
    mine = incoming.sample
    if not len(mine) or len(incoming.hashes) < _FEWEST_WINDOWS:
        return []
    hits = sketches.sharing(connection, seen.version, mine)
    near = [text for text, count in hits.most_common(_NEAREST) if count >= 2]
    # Only texts whose sample has enough in common with ours are looked at closely.
    near = [text for text in near if hits[text] >= 0.5 * _SCANNED_COPY * min(sketches.size(text), len(mine))]
    if not near:
        return []
    found: list[tuple[float, int]] = []
    for row in connection.execute(_NEAR, {"texts": near}).all():
        if not _compatible(incoming, row, _document(row)):
            continue
        windows = _windows_of(connection, row.id)
        share = sketch.containment(windows, incoming.windows)
        needed = _SCANNED_COPY if row.ocr or incoming.ocr else _CLEAN_COPY
        if share >= needed and min(len(windows), len(incoming.windows)) >= _FEWEST_WINDOWS:
            found.append((share, row.version_id))
    return [version for _, version in sorted(found, reverse=True)]


def _compatible(incoming: Incoming, row: Row[Any], other: Document, *, ignore_title: bool = False) -> bool:
    """Nothing that both sides know may differ: nature, number, date, place, title."""
    mine = incoming.document
    if mine.nature is not other.nature or _numbers_differ(mine.doc_number, other.doc_number):
        return False
    if dates_differ(mine, other) or _places_differ(mine, other):
        return False
    if ignore_title or not incoming.titled or not row.titled:
        return True
    return _titles_agree(incoming.work, row.work, scanned=incoming.ocr or row.ocr)


def _places_differ(one: Document, other: Document) -> bool:
    if one.region or other.region:
        return bool(one.region and other.region) and one.region != other.region
    return bool(one.self_place and other.self_place) and one.self_place != other.self_place


def _titles_agree(one: str, other: str, *, scanned: bool) -> bool:
    """The notice that prints a plan bears its title in its own; a scan misreads a few characters."""
    if one in other or other in one:
        return True
    return scanned and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_TITLE


def _numbers_differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _NOT_WORDS.sub("", one or "") != _NOT_WORDS.sub("", other or "")
