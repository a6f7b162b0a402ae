"""POST /retrieval: clauses for Dify's external knowledge."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.assembly import Services
from bot.channels.dify import Wanted, records
from bot.http.rights import needs

router = APIRouter(tags=["dify"], dependencies=[needs("channel")])


@router.post(
    "/retrieval",
    operation_id="dify_retrieval",
    summary="Dify 外部知识库：按地点检索条款，带分数和元数据",
    responses={404: {"description": "没有这个知识库：{error_code: 2001, error_msg}"}},
)
def retrieval(request: Request, wanted: Wanted) -> JSONResponse:
    """The clauses nearest to a query, best first."""
    services: Services = request.app.state.services
    return JSONResponse(records(services, wanted), headers={"Cache-Control": "no-store"})
