"""A small county with a paper of duties and an act, and the shipped shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.assembly import Services, build
from bot.settings import load_settings
from bot.training.trainer import Trainer
from corpus.library import Library
from corpus.model import Clause, Duty, Role
from triage.rules.book import RuleBook

DAY = dt.date(2026, 11, 22)
PLACE = "云岭省/安澜市/青禾县"


def _duties(*named: tuple[str, Role]) -> tuple[Duty, ...]:
    return tuple(Duty(name, role, None, name) for name, role in named)


PLAN = tuple(
    Clause(
        f"二/{n}",
        f"{n}.{matter}。办好这件事。（牵头单位：{lead}；责任单位：{co}、{other}）",
        duties=_duties((lead, Role.LEAD), (co, Role.RESPONSIBLE), (other, Role.RESPONSIBLE)),
    )
    for n, (matter, lead, co, other) in enumerate(
        (
            ("稳住公益岗位", "县人社局", "县民政局", "县财政局"),
            ("看住饮水水质", "县水利局", "县卫健局", "县生态环境局"),
            ("管好光伏分红", "县农业农村局", "县审计局", "县发改局"),
            ("查清危旧农房", "县住建局", "县应急管理局", "县自然资源局"),
        ),
        1,
    )
)
ACT = {
    "第一条": "第一条 乡镇人民政府、街道办事处收到申请后应当在12日内入户核实。",
    "第二条": "第二条 家庭人均收入低于县里标准的，由县级民政部门按月发给补贴，费用全部免费。",
    "第三条": "第三条 村民委员会、居民委员会应当主动上门看望独居老人。",
    "第四条": "第四条 学校发现学生辍学的，应当书面报告县级教育部门。",
}


@pytest.fixture
def shelf(library: Library, put: Callable[..., Any]) -> Library:
    put(library, "青禾县帮扶工作方案", PLAN, issued_on="2026-03-18", region=PLACE, kind="方案")
    put(
        library,
        "困难家庭帮扶条例",
        ACT,
        issued_on="2025-05-01",
        effective_from="2025-06-01",
        region="全国",
        kind="条例",
    )
    return library


@pytest.fixture
def trainer(shelf: Library) -> Trainer:
    return Trainer(shelf, RuleBook(()))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = build(load_settings(home=tmp_path_factory.mktemp("shipped")))
    yield services
    services.close()
