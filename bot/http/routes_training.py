"""/api/v1/training: items, the next one, answers, reports, flags; what `mingbai train` does, over HTTP.

Parts of training are imported where they are used: a server must answer its first question fast.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.commands.inputs import check_characters, check_region, read_day
from bot.commands.train import LEARNER
from bot.http.rights import needs, person_of
from bot.training.learner import learner_of

router = APIRouter(prefix="/api/v1/training", tags=["training"], dependencies=[needs("learn")])
_TEACHERS = [needs("teach")]
_Learner = Annotated[str, Query(max_length=40, description="学员的代号（不写姓名）")]
_Short = Annotated[str, Field(max_length=300)]
_Place = Annotated[str | None, Query(max_length=100, description="地点，任何常用写法；不写用 MINGBAI_REGION")]
_Day = Annotated[str | None, Query(max_length=10, description="按哪一天的效力，如 2026-03-18；不写是今天")]


class Given(BaseModel):
    """What POST /answers takes."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(max_length=40, description="题号，照 next 给的写")
    answer: str = Field(max_length=2000, description="选择题写字母，填空和简答写文字", examples=["B"])
    learner: str = Field(default=LEARNER, max_length=40)
    region: str | None = Field(default=None, max_length=100)


class Flag(BaseModel):
    """What POST /flags takes."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(max_length=40)
    reason: str = Field(max_length=500, description="这道题哪里有问题")
    by: str = Field(default=LEARNER, max_length=40)


class Asked(BaseModel):
    """What POST /drills/…/questions takes."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field(max_length=2000)
    region: str | None = Field(default=None, max_length=100)


class Tried(BaseModel):
    """What POST /drills/…/answers takes."""

    model_config = ConfigDict(extra="ignore")

    questions: list[_Short] = Field(default=[], max_length=20, description="问过的话")
    categories: list[_Short] = Field(default=[], max_length=10, description="可能属于哪一类")
    measures: list[_Short] = Field(default=[], max_length=20, description="可能适用的措施")
    offices: list[_Short] = Field(default=[], max_length=20, description="找哪些单位")
    urgent: str = Field(default="", max_length=1000, description="眼前的险情和怎么办")
    say: str = Field(default="", max_length=1000, description="对住户怎么说")
    learner: str = Field(default=LEARNER, max_length=40)
    region: str | None = Field(default=None, max_length=100)


@router.get("/items", dependencies=_TEACHERS, operation_id="training_items", summary="全部考题，带答案、理由和条款")
def items(request: Request, region: _Place = None, as_of: _Day = None) -> JSONResponse:
    """The objects of `train export --json` in one object."""
    services = _services(request)
    day = read_day(as_of) if as_of else services.today()
    return JSONResponse({"items": [item.as_json() for item in services.trainer.items(_place(services, region), day)]})


@router.get("/next", operation_id="training_next", summary="下一道题，不带答案")
def next_item(request: Request, learner: _Learner = LEARNER, region: _Place = None) -> JSONResponse:
    """The object of `train next --json`."""
    services = _services(request)
    return JSONResponse(services.trainer.next(_learner(request, learner), _place(services, region), services.today()))


@router.post("/answers", operation_id="training_answer", summary="作答并评分，说明理由和条款")
def answer(request: Request, given: Given) -> JSONResponse:
    """The object of `train answer --json`."""
    services = _services(request)
    said = check_characters(given.answer, "answer")
    place = _place(services, given.region)
    return JSONResponse(
        services.trainer.answer(_learner(request, given.learner), given.id, said, place, services.today())
    )


@router.get("/report", operation_id="training_report", summary="一名学员的报告：薄弱处、错题本、合格与否")
def report(request: Request, learner: _Learner = LEARNER) -> JSONResponse:
    """The object of `train report --json`."""
    from bot.training.report import learner_report

    services = _services(request)
    return JSONResponse(learner_report(services.trainer.store, _learner(request, learner), services.today()))


