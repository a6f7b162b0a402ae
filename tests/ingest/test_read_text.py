"""Plain text: lines as they stand, whatever the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.readers.text import decode, read_text
from ingest.readers.visible import is_visible, join_printed


def lines(text: str, encoding: str = "utf-8") -> list[str]:
    return [line.text for line in read_text("青禾.txt", text.encode(encoding), Limits()).lines]


def test_lines_stay_as_they_stand() -> None:
    assert lines("\u3000\u3000一、要求\r\n\r\n  \t\n 1.甲 乙\t丙 \r二、任务\x0c三、保障") == [
        "\u3000\u3000一、要求", " 1.甲 乙\t丙 ", "二、任务", "三、保障",
    ]  # fmt: skip


def test_lone_figures_are_lines() -> None:
    assert lines("1\n贫困村\n0\n-\n%\n") == ["1", "贫困村", "0", "-", "%"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["一、要求\n到2025年增长10%。\n", "㐂堃\n青禾县,镕基路3号\n乡村振兴\n" * 3, "abc\n123\n"]
)
def test_encodings(encoding: str, text: str) -> None:
    assert lines(text, encoding) == text.splitlines()


def test_damaged_places_are_counted_and_told() -> None:
    data = ("青禾县帮扶低收入农户增收。" * 40).encode()
    source = read_text("青禾.txt", data[:300] + b"\xff" + data[300:], Limits())
    assert source.partial is not None
    assert "1 处" in source.partial
    assert source.lines[0].text.count("\ufffd") == 1


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60))
def test_gb18030_is_never_lost(text: str) -> None:
    """Any Chinese text in GB18030 is either read as it was, or (rare characters only) as another East Asian code."""
    common = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    decoded = decode("青禾.txt", (text + common * 4).encode("gb18030"))
    assert decoded.text == text + common * 4


@given(st.lists(st.text(), max_size=20))
def test_no_visible_character_is_lost(parts: list[str]) -> None:
    text = "\n".join([*parts, "青禾县帮扶方案"])
    text = "".join(char for char in text if not "\ud800" <= char <= "\udfff" and char not in "\x00\ufffe\uffff")
    data = text.encode()
    if sum(char < " " and char not in "\t\n\r\x0b\x0c\x1b" for char in text):
        return  # control characters may make a file binary: told in tests/broken
    read = "".join(line.text for line in read_text("青禾.txt", data, Limits()).lines)
    assert [char for char in read if is_visible(char)] == [char for char in text if is_visible(char)]


def test_joining_printed_lines() -> None:
    assert join_printed(["农村居民人", "均可支配收", "入"]) == "农村居民人均可支配收入"
    assert join_printed(["per capita", "income"]) == "per capita income"
    assert join_printed(["2025", "年", ""]) == "2025年"
