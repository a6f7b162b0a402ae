"""Work orders as they are kept (工单台账): the order as it was made, its state, its steps, the offices it was sent to.

Every method is one transaction. Nothing here decides anything: which step is allowed is said by bot.records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update

from corpus.database import Database
from corpus.desk.record_tables import ORDER_OFFICES, ORDER_STEPS, ORDERS

_O, _F, _S = ORDERS.c, ORDER_OFFICES.c, ORDER_STEPS.c


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was taken. status: what the order's history shows for it."""

    at: str
    step: str
    status: str
    by: str
    note: str
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as it is kept. offices: name and whether it leads. content: the contract's object as it was made."""

    id: str
    created_at: str
    changed_at: str
    status: str
    region: str | None
    kind: str
    urgency: str
    due: str | None
    closed_on: str | None
    version: int
    content: Mapping[str, Any]
    card: Mapping[str, Any] | None
    offices: tuple[tuple[str, bool], ...] = ()
    steps: tuple[StepRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of orders is narrowed to; None = no matter. offices: only orders sent to one of them.

    region: a place with all below it. since, until: days of creation, both included. overdue_on: still open with a
    limit before that day.
    """

    status: str | None = None
    urgency: str | None = None
    kind: str | None = None
    region: str | None = None
    since: str | None = None
    until: str | None = None
    overdue_on: str | None = None
    offices: tuple[str, ...] | None = None


class OrderStore:
    """The front door to the orders. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: OrderRow, step: StepRow) -> bool:
        """Write a new order with its first step; False when the number is taken."""
        values = {
            name: getattr(row, name) for name in OrderRow.__dataclass_fields__ if name not in ("offices", "steps")
        }
        values |= {"content": dict(row.content), "card": dict(row.card) if row.card else None}
        with self._database.write() as connection:
            if connection.execute(select(_O.id).where(_O.id == row.id)).first() is not None:
                return False
            connection.execute(insert(ORDERS).values(**values))
            connection.execute(insert(ORDER_STEPS).values(order_id=row.id, **_step_values(step)))
        return True

    def get(self, order_id: str) -> OrderRow | None:
        """One order with its offices and all its steps."""
        with self._database.read() as connection:
            row = connection.execute(select(ORDERS).where(_O.id == order_id)).first()
            if row is None:
                return None
            offices = connection.execute(
                select(_F.office, _F.lead).where(_F.order_id == order_id).order_by(_F.lead.desc(), _F.office)
            ).all()
            steps = connection.execute(select(ORDER_STEPS).where(_S.order_id == order_id).order_by(_S.id)).all()
        return _order(row, [(one.office, bool(one.lead)) for one in offices], steps)

    def change(
        self,
        order_id: str,
        version: int,
        values: Mapping[str, Any],
        step: StepRow,
        offices: Sequence[tuple[str, bool]] | None = None,
    ) -> bool:
        """Take a step; False, and nothing written, when the order is no longer at `version`.

        offices: those it now lies with, in place of the former ones.
        """
        with self._database.write() as connection:
            changed = connection.execute(
                update(ORDERS)
                .where(_O.id == order_id, _O.version == version)
                .values(**values, changed_at=step.at, version=version + 1)
            )
            if not changed.rowcount:
                return False
            connection.execute(insert(ORDER_STEPS).values(order_id=order_id, **_step_values(step)))
            if offices is not None:
                connection.execute(delete(ORDER_OFFICES).where(_F.order_id == order_id))
                for office, lead in offices:
                    connection.execute(insert(ORDER_OFFICES).values(order_id=order_id, office=office, lead=lead))
        return True

    def page(self, wanted: Wanted, skip: int, most: int) -> tuple[int, list[OrderRow]]:
        """How many orders are wanted in all, and `most` of them after `skip`, newest first, without their steps."""
        conditions = list(_conditions(wanted))
        counted = select(func.count()).select_from(ORDERS).where(*conditions)
        listed: Select[Any] = select(ORDERS).where(*conditions).order_by(_O.created_at.desc(), _O.id.desc())
        with self._database.read() as connection:
            total = int(connection.execute(counted).scalar_one())
            rows = connection.execute(listed.offset(skip).limit(most)).all()
            ids = [row.id for row in rows]
            offices: dict[str, list[tuple[str, bool]]] = {}
            named = select(ORDER_OFFICES).where(_F.order_id.in_(ids)).order_by(_F.lead.desc(), _F.office)
            for one in connection.execute(named):
                offices.setdefault(one.order_id, []).append((one.office, bool(one.lead)))
        return total, [_order(row, offices.get(row.id, []), ()) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many orders stand in each state."""
        with self._database.read() as connection:
            rows = connection.execute(select(_O.status, func.count()).group_by(_O.status))
            return {status: int(count) for status, count in rows}

    def closed_before(self, day: str) -> list[str]:
        """Numbers of the orders closed before a day."""
        with self._database.read() as connection:
            rows = connection.execute(select(_O.id).where(_O.closed_on.is_not(None), _O.closed_on < day))
            return [row.id for row in rows]

    def remove(self, order_ids: Sequence[str]) -> int:
        """Delete orders with all that hangs on them; gives how many there were."""
        gone = 0
        with self._database.write() as connection:
            for order_id in order_ids:
                gone += connection.execute(delete(ORDERS).where(_O.id == order_id)).rowcount
        return gone


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in ((_O.status, wanted.status), (_O.urgency, wanted.urgency), (_O.kind, wanted.kind)):
        if value is not None:
            found.append(column == value)
    if wanted.region is not None:
        found.append((_O.region == wanted.region) | _O.region.startswith(f"{wanted.region}/", autoescape=True))
    if wanted.since is not None:
        found.append(_O.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(_O.created_at < f"{wanted.until}U")  # a moment of that day goes on with T
    if wanted.overdue_on is not None:
        found.append(_O.closed_on.is_(None) & _O.due.is_not(None) & (_O.due < wanted.overdue_on))
    if wanted.offices is not None:
        found.append(_O.id.in_(select(_F.order_id).where(_F.office.in_(wanted.offices))))
    return found


def _step_values(step: StepRow) -> dict[str, Any]:
    values = {name: getattr(step, name) for name in StepRow.__dataclass_fields__}
    return values | {"detail": dict(step.detail) if step.detail else None}


def _order(row: Row[Any], offices: Sequence[tuple[str, bool]], steps: Sequence[Row[Any]]) -> OrderRow:
    names = [name for name in OrderRow.__dataclass_fields__ if name not in ("offices", "steps")]
    taken = tuple(StepRow(one.at, one.step, one.status, one.by, one.note, one.detail) for one in steps)
    return OrderRow(**{name: getattr(row, name) for name in names}, offices=tuple(offices), steps=taken)
