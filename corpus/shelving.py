"""Writing into the library: one file in, one document out, inside a transaction that the caller holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, text, update

from corpus.catalog import load_shelved
from corpus.matching import Home, Incoming, Outlines, home_of
from corpus.model import Clause, Edition, Shelved
from corpus.moves import carry_aliases, changed_addresses
from corpus.records import (
    AddOutcome,
    checked_correction,
    clause_of,
    clause_values,
    document_values,
    merged_document,
    not_found,
    report_of,
)
from corpus.tables import CLAUSES, CORRECTIONS, FILES, FORMER_IDS, REMOVALS, SHIFT, SKETCHES, TEXTS, VERSIONS
from corpus.units import unit_address
from corpus.versions import is_dated, work_key

_CLEAN_BONUS = 1.25  # a scan must have that much more clauses to be quoted before a clean text
_INSERT_CLAUSES = insert(CLAUSES)
_INSERT_SKETCH = insert(SKETCHES)
_DROP_SKETCH = delete(SKETCHES).where(SKETCHES.c.hash == bindparam("h"), SKETCHES.c.text_id == bindparam("t"))


def _all(column: Any, owner: int) -> Any:  # noqa: ANN401 - SQLAlchemy's expressions have no plain type
    return column.between(owner << SHIFT, (owner + 1 << SHIFT) - 1)


def is_newer(version: str, than: str) -> bool:
    """Is one reader version later than another ("2" < "10" < "10.1")?"""
    return [int(n) for n in re.findall(r"\d+", version)] > [int(n) for n in re.findall(r"\d+", than)]


class Shelving:
    """The changes that can be made to the library, on one connection in one transaction."""

    def __init__(self, connection: Connection, outlines: Outlines) -> None:
        self._c = connection
        self._outlines = outlines
        self._at: int | None = None

    def add(self, incoming: Incoming, region: str | None) -> AddOutcome:
        """Put a file in its place. region: the place as set by hand."""
        known = self._c.execute(select(FILES).where(FILES.c.sha256 == incoming.sha256)).one_or_none()
        if known is None:
            outcome, version_id, changed = self._add_new(incoming)
        else:
            text_row = self._text(known.text_id)
            if is_newer(incoming.reader_version, known.reader_version):
                outcome, version_id, changed = self._reread(incoming, known, text_row)
            else:
                outcome, version_id, changed = "unchanged", text_row.version_id, ()
        if region is not None:
            self._correct(version_id, {"region": region})
        return AddOutcome(outcome, self._shelved(version_id), changed)

    def remove(self, version_id: int) -> None:
        """Take an original away with all its files; its digest comes back. A digest is hidden, not lost."""
        texts = self._c.execute(select(TEXTS).where(TEXTS.c.version_id == version_id)).all()
        originals = [t for t in texts if t.edition == Edition.ORIGINAL.value]
        if originals:
            self._drop_text(originals[0])
            if len(texts) == 1:
                self._drop_version(version_id)
                return
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(live=True))
        else:
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(hidden=True))
        self._describe(version_id)
        self._touch(version_id)

    def correct(self, version_id: int, corrections: dict[str, object]) -> None:
        """Set document fields by hand; they stay whatever a reader says later. Raises BadField."""
        self._correct(version_id, corrections)

    def forget(self, version_id: int, names: Sequence[str]) -> None:
        """Drop hand corrections, so that the text speaks again."""
        chosen = CORRECTIONS.c.version_id == version_id, CORRECTIONS.c.field.in_(names)
        self._c.execute(delete(CORRECTIONS).where(*chosen))
        self._describe(version_id)
        self._touch(version_id)

    def _correct(self, version_id: int, corrections: dict[str, object]) -> None:
        wanted = {name: checked_correction(name, value) for name, value in corrections.items()}
        mine = CORRECTIONS.c.version_id == version_id
        present = {r.field: r.value for r in self._c.execute(select(CORRECTIONS).where(mine))}
        changed = {n: v for n, v in wanted.items() if n not in present or present[n] != v}
        if not changed:
            return
        self._c.execute(delete(CORRECTIONS).where(mine, CORRECTIONS.c.field.in_(changed)))
        rows = [{"version_id": version_id, "field": name, "value": value} for name, value in changed.items()]
        self._c.execute(insert(CORRECTIONS), rows)
        self._describe(version_id)
        self._touch(version_id)

    def _add_new(self, incoming: Incoming) -> tuple[str, int, tuple[str, ...]]:
        home = home_of(self._c, incoming, self._outlines)
        if home.version_id is None:
            return "added", *self._new_version(incoming, home)
        version_id = home.version_id
        for same in home.same:
            self._merge(same, version_id)
        edition = incoming.document.edition.value
        mine = select(TEXTS).where(TEXTS.c.version_id == version_id)
        texts = {t.edition: t for t in self._c.execute(mine)}
        if edition in texts:
            outcome = "copy" if edition == Edition.ORIGINAL.value else "reread"
            changed = self._join(incoming, texts[edition])
        else:
            outcome, changed = "added", self._add_edition(incoming, version_id, texts)
        self._describe(version_id)
        self._rename(version_id, home.document_id)
        self._touch(version_id)
        return outcome, version_id, changed

    def _new_version(self, incoming: Incoming, home: Home) -> tuple[int, tuple[str, ...]]:
        values = {"document_id": home.document_id, "work": incoming.work[:400], "next_unit": 1}
        version_id = self._insert(VERSIONS, values | {"changed_at": self._now()})
        self._c.execute(delete(REMOVALS).where(REMOVALS.c.document_id == home.document_id))
        text_id = self._insert_text(incoming, version_id, live=True)
        self._insert_file(incoming, text_id)
        self._write_clauses(version_id, text_id, incoming.reading.clauses, fresh=True)
        return version_id, tuple(clause.address for clause in incoming.reading.clauses)

    def _add_edition(self, incoming: Incoming, version_id: int, others: dict[str, Row[Any]]) -> tuple[str, ...]:
        """An original takes the place of the digest; a digest stands behind the original."""
        live = incoming.document.edition is Edition.ORIGINAL
        old = [c for t in others.values() if t.live and not t.hidden for c in self._clauses(t.id)] if live else []
        if live:
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(live=False))
        text_id = self._insert_text(incoming, version_id, live=live)
        self._insert_file(incoming, text_id)
        self._write_clauses(version_id, text_id, incoming.reading.clauses)
        return changed_addresses(old, incoming.reading.clauses) if live else ()

    def _join(self, incoming: Incoming, text_row: Row[Any]) -> tuple[str, ...]:
        """A further file of a text: it is quoted when it holds more clauses. A digest replaces the one before."""
        if text_row.edition == Edition.DIGEST.value:
            self._c.execute(delete(FILES).where(FILES.c.text_id == text_row.id))
        self._insert_file(incoming, text_row.id)
        if text_row.edition == Edition.ORIGINAL.value and not _fuller(incoming, text_row.clauses, text_row.ocr):
            return ()
        return self._requote(incoming, text_row)

    def _requote(self, incoming: Incoming, text_row: Row[Any]) -> tuple[str, ...]:
        """Quote this file from now on; old addresses live on as aliases."""
        old = self._clauses(text_row.id)
        new = carry_aliases(old, incoming.reading.clauses)
        self._drop_sketch(text_row)
        self._write_clauses(text_row.version_id, text_row.id, new)
        self._c.execute(update(TEXTS).where(TEXTS.c.id == text_row.id).values(**self._text_facts(incoming)))
        self._insert_sketch(incoming, text_row.id)
        return changed_addresses(old, new) if text_row.live else ()

    def _reread(self, incoming: Incoming, known: Row[Any], text_row: Row[Any]) -> tuple[str, int, tuple[str, ...]]:
        version_id = int(text_row.version_id)
        alone = len(self._c.execute(select(FILES.c.id).where(FILES.c.text_id == text_row.id)).all()) == 1
        current = self._c.execute(select(VERSIONS.c.document_id).where(VERSIONS.c.id == version_id)).scalar_one()
        other = self._version_named(incoming.document_id)
        if alone and other not in (None, version_id) and text_row.edition == Edition.ORIGINAL.value:
            # Read better, the file turns out to be a copy of another document that is here already.
            self.remove(version_id)
            _, home, changed = self._add_new(incoming)
            if self._version_named(current) is None:
                self._former(current, home)
            return "reread", home, changed
        values = self._file_values(incoming, known.text_id)
        self._c.execute(update(FILES).where(FILES.c.id == known.id).values(**values))
        quoted = text_row.sha256 == incoming.sha256 or _fuller(incoming, text_row.clauses, text_row.ocr)
        changed = self._requote(incoming, text_row) if quoted else ()
        self._describe(version_id)
        if alone:
            self._rename(version_id, incoming.document_id, better=True)
        self._touch(version_id)
        return "reread", version_id, changed

    def _merge(self, version_id: int, into: int) -> None:
        """Two versions are one: the files of the first join the second, its id becomes a former id of it."""
        rows = self._c.execute(select(TEXTS).where(TEXTS.c.version_id.in_((version_id, into)))).all()
        theirs = {t.edition: t for t in rows if t.version_id == into}
        for row in (t for t in rows if t.version_id == version_id):
            home = theirs.get(row.edition)
            if home is None:
                numbers: dict[str, int] = {}
                clauses = self._clauses(row.id)
                self._drop_clauses(row.id)
                self._c.execute(update(TEXTS).where(TEXTS.c.id == row.id).values(version_id=into))
                self._write_clauses(into, row.id, clauses, numbers=numbers)
                continue
            self._c.execute(update(FILES).where(FILES.c.text_id == row.id).values(text_id=home.id))
            self._drop_text(row)
        self._settle_live(into)
        self._inherit(version_id, into)
        self._drop_version(version_id)

    def _inherit(self, version_id: int, into: int) -> None:
        identity = self._c.execute(select(VERSIONS.c.document_id).where(VERSIONS.c.id == version_id)).scalar_one()
        held = select(CORRECTIONS.c.field).where(CORRECTIONS.c.version_id == into)
        names = set(self._c.execute(held).scalars())
        for row in self._c.execute(select(CORRECTIONS).where(CORRECTIONS.c.version_id == version_id)).all():
            if row.field not in names:
                values = {"version_id": into, "field": row.field, "value": row.value}
                self._c.execute(insert(CORRECTIONS).values(**values))
        self._c.execute(update(FORMER_IDS).where(FORMER_IDS.c.version_id == version_id).values(version_id=into))
        self._former(identity, into)

    def _settle_live(self, version_id: int) -> None:
        rows = self._c.execute(select(TEXTS.c.id, TEXTS.c.edition).where(TEXTS.c.version_id == version_id)).all()
        best = max(rows, key=lambda r: r.edition == Edition.ORIGINAL.value).id
        mine = update(TEXTS).where(TEXTS.c.version_id == version_id)
        self._c.execute(mine.values(live=TEXTS.c.id == best))

    def _rename(self, version_id: int, identity: str, *, better: bool = False) -> None:
        """Give a version the id of its best file, if its own was only a makeshift; the old id still finds it."""
        current = self._c.execute(select(VERSIONS.c.document_id).where(VERSIONS.c.id == version_id)).scalar_one()
        makeshift = is_dated(identity) and not is_dated(current)
        if identity == current or not (makeshift or better) or self._version_named(identity) is not None:
            return
        self._c.execute(delete(FORMER_IDS).where(FORMER_IDS.c.document_id == identity))
        self._c.execute(delete(REMOVALS).where(REMOVALS.c.document_id == identity))
        self._c.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(document_id=identity))
        self._former(current, version_id)
        self._gone(current)

    def _former(self, identity: str, version_id: int) -> None:
        self._c.execute(delete(FORMER_IDS).where(FORMER_IDS.c.document_id == identity))
        self._c.execute(insert(FORMER_IDS).values(document_id=identity, version_id=version_id))

    def _version_named(self, identity: str) -> int | None:
        return self._c.execute(select(VERSIONS.c.id).where(VERSIONS.c.document_id == identity)).scalar()

    def _describe(self, version_id: int) -> None:
        """Work out anew what the documents of a version are, from all their files, and the key of their title."""
        by_hand = select(CORRECTIONS.c.value).where(CORRECTIONS.c.version_id == version_id)
        title = self._c.execute(by_hand.where(CORRECTIONS.c.field == "title")).scalar()
        rows = self._c.execute(select(TEXTS).where(TEXTS.c.version_id == version_id)).all()
        of_version = FILES.c.text_id.in_([row.id for row in rows])
        files = self._c.execute(select(FILES).where(of_version).order_by(FILES.c.id)).all()
        for row in rows:
            mine = [f for f in files if f.text_id == row.id]
            others = [f.document for f in files if f.text_id != row.id]
            source = next((f.name for f in mine if f.sha256 == row.sha256), row.source_file)
            values = merged_document([(f.titled, f.document) for f in mine], others, source)
            self._c.execute(update(TEXTS).where(TEXTS.c.id == row.id).values(**values))
            if row.live:
                work = work_key(title or values["title"])[:400]
                self._c.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(work=work))

    def _text_facts(self, incoming: Incoming) -> dict[str, Any]:
        reading = incoming.reading
        return {
            "sha256": incoming.sha256,
            "source_file": incoming.document.source_file,
            "clauses": len(reading.clauses),
            "duties": reading.duty_lines,
            "tables": reading.tables,
            "ocr": incoming.ocr,
            "sketch": incoming.sample.tobytes(),
        }

    def _insert_text(self, incoming: Incoming, version_id: int, *, live: bool) -> int:
        values = document_values(incoming.document) | self._text_facts(incoming)
        edition = incoming.document.edition.value
        values |= {"version_id": version_id, "edition": edition, "live": live, "hidden": False}
        text_id = self._insert(TEXTS, values)
        self._insert_sketch(incoming, text_id)
        return text_id

    def _insert_sketch(self, incoming: Incoming, text_id: int) -> None:
        if len(incoming.sample):
            rows = [{"hash": value, "text_id": text_id} for value in incoming.sample.tolist()]
            self._c.execute(_INSERT_SKETCH, rows)

    def _drop_sketch(self, row: Row[Any]) -> None:
        import numpy as np

        hashes = np.frombuffer(row.sketch, dtype=np.int64).tolist()
        if hashes:
            self._c.execute(_DROP_SKETCH, [{"h": value, "t": row.id} for value in hashes])

    def _file_values(self, incoming: Incoming, text_id: int) -> dict[str, Any]:
        return {
            "sha256": incoming.sha256,
            "text_id": text_id,
            "name": incoming.document.source_file,
            "reader_version": incoming.reader_version,
            "ocr": incoming.ocr,
            "clauses": len(incoming.reading.clauses),
            "titled": incoming.titled,
            "document": document_values(incoming.document),
            "report": report_of(incoming.reading),
        }

    def _insert_file(self, incoming: Incoming, text_id: int) -> None:
        self._c.execute(insert(FILES).values(**self._file_values(incoming, text_id)))

    def _write_clauses(
        self,
        version_id: int,
        text_id: int,
        clauses: Sequence[Clause],
        *,
        fresh: bool = False,
        numbers: dict[str, int] | None = None,
    ) -> None:
        """Replace the clauses of a text. Units keep their number as long as their version has them in any edition."""
        numbers = {} if numbers is None else numbers
        first = 1
        if not fresh:
            of_version = select(CLAUSES.c.address, CLAUSES.c.unit_id).where(_all(CLAUSES.c.unit_id, version_id))
            for row in self._c.execute(of_version):
                numbers[unit_address(row.address)] = row.unit_id & ((1 << SHIFT) - 1)
            first = self._c.execute(select(VERSIONS.c.next_unit).where(VERSIONS.c.id == version_id)).scalar_one()
            self._drop_clauses(text_id)
        rows, following = clause_values(clauses, text_id, version_id, numbers, first)
        if rows:
            self._c.execute(_INSERT_CLAUSES, rows)
        self._c.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(next_unit=following))

    def _clauses(self, text_id: int) -> list[Clause]:
        statement = select(CLAUSES).where(_all(CLAUSES.c.id, text_id)).order_by(CLAUSES.c.id)
        return [clause_of(row) for row in self._c.execute(statement)]

    def _drop_clauses(self, text_id: int) -> None:
        self._c.execute(delete(CLAUSES).where(_all(CLAUSES.c.id, text_id)))

    def _drop_text(self, row: Row[Any]) -> None:
        self._drop_clauses(row.id)
        self._drop_sketch(row)
        self._c.execute(delete(TEXTS).where(TEXTS.c.id == row.id))

    def _drop_version(self, version_id: int) -> None:
        identity = self._c.execute(select(VERSIONS.c.document_id).where(VERSIONS.c.id == version_id)).scalar_one()
        self._c.execute(delete(VERSIONS).where(VERSIONS.c.id == version_id))
        self._gone(identity)

    def _gone(self, identity: str) -> None:
        self._c.execute(delete(REMOVALS).where(REMOVALS.c.document_id == identity))
        self._c.execute(insert(REMOVALS).values(document_id=identity, changed_at=self._now()))

    def _now(self) -> int:
        """The library's version after this change; counted up once a transaction part."""
        if self._at is None:
            self._c.execute(text("UPDATE library SET version = version + 1"))
            self._at = int(self._c.execute(text("SELECT version FROM library")).scalar_one())
        return self._at

    def _touch(self, version_id: int) -> None:
        self._c.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(changed_at=self._now()))

    def _insert(self, table: Any, values: dict[str, Any]) -> int:  # noqa: ANN401 - a Table
        key = self._c.execute(insert(table).values(**values)).inserted_primary_key
        if key is None:
            raise not_found(table.name)
        return int(key[0])

    def _text(self, text_id: int) -> Row[Any]:
        return self._c.execute(select(TEXTS).where(TEXTS.c.id == text_id)).one()

    def _shelved(self, version_id: int) -> Shelved:
        return load_shelved(self._c, version_id=version_id, hidden=True)[0]


def _fuller(incoming: Incoming, clauses: int, ocr: bool) -> bool:
    """Does the incoming file hold more clauses than the quoted one, scans counting less?"""
    mine = len(incoming.reading.clauses) * (1.0 if incoming.ocr else _CLEAN_BONUS)
    return mine > clauses * (1.0 if ocr else _CLEAN_BONUS)
