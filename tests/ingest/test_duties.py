"""Duty lines: brackets, colons, roles and riders. Offices and places are invented."""

import pytest

from corpus.model import Role
from ingest.duties import read_duties, split_names

LEAD, DUTY, HELP, LISTED = Role.LEAD, Role.RESPONSIBLE, Role.COOPERATING, Role.LISTED

LINES = [
    ("half width", "办好。(责任单位:县水利局、县林业局)", [("县水利局", DUTY), ("县林业局", DUTY)]),
    ("full width", "办好。（责任单位：县水利局、县林业局）", [("县水利局", DUTY), ("县林业局", DUTY)]),
    ("mixed width", "办好。（责任单位:县水利局)", [("县水利局", DUTY)]),
    ("closing bracket missing", "办好。（责任单位：县水利局", [("县水利局", DUTY)]),
    ("stop behind the bracket", "办好（责任单位：县水利局）。", [("县水利局", DUTY)]),
    (
        "nested brackets",
        "办好。（责任单位：县水利局、各乡（镇、街道）、管委会（筹））",
        [("县水利局", DUTY), ("各乡（镇、街道）", DUTY), ("管委会（筹）", DUTY)],
    ),
    (
        "lead and responsible",
        "办好。(牵头单位:县水利局;责任单位:县林业局等部门,各乡镇、开发区)",
        [("县水利局", LEAD), ("县林业局", DUTY), ("各乡镇", DUTY), ("开发区", DUTY)],
    ),
    (
        "colon where a semicolon belongs",
        "办好。(牵头单位:县水利局:责任单位:县林业局)",
        [("县水利局", LEAD), ("县林业局", DUTY)],
    ),
    ("doubled colon", "办好。(牵头单位：：县水利局)", [("县水利局", LEAD)]),
    (
        "several leads, then departments",
        "办好。(牵头部门:县水利局、县林业局;配合部门:县气象局)",
        [("县水利局", LEAD), ("县林业局", LEAD), ("县气象局", HELP)],
    ),
    (
        "one office in two roles",
        "办好。(牵头单位:县水利局;责任单位:县林业局、县水利局)",
        [("县水利局", LEAD), ("县林业局", DUTY), ("县水利局", DUTY)],
    ),
    ("a line of its own", "办好。\n责任单位：县水利局、县林业局", [("县水利局", DUTY), ("县林业局", DUTY)]),
    (
        "roles behind the names",
        "办好。（县水利局、县林业局牵头，县气象局等部门按职责分工负责）",
        [("县水利局", LEAD), ("县林业局", LEAD), ("县气象局", DUTY)],
    ),
]


@pytest.mark.parametrize(("name", "text", "offices"), LINES, ids=[line[0] for line in LINES])
def test_offices_and_roles(name, text, offices):
    found = read_duties(text)
    assert found is not None
    assert list(found.offices) == offices
    assert found.lines == 1


@pytest.mark.parametrize(
    "text",
    [
        "对弄虚作假的责任单位或责任人严肃问责。",
        "由牵头单位汇总后上报。",
        "参加人员(含监测对象,下同)每人一份。",
        "本办法由县水利局负责解释。",
        "这是实验（由工人负责）。",
        "下列单位应当报告：学校、医院。",
    ],
)
def test_running_text_is_no_duty_line(text):
    assert read_duties(text) is None


def test_names_are_cut_outside_brackets_and_quotes():
    assert split_names("甲局、乙（丙、丁）局，“戊、己”办等部门") == ["甲局", "乙（丙、丁）局", "“戊、己”办"]


def roles(clause):
    return {(d.name, d.role.value, d.rider) for d in clause.duties}


def test_a_document_without_lead_only_lists(addressed):
    clauses = addressed("一、任务\n(一)修渠。开春动工。(责任单位:县水利局)\n(二)修路。秋后动工。(责任单位:县交通局)")
    assert roles(clauses["一/(一)"]) == {("县水利局", "listed", None)}
    assert roles(clauses["一/(二)"]) == {("县交通局", "listed", None)}


