"""GET /api/v1/duties, /figures, /deadlines: lists over the whole shelf, as JSON or as a file to download."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from bot.assembly import Services
from bot.calendar_file import calendar
from bot.http.rights import needs
from bot.lists import list_deadlines, list_duties, list_figures
from bot.sheets import csv_lines, xlsx

router = APIRouter(prefix="/api/v1", tags=["lists"], dependencies=[needs("read")])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Words = Annotated[str | None, Query(max_length=100)]
_Place = Annotated[str | None, Query(max_length=100, description="地点，任何常用写法；不写用 MINGBAI_REGION")]


@router.get("/duties", operation_id="list_duties", summary="哪些单位管哪些事，按牵头、责任、配合排")
def duties(
    request: Request, office: _Words = None, region: _Place = None, format: Literal["json", "csv", "xlsx"] = "json"
) -> Response:
    """The items of `library duties --json` in one object, or a table."""
    services: Services = request.app.state.services
    found = list_duties(services, _said(office), _place(services, region), services.today())
    if format == "xlsx":
        return sheet_file("duties", found)
    return csv_file("duties", found) if format == "csv" else JSONResponse({"duties": found})


@router.get("/figures", operation_id="list_figures", summary="文件里的指标和数字，同一指标各地排在一起")
def figures(
    request: Request, indicator: _Words = None, region: _Place = None, format: Literal["json", "csv"] = "json"
) -> Response:
    """The items of `library figures --json` in one object, or a table."""
    services: Services = request.app.state.services
    found = list_figures(services, _said(indicator), _place(services, region), services.today())
    return csv_file("figures", found) if format == "csv" else JSONResponse({"figures": found})


@router.get("/deadlines", operation_id="list_deadlines", summary="写明时限的事，按到期先后排")
def deadlines(
    request: Request,
    region: _Place = None,
    coming: Annotated[bool, Query(description="只列还没到期的")] = False,
    format: Literal["json", "ics"] = "json",
) -> Response:
    """The items of `library deadlines --json` in one object, or a calendar (RFC 5545)."""
    services: Services = request.app.state.services
    found = list_deadlines(services, _place(services, region), services.today(), coming=coming)
    if format == "ics":
        return file_response(
            calendar(found, services.today()).encode(), "text/calendar; charset=utf-8", "deadlines.ics"
        )
    return JSONResponse({"deadlines": found})


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None


def _place(services: Services, region: str | None) -> str | None:
    return services.place(_said(region) or services.settings.region)


def sheet_file(kind: str, found: list[dict[str, Any]]) -> Response:
    """A list of bot/lists.yaml as an Excel file to download."""
    return file_response(xlsx(kind, found), XLSX, f"{kind}.xlsx")


def csv_file(kind: str, found: list[dict[str, Any]]) -> Response:
    """A list of bot/lists.yaml as a CSV file to download."""
    table = "".join(f"{line}\r\n" for line in csv_lines(kind, found))
    return file_response(table.encode(), "text/csv; charset=utf-8", f"{kind}.csv")


def file_response(content: bytes, media_type: str, name: str) -> Response:
    """A file to download."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