@router.get("/group", dependencies=_TEACHERS, operation_id="training_group", summary="全体学员：各人成绩，全体薄弱处")
def group(request: Request) -> JSONResponse:
    """The object of `train report --group --json`."""
    services = _services(request)
    return JSONResponse(services.trainer.group(services.today()))


@router.get("/lessons", operation_id="training_lessons", summary="第一周的课：目录")
def lessons() -> JSONResponse:
    """Number and title of each lesson."""
    from bot.training.course import load_course

    return JSONResponse({"lessons": [{"number": one.number, "title": one.title} for one in load_course()]})


@router.get("/lessons/{number}", operation_id="training_lesson", summary="一课：做法、条款、五道题、一个案例")
def lesson(request: Request, number: int, region: _Place = None) -> JSONResponse:
    """The object of `train lesson --json`."""
    services = _services(request)
    return JSONResponse(services.trainer.lesson(number, _place(services, region), services.today()))


@router.get("/drills/next", operation_id="training_drill", summary="下一个案例的开头")
def next_drill(request: Request, learner: _Learner = LEARNER, region: _Place = None) -> JSONResponse:
    """The object of `train drill --json`."""
    services = _services(request)
    return JSONResponse(
        services.trainer.drills.next(_learner(request, learner), _place(services, region), services.today())
    )


@router.post("/drills/{drill_id}/questions", operation_id="training_drill_ask", summary="向案例里的住户追问一句")
def ask_household(request: Request, drill_id: str, asked: Asked) -> JSONResponse:
    """What the household answers, in the words of the story."""
    services = _services(request)
    place, question = _place(services, asked.region), check_characters(asked.question, "question")
    return JSONResponse(services.trainer.drills.ask(drill_id, question, place, services.today()))


@router.post("/drills/{drill_id}/answers", operation_id="training_drill_answer", summary="交卷：险情、追问、措施、单位")
def submit_drill(request: Request, drill_id: str, tried: Tried) -> JSONResponse:
    """The mark with its remarks, danger first."""
    from bot.training.drill_mark import Attempt

    services = _services(request)
    for words in (*tried.questions, *tried.categories, *tried.measures, *tried.offices, tried.urgent, tried.say):
        check_characters(words, "answer")
    lists = {name: tuple(getattr(tried, name)) for name in ("questions", "categories", "measures", "offices")}
    attempt = Attempt(**lists, urgent=tried.urgent, say=tried.say)
    place = _place(services, tried.region)
    learner = _learner(request, tried.learner)
    return JSONResponse(services.trainer.drills.submit(learner, drill_id, attempt, place, services.today()))


@router.get("/flags", dependencies=_TEACHERS, operation_id="training_flags", summary="标记了有问题、等复核的题")
def flags(request: Request) -> JSONResponse:
    """The flagged items."""
    found = _services(request).trainer.store.flags()
    return JSONResponse({"flags": [{"id": item_id, **told} for item_id, told in found.items()]})


@router.post("/flags", operation_id="training_flag", summary="标记一道题，复核前不再问")
def flag(request: Request, wanted: Flag) -> JSONResponse:
    """Take an item out of the pool."""
    services = _services(request)
    place = _place(services, None)
    by = _learner(request, wanted.by)
    services.trainer.flag(wanted.id, check_characters(wanted.reason, "reason"), by, place, services.today())
    return JSONResponse({"flagged": wanted.id})


@router.delete("/flags/{item_id}", dependencies=_TEACHERS, operation_id="training_review", summary="复核过的题放回题库")
def review(request: Request, item_id: str) -> JSONResponse:
    """Put an item back."""
    _services(request).trainer.unflag(item_id)
    return JSONResponse({"reviewed": item_id})


def _learner(request: Request, asked: str) -> str:
    return learner_of(person_of(request), asked, LEARNER)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _place(services: Services, region: Any) -> str | None:  # noqa: ANN401 - checked here
    return services.place(check_region(region) or services.settings.region)
