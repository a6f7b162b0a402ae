"""Statements on the hot path of an add, compiled once: ingest of thousands of statutes repeats the same dozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, SelectBase, Table, UpdateBase, insert
from sqlalchemy.exc import DBAPIError

from corpus.jsontext import dumps


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
    """Runs named statements on the driver's own cursor, inside the transaction that the connection has open.

    Values go in and come out as the driver has them: rows are plain tuples, JSON is text, truth 0 and 1 on SQLite.
    Raises what SQLAlchemy would raise.
    """

    def __init__(self, connection: Connection) -> None:
        self._dialect = connection.dialect
        self._cursor: Any = connection.connection.cursor()

    def run(
        self,
        name: str,
        statement: SelectBase | UpdateBase,
        values: Mapping[str, Any],
        columns: tuple[str, ...] | None = None,
    ) -> list[tuple[Any, ...]]:
        """The rows of a statement with bound parameters. `name` stands for it: one name, one statement, one set of
        columns; it gives back rows."""
        compiled = self._compile(name, statement, columns)
        self._say(self._cursor.execute, compiled.sql, compiled.values(values))
        return list(self._say(self._cursor.fetchall))

    def look(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query that has its values written out."""
        self._say(self._cursor.execute, sql)
        return list(self._say(self._cursor.fetchall))

    def tell(self, sql: str) -> None:
        """Run a statement that gives nothing back."""
        self._say(self._cursor.execute, sql)

    def drop(self, name: str, statement: UpdateBase, values: Mapping[str, Any]) -> None:
        """Run a statement with bound parameters that gives nothing back."""
        compiled = self._compile(name, statement, None)
        self._say(self._cursor.execute, compiled.sql, compiled.values(values))

    def insert(self, table: Table, rows: Iterable[Sequence[Any]], columns: tuple[str, ...]) -> None:
        """Insert rows whose values stand in the order of these columns."""
        compiled = self._compile(f"insert {table.name}", insert(table), columns)
        ordered: Sequence[Any] = list(rows)
        if compiled.order != columns:  # a driver that takes values by name, or in an order of its own
            ordered = [compiled.values(dict(zip(columns, row, strict=True))) for row in ordered]
        if ordered:
            self._say(self._cursor.executemany, compiled.sql, ordered)

    def _say(self, act: Any, sql: str | None = None, values: Any = None) -> Any:  # noqa: ANN401 - the driver's own
        try:
            if sql is None:
                return act()
            return act(sql) if values is None else act(sql, values)
        except self._dialect.loaded_dbapi.Error as fault:
            raise DBAPIError(sql, None, fault) from fault

    def _compile(self, name: str, statement: SelectBase | UpdateBase, columns: tuple[str, ...] | None) -> _Compiled:
        key = (name, self._dialect.name)
        if key not in _compiled:
            made = statement.compile(dialect=self._dialect, column_keys=list(columns) if columns else None)
            order = getattr(made, "positiontup", None)
            own = {name: value for name, value in made.params.items() if value is not None}
            _compiled[key] = _Compiled(str(made), tuple(order) if order is not None else None, own)
        return _compiled[key]


def as_text(value: object) -> str | None:
    """A value for a JSON column; None stays NULL."""
    return None if value is None else dumps(value)
