"""Compound questions, comparisons, offices of today, stories: through the real library, index and search."""

import datetime as dt

import pytest

from bot.assembly import Services
from bot.settings import load_settings

DAY = dt.date(2026, 11, 1)
HERE = "云岭省/安澜市/青禾县"
THERE = "云岭省/安澜市/白沙县"

PLAN = """青禾县饮水提升工作方案
青政发〔2024〕3号

一、工作目标
到2026年，全县集中供水率达到93%，建成水厂12座。（牵头单位：县水利局；责任单位：县财政局）
二、重点任务
（一）改造管道。每年更换老旧管道30公里。省定缺水村每年安排资金20万元；市定缺水村每年安排一定数量的资金。
（责任单位：县水利局、县财政局、县扶贫办）
（二）医疗救助。大病医疗救助对困难家庭住院给予倾斜。（责任单位：县医疗保障局）
（三）临时救助。基本生活暂时困难的家庭给予临时救助。（责任单位：县民政局）
（四）机构衔接。县扶贫办转为县乡村振兴局，队伍保持稳定。

青禾县人民政府
2024年6月1日
"""
OTHER = """白沙县饮水提升工作方案

一、工作目标
到2026年，全县集中供水率达到88%，建成水厂9座。（责任单位：县水利局）

白沙县人民政府
2024年7月1日
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    home, papers = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("papers")
    made = Services(load_settings(home=home))
    for name, text, region in (("青禾县饮水方案.txt", PLAN, HERE), ("白沙县饮水方案.txt", OTHER, THERE)):
        (papers / name).write_text(text, "utf-8")
        (report,) = made.ingest([papers / name], region, DAY)
        assert report["error"] is None, report
    yield made
    made.close()


def ask(services, question, region=HERE, history=()):
    return services.ask(question, region, DAY, history)


def test_every_part_of_a_compound_question_is_answered(services):
    answer = ask(services, "集中供水率2026年要达到多少，哪个单位牵头？")
    assert "93%" in answer["answer"] and answer["completeness"] == "full"
    assert [d["name"] for d in answer["departments"] if d["role"] == "lead"] == ["县水利局"]


def test_a_part_without_a_clause_is_named_as_missing(services):
    answer = ask(services, "集中供水率2026年要达到多少，水费一吨多少钱？")
    assert "93%" in answer["answer"] and answer["completeness"] == "partial"
    assert any("水费" in part for part in answer["missing"])


def test_a_comparison_answers_for_each_place(services):
    answer = ask(services, "青禾县和白沙县的集中供水率2026年各要达到多少？", None)
    assert "93%" in answer["answer"] and "88%" in answer["answer"]
    assert len({c["document_id"] for c in answer["citations"]}) == 2


def test_a_place_without_papers_is_missing_from_a_comparison(services):
    answer = ask(services, "青禾县和杭州市的集中供水率2026年各要达到多少？", None)
    assert "93%" in answer["answer"] and any("杭州市" in part for part in answer["missing"])


def test_what_is_said_of_the_neighbour_does_not_answer(services):
    answer = ask(services, "市定缺水村每年安排多少资金？")
    assert "20万" not in answer["answer"]


def test_an_office_of_old_is_told_by_the_register(services):
    answer = ask(services, "扶贫办现在叫什么？")
    assert "部门名录" in answer["answer"] and "农业农村" in answer["answer"]
    assert answer["citations"] and "扶贫办" in answer["citations"][0]["quote"]


def test_a_story_is_answered_trouble_by_trouble(services):
    answer = ask(services, "我老公得了大病住院，家里一分钱没有，政府能帮点啥？")
    assert not answer["abstained"]
    assert "医疗救助" in answer["answer"] and "临时救助" in answer["answer"] and "分诊" in answer["answer"]


@pytest.mark.parametrize(
    ("history", "question", "fact"),
    [
        ("青禾县集中供水率2026年要达到多少", "白沙县呢？", "88%"),
        ("青禾县省定缺水村每年安排多少资金", "市定的呢？", "一定数量"),
    ],
)
def test_a_follow_up_asks_the_same_of_another(services, history, question, fact):
    answer = ask(services, question, None, [{"role": "user", "content": history}])
    assert fact in answer["answer"]


def test_a_plan_that_was_not_out_yet(services):
    answer = services.ask("青禾县饮水提升工作方案现在有效吗？", HERE, dt.date(2024, 1, 1), ())
    assert "还没有印发" in answer["answer"] and "not_yet" in {w["code"] for w in answer["warnings"]}
