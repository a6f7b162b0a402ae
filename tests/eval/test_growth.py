"""Texts that differ, in libraries that grow to the size asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from eval.growth import Stage, add_texts, alter, altered, ask_sample, grow, table, take

LAW = (
    "# 中华人民共和国探访法\n\n2020年1月2日 通过\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n"
    "第一条 为了让独居老人有人看望，乡镇应当每月上门探访一次，问清吃饭、看病和取暖，并把结果记下来。\n\n"
    "第二条 本法自2020年3月1日起施行。\n"
)


@given(st.integers(1, 9), st.integers())
def test_an_altered_text_keeps_its_build_and_says_other_words(turn: int, seed: int) -> None:
    made = alter(LAW, turn, random.Random(seed))
    assert made.startswith(f"# 试验{turn}套中华人民共和国探访法\n")
    assert [len(line) for line in made.split("\n")[1:]] == [len(line) for line in LAW.split("\n")[1:]]
    assert [line[:4] for line in made.split("\n") if line[:1] == "第"] == ["第一条 ", "第二条 "]
    before, after = LAW.split("\n")[8], made.split("\n")[8]
    assert sum(one != other for one, other in zip(before, after, strict=True)) <= 3


def test_texts_never_end_and_no_title_comes_twice(tmp_path: Path) -> None:
    files = [tmp_path / "甲法(2020-01-02).md", tmp_path / "乙法(2020-01-02).md"]
    for file in files:
        file.write_text(LAW, encoding="utf-8")
    texts = list(islice(altered(files), 6))
    assert [text for _, text in texts[:2]] == [LAW, LAW]
    assert len({name for name, _ in texts}) == 6
    assert len({text for _, text in texts[2:]}) == 4


def test_as_many_are_taken_as_are_wanted() -> None:
    endless = iter([(str(n), LAW) for n in range(99)])
    batch, held = take(endless, 5)
    assert (len(batch), held) == (3, 6)
    assert take(endless, 1) == ([("3", LAW)], 2)


def test_a_library_grows_to_each_size_before_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "words").write_bytes(bytes(2**20))
    held: list[tuple[str, str]] = []

    def add(_: Path, texts: Sequence[tuple[str, str]]) -> tuple[float, float]:
        held.extend(texts)
        return 1.0, 2.0

    first, second = grow(
        tmp_path,
        iter([(str(n), LAW) for n in range(99)]),
        [3, 10],
        add,
        lambda _: (len(held), 5.0, 9.0, 4.0, 8.0, None),
    )
    assert (first.articles, first.units, first.read, first.indexed) == (4, 2, 1.0, 2.0)
    assert (second.articles, second.units, second.read, second.indexed) == (10, 5, 2.0, 4.0)
    assert (second.middle, second.slow, second.busy_middle, second.busy_slow) == (5.0, 9.0, 4.0, 8.0)
    assert (second.memory, second.disk) == (None, 1.0)


def test_texts_are_read_and_asked(tmp_path: Path) -> None:
    read, indexed = add_texts(tmp_path / "home", [("探访法(2020-01-02)", LAW), ("试验1套探访法(2020-01-02)", LAW[:-1])])
    units, middle, slow, busy, busy_slow, _ = ask_sample(tmp_path / "home", 2)
    assert read > 0 and indexed > 0
    assert units > 4
    assert 0 < middle <= slow
    assert 0 < busy <= busy_slow < slow * 1.1


def test_the_table_has_a_line_a_size() -> None:
    lines = table([Stage(1000, 1010, 1.2, 3.4, 5.61, 9.87, 5, 9, None, 12.3), Stage(1, 9, 1, 1, 1, 1, 1, 1, 456.7, 1)])
    assert len(lines) == 3
    assert lines[1].split() == ["1000", "1010", "1", "3", "5.6", "9.9", "5.0", "9.0", "-", "12"]
    assert "457" in lines[2]
