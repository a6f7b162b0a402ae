"""/api/v1/orders: the list of work orders, one of them, its steps; as JSON, CSV and Excel."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.commands.inputs import check_characters, read_day
from bot.http.rights import needs, refusal
from bot.http.routes_lists import csv_file, sheet_file
from bot.people import Person
from bot.records.life import states
from corpus.desk.order_store import Wanted
from corpus.errors import BadField

router = APIRouter(prefix="/api/v1/orders", tags=["orders"], dependencies=[needs("orders")])
_NO_STORE = {"Cache-Control": "no-store"}
_Worker = Annotated[Person, needs("orders")]
_Words = Annotated[str | None, Query(max_length=100)]
_Day = Annotated[str | None, Query(max_length=10, description="如 2026-03-18")]


class Taken(BaseModel):
    """What POST /orders/{id}/steps takes."""

    model_config = ConfigDict(extra="ignore")

    step: str = Field(max_length=20, description="哪一步：dispatch、sign、answer …，或它的中文名", examples=["签收"])
    note: str = Field(default="", max_length=4000, description="说明、答复或理由")
    offices: list[Annotated[str, Field(max_length=80)]] | None = Field(
        default=None, max_length=20, description="派给哪些单位，第一个主办；不写照工单上的"
    )
    due: str | None = Field(default=None, max_length=10, description="延期到哪一天")
    version: int | None = Field(default=None, description="看到的版本；别人先改过就不办")


@router.get("", operation_id="list_orders", summary="工单列表，新的在前；经办人只看得到送到本单位的")
def orders(
    request: Request,
    person: _Worker,
    status: _Words = None,
    urgency: _Words = None,
    kind: _Words = None,
    region: _Words = None,
    since: _Day = None,
    until: _Day = None,
    overdue: Annotated[bool, Query(description="只看过了期限还没办结的")] = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
    format: Literal["json", "csv", "xlsx"] = "json",
) -> Response:
    """One page as JSON, or all that are wanted as a table (right `export`); residents' data is blanked out."""
    services = _services(request)
    if status is not None and status not in states():
        raise BadField(f"没有“{status}”这个状态；可用的有 {'、'.join(states())}。")
    wanted = Wanted(
        status=status,
        urgency=urgency,
        kind=kind,
        region=services.place(region),
        since=read_day(since).isoformat() if since else None,
        until=read_day(until).isoformat() if until else None,
        overdue_on=services.today().isoformat() if overdue else None,
    )
    if format == "json":
        return JSONResponse(services.records.orders.listed(person, wanted, page, size), headers=_NO_STORE)
    refused = refusal(person, "export")
    if refused is not None:
        raise refused
    found = services.records.orders.every(person, wanted)
    return csv_file("orders", found) if format == "csv" else sheet_file("orders", found)


@router.get("/{order_id}", operation_id="show_order", summary="一张工单：现状、经过、时限、能办的下一步")
def order(
    request: Request,
    order_id: str,
    person: _Worker,
    unmasked: Annotated[bool, Query(description="看未遮盖的个人信息；要有权限，会记入审计")] = False,
) -> JSONResponse:
    """The contract's work order as it stands now."""
    found = _services(request).records.orders.one(order_id, person, unmasked=unmasked)
    return JSONResponse(found, headers=_NO_STORE)


@router.post(
    "/{order_id}/steps",
    operation_id="take_step",
    summary="办一步：派单、签收、答复、退回、延期……",
    responses={409: {"description": "现在的状态不能这样办，或别人先改过"}},
)
def take_step(request: Request, order_id: str, taken: Taken, person: _Worker) -> JSONResponse:
    """The order as it stands after the step."""
    services = _services(request)
    found = services.records.orders.take(
        order_id,
        taken.step,
        person,
        check_characters(taken.note, "note"),
        taken.offices,
        read_day(taken.due) if taken.due else None,
        taken.version,
    )
    return JSONResponse(found, headers=_NO_STORE)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
