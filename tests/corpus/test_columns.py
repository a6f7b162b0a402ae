"""Clauses as columns are the clauses they were made of, to whoever looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.address import unit_address
from corpus.columns import Columns
from corpus.errors import BadField, UnreadableFile
from corpus.model import Clause, Duty, Role
from corpus.records import clause_values
from corpus.tables import SHIFT

WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
DUTIES = st.builds(Duty, WORDS, st.sampled_from(Role), st.none() | WORDS, st.none() | WORDS, st.none() | WORDS)
CLAUSES = st.builds(
    Clause,
    st.from_regex(r"\A第[一二三]条(/第[一二]款)?\Z|\A一/\(二\)(/[一二]是)?\Z"),
    WORDS,
    st.lists(WORDS, max_size=2).map(tuple),
    st.none() | st.integers(1, 9),
    st.lists(DUTIES, max_size=2).map(tuple),
    st.none() | st.dictionaries(WORDS, WORDS, max_size=2),
    st.lists(WORDS, max_size=2).map(tuple),
)


@given(clauses=st.lists(CLAUSES, max_size=6).map(tuple))
def test_columns_read_as_the_clauses(clauses):
    columns = Columns.of(clauses)
    assert columns == clauses
    assert clauses == columns
    assert len(columns) == len(clauses)
    assert [columns[at] for at in range(len(clauses))] == list(clauses)
    assert tuple(columns[1:3]) == clauses[1:3]
    assert columns != (*clauses, Clause("九", "尾"))
    assert Columns(*columns.plain(), columns.duties) == columns
    assert Columns.of(columns) is columns


@given(clauses=st.lists(CLAUSES, max_size=6, unique_by=lambda clause: clause.address))
def test_units_are_counted_as_they_come_and_keep_their_numbers(clauses):
    columns = Columns.of(clauses)
    units = list(dict.fromkeys(unit_address(clause.address) for clause in clauses))
    assert columns.unit_addresses() == units
    rows, following = clause_values(columns, 3, 5, {}, 1)
    assert [row[0] for row in rows] == [3 << SHIFT | at for at in range(len(clauses))]
    assert [row[2] for row in rows] == [5 << SHIFT | units.index(unit_address(c.address)) + 1 for c in clauses]
    assert following == len(units) + 1
    known = {unit: 40 + at for at, unit in enumerate(units[::2])}
    rows, following = clause_values(columns, 3, 5, known, 60)
    numbers = {unit_address(c.address): row[2] & ((1 << SHIFT) - 1) for c, row in zip(clauses, rows, strict=True)}
    assert {unit: number for unit, number in numbers.items() if unit in known} == known
    assert sorted(number for unit, number in numbers.items() if unit not in known) == list(range(60, following))


@pytest.mark.parametrize("address", ["", " 一", "一/", "/一", "一//二", "\n", "一\n", "\u3000一"])
def test_an_incomplete_address_is_refused(address):
    with pytest.raises(BadField, match="不完整"):
        clause_values(Columns.of([Clause("三", "甲"), Clause(address, "乙"), Clause("四", "丙")]), 1, 1, {}, 1)


def test_more_clauses_than_can_be_numbered_are_refused():
    with pytest.raises(UnreadableFile, match="拆成几份"):
        clause_values(Columns.of([Clause("三", "甲")]), 1, 1, {}, (1 << SHIFT) - 1)
