"""The five documents in every format: nothing lost, the same clauses, duty lines and table cells as printed."""

import re
from functools import cache
from pathlib import Path

import pytest

from corpus.errors import MissingProgram
from corpus.model import Reading, Role, Status
from ingest.pipeline import read_source
from ingest.readers import read_file

TEXTS = {
    "上饶": "policies/上饶市重点帮扶村方案征求意见稿.txt",
    "临江": "policies/临江市增收三年行动方案.txt",
    "南昌": "policies/南昌市有效衔接规划.txt",
    "县": "policies/县有效衔接工作方案范本.txt",
    "重庆": "policies/重庆市规划政策解读.txt",
}
OTHERS = {
    "上饶": "originals/上饶市重点帮扶村方案征求意见稿.doc",
    "临江": "originals/临江市增收三年行动方案.txt",
    "南昌": "originals/南昌市有效衔接规划.pdf",
    "县": "originals/县有效衔接工作方案范本.docx",
    "重庆": "originals/重庆市规划政策解读.html",
}
# clauses, duty lines, tables
COUNTS = {"上饶": (22, 14, 0), "临江": (31, 23, 0), "南昌": (155, 0, 1), "县": (40, 23, 0), "重庆": (17, 0, 0)}
LABEL = re.compile(r"[（(](?:牵头|责任)(?:单位|部门)[:：]")


@cache
def reading(path: Path) -> Reading:
    try:
        return read_source(read_file(path))
    except MissingProgram as error:
        pytest.skip(error.text)


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("file", [*TEXTS.values(), *OTHERS.values()])
def test_no_character_is_lost(shared, file):
    found = reading(shared / file)
    assert found.lost == 0
    assert found.read == found.kept + found.furniture
    assert len({clause.address for clause in found.clauses}) == len(found.clauses)


@pytest.mark.parametrize("name", TEXTS)
def test_counts(shared, name):
    found = reading(shared / TEXTS[name])
    assert (len(found.clauses), found.duty_lines, found.tables) == COUNTS[name]
    printed = len(LABEL.findall((shared / TEXTS[name]).read_text("utf-8")))
    assert found.duty_lines == printed


@pytest.mark.parametrize("name", TEXTS)
def test_every_format_gives_the_same_clauses(shared, name):
    text, other = reading(shared / TEXTS[name]), reading(shared / OTHERS[name])

    def plain(found: Reading) -> list[object]:
        return [
            (c.address, bare(c.text), [bare(h) for h in c.heading], c.row, c.duties, c.aliases) for c in found.clauses
        ]

    assert plain(text) == plain(other)
    for field in ("title", "issuers", "doc_number", "region", "self_place", "kind", "nature", "effective_to"):
        assert getattr(text.document, field) == getattr(other.document, field), field


@pytest.mark.parametrize("name", TEXTS)
def test_every_numbered_line_is_a_heading_or_a_clause(shared, name):
    """Counted by the numbers alone: 一、 and （一） and 1. at the start of a line."""
    found = reading(shared / TEXTS[name])
    opened = [bare(h) for c in found.clauses for h in c.heading] + [bare(c.text) for c in found.clauses]
    number = re.compile(
        r"\s*(?:[一二三四五六七八九十]{1,3}、|—、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}\.(?!\d))"
    )
    for line in (shared / TEXTS[name]).read_text("utf-8").split("\n"):
        if number.match(line):
            assert any(text.startswith(bare(line)[:8]) for text in opened), line[:30]


@pytest.mark.parametrize("file", [TEXTS["南昌"], OTHERS["南昌"]])
def test_rows_of_the_indicator_table(shared, file):
    rows = [clause for clause in reading(shared / file).clauses if clause.row]
    assert [clause.address for clause in rows] == [f"专栏1/{n}" for n in range(1, 22)]
    assert {len(clause.row) for clause in rows} == {7}
    assert list(rows[12].row.values()) == [
        "13",
        "农村居民人均可支配收入",
        "",
        "20921",
        "28000",
        "7079",
        "预期性",
    ]
    assert list(rows[14].row.values())[2:5] == ["农村为1", "2.24", "2.20"]
    assert {list(clause.row.values())[-1] for clause in rows} == {"约束性", "预期性"}


def test_roles_and_riders(shared):
    lists = {name: {d.role for c in reading(shared / TEXTS[name]).clauses for d in c.duties} for name in TEXTS}
    assert lists["上饶"] == lists["临江"] == {Role.LISTED}
    assert lists["县"] == {Role.LEAD, Role.RESPONSIBLE}
    ridden = [c for c in reading(shared / TEXTS["临江"]).clauses if any(d.rider == "三/(一)/1" for d in c.duties)]
    assert len(ridden) == 22
    first = "二/(一)/做强乡村特色产业"
    villages = [c for c in reading(shared / TEXTS["上饶"]).clauses if any(d.rider == first for d in c.duties)]
    assert len(villages) == 14  # 13 later duty lines, one of them over two topics


def test_what_each_paper_is(shared):
    found = {name: reading(shared / TEXTS[name]).document for name in TEXTS}
    natures = {"上饶": Status.DRAFT, "临江": None, "南昌": None, "县": Status.TEMPLATE, "重庆": Status.INTERPRETATION}
    assert {name: document.nature for name, document in found.items()} == natures
    assert found["南昌"].doc_number == "洪乡振字〔2023〕5号"
    assert found["南昌"].issued_on == "2023-03-09"
    assert len(found["南昌"].issuers) == 3
    assert (found["县"].region, found["县"].self_place) == (None, "我县")
    assert found["临江"].region == "吉林省/白山市/临江市"
    assert [found[name].effective_to for name in ("上饶", "临江", "南昌")] == ["2025"] * 3
    assert found["重庆"].doc_number is None


def test_the_scan_has_the_clauses_of_its_text(shared):
    scan, text = reading(shared / "originals/临江市方案扫描件.pdf"), reading(shared / TEXTS["临江"])
    assert "ocr" in [warning.code for warning in scan.warnings]
    addresses = [clause.address for clause in text.clauses]
    assert [clause.address for clause in scan.clauses] == addresses[: len(scan.clauses)]
    assert len(scan.clauses) >= 10
