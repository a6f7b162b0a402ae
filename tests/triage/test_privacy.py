"""Personal data is found whole, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import Kind, find_personal_data, mask

CASES = [
    ("我叫周满仓，在柳河镇东塘村三组", [(Kind.NAME, "周满仓"), (Kind.ADDRESS, "柳河镇东塘村三组")]),
    ("电话139 0000 5512，白天都在", [(Kind.PHONE, "139 0000 5512")]),
    ("手机１３９００００５５１２", [(Kind.PHONE, "１３９００００５５１２")]),
    ("打幺三九零零零零五五幺二就行", [(Kind.PHONE, "幺三九零零零零五五幺二")]),
    ("身份证11010519491231002X", [(Kind.ID_NUMBER, "11010519491231002X")]),
    ("身份证110105194912310021写错一位", [(Kind.ID_NUMBER, "110105194912310021")]),
    (
        "联系人：县民政局救助科李明，电话：8123456，邮箱：abc@example.com",
        [(Kind.NAME, "李明"), (Kind.PHONE, "8123456"), (Kind.ACCOUNT, "abc@example.com")],
    ),
    ("驻乡驻村工作队和各乡镇各村干部都要到", []),
    ("车牌赣E12345的车", [(Kind.PLATE, "赣E12345")]),
    ("住院号：20261120，12床", [(Kind.MEDICAL_RECORD, "20261120"), (Kind.BED, "12床")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds(text, expected):
    assert [(f.kind, text[f.start : f.end]) for f in find_personal_data(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "今年68岁，去年花了32000元",
        "2026年11月20日",
        "人均可支配收入28000元，比2020年的20921元多",
        "发放标准每人每月100元，5400个项目",
    ],
)
def test_leaves_ages_sums_and_dates(text):
    assert find_personal_data(text) == []
    assert mask(text) == text


@given(st.text(alphabet="我叫王小明电话139 0123456789，。元岁X", max_size=60))
def test_spans_are_ordered_apart_and_masked(text):
    found = find_personal_data(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert len(mask(text)) == len(text)
    assert all(set(mask(text)[f.start : f.end]) == {"＊"} for f in found)
