"""Health checks: alive, and ready to answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.assembly import Services
from bot.http.rights import OPEN, needs
from corpus.errors import MingbaiError

router = APIRouter(tags=["health"], dependencies=[needs(OPEN)])


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
