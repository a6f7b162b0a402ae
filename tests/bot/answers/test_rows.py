"""A table row is said with its name, the cell asked for, and its unit; nothing is invented."""

import pytest

from bot.answers.rows import read_row, say_row

INCOME = {
    "序号": "7",
    "主要指标": "村民人均收入",
    "单位": "",
    "2020年基期值": "9000",
    "2025年目标值": "12000",
    "累计增加": "3000",
    "属性": "预期性",
}


@pytest.mark.parametrize(
    ("question", "years", "head"),
    [
        ("2025年要到多少", (2025,), "2025年目标值"),
        ("2020年是多少", (2020,), "2020年基期值"),
        ("目标是多少", (), "2025年目标值"),
        ("一共增加多少", (), "累计增加"),
        ("从2020年到2025年增加多少", (2020, 2025), "累计增加"),
        ("底子是多少", (), "2020年基期值"),
    ],
)
def test_head_asked_for(question, years, head):
    assert read_row(INCOME, "元").head_for(question, years) == head


def test_all_cells_are_said_with_the_unit():
    row = read_row(INCOME, "元")
    said = say_row(row, "2025年目标值")
    assert said == "村民人均收入2025年目标值12000元（2020年基期值9000元，累计增加3000元，预期性）"


def test_printed_unit_wins_and_a_phrase_is_no_unit():
    assert read_row({**INCOME, "单位": "%"}, "元").unit == "%"
    odd = read_row({**INCOME, "单位": "农村为1"}, "")
    assert odd.unit == "" and "农村为1" in odd.label


def test_table_without_years_lists_its_cells():
    row = read_row({"序号": "2", "帮扶事项": "临时生活补助", "标准": "每户三千元", "经办单位": "县民政局"})
    assert say_row(row, row.head_for("补多少", ())) == "临时生活补助：标准每户三千元，经办单位县民政局"
