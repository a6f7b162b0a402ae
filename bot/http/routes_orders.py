"""/api/v1/orders: the list of work orders, one of them, its steps; as JSON, CSV and Excel."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.channels.wecom.robot import tell_of_order
from bot.commands.inputs import check_characters, read_day
from bot.http.rights import needs, refusal
from bot.http.routes_lists import XLSX, csv_file, file_response, sheet_file
from bot.people import Person
from bot.records.life import states
from corpus.desk.order_store import Wanted
from corpus.errors import BadField

router = APIRouter(prefix="/api/v1/orders", tags=["orders"], dependencies=[needs("orders")])
handovers = APIRouter(prefix="/api/v1/handovers", tags=["orders"], dependencies=[needs("all_orders")])
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
    version: int | None = Field(default=None, ge=1, le=2**53, description="看到的版本；别人先改过就不办")


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
    format: Literal["json", "csv", "xlsx", "county"] = "json",
    unmasked: Annotated[bool, Query(description="county 表里带未遮盖的个人信息；要有权限，会记入审计")] = False,
) -> Response:
    """One page as JSON, or all that are wanted as a table (right `export`), residents' data blanked out.

    county: an Excel file in the columns of the county's own system (handover.yaml).
    """
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
    if format == "county":
        whole = services.records.orders.whole_list(person, wanted, unmasked=unmasked)
        return file_response(services.records.fields().table(whole), XLSX, "orders.xlsx")
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
def take_step(request: Request, order_id: str, taken: Taken, person: _Worker, after: BackgroundTasks) -> JSONResponse:
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
    sent = found["history"][-1]["status"] == "已派"
    if sent and services.settings.handover_auto and services.records.outbox.ready:
        services.records.outbox.put(order_id, person)
    if sent and services.settings.wecom_webhook is not None:
        after.add_task(tell_of_order, services.settings.wecom_webhook.get_secret_value(), found)
    return JSONResponse(found, headers=_NO_STORE, background=after)


@router.get("/{order_id}/text", operation_id="order_text", summary="一张工单的文字，按县里系统的字段，供复制")
def order_text(
    request: Request,
    order_id: str,
    person: _Worker,
    unmasked: Annotated[bool, Query(description="带未遮盖的个人信息；要有权限，会记入审计")] = False,
) -> Response:
    """Lines `field：value`."""
    records = _services(request).records
    text = records.fields().text(records.orders.one(order_id, person, unmasked=unmasked))
    return Response(text, media_type="text/plain; charset=utf-8", headers=_NO_STORE)


@router.post("/{order_id}/handover", operation_id="hand_over", summary="把工单转给县里自己的系统", status_code=202)
def hand_over(request: Request, order_id: str, person: Annotated[Person, needs("all_orders")]) -> JSONResponse:
    """The hand-over as it waits; what came of it stands in /api/v1/handovers."""
    return JSONResponse(_services(request).records.outbox.put(order_id, person), 202, headers=_NO_STORE)


@handovers.get("", operation_id="list_handovers", summary="转办的情况，新的在前")
def list_handovers(request: Request, status: Literal["waiting", "sent", "failed"] | None = None) -> JSONResponse:
    """The newest 200."""
    return JSONResponse({"handovers": _services(request).records.outbox.listed(status)}, headers=_NO_STORE)


@handovers.post("/{number}/retry", operation_id="retry_handover", summary="没送成的再送一次", status_code=202)
def retry_handover(
    request: Request, number: Annotated[int, Path(ge=1, le=2**53)], person: Annotated[Person, needs("all_orders")]
) -> JSONResponse:
    """The hand-over as it waits again."""
    return JSONResponse(_services(request).records.outbox.retry(number, person), 202, headers=_NO_STORE)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
