"""An invented county's paper, an answer composed from it, and a scripted model server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from bot.answers import Answer
from bot.answers.draft import Draft, Pick
from bot.models import ModelClient
from bot.models.breaker import Breaker
from corpus.model import Clause, Document, Duty, Role, Span, Status, Unit
from retrieval.model import Evidence
from tests.bot.models.model_server import ModelServer

DAY = dt.date(2026, 11, 1)
PLACE = "云岭省/安澜市/青禾县"
CLAUSES = (
    Clause("第二条", "第二条 符合条件的困难老人，可以申请护理补贴，每人每月120元。乡镇应当在十个工作日内入户核实。"),
    Clause("第三条", "第三条 鼓励合作社吸纳监测户务工。不得向申请人收取费用。"),
    Clause(
        "第四条",
        "第四条 补贴由县财政局拨付。（牵头单位：县民政局；配合单位：县财政局）",
        duties=(Duty("县民政局", Role.LEAD, "民政"), Duty("县财政局", Role.COOPERATING, "财政")),
    ),
)
DOCUMENT = Document(
    "青禾县护理补贴办法@2026-03-18",
    "青禾县护理补贴办法",
    "护理补贴.txt",
    "办法",
    issuers=("青禾县人民政府",),
    region=PLACE,
    issued_on="2026-03-18",
    effective_from="2026-04-01",
)


def evidence() -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            Unit(n, DOCUMENT.document_id, c.address, (), c.text, None, None, ((c, Span(0, len(c.text))),)),
            DOCUMENT,
            Status.IN_FORCE,
            1 - n / 10,
        )
        for n, c in enumerate(CLAUSES, 1)
    )


@pytest.fixture
def composed() -> Answer:
    """What was composed for 护理补贴一个月多少钱: the sentence with the figure."""
    items = evidence()
    draft = Draft()
    end = CLAUSES[0].text.index("。") + 1
    pick = Pick(items[0], CLAUSES[0], Span(4, end))
    draft.say("青禾县2026年办法：" + pick.words.rstrip("。"), pick)
    return Answer(
        question="护理补贴一个月多少钱？",
        region=PLACE,
        as_of=DAY,
        text=draft.text(),
        citations=tuple(p.cite() for p in draft.picks),
        evidence=items,
    )


@pytest.fixture
def server() -> Iterator[ModelServer]:
    made = ModelServer()
    yield made
    made.close()


@pytest.fixture
def client(server: ModelServer) -> ModelClient:
    return ModelClient(server.url, "scripted", breaker=Breaker(failures=1000))
