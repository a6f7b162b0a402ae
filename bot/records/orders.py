"""Work orders that live (工单台账): kept when staff triage, sent, worked on, answered, closed.

A handler sees and moves only the orders that were sent to his office. Personal data is shown to those who have the
right `unmasked`, and each such view is written into the audit log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.people import Audit, Person
from bot.records.life import allowed, checked, is_closed, limits
from bot.records.masking import masked
from corpus.database import Database
from corpus.desk.order_store import OrderRow, OrderStore, StepRow, Wanted
from corpus.errors import BadField, Forbidden, NotFound, WrongState

_LEVELS = "省市县区镇乡"
_MOST_NOTE = 2000
_MOST_OFFICES = 12


class Orders:
    """The front door to the orders. clock: the moment it is (MINGBAI_CLOCK counts for orders)."""

    def __init__(self, database: Database, audit: Audit, clock: Callable[[], dt.datetime]) -> None:
        self._store = OrderStore(database)
        self._audit = audit
        self._clock = clock

    def keep(self, referral: Mapping[str, Any], person: Person, number: str | None = None) -> str | None:
        """Keep the work order of a triage object; its number, None when the triage made none.

        number: of an order that the same call has made before and that nobody got yet: it takes the new content.
        Raises WrongState when it has been sent, NotFound when it is not there.
        """
        order = referral["work_order"]
        if order is None:
            return None
        if number is not None:
            return self._renew(number, referral, person)
        created = str(order["created"])
        row = OrderRow(
            id=order["id"],
            created_at=created,
            changed_at=created,
            status=order["status"],
            region=order["region"],
            kind=order["kind"],
            urgency=order["urgency"],
            due=_earliest(limits(order["clocks"], {"created": _day(created)})),
            closed_on=None,
            version=1,
            content=order,
            card=referral.get("card"),
        )
        if not self._store.add(row, StepRow(created, "created", order["status"], _by(person), "")):
            raise WrongState(f"工单编号 {order['id']} 已经有了；请重新研判一次。")
        self._audit.note(person, "order.create", row.id)
        return row.id

    def _renew(self, number: str, referral: Mapping[str, Any], person: Person) -> str:
        row, order = self._seen(number, person), referral["work_order"]
        if row.status != order["status"]:
            raise WrongState(f"工单 {number} 已经是“{row.status}”，内容不能再改；新的情况请写成备注。")
        at = self._clock().isoformat(timespec="seconds")
        values = {
            "content": dict(order) | {"id": number, "created": row.created_at},
            "card": dict(referral["card"]) if referral.get("card") else None,
            **{name: order[name] for name in ("region", "kind", "urgency")},
        }
        # No step of the history: the order as it is sent is what counts.
        step = StepRow(at, "note", row.status, _by(person), "补充了情况，重新研判")
        if not self._store.change(number, row.version, values, step):
            raise WrongState("这张工单刚被别人改过；请刷新后看看再办。")
        self._audit.note(person, "order.renew", number)
        return number

    def listed(self, person: Person, wanted: Wanted, page: int, size: int) -> dict[str, Any]:
        """One page of the orders that `person` may see, as lines without personal data."""
        total, rows = self._store.page(self._own(person, wanted), (page - 1) * size, size)
        return {"orders": [self._line(row) for row in rows], "total": total, "page": page, "size": size}

    def every(self, person: Person, wanted: Wanted, most: int = 100_000) -> list[dict[str, Any]]:
        """All of them, for a table; written into the audit log."""
        _, rows = self._store.page(self._own(person, wanted), 0, most)
        self._audit.note(person, "order.export", count=len(rows))
        return [self._line(row) for row in rows]

    def whole_list(self, person: Person, wanted: Wanted, *, unmasked: bool, most: int = 10_000) -> list[dict[str, Any]]:
        """All of them as whole orders, for a table. Raises Forbidden where unmasked ones are not for him."""
        if unmasked and not person.may("unmasked"):
            raise Forbidden("没有看未遮盖信息的权限；需要的话请找管理员。")
        _, rows = self._store.page(self._own(person, wanted), 0, most)
        self._audit.note(person, "order.export", count=len(rows), unmasked=unmasked)
        return [_present(row) if unmasked else masked(_present(row), row.content["narrative"]) for row in rows]

    def one(self, order_id: str, person: Person, *, unmasked: bool = False) -> dict[str, Any]:
        """An order as it stands: the contract's object with its present state and history, and what may be done next.

        unmasked: with the resident's data. Raises NotFound (also for an order of another office), Forbidden.
        """
        row = self._seen(order_id, person)
        if unmasked and not person.may("unmasked"):
            raise Forbidden("没有看未遮盖信息的权限；需要的话请找管理员。")
        self._audit.note(person, "order.unmasked" if unmasked else "order.view", order_id)
        return self._shown(row, person, unmasked=unmasked)

    def whole(self, order_id: str) -> dict[str, Any]:
        """An order with the resident's data, for handing it over. Raises NotFound."""
        row = self._store.get(order_id)
        if row is None:
            raise _unknown(order_id)
        return _present(row)

    def take(
        self,
        order_id: str,
        key: str,
        person: Person,
        note: str = "",
        offices: Sequence[str] | None = None,
        due: dt.date | None = None,
        version: int | None = None,
    ) -> dict[str, Any]:
        """Take a step (steps.yaml) and give the order as it then stands, masked.

        offices: at dispatch, who gets it, the first leads; else those the order names. version: what the caller saw;
        another one means that somebody was faster. Raises BadField, Forbidden, NotFound, WrongState.
        """
        row = self._seen(order_id, person)
        if version is not None and version != row.version:
            raise WrongState("这张工单刚被别人改过；请刷新后看看再办。")
        if len(note) > _MOST_NOTE:
            raise BadField(f"说明太长；请缩到 {_MOST_NOTE} 字以内。")
        step = checked(key, row.status, person, note, due)
        now = self._clock()
        if due is not None and due < now.date():
            raise BadField("新的期限已经过去；请改成今天或以后的日期。")
        sent = _sent_to(row, offices) if step.key == "dispatch" else None
        status = step.to or row.status
        detail: dict[str, Any] = {"offices": [name for name, _ in sent]} if sent else {}
        if due is not None:
            detail["due"] = due.isoformat()
        taken = StepRow(
            now.isoformat(timespec="seconds"), step.key, step.history_status(status), _by(person), note.strip(), detail
        )
        values = {
            "status": status,
            "due": due.isoformat() if due else _due(row, taken),
            "closed_on": now.date().isoformat() if is_closed(status) else None,
        }
        if not self._store.change(order_id, row.version, values, taken, sent):
            raise WrongState("这张工单刚被别人改过；请刷新后看看再办。")
        self._audit.note(person, f"order.{step.key}", order_id, status=status)
        return self._shown(self._seen(order_id, person), person, unmasked=False)

    def counts(self) -> dict[str, int]:
        """How many orders stand in each state."""
        return self._store.counts()

    def erase(self, order_ids: Sequence[str], person: Person | str, why: str) -> int:
        """Delete orders with all that hangs on them; only their numbers stay, in the audit log."""
        gone = 0
        for order_id in order_ids:
            if self._store.remove([order_id]):
                gone += 1
                self._audit.note(person, "order.erase", order_id, why=why)
        return gone

    def closed_before(self, day: dt.date) -> list[str]:
        """Numbers of the orders closed before a day."""
        return self._store.closed_before(day.isoformat())

    def _own(self, person: Person, wanted: Wanted) -> Wanted:
        if person.may("all_orders"):
            return wanted
        names = {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}
        return Wanted(**(names | {"offices": office_names(person)}))

    def _seen(self, order_id: str, person: Person) -> OrderRow:
        row = self._store.get(order_id)
        mine = row is not None and {name for name, _ in row.offices} & set(office_names(person))
        if row is None or not (mine or person.may("all_orders")):
            raise _unknown(order_id)
        return row

    def _shown(self, row: OrderRow, person: Person, *, unmasked: bool) -> dict[str, Any]:
        order = _present(row) | {"steps": [{"step": one.key, "name": one.name} for one in allowed(row.status, person)]}
        return (order if unmasked else masked(order, row.content["narrative"])) | {"unmasked": unmasked}

    def _line(self, row: OrderRow) -> dict[str, Any]:
        content = masked({"title": row.content["title"]}, row.content["narrative"])
        today = self._clock().date().isoformat()
        return content | {
            "id": row.id,
            "created": row.created_at,
            "changed": row.changed_at,
            "status": row.status,
            "region": row.region,
            "kind": row.kind,
            "urgency": row.urgency,
            "offices": [name for name, _ in row.offices],
            "due": row.due,
            "overdue": row.due is not None and row.due < today and row.closed_on is None,
            "version": row.version,
        }


