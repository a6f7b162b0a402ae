"""Addresses as values, and the unit a clause belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.address import Address, read_part
from corpus.errors import BadInput
from corpus.units import group, make_unit, unit_address


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("第十一条", "article", 11),
        ("第二款", "paragraph", 2),
        ("五", "chapter", 5),
        ("(四)", "section", 4),
        ("（十二）", "section", 12),
        ("21", "item", 21),
        ("③", "circled", 3),
        ("¶2", "unnamed", 2),
        ("专栏1", "box", 1),
        ("附件", "annex", None),
        ("附件十", "annex", 10),
        ("二是", "point", 2),
        ("四#2", "chapter", 4),
        ("完善最低生活保障制度", "name", None),
        ("前言", "name", None),
    ],
)
def test_part_is_read(text, kind, number):
    part = read_part(text)
    assert (part.kind, part.number) == (kind, number)


def test_second_of_a_name_and_inserted_article():
    assert read_part("四#2").repeat == 2
    assert (read_part("第十一条之二").number, read_part("第十一条之二").after) == (11, 2)


_PARTS = st.sampled_from(["一", "(二)", "3", "第四条", "第五款", "一是", "¶1", "专栏1", "落款", "完善机制"])


@given(st.lists(_PARTS, min_size=1, max_size=5))
def test_address_round_trip_and_order(parts):
    address = Address.parse("/".join(parts))
    assert str(address) == "/".join(parts)
    if address.parent is not None:
        assert address.is_below(address.parent)
        assert not address.parent.is_below(address)
    assert address == address.unit or address.is_below(address.unit)
    assert address.unit.unit == address.unit
    assert unit_address(str(address)) == str(address.unit)


@pytest.mark.parametrize("text", ["", "一/", "/一", "一//二", "一/ /二"])
def test_incomplete_address_is_refused(text):
    with pytest.raises(BadInput, match="不完整"):
        Address.parse(text)


def test_below_is_by_parts_not_by_characters():
    assert not Address.parse("三/(一)/12").is_below(Address.parse("三/(一)/1"))
    assert Address.parse("三/(一)/1/提升水平").is_below(Address.parse("三/(一)"))


@pytest.mark.parametrize(
    ("address", "unit"),
    [
        ("第十一条/第二款", "第十一条"),
        ("第十一条#2/第二款", "第十一条#2"),
        ("第十一条/第二款#2", "第十一条"),
        ("五/(一)/健全机制/一是", "五/(一)/健全机制"),
        ("第三条/第一款/二是", "第三条"),
        ("专栏1/13", "专栏1/13"),
        ("三/(一)/2/提升水平", "三/(一)/2/提升水平"),
        ("五/(一)/¶1", "五/(一)/¶1"),
        ("一是", "一是"),
        ("加强存款", "加强存款"),
        ("一/加强存款", "一/加强存款"),
    ],
)
def test_unit_address(address, unit):
    assert unit_address(address) == unit


def test_unit_joins_its_clauses_with_their_spans(make_reading):
    reading = make_reading(
        "某办法",
        {
            "第一条/第一款": "第一条 甲。",
            "第一条/第二款": "乙。",
            "五/机制": "机制。总的说。",
            "五/机制/一是": "一是丙。",
            "五/机制/二是": "二是丁。",
        },
    )
    units = {a: make_unit(1, "x@y", a, members) for a, members in group(reading.clauses).items()}
    assert units["第一条"].text == "第一条 甲。\n乙。"
    assert units["五/机制"].text == "机制。总的说。一是丙。二是丁。"
    for unit in units.values():
        for clause, span in unit.parts:
            assert span.of(unit.text) == clause.text
