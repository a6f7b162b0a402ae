"""The shipped digests: their shape, the texts composed from them, and what a malformed file says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.digests import Remark, load_asks, load_digests, read_digest, remark_on
from corpus.errors import KnowledgeError
from corpus.model import Clause, Edition, Reading, Role

SMALL = """
document: {title: 青禾县帮扶方案, issuers: [青禾县人民政府], kind: 方案, issued_on: "2026-03-18"}
clauses:
- at: 前言
  say: 为帮到每一户，制定本方案。
- under: [一、任务]
- at: 一/¶1
  say: 全县一起做。
- under: [二、目标]
- at: 二/¶1
  say: 都过好。
- under: [一、任务, (一)增收]
- at: 一/(一)/1
  topic: 办好车间
  say: 每村一个车间。
  responsible: [县人社局, 县财政局等部门, 各乡镇]
  rider: [各乡镇]
  rider_note: 以下各项都有，不再写
  asks: [车间谁管]
- at: 一/(一)/2
  topic: 管好水
  say: 有人管水。
- at: 一/(一)/2/看住水源
  say: 每月看一次。
- at: 一/(一)/2/修好水管
  say: 三天内修。
  {lead}responsible: [县水务局]
- at: 一/(一)/做好探访
  say: 多走多看。
  points: [每周走一户。, 每月报一次。]
- at: 专栏1
  columns: [序号, 指标, 单位, 目标]
  rows:
  - ["1", 通水, "", "98"]
  - ["2", 通路, "%", "100"]
  row_asks: {"1": [水通了吗]}
"""


def small(lead: str = "") -> Reading:
    return read_digest("qinghe.digest.yaml", SMALL.replace("{lead}", lead)).reading


def by_address(reading: Reading) -> dict[str, Clause]:
    return {clause.address: clause for clause in reading.clauses}


def offices(clause: Clause) -> list[tuple[str, Role, str | None]]:
    return [(duty.name, duty.role, duty.rider) for duty in clause.duties]


def test_texts_are_composed_as_they_are_addressed() -> None:
    clauses = by_address(small())
    assert clauses["一/(一)/1"].text == (
        "1.办好车间。每村一个车间。（责任单位：县人社局、县财政局等部门、各乡镇，以下各项都有，不再写）"
    )
    assert clauses["一/(一)/1"].heading == ("一、任务", "(一)增收")
    assert clauses["一/(一)/2/看住水源"].text == "看住水源。每月看一次。"
    assert clauses["一/(一)/做好探访"].text == "做好探访。多走多看。"
    assert clauses["一/(一)/做好探访/二是"].text == "二是每月报一次。"
    assert clauses["前言"].text == "为帮到每一户，制定本方案。"
    assert clauses["二/¶1"].aliases == ("二",)
    assert clauses["一/¶1"].aliases == ()


def test_a_table_row_is_a_clause_with_its_cells_by_column() -> None:
    row = by_address(small())["专栏1/1"]
    assert row.text == "1 通水 98"
    assert row.row == {"序号": "1", "指标": "通水", "单位": "", "目标": "98"}


def test_offices_reach_the_whole_item_and_riders_every_later_duty_line() -> None:
    clauses = by_address(small())
    assert offices(clauses["一/(一)/1"]) == [
        ("县人社局", Role.LISTED, None),
        ("县财政局", Role.LISTED, None),
        ("各乡镇", Role.LISTED, None),
    ]
    printed = "一/(一)/2/修好水管"
    assert offices(clauses[printed]) == [("县水务局", Role.LISTED, None), ("各乡镇", Role.LISTED, "一/(一)/1")]
    inherited = [("县水务局", Role.LISTED, printed), ("各乡镇", Role.LISTED, "一/(一)/1")]
    assert offices(clauses["一/(一)/2"]) == inherited
    assert offices(clauses["一/(一)/2/看住水源"]) == inherited
    assert offices(clauses["一/(一)/做好探访"]) == []


def test_a_lead_anywhere_makes_the_others_responsible() -> None:
    clauses = by_address(small("lead: [县农业农村局]\n  "))
    assert {duty.role for duty in clauses["一/(一)/1"].duties} == {Role.RESPONSIBLE}
    assert offices(clauses["一/(一)/2/修好水管"])[0] == ("县农业农村局", Role.LEAD, None)
    assert "（牵头单位：县农业农村局；责任单位：县水务局）" in clauses["一/(一)/2/修好水管"].text


def test_questions_go_by_address_rows_too() -> None:
    asks = read_digest("qinghe.digest.yaml", SMALL.replace("{lead}", "")).asks
    assert asks == {"一/(一)/1": ("车间谁管",), "专栏1/1": ("水通了吗",)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  say: 三天内修。", "  says: 三天内修。", "一/(一)/2/修好水管"),
        ('["2", 通路, "%", "100"]', '["2", 通路, "100"]', "专栏1"),
        ("rider: [各乡镇]", "rider: [各街道]", "一/(一)/1"),
        ("- at: 一/(一)/2/看住水源", "- at: 一/(一)/2", "一/(一)/2"),
        ("kind: 方案, ", "", "document.kind"),
        ("kind: 方案, ", "kind: 方案, covers: 一半, ", "document.covers"),
        ("clauses:", "clauses: [", "YAML"),
    ],
)
def test_a_malformed_file_is_named_with_its_entry(old: str, new: str, said: str) -> None:
    broken = SMALL.replace("{lead}", "").replace(old, new)
    with pytest.raises(KnowledgeError) as caught:
        read_digest("qinghe.digest.yaml", broken)
    assert "qinghe.digest.yaml" in caught.value.text
    assert said in caught.value.text


@pytest.mark.parametrize("reading", load_digests(), ids=lambda reading: str(reading.document.source_file))
def test_shipped_digests_are_marked_and_quotable(reading: Reading) -> None:
    assert reading.document.edition is Edition.DIGEST
    assert reading.document.source_file.endswith(".digest.yaml")
    assert reading.document.document_id.count("@") == 1
    addresses = [clause.address for clause in reading.clauses]
    assert len(addresses) == len(set(addresses))
    for clause in reading.clauses:
        prose = re.sub(r"（(?:牵头|责任)单位：[^（]*）$", "", clause.text)
        for sentence in re.split(r"(?<=[。；])", prose):
            assert len(sentence) <= 160, (clause.address, sentence)


ACT = """
document:
  {title: 青禾救助办法, region: 全国, kind: 办法, issued_on: "2019-03-02", covers: selection, note: 新法是否施行未核实}
