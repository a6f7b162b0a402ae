"""Which version an incoming file belongs to: the one it names, or the one whose words it holds (design, section 3)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, exists, literal, select, union_all

from corpus import sketch
from corpus.address import read_part
from corpus.model import Document, Edition, Reading
from corpus.quick import Quick
from corpus.records import document_of, document_values
from corpus.tables import CLAUSES, FILES, FORMER_IDS, SHIFT, TEXTS, VERSIONS
from corpus.versions import dates_differ, document_id, issue_days, same_maker, text_hash, work_key

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
_IN_CHUNK = 20_000
_NEAREST = 8
_BY_ID = union_all(
    select(VERSIONS.c.id, literal(0).label("former")).where(VERSIONS.c.document_id == bindparam("identity")),
    select(FORMER_IDS.c.version_id, literal(1)).where(FORMER_IDS.c.document_id == bindparam("identity")),
)
_OF_WORK = select(VERSIONS.c.id).where(VERSIONS.c.work == bindparam("work"))


@dataclass
class Incoming:
    """A reading on its way into the library, with what is computed of it once."""

    reading: Reading
    sha256: str
    reader_version: str
    ocr: bool

    @property
    def document(self) -> Document:
        """The document as read."""
        return self.reading.document

    @cached_property
    def values(self) -> dict[str, Any]:
        """The document as plain values; not to be changed."""
        return document_values(self.document)

    @cached_property
    def document_id(self) -> str:
        """Its id by the rules of corpus.versions."""
        return document_id(self.document, (clause.text for clause in self.reading.clauses))

    @cached_property
    def work(self) -> str:
        """The key of its title."""
        return work_key(self.document.title)

    @cached_property
    def titled(self) -> bool:
        """Does its title stand in its text (else it is only the file's name)?"""
        if self.document.edition is Edition.DIGEST:
            return True
        headings = dict.fromkeys(line for clause in self.reading.clauses[:3] for line in clause.heading)
        words = _NOT_WORDS.sub("", "".join((*self.reading.front, *headings))).lower()
        return self.work in words

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """The hashes of the text's windows, as they stand in it."""
        return sketch.hashes(clause.text for clause in self.reading.clauses)

    @cached_property
    def windows(self) -> NDArray[np.uint64]:
        """The hashes of the text's windows, sorted, each once."""
        return sketch.windows(clause.text for clause in self.reading.clauses)

    @cached_property
    def sample(self) -> NDArray[np.int64]:
        """The sampled windows; none for a digest, whose words are ours."""
        return sketch.sample(self.hashes if self.document.edition is Edition.ORIGINAL else self.hashes[:0])


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


_DIGESTS = _shelf().where(TEXTS.c.edition == bindparam("edition"))


@dataclass
class Outlines:
    """The addresses, headings and topic phrases of the digests, kept in memory: they are few and asked on every add."""

    kept: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    rows: dict[str, tuple[Any, Document]] = field(default_factory=dict)

    def digests(self, connection: Connection) -> list[tuple[Any, Document]]:
        """The digests on the shelf: row and document. A row that stands as it stood is not read again."""
        found = []
        for row in Quick(connection).run("digests", _DIGESTS, {"edition": Edition.DIGEST.value}):
            name = repr(row)
            if name not in self.rows:
                values = dict(zip(_DIGESTS.selected_columns.keys(), row, strict=True))
                if isinstance(values["issuers"], str):
                    values["issuers"] = json.loads(values["issuers"])
                document = document_of(values["document_id"], values["edition"], values, {})
                self.rows[name] = SimpleNamespace(**values), document
            found.append(self.rows[name])
        return found

    def of(self, connection: Connection, text: Row[Any]) -> tuple[frozenset[str], frozenset[str]]:
        """(addresses, worded lines) of a text."""
        if text.sha256 not in self.kept:
            columns = (CLAUSES.c.address, CLAUSES.c.heading)
            rows = connection.execute(select(*columns).where(_clauses_of(text.id))).all()
            self.kept[text.sha256] = outline((row.address, row.heading) for row in rows)
        return self.kept[text.sha256]


def outline(clauses: Iterable[tuple[str, Sequence[str]]]) -> tuple[frozenset[str], frozenset[str]]:
    """The addresses, and the lines of six characters or more that name something: headings and topic phrases."""
    addresses: set[str] = set()
    lines: set[str] = set()
    for address, heading in clauses:
        addresses.add(address)
        topics = (part for part in address.split("/") if read_part(part).kind == "name")
        lines.update(words for line in (*heading, *topics) if len(words := _NOT_WORDS.sub("", line)) >= 6)
    return frozenset(addresses), frozenset(lines)


def _clauses_of(text_id: int) -> Any:  # noqa: ANN401 - SQLAlchemy's expressions have no plain type
    return CLAUSES.c.id.between(text_id << SHIFT, (text_id + 1 << SHIFT) - 1)


def home_of(connection: Connection, incoming: Incoming, outlines: Outlines) -> Home:
    """Find the version that an incoming file belongs to."""
    named = _by_id(connection, incoming)
    contents = _by_content(connection, incoming)
    identity = incoming.document_id
    if named is not None and _is_other(connection, incoming, named, contents):
        named, identity = None, f"{identity}-{text_hash(clause.text for clause in incoming.reading.clauses)}"
    named = named or _by_title(connection, incoming) or _by_outline(connection, incoming, outlines)
    if named is None and contents:
        named = contents[0]
    return Home(named, identity, tuple(version for version in contents if version != named))


def _by_id(connection: Connection, incoming: Incoming) -> int | None:
    rows = Quick(connection).run("by id", _BY_ID, {"identity": incoming.document_id})
    return int(min(rows, key=lambda row: int(row[1]))[0]) if rows else None


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
    counts = {mine: len(incoming.reading.clauses), other_edition.edition: other_edition.clauses}
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
    if not Quick(connection).run("of work", _OF_WORK, {"work": incoming.work}):
        return None
    for row in connection.execute(_shelf().where(VERSIONS.c.work == incoming.work)):
        other = _document(row)
        days = issue_days(other)
        if days and days.meets(mine) and same_maker(incoming.document, other) and _compatible(incoming, row, other):
            edition_differs = row.edition != incoming.document.edition.value
            if edition_differs and _is_part(incoming, row):
                continue
            if edition_differs or not _is_other(connection, incoming, row.version_id, ()):
                return int(row.version_id)
    return None


def _by_outline(connection: Connection, incoming: Incoming, outlines: Outlines) -> int | None:
    """A digest and its original share no sentences, but their addresses, date and issuer, or else their headings."""
    mine = incoming.document
    addresses, lines = frozenset[str](), frozenset[str]()
    other_edition = Edition.DIGEST if mine.edition is Edition.ORIGINAL else Edition.ORIGINAL
    if mine.edition is Edition.ORIGINAL:
        others = outlines.digests(connection)
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


def _by_content(connection: Connection, incoming: Incoming) -> list[int]:
    """Versions whose words the incoming text holds, or the other way round; best first."""
    mine = incoming.sample.tolist()
    if not mine or len(incoming.hashes) < _FEWEST_WINDOWS:
        return []
    hits = _sharing(connection, mine)
    near = sorted((text for text, count in hits.items() if count >= 2), key=lambda t: -hits[t])[:_NEAREST]
    near = _near_enough(connection, near, hits, len(mine))
    if not near:
        return []
    found: list[tuple[float, int]] = []
    for row in connection.execute(_shelf().where(TEXTS.c.id.in_(near))).all():
        if not _compatible(incoming, row, _document(row)):
            continue
        windows = _windows_of(connection, row.id)
        share = sketch.containment(windows, incoming.windows)
        needed = _SCANNED_COPY if row.ocr or incoming.ocr else _CLEAN_COPY
        if share >= needed and min(len(windows), len(incoming.windows)) >= _FEWEST_WINDOWS:
            found.append((share, row.version_id))
    return [version for _, version in sorted(found, reverse=True)]


def _near_enough(connection: Connection, texts: Sequence[int], hits: Mapping[int, int], mine: int) -> list[int]:
    """The texts whose sample has enough in common with ours to be looked at closely."""
    if not texts:
        return []
    sizes = Quick(connection).look(f"SELECT id, length(sketch) FROM texts WHERE id IN ({','.join(map(str, texts))})")
    return [text for text, size in sizes if hits[text] >= 0.5 * _SCANNED_COPY * min(size // 8, mine)]


def _sharing(connection: Connection, hashes: list[int]) -> dict[int, int]:
    """Texts that share sampled windows, with how many; of many texts the nearest ones at least."""
    hits: dict[int, int] = {}
    cut = f"HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT {_NEAREST}" if len(hashes) <= _IN_CHUNK else ""
    for start in range(0, len(hashes), _IN_CHUNK):
        # Whole numbers written out: bound one by one they would cost more than the search itself.
        chunk = ",".join(map(str, hashes[start : start + _IN_CHUNK]))
        search = f"SELECT text_id, count(*) FROM sketches WHERE hash IN ({chunk}) GROUP BY text_id {cut}"
        for text_id, count in Quick(connection).look(search):
            hits[text_id] = hits.get(text_id, 0) + count
    return hits


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
