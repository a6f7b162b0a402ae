"""Reading the library's shelves: which documents there are, and which one a name means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from corpus.errors import BadInput
from corpus.model import Document, Shelved
from corpus.records import document_of, not_found, superseded_on
from corpus.status import reaches
from corpus.tables import CORRECTIONS, FILES, FORMER_IDS, TEXTS, VERSIONS
from corpus.versions import Succession, successions, work_key
from corpus.zhtext import fold

_SHOWN = tuple(column for column in TEXTS.c if column.name not in ("sketch",))
_LISTED = 6


def load_shelved(connection: Connection, *, version_id: int | None = None, hidden: bool = False) -> list[Shelved]:
    """The documents that are shown, in order of arrival; with `version_id` that one alone.

    hidden: removed digests too.
    """
    shelf = select(*_SHOWN, VERSIONS.c.document_id, VERSIONS.c.work).join(TEXTS, TEXTS.c.version_id == VERSIONS.c.id)
    shelf = shelf.where(TEXTS.c.live).order_by(VERSIONS.c.id)
    corrections = select(CORRECTIONS)
    files = select(FILES.c.text_id, FILES.c.sha256, FILES.c.name).order_by(FILES.c.id)
    if version_id is not None:  # the whole line of versions, to know what supersedes what
        line = select(VERSIONS.c.work).where(VERSIONS.c.id == version_id).scalar_subquery()
        shelf = shelf.where(VERSIONS.c.work == line)
    rows = [row for row in connection.execute(shelf) if hidden or not row.hidden]
    if version_id is not None:
        corrections = corrections.where(CORRECTIONS.c.version_id.in_([row.version_id for row in rows]))
        files = files.where(FILES.c.text_id.in_([row.id for row in rows if row.version_id == version_id]))
    by_hand: dict[int, dict[str, Any]] = {}
    for correction in connection.execute(corrections):
        by_hand.setdefault(correction.version_id, {})[correction.field] = correction.value
    names: dict[int, list[tuple[str, str]]] = {}
    for file in connection.execute(files):
        names.setdefault(file.text_id, []).append((file.sha256, file.name))
    documents = {
        row.id: document_of(row.document_id, row.edition, row._asdict(), by_hand.get(row.version_id, {}))
        for row in rows
    }
    lines: dict[str, list[Document]] = {}
    for row in rows:
        if not row.hidden:
            lines.setdefault(row.work, []).append(documents[row.id])
    places: dict[str, Succession] = {}
    for line_of_versions in lines.values():
        if len(line_of_versions) > 1:
            places |= successions(line_of_versions)
    return [
        _shelved(row, documents[row.id], names.get(row.id, []), places.get(row.document_id, Succession()))
        for row in rows
        if version_id is None or row.version_id == version_id
    ]


def _shelved(row: Any, document: Document, files: Sequence[tuple[str, str]], place: Succession) -> Shelved:  # noqa: ANN401
    copies = tuple(name for sha256, name in files if sha256 != row.sha256)
    facts = (place.supersedes, place.superseded_by, place.superseded_from)
    return Shelved(document, copies, *facts, row.clauses, row.duties, row.tables, row.ocr)


@dataclass
class Catalog:
    """All shown documents at one version of the library, with what is asked of them again and again."""

    version: int
    shelves: list[Shelved]
    former: dict[str, str]
    rows: dict[str, tuple[int, int]]  # document_id to the numbers of its version and of the text that is shown
    by_id: dict[str, Shelved] = field(default_factory=dict)
    _visible: dict[tuple[str | None, dt.date, bool], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: Connection, version: int) -> Catalog:
        """Read the shelves; `version` is the library's at this moment."""
        shelves = load_shelved(connection)
        ids = select(FORMER_IDS.c.document_id, VERSIONS.c.document_id)
        ids = ids.join(VERSIONS, VERSIONS.c.id == FORMER_IDS.c.version_id)
        former = {row[0]: row[1] for row in connection.execute(ids)}
        numbers = select(VERSIONS.c.document_id, VERSIONS.c.id, TEXTS.c.id.label("text_id"))
        shown = numbers.join(TEXTS, TEXTS.c.version_id == VERSIONS.c.id).where(TEXTS.c.live)
        rows = {row.document_id: (row.id, row.text_id) for row in connection.execute(shown)}
        return cls(version, shelves, former, rows, {s.document.document_id: s for s in shelves})

    def get(self, document_id: str) -> Shelved | None:
        """The document of this id or former id."""
        return self.by_id.get(document_id) or self.by_id.get(self.former.get(document_id, ""))

    def version_id(self, shelved: Shelved) -> int:
        """The number of a shown document's version."""
        return self.rows[shelved.document.document_id][0]

    def text_id(self, shelved: Shelved) -> int:
        """The number of the text that is shown of a document."""
        return self.rows[shelved.document.document_id][1]

    def visible(self, place: str | None, day: dt.date, include_old: bool) -> frozenset[str]:
        """Ids of the documents that may be searched for `place` on `day`; see Library.visible."""
        key = (place, day, include_old)
        if key not in self._visible:
            if len(self._visible) > 256:
                self._visible.clear()
            self._visible[key] = frozenset(
                s.document.document_id
                for s in self.shelves
                if reaches(s.document.region, place) and (include_old or not _is_old(s, day))
            )
        return self._visible[key]

    def find(self, words: str) -> Shelved:
        """The one document that `words` mean; see Library.find."""
        exact = self.get("".join(words.split()))
        if exact is not None:
            return exact
        wanted, key = fold(words), work_key(words)
        if not wanted:
            raise BadInput("没有写明要找哪份文件；请给出标题、文号、文件名或 document_id。")
        for fits in _ways(wanted, key):
            found = [s for s in self.shelves if fits(s)]
            if found:
                return _the_one(words, found)
        raise not_found(words)


