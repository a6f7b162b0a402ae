"""POST /api/v1/chat: one turn of a talk, one reply of the dialogue core."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.clock import now
from bot.commands.ask import HISTORY_MAX, check_history
from bot.commands.inputs import check_characters, check_region
from bot.dialogue import Turn
from bot.http.rights import needs
from bot.http.routes_api import Turn as Told
from bot.http.routes_api import day_of
from bot.people import Person
from corpus.errors import BadField

router = APIRouter(prefix="/api/v1", tags=["chat"], dependencies=[needs("ask")])
CHANNEL = "web"
TEXT_MAX = 8000


class Said(BaseModel):
    """What POST /api/v1/chat takes."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(description="说的话：问题、情况、命令、数字", examples=["低保怎么申请？"])
    conversation: str | None = Field(
        default=None, max_length=80, description="对话编号：第一次不写，以后写上一次返回的 conversation"
    )
    region: str | None = Field(default=None, description="所在地，任何常用写法；不写用对话里说过的")
    role: str | None = Field(default=None, max_length=20, description="身份，如 驻村第一书记")
    as_of: str | None = Field(default=None, description="按哪一天的效力回答，如 2026-03-18")
    history: Annotated[list[Told], Field(max_length=200)] | None = Field(
        default=None, description=f"前面的对话；写了就以它为准，只看最后 {HISTORY_MAX} 句"
    )


@router.post(
    "/chat",
    operation_id="chat",
    summary=f"对话（一句不超过 {TEXT_MAX} 字）：记得地点和前文，问答、分诊、做题都在一处",
    responses={400: {"description": "内容写得不对：{error: {code, text}}"}},
)
def chat(request: Request, said: Said, person: Annotated[Person, needs("ask")]) -> JSONResponse:
    """The reply, with `conversation` to be sent along with the next turn."""
    services: Services = request.app.state.services
    if len(said.text) > TEXT_MAX:
        raise BadField(f"这句话有 {len(said.text)} 字，最多 {TEXT_MAX} 字；请分几次说。")
    conversation = said.conversation or secrets.token_urlsafe(12)
    history = None if said.history is None else check_history([turn.model_dump() for turn in said.history])
    turn = Turn(
        channel=CHANNEL,
        user=f"{person.name}/{check_characters(conversation, 'conversation')}",
        text=check_characters(said.text, "text"),
        at=now(),
        place=services.place(check_region(said.region)),
        role=said.role,
        history=None if history is None else tuple(history),
        as_of=day_of(services, said.as_of) if said.as_of else None,
        triage=person.may("triage"),
    )
    reply = services.dialogue.reply(turn)
    return JSONResponse(reply.as_json() | {"conversation": conversation}, headers={"Cache-Control": "no-store"})
