"""Writing into the library: one file in, one document out, inside a transaction that the caller holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpus.catalog import load_shelved
from corpus.incoming import Incoming
from corpus.matching import Bearings, Home, Memory, home_of
from corpus.model import Edition, Shelved
from corpus.moves import carry_aliases, changed_addresses
from corpus.records import AddOutcome, checked_correction, merged_document
from corpus.tables import CORRECTIONS, FILES, FORMER_IDS, TEXTS, VERSIONS, WORK_LENGTH
from corpus.versions import is_dated, work_key
from corpus.writing import Writer

_CLEAN_BONUS = 1.25  # a scan must have that much more clauses to be quoted before a clean text


def is_newer(version: str, than: str) -> bool:
    """Is one reader version later than another ("2" < "10" < "10.1")?"""
    return [int(n) for n in re.findall(r"\d+", version)] > [int(n) for n in re.findall(r"\d+", than)]


class Shelving:
    """The changes that can be made to the library, on one connection in one transaction."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._c = connection
        self._w = Writer(connection)
        self._memory = memory
        self._fresh: str | None = None  # the id of a version that this add made
        self._digests_stay = False

    def add(self, incoming: Incoming, region: str | None) -> AddOutcome:
        """Put a file in its place. region: the place as set by hand."""
        seen = Bearings.take(self._c, incoming)
        if not seen.known_file:
            outcome, version_id, changed = self._add_new(incoming, seen)
        else:
            known = self._c.execute(select(FILES).where(FILES.c.sha256 == incoming.sha256)).one()
            text_row = self._c.execute(select(TEXTS).where(TEXTS.c.id == known.text_id)).one()
            if is_newer(incoming.reader_version, known.reader_version):
                outcome, version_id, changed = self._reread(incoming, known, text_row)
            else:
                outcome, version_id, changed = "unchanged", text_row.version_id, ()
        if region is not None:
            self._correct(version_id, {"region": region})
        alone = self._fresh is not None and region is None and not seen.same_work
        self._digests_stay = alone and incoming.document.edition is Edition.ORIGINAL
        return AddOutcome(outcome, self._shelved(incoming, version_id, alone=alone), changed)

    def remember(self) -> None:
        """What was added is written: the memory takes it over."""
        if self._w.at is not None:
            self._memory.follow(self._w.at, self._w.sketches, digests_stay=self._digests_stay)

    def remove(self, version_id: int) -> None:
        """Take an original away with all its files; its digest comes back. A digest is hidden, not lost."""
        texts = self._c.execute(select(TEXTS).where(TEXTS.c.version_id == version_id)).all()
        originals = [t for t in texts if t.edition == Edition.ORIGINAL.value]
        if originals:
            self._w.drop_text(originals[0])
            if len(texts) == 1:
                self._w.drop_version(version_id)
                return
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(live=True))
        else:
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(hidden=True))
        self._describe(version_id)
        self._w.touch(version_id)

    def correct(self, version_id: int, corrections: dict[str, object]) -> None:
        """Set document fields by hand; they stay whatever a reader says later. Raises BadField."""
        self._correct(version_id, corrections)

    def forget(self, version_id: int, names: Sequence[str]) -> None:
        """Drop hand corrections, so that the text speaks again."""
        chosen = CORRECTIONS.c.version_id == version_id, CORRECTIONS.c.field.in_(names)
        self._c.execute(delete(CORRECTIONS).where(*chosen))
        self._describe(version_id)
        self._w.touch(version_id)

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
        self._w.touch(version_id)

    def _add_new(self, incoming: Incoming, seen: Bearings) -> tuple[str, int, tuple[str, ...]]:
        home = home_of(self._c, incoming, seen, self._memory)
        if home.version_id is None:
            # An id that differs from the one asked for was not looked up.
            removed = seen.removed or home.document_id != incoming.document_id
            return "added", *self._new_version(incoming, home, removed=removed)
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
        self._w.touch(version_id)
        return outcome, version_id, changed

    def _new_version(self, incoming: Incoming, home: Home, *, removed: bool) -> tuple[int, tuple[str, ...]]:
        clauses = incoming.clauses
        version_id = self._w.insert_version(home.document_id, incoming.work, len(clauses) + 1, removed=removed)
        text_id = self._w.insert_text(incoming, version_id, live=True)
        self._w.insert_file(incoming, text_id)
        self._w.write_first(version_id, text_id, clauses)
        self._fresh = home.document_id
        return version_id, tuple(clauses.addresses)

    def _add_edition(self, incoming: Incoming, version_id: int, others: dict[str, Row[Any]]) -> tuple[str, ...]:
        """An original takes the place of the digest; a digest stands behind the original."""
        live = incoming.document.edition is Edition.ORIGINAL
        old = [c for t in others.values() if t.live and not t.hidden for c in self._w.clauses(t.id)] if live else []
        if live:
            self._c.execute(update(TEXTS).where(TEXTS.c.version_id == version_id).values(live=False))
        text_id = self._w.insert_text(incoming, version_id, live=live)
        self._w.insert_file(incoming, text_id)
        self._w.rewrite(version_id, text_id, incoming.reading.clauses)
        return changed_addresses(old, incoming.reading.clauses) if live else ()

    def _join(self, incoming: Incoming, text_row: Row[Any]) -> tuple[str, ...]:
        """A further file of a text: it is quoted when it holds more clauses. A digest replaces the one before."""
        if text_row.edition == Edition.DIGEST.value:
            self._c.execute(delete(FILES).where(FILES.c.text_id == text_row.id))
        self._w.insert_file(incoming, text_row.id)
        if text_row.edition == Edition.ORIGINAL.value and not _fuller(incoming, text_row.clauses, text_row.ocr):
            return ()
        return self._requote(incoming, text_row)

    def _requote(self, incoming: Incoming, text_row: Row[Any]) -> tuple[str, ...]:
        """Quote this file from now on; old addresses live on as aliases."""
        old = self._w.clauses(text_row.id)
        new = carry_aliases(old, incoming.reading.clauses)
        self._w.rewrite(text_row.version_id, text_row.id, new)
        self._c.execute(update(TEXTS).where(TEXTS.c.id == text_row.id).values(**self._w.text_facts(incoming)))
        self._w.sketches[text_row.id] = incoming.sample
        return changed_addresses(old, new) if text_row.live else ()

    def _reread(self, incoming: Incoming, known: Row[Any], text_row: Row[Any]) -> tuple[str, int, tuple[str, ...]]:
        version_id = int(text_row.version_id)
        alone = len(self._c.execute(select(FILES.c.id).where(FILES.c.text_id == text_row.id)).all()) == 1
        current = self._w.identity(version_id)
        other = self._w.named(incoming.document_id)
        if alone and other not in (None, version_id) and text_row.edition == Edition.ORIGINAL.value:
            # Read better, the file turns out to be a copy of another document that is here already.
            self.remove(version_id)
            _, home, changed = self._add_new(incoming, Bearings.take(self._c, incoming))
            if self._w.named(current) is None:
                self._w.former(current, home)
            return "reread", home, changed
        values = self._w.file_facts(incoming, known.text_id)
        self._c.execute(update(FILES).where(FILES.c.id == known.id).values(**values))
        quoted = text_row.sha256 == incoming.sha256 or _fuller(incoming, text_row.clauses, text_row.ocr)
        changed = self._requote(incoming, text_row) if quoted else ()
        self._describe(version_id)
        if alone:
            self._rename(version_id, incoming.document_id, better=True)
        self._w.touch(version_id)
        return "reread", version_id, changed

    def _merge(self, version_id: int, into: int) -> None:
        """Two versions are one: the files of the first join the second, its id becomes a former id of it."""
        rows = self._c.execute(select(TEXTS).where(TEXTS.c.version_id.in_((version_id, into)))).all()
        theirs = {t.edition: t for t in rows if t.version_id == into}
        for row in (t for t in rows if t.version_id == version_id):
            home = theirs.get(row.edition)
            if home is None:
                clauses = self._w.clauses(row.id)
                self._c.execute(update(TEXTS).where(TEXTS.c.id == row.id).values(version_id=into))
                self._w.rewrite(into, row.id, clauses)
                continue
            self._c.execute(update(FILES).where(FILES.c.text_id == row.id).values(text_id=home.id))
            self._w.drop_text(row)
        self._settle_live(into)
        self._inherit(version_id, into)
        self._w.drop_version(version_id)

    def _inherit(self, version_id: int, into: int) -> None:
        identity = self._w.identity(version_id)
        held = select(CORRECTIONS.c.field).where(CORRECTIONS.c.version_id == into)
        names = set(self._c.execute(held).scalars())
        for row in self._c.execute(select(CORRECTIONS).where(CORRECTIONS.c.version_id == version_id)).all():
            if row.field not in names:
                values = {"version_id": into, "field": row.field, "value": row.value}
                self._c.execute(insert(CORRECTIONS).values(**values))
        self._c.execute(update(FORMER_IDS).where(FORMER_IDS.c.version_id == version_id).values(version_id=into))
        self._w.former(identity, into)

    def _settle_live(self, version_id: int) -> None:
        rows = self._c.execute(select(TEXTS.c.id, TEXTS.c.edition).where(TEXTS.c.version_id == version_id)).all()
        best = max(rows, key=lambda r: r.edition == Edition.ORIGINAL.value).id
        mine = update(TEXTS).where(TEXTS.c.version_id == version_id)
        self._c.execute(mine.values(live=TEXTS.c.id == best))

    def _rename(self, version_id: int, identity: str, *, better: bool = False) -> None:
        """Give a version the id of its best file, if its own was only a makeshift."""
        current = self._w.identity(version_id)
        makeshift = is_dated(identity) and not is_dated(current)
        if identity != current and (makeshift or better) and self._w.named(identity) is None:
            self._w.rename(version_id, identity)

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
                work = work_key(title or values["title"])[:WORK_LENGTH]
                self._c.execute(update(VERSIONS).where(VERSIONS.c.id == version_id).values(work=work))

    def _shelved(self, incoming: Incoming, version_id: int, *, alone: bool) -> Shelved:
        """The document as it stands now. alone: a new one that has its title to itself is not read back."""
        if self._fresh is None or not alone:
            return load_shelved(self._c, version_id=version_id, hidden=True)[0]
        reading = incoming.reading
        document = reading.document
        if document.document_id != self._fresh:
            document = replace(document, document_id=self._fresh)
        counts = (len(reading.clauses), reading.duty_lines, reading.tables)
        return Shelved(document, (), None, None, None, *counts, incoming.ocr)


def _fuller(incoming: Incoming, clauses: int, ocr: bool) -> bool:
    """Does the incoming file hold more clauses than the quoted one, scans counting less?"""
    mine = len(incoming.clauses) * (1.0 if incoming.ocr else _CLEAN_BONUS)
    return mine > clauses * (1.0 if ocr else _CLEAN_BONUS)
