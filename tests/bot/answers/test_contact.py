"""Whom to ask: by a matter of the register, else by topic."""

import pytest

from bot.answers.contact import TOWNSHIP, whom_to_ask
from corpus.departments import Departments

HERE = "江西省/南昌市/进贤县"


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("孩子上学没钱怎么办", "教育"),
        ("孩子辍学了怎么办", "教育"),
        ("老板拖欠工资", "人力资源"),
        ("房子成了危房", "住房"),
        ("医保报销少了", "医疗保障"),
        ("民政局电话打不通", "民政"),
    ],
)
def test_the_office_that_sees_people_for_it(question, office):
    said = whom_to_ask(question, HERE, Departments.load())
    assert said.startswith("进贤县") and office in said and "银行" not in said


def test_what_names_nothing_goes_to_the_township():
    assert whom_to_ask("这个怎么弄", HERE, Departments.load()) == TOWNSHIP