def _is_old(shelved: Shelved, day: dt.date) -> bool:
    return shelved.document.nature == "repealed" or superseded_on(shelved, day)


def _ways(wanted: str, key: str) -> Iterable[Callable[[Shelved], bool]]:
    """Ways in which words may mean a document, the surest first."""
    yield lambda s: fold(s.document.title) == wanted
    yield lambda s: fold(s.document.doc_number or "") == wanted
    yield lambda s: any(wanted in (name, name.rpartition(".")[0]) for name in _file_names(s))
    yield lambda s: bool(key) and work_key(s.document.title) == key
    yield lambda s: wanted in fold(s.document.title) or (bool(key) and key in work_key(s.document.title))
    yield lambda s: len(wanted) >= 4 and wanted in fold(s.document.doc_number or "")
    yield lambda s: len(wanted) >= 3 and any(wanted in name for name in _file_names(s))
    yield lambda s: len(key) >= 3 and _abbreviates(key, work_key(s.document.title))


def _file_names(shelved: Shelved) -> list[str]:
    return [fold(name) for name in (shelved.document.source_file, *shelved.copies)]


def _abbreviates(short: str, title: str) -> bool:
    """Are the characters of the short form in the title, in order, from its first character on (南昌规划)?"""
    rest = iter(title)
    return title[:1] == short[:1] and all(char in rest for char in short)


def _the_one(words: str, found: Sequence[Shelved]) -> Shelved:
    """One document, or the latest version of one work. Raises BadInput that names the candidates otherwise."""
    ids = {s.document.document_id for s in found}
    latest = [s for s in found if s.superseded_by not in ids]
    if len(latest) == 1:
        return latest[0]
    named = "；".join(s.document.document_id for s in latest[:_LISTED])
    more = f" 等 {len(latest)} 份" if len(latest) > _LISTED else ""
    raise BadInput(f"“{words.strip()[:40]}”可能指几份文件：{named}{more}；请用完整的 document_id。")
