"""Figures as facts: what is measured, how much, when, and how firmly, from small papers of our own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import FigureFact, figure_facts, same_indicator
from corpus.figures import Bound
from corpus.model import Clause, Document

PAPER = Document(
    "青禾县水厂方案@2024-03-01",
    "青禾县农村供水方案",
    "方案.txt",
    "方案",
    region="云岭省/安澜市/青禾县",
    issued_on="2024-03-01",
    effective_to="2026",
)


def facts(text: str, **row: str) -> list[FigureFact]:
    return list(figure_facts(PAPER, [Clause("一", text, row=row or None)]))


def only(text: str, **row: str) -> FigureFact:
    found = facts(text, **row)
    assert len(found) == 1, found
    return found[0]


ROW = {"序号": "2", "主要指标": "农村自来水普及率", "单位": "%", "2023年基期值": "71", "2026年目标值": "88"}


def test_a_row_gives_base_target_and_nature() -> None:
    fact = only("2 农村自来水普及率 % 71 88 约束性", **ROW, 属性="约束性")
    assert (fact.base_year, fact.base_value, fact.target_year, fact.target_value) == (2023, 71, 2026, 88)
    assert (fact.unit, fact.unit_printed, fact.nature, fact.indicator) == ("%", True, "binding", "农村自来水普及率")
    assert fact.quote == fact.clause.text
    assert only("2 …", **ROW, 属性="预期性").nature == "aspirational"
    assert only("2 …", **ROW).nature is None


def test_a_unit_that_the_table_does_not_print_is_marked_as_the_registers() -> None:
    row = {"主要指标": "农村居民人均可支配收入", "单位": "", "2023年基期值": "19,300", "2026年目标值": "24,000"}
    fact = only("农村居民人均可支配收入 19,300 24,000", **row)
    assert (fact.unit, fact.unit_printed, fact.base_value, fact.target_value) == ("元", False, 19300, 24000)


def test_a_row_in_ten_thousands_is_told_in_the_base_unit_and_a_fall_stays_negative() -> None:
    row = {"项目": "村道养护投入", "计量单位": "万元", "现状": "-1.5", "目标": "30"}
    fact = only("村道养护投入 万元 -1.5 30", **row)
    assert (fact.base_value, fact.target_value, fact.unit) == (-15000, 300000, "元")


def test_a_row_without_figures_or_without_a_name_is_no_figure() -> None:
    assert facts("1 探访 每月一次", 序号="1", 事项="探访", 标准="每月一次") == []
    assert facts("7 9", 基期="7", 目标="9") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2026年，全县自来水普及率达到85%以上。",
            {"label": "全县自来水普及率", "value": 85, "bound": Bound.MIN, "target_year": 2026, "target_value": 85},
        ),
        (
            "2022年集中供水率为63%。",
            {"indicator": "集中供水率", "base_year": 2022, "base_value": 63, "target_value": None},
        ),
        ("力争2025年新建水窖40座。", {"label": "水窖", "nature": "aspirational", "target_year": 2025}),
        ("每年培训管水员300人。", {"value": 300, "per": "年", "unit": "人", "target_value": None}),
        ("年内改造管网12公里。", {"value": 12, "unit": "公里", "target_year": 2024}),
        ("规划期末集中供水率不低于90%。", {"target_year": 2026, "bound": Bound.MIN}),
        ("“十五五”末集中供水率95%。", {"target_year": 2030}),
        ("收入增长8%。", {"change": True, "indicator": None}),
        ("投入衔接资金1200万元。", {"indicator": "财政衔接资金", "value": 12_000_000, "unit": "元"}),
        ("自2019年以来的60个项目。", {"base_year": None, "target_year": None, "label": "项目"}),
    ],
)
def test_a_sentence_gives_name_amount_year_and_firmness(text: str, expected: dict[str, Any]) -> None:
    found = [fact for fact in facts(text) if fact.value]
    assert len(found) == 1
    told = {name: getattr(found[0], name) for name in expected}
    if "label" in expected:
        told["label"] = expected["label"] if expected["label"] in found[0].label else found[0].label
    assert told == expected
    assert found[0].quote == text


def test_a_figure_without_a_name_of_its_own_keeps_the_last_one() -> None:
    first, second = facts("脱贫户人均收入2018年为5120元，2023年达13880元。")
    assert (first.indicator, second.indicator) == ("脱贫人口人均纯收入", "脱贫人口人均纯收入")
    assert (first.base_year, first.value, second.base_year, second.value) == (2018, 5120, 2023, 13880)


@pytest.mark.parametrize(
    "text",
    [
        "落实“四个不摘”。",
        "三类人群动态清零。",
        "受理后30日内办结。",
        "第12条。",
        "满60周岁的老人。",
        "打通最后一公里。",
        "依托“五五平台”。",
    ],
)
def test_names_terms_ages_and_ordinals_are_no_figures(text: str) -> None:
    assert facts(text) == []


def test_the_same_indicator_is_known_by_its_spoken_names_and_only_then() -> None:
    fact = only("2 农村自来水普及率 % 71 88", **ROW)
    for asked in ("农村自来水普及率", "自来水普及率", "自来水覆盖率"):
        assert same_indicator(fact, asked), asked
    assert not same_indicator(fact, "农村居民恩格尔系数")


@given(
    st.text(alphabet="自来水普及率达到投入2024年底前以上，。；（）“”、0123456789%万元个人力争每不低于\n ", max_size=80)
)
def test_any_text_gives_true_spans_and_finite_figures(text: str) -> None:
    for fact in facts(text):
        assert fact.quote and fact.quote in text
        assert fact.value == fact.value and abs(fact.value) != float("inf")
        assert fact.label


def test_the_table_of_the_plan_is_listed_whole(shared) -> None:
    from ingest.pipeline import read_source
    from ingest.readers import read_file

    reading = read_source(read_file(shared / "policies" / "南昌市有效衔接规划.txt"))
    rows = [fact for fact in figure_facts(reading.document, reading.clauses) if fact.clause.row]
    assert [fact.clause.address for fact in rows] == [f"专栏1/{number}" for number in range(1, 22)]
    assert {(fact.base_year, fact.target_year) for fact in rows} == {(2020, 2025)}
    assert sum(fact.nature == "binding" for fact in rows) == 9
    assert sum(fact.nature == "aspirational" for fact in rows) == 12
    for fact in rows:
        cells = dict(fact.clause.row or {})
        assert fact.base_value == float(cells["2020年基期值"])
        assert fact.target_value == float(cells["2025年目标值"])
        assert fact.indicator == cells["主要指标"]


def test_every_figure_of_the_five_papers_is_quoted_exactly(shared) -> None:
    from ingest.pipeline import read_source
    from ingest.readers import read_file

    for path in sorted((shared / "policies").glob("*.txt")):
        reading = read_source(read_file(path))
        texts = {clause.address: clause.text for clause in reading.clauses}
        found = list(figure_facts(reading.document, reading.clauses))
        assert found, path.name
        for fact in found:
            assert texts[fact.clause.address][fact.span.start : fact.span.end] == fact.quote
