"""POST /api/v1/triage: one household's story, one triage object of the contract."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from bot.assembly import Services
from bot.commands.triage import CHANNELS, NARRATIVE_MAX, triage_item
from bot.http.rights import needs
from bot.http.routes_api import answer_response

router = APIRouter(prefix="/api/v1", tags=["triage"], dependencies=[needs("triage")])


class Narrative(BaseModel):
    """What POST /api/v1/triage takes."""

    model_config = ConfigDict(extra="ignore")

    id: StrictStr | StrictInt | None = Field(default=None, description="原样带回的编号")
    narrative: str = Field(description="来电人说的情况", examples=["我爹七十八了一个人住，房子漏雨，没吃低保。"])
    region: str | None = Field(default=None, description="所在地，任何常用写法；不写用 MINGBAI_REGION")
    channel: str | None = Field(default=None, description=f"从哪里来：{'、'.join(CHANNELS)}；不写是 phone")
    call_date: str | None = Field(default=None, description="来电日期，如 2026-03-18；“去年”“上个月”从这天算")


@router.post(
    "/triage",
    operation_id="triage",
    summary=f"研判一户的情况（不超过 {NARRATIVE_MAX} 字）：可能适用的措施、单位、追问、工单和明白卡",
    responses={400: {"description": "情况、地点或日期写得不对：{error: {code, text}}"}},
)
def triage(request: Request, narrative: Narrative) -> JSONResponse:
    """Triage with the shape that `mingbai triage --json` prints."""
    services: Services = request.app.state.services
    item = narrative.model_dump()
    return answer_response(triage_item(services, item, services.settings.region, services.today()))