def office_names(person: Person) -> tuple[str, ...]:
    """The names under which orders are sent to a handler's office: 县民政局 in 青禾县 is 青禾县民政局 too."""
    if not person.office:
        return ()
    names = [person.office]
    own = (person.region or "").rpartition("/")[2]
    if own and person.office[0] in _LEVELS and own.endswith(person.office[0]):
        names.append(own + person.office[1:])
    elif own and not person.office.startswith(own):
        names.append(own + person.office)
    return tuple(names)


def _present(row: OrderRow) -> dict[str, Any]:
    """The contract's object as the order stands now, with fields of ours: due, offices, version."""
    history = [{"at": s.at, "status": s.status, "by": s.by, "note": _note(s)} for s in row.steps if s.step != "note"]
    remarks = [{"at": s.at, "by": s.by, "note": s.note} for s in row.steps if s.step == "note"]
    return dict(row.content) | {
        "status": row.status,
        "history": history,
        "remarks": remarks,
        "clocks": limits(row.content["clocks"], _begun(row.steps)),
        "due": row.due,
        "offices": [{"name": name, "lead": lead} for name, lead in row.offices],
        "version": row.version,
    }


def _note(step: StepRow) -> str:
    detail = step.detail or {}
    parts = [f"送 {'、'.join(detail['offices'])}" if detail.get("offices") else ""]
    parts += [f"期限 {detail['due']}" if detail.get("due") else "", step.note]
    return "；".join(part for part in parts if part)


