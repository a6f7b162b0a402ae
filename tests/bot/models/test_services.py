"""With an endpoint set, an answer is in the model's words; without one nothing of a model is loaded."""

import datetime as dt
import subprocess
import sys

import pytest

from bot.assembly import Services
from bot.settings import load_settings
from tests.bot.models.model_server import line

DAY = dt.date(2026, 11, 22)
QUESTION = "护理费分几个等级，怎么算？"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def services(home, server):
    return Services(load_settings(home=home, llm_base_url=server.url, llm_model="scripted", llm_deadline=6))


def test_an_honest_model_writes_the_answer_and_the_contract_holds(home, server):
    made = services(home, server)

    def script(body):
        clauses = body["messages"][1]["content"]
        token = next(row[1 : row.index("]")] for row in clauses.splitlines() if "护理费分3个等级" in row)
        yield line("护理费分三个等级，按统筹地区上年度职工月平均工资的一定比例算。", token)
        yield line("生活完全不能自理的，护理费是统筹地区上年度职工月平均工资的50%。", token)
        yield line("生活完全不能自理的，护理费是统筹地区上年度职工月平均工资的60%。", token)

    server.script = script
    try:
        answer = made.ask(QUESTION, None, DAY)
    finally:
        made.close()
    assert answer["mode"] == "model" and "50%" in answer["answer"] and "60%" not in answer["answer"]
    for citation in answer["citations"]:
        assert f"[{citation['n']}]" in answer["answer"]
        assert any(citation["quote"] in item["text"] for item in answer["evidence"])
    assert answer["model"]["prompt"] == "answer-1"


def test_a_lying_model_changes_nothing_but_costs_no_answer(home, server):
    made = services(home, server)
    server.says(line("护理费一律每月九千元。", "C1"), "护理费每月8000元。[C1]")
    try:
        assert made.ask(QUESTION, None, DAY) == made.ask(QUESTION, None, DAY, plain=True)
    finally:
        made.close()


def test_without_a_setting_no_model_library_is_loaded():
    found = "any(name.startswith(('langchain', 'openai')) for name in sys.modules)"
    code = f"import sys, bot.assembly, bot.answers; sys.exit({found})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
