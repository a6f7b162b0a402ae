"""Health checks: alive, and ready to answer."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["health"])


@router.get("/healthz", operation_id="healthz", summary="进程是否活着")
def healthz() -> dict[str, str]:
    """Always ok while the process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", summary="是否可以提问")
def readyz() -> dict[str, str]:
    """Ok: the server begins to listen only when library, index and self-test are done."""
    return {"status": "ok"}
