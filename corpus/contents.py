"""Reading what stands in the documents: clauses, index units, duties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from corpus.address import unit_address
from corpus.columns import heading_lines
from corpus.model import Clause, Duty, Role, Unit
from corpus.quick import Quick
from corpus.tables import CLAUSES, SHIFT, TEXTS, VERSIONS
from corpus.units import make_unit

_C = CLAUSES.c
_COLUMNS = (_C.unit_id, _C.address, _C.text, _C.heading, _C.page, _C.duties, _C.row, _C.aliases)
_OF_TEXT = select(*_COLUMNS).where(_C.id >= bindparam("first"), _C.id < bindparam("end")).order_by(_C.id)
_LIVE = TEXTS.c.live & ~TEXTS.c.hidden
_SHELF = (
    select(*_COLUMNS, VERSIONS.c.document_id)
    .join(TEXTS, TEXTS.c.id == _C.text_id)
    .join(VERSIONS, VERSIONS.c.id == TEXTS.c.version_id)
    .where(_LIVE)
)
_WITH_DUTIES = _SHELF.where(_C.duties.is_not(None)).order_by(VERSIONS.c.id, _C.id)
_ONE_UNIT = _SHELF.where(_C.unit_id == bindparam("unit_id")).order_by(_C.id)


def clauses_of(connection: Connection, text_id: int) -> list[Clause]:
    """The clauses of a text, in reading order."""
    return [_clause(row) for row in _rows(connection, text_id)]


def units_of(connection: Connection, document_id: str, text_id: int) -> list[Unit]:
    """The index units of a text, in reading order."""
    return _units(document_id, _rows(connection, text_id))


def units_by_id(connection: Connection, unit_ids: Iterable[int]) -> Iterator[Unit]:
    """The index units of these numbers, as far as they are shown."""
    quick = Quick(connection)
    for unit_id in dict.fromkeys(unit_ids):
        rows = quick.run("one unit", _ONE_UNIT, {"unit_id": unit_id})
        if rows:
            yield from _units(rows[0][-1], rows)


def clauses_with_duties(connection: Connection) -> Iterator[tuple[str, Clause]]:
    """(document_id, clause) for every shown clause that binds an office, in order of documents and clauses."""
    for row in Quick(connection).run("with duties", _WITH_DUTIES, {}):
        yield row[-1], _clause(row)


def _rows(connection: Connection, text_id: int) -> Sequence[Sequence[Any]]:
    limits = {"first": text_id << SHIFT, "end": text_id + 1 << SHIFT}
    return Quick(connection).run("clauses of a text", _OF_TEXT, limits)


def _units(document_id: str, rows: Iterable[Sequence[Any]]) -> list[Unit]:
    members: dict[int, list[Clause]] = {}
    for row in rows:
        members.setdefault(row[0], []).append(_clause(row))
    return [make_unit(n, document_id, unit_address(clauses[0].address), clauses) for n, clauses in members.items()]


def _clause(row: Sequence[Any]) -> Clause:
    _, address, text, heading, page, duties, cells, aliases, *_ = row
    bound = tuple(Duty(name, Role(role), *rest) for name, role, *rest in _plain(duties)) if duties else ()
    lines = heading_lines(heading) if isinstance(heading, str) else tuple(heading)
    return Clause(address, text, lines, page, bound, _plain(cells), tuple(_plain(aliases) or ()))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the JSON holds
    """A JSON column as the driver gives it: text on SQLite, read already by PostgreSQL's driver."""
    return json.loads(value) if isinstance(value, str) else value
