"""Figures are tied to what is asked; two numbers for one thing are both said."""

import datetime as dt

import pytest

from bot.answers.figure import fits
from bot.assembly import Services
from bot.settings import load_settings

HERE = "云岭省/安澜市/青禾县"
HEADS = ("序号", "指标", "单位", "2020年基期值", "2025年目标值", "属性")
ROWS = (("1", "美丽示范村", "个", "0", "15", "预期性"), ("2", "村级公厕普及率", "%", "60", "85", "约束性"))
TABLE = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADS, *ROWS))
PLAN = f"""<html><body><h1>青禾县村庄建设方案</h1>
<p>一、工作目标</p><p>专栏1 主要指标</p><table>{TABLE}</table>
<p>二、重点任务</p>
<p>（一）建设美丽示范村。每年重点建设美丽示范村8个，先易后难。</p>
<p>（二）改造公厕。到2025年，村级公厕普及率达到85%。</p>
<p>青禾县人民政府</p><p>2021年6月1日</p></body></html>
"""


@pytest.mark.parametrize(
    ("words", "classes", "expected"),
    [
        ("每人补助300元", {"money"}, True),
        ("覆盖300户", {"money"}, False),
        ("每月入户核查", {"duration"}, True),
        ("建一个以上站点", {"count"}, True),
        ("第三条规定", set(), False),
    ],
)
def test_a_figure_fits_by_its_unit(words, classes, expected):
    assert fits(words, frozenset(classes)) is expected


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    paper = folder / "青禾县村庄建设方案.html"
    paper.write_text(PLAN, "utf-8")
    made = Services(load_settings(home=folder / "home"))
    (report,) = made.ingest([paper], HERE, made.today())
    assert report["error"] is None and report["tables"] == 1, report
    yield made
    made.close()


def test_two_numbers_for_one_thing_are_both_said(services):
    answer = services.ask("要建多少个美丽示范村？", HERE, services.today())
    assert "15个" in answer["answer"] and "8个" in answer["answer"]
    assert "sources_disagree" in {w["code"] for w in answer["warnings"]}


def test_the_same_number_twice_is_no_disagreement(services):
    answer = services.ask("村级公厕普及率2025年要到百分之几？", HERE, services.today())
    assert "85%" in answer["answer"]
    assert "sources_disagree" not in {w["code"] for w in answer["warnings"]}


def test_figures_of_one_clause_stand_as_printed(tmp_path) -> None:
    """The steps of one article are said in its own order, whichever sentence lies nearest to the question."""
    made = Services(load_settings(home=tmp_path / "home"))
    paper = tmp_path / "青禾县护理假办法.txt"
    paper.write_text(
        "青禾县护理假办法\n\n第一条 护理假按工作年限：工作满一年不满五年的，护理假五天。"
        "工作满五年的，护理假十天。再次申请护理假的，护理假最长不超过十二天。\n第二条 本办法自2026年1月1日起施行。\n\n"
        "青禾县人民政府\n2025年12月1日\n",
        "utf-8",
    )
    list(made.ingest([paper], "云岭省/安澜市/青禾县", dt.date(2026, 11, 1)))
    answer = made.ask("青禾县护理假能休多少天", "云岭省/安澜市/青禾县", dt.date(2026, 11, 1))
    made.close()
    places = [answer["answer"].find(words) for words in ("五天", "十天", "十二天")]
    assert -1 not in places
    assert places == sorted(places)
