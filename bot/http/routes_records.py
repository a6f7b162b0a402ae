"""/api/v1/feedback: saying that an answer is wrong, reviewing it; /api/v1/approved: answers an office has settled."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.commands.inputs import check_characters, read_day
from bot.http.rights import needs
from bot.people import Person
from bot.records import who_is

router = APIRouter(prefix="/api/v1", tags=["records"])
_NO_STORE = {"Cache-Control": "no-store"}
_Reviewer = Annotated[Person, needs("review")]
_Approver = Annotated[Person, needs("approve")]
# More than the database can count to is no number of ours.
_Number = Annotated[int, Path(ge=1, le=2**53)]
_Words = Annotated[str, Field(max_length=2000)]


class Wrong(BaseModel):
    """What POST /feedback takes."""

    model_config = ConfigDict(extra="ignore")

    answer_id: str | None = Field(default=None, max_length=40, description="回答里的 answer_id")
    question: _Words | None = Field(default=None, description="没有 answer_id 时：问的话")
    answer: _Words | None = Field(default=None, description="没有 answer_id 时：答的话")
    note: _Words = Field(default="", description="错在哪里")


class Review(BaseModel):
    """What POST /feedback/{id}/review takes."""

    resolution: _Words = Field(description="怎么处理的")


class Cited(BaseModel):
    """A clause that an approved answer rests on."""

    document_id: str = Field(max_length=400)
    address: str = Field(max_length=400)
    quote: str = Field(max_length=400, description="条款里的原话")


class Settled(BaseModel):
    """What POST /approved takes."""

    office: str = Field(max_length=80, description="定口径的单位")
    question: str = Field(max_length=200)
    wordings: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=20, description="别的问法")
    answer: str = Field(max_length=400, description="每句末尾写 [1] 这样的号", examples=["十二个工作日内完成。[1]"])
    citations: list[Cited] = Field(max_length=10)
    region: str | None = Field(default=None, max_length=100, description="管哪个地方；不写哪里都用")
    expires_on: str | None = Field(default=None, max_length=10, description="用到哪一天为止；不写到条款失效为止")


@router.post("/feedback", operation_id="report_wrong", summary="报告一次回答有错", status_code=201)
def report_wrong(request: Request, wrong: Wrong, person: Annotated[Person, needs("ask")]) -> JSONResponse:
    """The number of the feedback."""
    for words in (wrong.note, wrong.question, wrong.answer):
        check_characters(words or "", "note")
    told = {"question": wrong.question or "", "answer": wrong.answer or ""} if wrong.question else None
    number = _services(request).records.feedback.add(who_is(person), wrong.note, wrong.answer_id, told)
    return JSONResponse({"id": number}, 201)


@router.get("/feedback", operation_id="list_feedback", summary="“有错”的反馈，带当时的问题、回答和依据")
def feedback(
    request: Request,
    person: _Reviewer,  # noqa: ARG001 - the right is what counts
    status: Literal["open", "done"] | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """One page, newest first."""
    return JSONResponse(_services(request).records.feedback.listed(status, page, size), headers=_NO_STORE)


@router.post(
    "/feedback/{feedback_id}/review", operation_id="review_feedback", summary="写下怎么处理的", status_code=204
)
def review(request: Request, feedback_id: _Number, given: Review, person: _Reviewer) -> Response:
    """Settle a piece of feedback."""
    resolution = check_characters(given.resolution, "resolution")
    _services(request).records.feedback.review(feedback_id, resolution, person)
    return Response(status_code=204)


@router.get("/approved", operation_id="list_approved", summary="全部答复口径；stale 说明为什么不再用")
def approved(request: Request, person: _Approver) -> JSONResponse:  # noqa: ARG001
    """All that were not withdrawn."""
    return JSONResponse({"approved": _services(request).records.approved.listed()}, headers=_NO_STORE)


@router.post("/approved", operation_id="approve_answer", summary="定一条答复口径", status_code=201)
def approve(request: Request, given: Settled, person: _Approver) -> JSONResponse:
    """The number of the approved answer."""
    services = _services(request)
    number = services.records.approved.add(
        person,
        check_characters(given.office, "office"),
        check_characters(given.question, "question"),
        check_characters(given.answer, "answer"),
        [one.model_dump() for one in given.citations],
        [check_characters(one, "wordings") for one in given.wordings],
        services.place(given.region),
        read_day(given.expires_on) if given.expires_on else None,
    )
    return JSONResponse({"id": number}, 201)


@router.delete("/approved/{number}", operation_id="withdraw_answer", summary="撤回一条口径", status_code=204)
def withdraw(request: Request, number: _Number, person: _Approver) -> Response:
    """Give it no more."""
    _services(request).records.approved.withdraw(number, person)
    return Response(status_code=204)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