def test_a_lead_anywhere_makes_the_others_responsible(addressed):
    clauses = addressed("一、任务\n(一)修渠。开春动工。(责任单位:县水利局)\n(二)修路。秋后动工。(牵头单位:县交通局)")
    assert roles(clauses["一/(一)"]) == {("县水利局", "responsible", None)}
    assert roles(clauses["一/(二)"]) == {("县交通局", "lead", None)}


def test_item_topics_and_points_share_the_closing_line(addressed):
    text = """一、任务
(一)看病
1.守底线。落实责任。健全排查机制。逐户登记。提升参保水平。一是讲政策。二是算细账。(牵头单位:县医保局)"""
    clauses = addressed(text)
    last = "一/(一)/1/提升参保水平/二是"
    assert list(clauses)[-1] == last
    for address, clause in clauses.items():
        assert roles(clause) == {("县医保局", "lead", None if address == last else last)}


def test_quoted_rider_reaches_later_duty_lines_only(addressed):
    text = """一、任务
(一)修渠。开春动工。（责任单位：县水利局、各乡（镇）、高新区，以下责任单位均涉及“各乡（镇）、高新区”不再单独列出）
(二)修路。秋后动工。（责任单位：县交通局）
二、保障
(一)出钱。按年列支。（责任单位：县财政局）
(二)出力。群众自愿。"""
    clauses = addressed(text)
    assert roles(clauses["一/(一)"]) == {
        ("县水利局", "listed", None),
        ("各乡（镇）", "listed", None),
        ("高新区", "listed", None),
    }
    ridden = {("各乡（镇）", "listed", "一/(一)"), ("高新区", "listed", "一/(一)")}
    assert roles(clauses["一/(二)"]) == {("县交通局", "listed", None)} | ridden
    assert roles(clauses["二/(一)"]) == {("县财政局", "listed", None)} | ridden
    assert roles(clauses["二/(二)"]) == set()


def test_rider_that_takes_part_throughout(addressed):
    text = """一、任务
1.修渠。开春动工。(责任单位:县水利局、所有乡镇(街)全程参与,不再单列责任部门)
2.修路。秋后动工。(责任单位:县交通局)"""
    clauses = addressed(text)
    assert roles(clauses["一/1"]) == {("县水利局", "listed", None), ("所有乡镇(街)", "listed", None)}
    assert roles(clauses["一/2"]) == {("县交通局", "listed", None), ("所有乡镇(街)", "listed", "一/1")}


def test_rider_in_an_article_reaches_all_but_the_general_provisions(addressed):
    text = """第一章 总则
第一条 为了看护水渠,制定本办法。
第二条 以下各条的责任单位均含各乡镇人民政府，不再逐条列出。
第二章 看护
第三条 每月巡渠一次。
水位过高时每天两次。（牵头单位：县水利局）
第三章 附则
第四条 本办法自2026年5月1日起施行。
青禾县人民政府
2026年3月18日"""
    clauses = addressed(text)
    assert roles(clauses["第一条"]) == set()
    assert roles(clauses["第二条"]) == {("各乡镇人民政府", "responsible", None)}
    assert roles(clauses["第三条/第一款"]) == {("各乡镇人民政府", "responsible", "第二条")}
    assert roles(clauses["第三条/第二款"]) == {
        ("县水利局", "lead", None),
        ("各乡镇人民政府", "responsible", "第二条"),
    }
    assert roles(clauses["第四条"]) == set()


def test_printed_names_stand_in_their_clause(write):
    reading = write(LINES[4][1].replace("办好", "一、任务\n(一)修渠。办好"))
    for clause in reading.clauses:
        assert all(duty.rider or duty.name in clause.text for duty in clause.duties)
    assert reading.duty_lines == 1


def test_register_gives_family_and_present_name(write):
    reading = write("一、任务\n(一)修渠。办好。(牵头单位:县乡村振兴局;责任单位:县人社局)")
    found = {d.name: (d.family, d.today) for d in reading.clauses[0].duties}
    assert found["县乡村振兴局"] == ("农业农村", "县农业农村局")
    assert found["县人社局"][1] == "县人力资源和社会保障局"
