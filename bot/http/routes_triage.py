"""POST /api/v1/triage: one household's story, one triage object of the contract."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from bot.assembly import Services
from bot.commands.triage import CHANNELS, NARRATIVE_MAX, triage_item
from bot.http.identify import own_region
from bot.http.rights import needs, refusal
from bot.http.routes_api import answer_response
from bot.people import Origin, Person

router = APIRouter(prefix="/api/v1", tags=["triage"], dependencies=[needs("triage")])


class Narrative(BaseModel):
    """What POST /api/v1/triage takes."""

    model_config = ConfigDict(extra="ignore")

    id: StrictStr | StrictInt | None = Field(default=None, description="原样带回的编号")
    narrative: str | None = Field(
        default=None,
        description="来电人说的情况；接着办时可以不写，用 case",
        examples=["我爹一个人住，房子漏雨。"],
    )
    case: dict[str, Any] | None = Field(default=None, description="上一次返回的 case，原样送回就是接着办")
    turns: Any = Field(
        default=None,
        description="后来说的话，一轮一个对象：say 原话；path 答的是哪个追问；value 按钮的值；unknown、remove 为 true",
        examples=[[{"path": "h.assets.cars", "say": "没得"}, {"say": "不是五口人，是四口"}]],
    )
    region: str | None = Field(default=None, description="所在地，任何常用写法；不写用 MINGBAI_REGION")
    channel: str | None = Field(default=None, description=f"从哪里来：{'、'.join(CHANNELS)}；不写是 phone")
    call_date: str | None = Field(default=None, description="来电日期，如 2026-03-18；“去年”“上个月”从这天算")
    store: bool | None = Field(default=None, description="把工单存进台账；不写时，登录的坐席第一次研判自动存，别人不存")
    order_id: str | None = Field(default=None, max_length=60, description="接着办时：更新这张还没派出的工单")


@router.post(
    "/triage",
    operation_id="triage",
    summary=f"研判一户的情况（不超过 {NARRATIVE_MAX} 字）：可能适用的措施、单位、追问、工单和明白卡",
    responses={400: {"description": "情况、地点或日期写得不对：{error: {code, text}}"}},
)
def triage(request: Request, narrative: Narrative, person: Annotated[Person, needs("triage")]) -> JSONResponse:
    """Triage with the shape that `mingbai triage --json` prints, and `order_id` where the order was kept."""
    services: Services = request.app.state.services
    keeps = _keeps(narrative, person)
    item = narrative.model_dump(exclude={"store", "order_id"})
    found = triage_item(services, item, own_region(person, services.settings), services.today())
    kept = services.records.orders.keep(found, person, narrative.order_id) if keeps else None
    if kept is not None:
        found["work_order"]["id"] = kept
    return answer_response(found | {"order_id": kept})


def _keeps(narrative: Narrative, person: Person) -> bool:
    """Whether the order is kept. Raises Forbidden when somebody without the right asks for it."""
    goes_on = bool(narrative.case or narrative.turns)
    first = person.origin is Origin.ACCOUNT and person.may("new_orders") and not goes_on
    wanted = first or narrative.order_id is not None if narrative.store is None else narrative.store
    refused = refusal(person, "new_orders") if wanted else None
    if refused is not None:
        raise refused
    return wanted
