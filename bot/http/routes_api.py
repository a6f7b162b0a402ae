"""POST /api/v1/ask: one question, one ask object of the contract."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from bot.assembly import Services
from bot.commands.ask import HISTORY_MAX, QUESTION_MAX, check_history, check_question
from bot.commands.inputs import check_region, item_id, read_day
from bot.http.identify import own_region
from bot.http.rights import needs
from bot.people import Person
from bot.records import who_is

router = APIRouter(prefix="/api/v1", tags=["ask"], dependencies=[needs("ask")])


class Turn(BaseModel):
    """An earlier turn of the conversation."""

    role: str = Field(description="user 或 assistant", examples=["user"])
    content: str = Field(description="说过的话")


class Question(BaseModel):
    """What POST /api/v1/ask takes."""

    model_config = ConfigDict(extra="ignore")

    id: StrictStr | StrictInt | None = Field(default=None, description="原样带回的编号")
    question: str = Field(description="问题", examples=["南昌到2025年农村居民人均可支配收入要到多少？"])
    region: str | None = Field(default=None, description="所在地，任何常用写法；不写用 MINGBAI_REGION")
    as_of: str | None = Field(default=None, description="按哪一天的效力回答，如 2026-03-18")
    history: Annotated[list[Turn], Field(max_length=200)] | None = Field(
        default=None, description=f"前面的对话，只看最后 {HISTORY_MAX} 句"
    )


@router.post(
    "/ask",
    operation_id="ask",
    summary=f"提问（不超过 {QUESTION_MAX} 字），得到带条款出处的回答",
    responses={400: {"description": "问题或地点写得不对：{error: {code, text}}"}},
)
def ask(request: Request, question: Question, person: Annotated[Person, needs("ask")]) -> JSONResponse:
    """Answer with the shape that `mingbai ask --json` prints, and `answer_id`, under which feedback speaks of it."""
    services: Services = request.app.state.services
    answer = services.ask(
        check_question(question.question),
        check_region(question.region) or own_region(person, services.settings),
        day_of(services, question.as_of),
        check_history([turn.model_dump() for turn in question.history or []]),
        item_id({"id": question.id}),
    )
    return answer_response(answer | {"answer_id": services.records.answers.keep(answer, who_is(person), "api")})


def day_of(services: Services, as_of: str | None) -> dt.date:
    """The day asked for, else today. Raises BadInput."""
    return read_day(as_of) if as_of else services.today()


def answer_response(answer: dict[str, Any]) -> JSONResponse:
    """One object; never kept by a cache."""
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
