"""Health checks: alive, and ready to answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bot.assembly import Services
from bot.http.rights import OPEN, needs
from bot.metrics import CONTENT_TYPE
from corpus.errors import MingbaiError

router = APIRouter(tags=["health"], dependencies=[needs(OPEN)])
metrics = APIRouter(tags=["health"], dependencies=[needs("metrics")])


@metrics.get("/metrics", operation_id="metrics", summary="运行指标（Prometheus 格式）")
def figures(request: Request) -> Response:
    """Requests, times, answers, orders by state; no words of anybody."""
    services: Services = request.app.state.services
    return Response(request.app.state.metrics.page(services), media_type=CONTENT_TYPE)


@router.get("/healthz", operation_id="healthz", summary="进程是否活着")
def healthz() -> dict[str, str]:
    """Always ok while the process answers."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="是否可以提问",
    responses={503: {"description": "暂时不能提问：{error: {code, text}}"}},
)
def readyz(request: Request) -> JSONResponse:
    """Ok when the library can be read and the index is there; else 503 with the reason.

    The server begins to listen only when library, index and self-test are done; this tells of what breaks later.
    """
    services: Services = request.app.state.services
    try:
        services.library.version()
        _ = services.index
    except MingbaiError as error:
        return JSONResponse({"error": error.as_json()}, 503)
    return JSONResponse({"status": "ok"})
