"""Statements on the hot path of an add, compiled once: ingest of thousands of statutes repeats the same dozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, SelectBase, Table, UpdateBase, insert

from corpus.tables import dumps


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as the driver takes it: its text, the order of its values (None: by name), values of its own."""

    sql: str
    order: tuple[str, ...] | None
    own: dict[str, Any]

    def values(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a tuple or a dict, as the driver wants it
        if self.order is None:
            return self.own | dict(given)
        return tuple([given[name] if name in given else self.own[name] for name in self.order])


_compiled: dict[tuple[str, str], _Compiled] = {}


class Quick:
    """Runs named statements on a connection, straight through the driver.

    Values go in and come out as the driver has them: JSON as text, truth as 0 and 1 on SQLite.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(
        self,
        name: str,
        statement: SelectBase | UpdateBase,
        values: Mapping[str, Any],
        columns: tuple[str, ...] | None = None,
    ) -> CursorResult[Any]:
        """Run a statement with bound parameters. `name` stands for it: one name, one statement, one set of columns."""
        compiled = self._compile(name, statement, columns)
        return self._connection.exec_driver_sql(compiled.sql, compiled.values(values))

    def insert(self, table: Table, rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> None:
        """Insert rows that name exactly these columns."""
        compiled = self._compile(f"insert {table.name}", insert(table), columns)
        ordered = [compiled.values(row) for row in rows]
        if ordered:
            self._connection.exec_driver_sql(compiled.sql, ordered)

    def _compile(self, name: str, statement: SelectBase | UpdateBase, columns: tuple[str, ...] | None) -> _Compiled:
        dialect = self._connection.dialect
        key = (name, dialect.name)
        if key not in _compiled:
            made = statement.compile(dialect=dialect, column_keys=list(columns) if columns else None)
            order = getattr(made, "positiontup", None)
            own = {name: value for name, value in made.params.items() if value is not None}
            _compiled[key] = _Compiled(str(made), tuple(order) if order is not None else None, own)
        return _compiled[key]


def as_text(value: object) -> str | None:
    """A value for a JSON column; None stays NULL."""
    return None if value is None else dumps(value)
