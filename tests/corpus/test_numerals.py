"""Numerals: reading and writing are inverse; what is no numeral gives None."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import parse_int, parse_number, to_chinese, to_circled


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十一", 21), ("十", 10), ("两百", 200), ("一百五", 150), ("一百零五", 105), ("三万二", 32000),
        ("一千零五十", 1050), ("二〇二六", 2026), ("12", 12), ("１２", 12), ("③", 3), ("十二万", 120000),
        ("一亿二千万", 120000000), ("廿一", 21),
        ("", None), ("十来", None), ("abc", None), ("三个", None), ("五六百", None), ("万", None),
    ],
)  # fmt: skip
def test_parse_int(text: str, number: int | None) -> None:
    assert parse_int(text) == number


@given(st.integers(0, 10**8 - 1))
def test_written_numbers_are_read_back(number: int) -> None:
    assert parse_int(to_chinese(number)) == number


@given(st.integers(1, 20))
def test_circled_numbers_are_read_back(number: int) -> None:
    assert parse_int(to_circled(number)) == number


@given(st.text("零一二两三十百千万亿点半5,. ", max_size=12))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [("三点五", 3.5), ("半", 0.5), ("两半", 2.5), ("12,000", 12000.0), ("1.25", 1.25), ("点", None), ("", None)],
)
def test_parse_number(text: str, number: float | None) -> None:
    assert parse_number(text) == number


def test_out_of_range_is_an_error() -> None:
    with pytest.raises(ValueError, match="no Chinese numeral"):
        to_chinese(-1)
    with pytest.raises(ValueError, match="no circled number"):
        to_circled(21)