clauses:
- under: [第二章 救助]
- {at: 第十一条, say: 向乡镇申请。}
- {at: 第十二条/第一款, say: 按月发。}
- {at: 第十二条/第二款, say: 另行保障。}
- {at: 第十四条/第二款, say: 再审一次。}
"""


def test_an_article_opens_with_its_number_before_its_first_paragraph_only() -> None:
    texts = {clause.address: clause.text for clause in read_digest("act.digest.yaml", ACT).reading.clauses}
    assert texts["第十一条"] == "第十一条 向乡镇申请。"
    assert texts["第十二条/第一款"] == "第十二条 按月发。"
    assert texts["第十二条/第二款"] == "另行保障。"
    assert texts["第十四条/第二款"] == "再审一次。"


def test_a_selection_and_a_note_are_remarked() -> None:
    assert read_digest("act.digest.yaml", ACT).remark == Remark(True, "新法是否施行未核实")
    assert read_digest("act.digest.yaml", ACT.replace("selection", "whole")).remark.selected is False
    assert read_digest("qinghe.digest.yaml", SMALL.replace("{lead}", "")).remark == Remark()


def test_a_note_holds_for_the_original_too_but_the_original_is_no_selection() -> None:
    digest = next(r.document for r in load_digests() if r.document.title == "社会救助暂行办法")
    assert remark_on(digest).selected
    original = remark_on(replace(digest, edition=Edition.ORIGINAL))
    assert not original.selected
    assert original.note is not None and "社会救助法是否已施行未核实" in original.note
    assert remark_on(replace(digest, document_id="青禾救助办法@2019-03-02")) == Remark()


def test_questions_belong_to_shipped_clauses() -> None:
    known = {(reading.document.document_id, clause.address) for reading in load_digests() for clause in reading.clauses}
    assert load_asks()
    assert set(load_asks()) <= known


NAMES = st.lists(
    st.text("甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=6).map(lambda name: f"县{name}局"), unique=True, max_size=6
)


@given(lead=NAMES, responsible=NAMES, cooperating=NAMES)
def test_each_office_is_printed_and_carried_once_in_each_role(
    lead: list[str], responsible: list[str], cooperating: list[str]
) -> None:
    entry = {
        "at": "一/(一)/1",
        "topic": "办好车间",
        "lead": lead,
        "responsible": responsible,
        "cooperating": cooperating,
    }
    head = {"title": "青禾县帮扶方案", "kind": "方案"}
    reading = read_digest("qinghe.digest.yaml", yaml.safe_dump({"document": head, "clauses": [entry]})).reading
    clause = reading.clauses[0]
    plain = Role.RESPONSIBLE if lead else Role.LISTED
    printed = [(name, Role.LEAD) for name in lead]
    printed += [(name, plain) for name in responsible] + [(name, Role.COOPERATING) for name in cooperating]
    assert [(duty.name, duty.role) for duty in clause.duties] == printed
    assert all(name in clause.text for name, _ in printed)
    assert reading.duty_lines == (1 if printed else 0)
