"""Figures: value, unit, bounds, range, year; the same amount is equal however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import Bound, find_figures
from corpus.indicators import find_indicators, load_indicators, natural_unit


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind", "low", "high", "bound"),
    [
        ("达到2万元左右", 20000, "元", "money", 20000, 20000, Bound.ABOUT),
        ("不低于100万元", 1e6, "元", "money", 1e6, None, Bound.MIN),
        ("不超过5万元", 50000, "元", "money", None, 50000, Bound.MAX),
        ("不到3000元", 3000, "元", "money", None, 3000, Bound.MAX),
        ("增长百分之三十以上", 30, "%", "percent", 30, None, Bound.MIN),
        ("涨５％", 5, "%", "percent", 5, 5, Bound.EXACT),
        ("5—10%", 10, "%", "percent", 5, 10, Bound.EXACT),
        ("三至五年", 5, "年", "duration", 3, 5, Bound.EXACT),
        ("200元到300元", 300, "元", "money", 200, 300, Bound.EXACT),
        ("15个工作日内", 15, "工作日", "duration", None, 15, Bound.MAX),
        ("2.20:1", 2.2, "", "ratio", 2.2, 2.2, Bound.EXACT),
        ("1 000公里", 1000, "公里", "length", 1000, 1000, Bound.EXACT),
        ("1,250元/年", 1250, "元", "money", 1250, 1250, Bound.EXACT),
        ("六十岁以上", 60, "岁", "age", 60, None, Bound.MIN),
        ("最多二万五千元", 25000, "元", "money", None, 25000, Bound.MAX),
        ("两年半", 2.5, "年", "duration", 2.5, 2.5, Bound.EXACT),
        ("提高2个百分点", 2, "个百分点", "points", 2, 2, Bound.EXACT),
        ("户均2.0千伏安", 2, "千伏安", "power", 2, 2, Bound.EXACT),
        ("约190.6万人", 1906000, "人", "people", 1906000, 1906000, Bound.ABOUT),
        ("五六百元", 600, "元", "money", 500, 600, Bound.EXACT),
        ("30亩", 30, "亩", "area", 30, 30, Bound.EXACT),
        ("2公顷", 30, "亩", "area", 30, 30, Bound.EXACT),
        ("1.5倍", 1.5, "倍", "times", 1.5, 1.5, Bound.EXACT),
        ("第三条", 3, "", "ordinal", 3, 3, Bound.EXACT),
        ("二〇二五年", 2025, "年", "date", 2025, 2025, Bound.EXACT),
        ("2021—2025年", 2025, "年", "date", 2021, 2025, Bound.EXACT),
        ("9月底前", None, "月", "date", None, None, Bound.EXACT),
        ("2026-03-18", 2026, "年", "date", 2026, 2026, Bound.EXACT),
        ("20余万名干部", 200000, "人", "people", 200000, 200000, Bound.EXACT),
        ("4.7万贫困群众", 47000, "人", "people", 47000, 47000, Bound.EXACT),
        ("上千户", 1000, "户", "household", 1000, 1000, Bound.EXACT),
        ("三五户", 5, "户", "household", 3, 5, Bound.EXACT),
        ("还欠六万八", 68000, "", "number", 68000, 68000, Bound.EXACT),
        ("832平台", 832, "", "number", 832, 832, Bound.EXACT),
    ],
)
def test_one_figure(
    text: str, value: float | None, unit: str, kind: str, low: float | None, high: float | None, bound: Bound
) -> None:
    (figure,) = find_figures(text)
    assert (figure.value, figure.unit, figure.unit_class) == (value, unit, kind)
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)


@pytest.mark.parametrize(
    "text",
    ["千家万户", "十万火急", "一个村一项目", "统一部署", "“十四五”时期", "一是健全机制", "一次性", "", "没有数字"],
)
def test_no_figures(text: str) -> None:
    assert find_figures(text) == []


def test_years_hold_for_the_figures_after_them() -> None:
    found = find_figures("收入由2020年的20921元增加到2025年的28000元，力争翻一番。户数300户。")
    assert [(f.text, f.year) for f in found if f.unit_class != "date"] == [
        ("20921元", 2020),
        ("28000元", 2025),
        ("一番", 2025),
        ("300户", None),
    ]
    assert [f.aim for f in found][-2:] == [True, False]


@pytest.mark.parametrize(
    ("one", "other"), [("2万元", "20000元"), ("百分之三十", "30%"), ("两万五千元", "2.5万元"), ("３户", "三户")]
)
def test_same_amount_is_equal(one: str, other: str) -> None:
    assert find_figures(one)[0].key == find_figures(other)[0].key


@given(st.text("一二三十百万点半元户年月日%第条（）-—0123456789.,: 以上不超过约", max_size=40))
def test_spans_are_in_order_and_hold_the_words(text: str) -> None:
    last = 0
    for figure in find_figures(text):
        assert last <= figure.span.start < figure.span.end <= len(text)
        assert figure.span.of(text) == figure.text
        last = figure.span.end


@given(st.text("ab中文，。 ", max_size=8), st.integers(0, 99999), st.text("中文，。", max_size=8))
def test_no_number_is_overlooked(before: str, number: int, after: str) -> None:
    values = [f.value for f in find_figures(f"{before}{number}元{after}")]
    assert float(number) in values


def test_indicators() -> None:
    assert [i.name for i in find_indicators("到2025年农民人均收入要到多少")] == ["农村居民人均可支配收入"]
    assert find_indicators("咱们乡下人一年收入有多少")[0].name == "农村居民人均可支配收入"
    assert find_indicators("通了自来水的有几成")[0].name == "农村自来水普及率"
    assert natural_unit("农村居民人均可支配收入") == "元"
    assert natural_unit("天气") is None
    names = [name for i in load_indicators() for name in (i.name, *i.said)]
    assert len(names) == len(set(names))