def _sent_to(row: OrderRow, offices: Sequence[str] | None) -> list[tuple[str, bool]]:
    named = [name.strip() for name in offices or [] if name.strip()]
    if not named:
        named = [one["name"] for one in (*row.content["lead"], *row.content["co"])]
    named = list(dict.fromkeys(named))
    if not named:
        raise BadField("没有写派给哪个单位；请写上单位的全称。")
    if len(named) > _MOST_OFFICES or any(len(name) > 80 for name in named):
        raise BadField(f"单位最多 {_MOST_OFFICES} 个，名称最多 80 字；请改好后重来。")
    return [(name, place == 0) for place, name in enumerate(named)]


def _begun(steps: Sequence[StepRow]) -> dict[str, dt.date]:
    """The day of the first created, dispatch and sign."""
    found: dict[str, dt.date] = {}
    for step in steps:
        found.setdefault(step.step, _day(step.at))
    return found


def _due(row: OrderRow, taken: StepRow) -> str | None:
    """When the order is due after a step: as extended, else the earliest limit that is running."""
    if any(step.step == "extend" for step in row.steps):
        return row.due
    return _earliest(limits(row.content["clocks"], _begun((*row.steps, taken))))


def _earliest(clocks: Sequence[Mapping[str, Any]]) -> str | None:
    return min((str(clock["due"]) for clock in clocks if clock["due"]), default=None)


def _day(moment: str) -> dt.date:
    return dt.date.fromisoformat(moment[:10])


def _by(person: Person) -> str:
    return f"{person.name}（{person.office}）" if person.office else person.name


def _unknown(order_id: str) -> NotFound:
    return NotFound(f"没有工单 {order_id[:60]}，或它没有送到您的单位；请核对编号。")
