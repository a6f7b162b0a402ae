"""Records of runs, and the printed comparison."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import KnowledgeError
from eval import records, report
from eval.metrics import Score
from eval.records import Change

DAY = dt.date(2026, 11, 22)
GOOD = Score(
    "青禾-1", "青禾", "figure", False, ranks=(1,), facts=1.0, cited=1, cited_right=1, exact=1, refused_wrong=False
)
POOR = replace(GOOD, id="青禾-2", ranks=(7,), facts=0.5)
REFUSED = Score("青禾-3", "青禾", "figure", True, refused_right=True)


def test_a_record_reads_back_and_set_ups_stand_apart(tmp_path: Path) -> None:
    file = tmp_path / "runs" / "last.json"
    records.write("digests", [GOOD, POOR, REFUSED], DAY, file)
    records.write("originals", [GOOD], DAY, file)
    kept = records.read("digests", file)
    assert kept["青禾-1"] == records.Marks(True, 1.0, True)
    assert kept["青禾-2"] == records.Marks(False, 0.5, False)
    assert kept["青禾-3"] == records.Marks(None, None, True)
    assert set(records.read("originals", file)) == {"青禾-1"}
    assert records.read("other", file) == {}


def test_a_partial_run_keeps_the_marks_of_what_it_did_not_ask(tmp_path: Path) -> None:
    file = tmp_path / "last.json"
    records.write("digests", [GOOD, POOR], DAY, file)
    records.write("digests", [replace(POOR, facts=1.0)], DAY, file)
    kept = records.read("digests", file)
    assert kept["青禾-1"].facts == 1.0
    assert kept["青禾-2"].facts == 1.0


def test_no_record_is_an_empty_one_and_a_broken_one_is_named(tmp_path: Path) -> None:
    assert records.read("digests", tmp_path / "none.json") == {}
    broken = tmp_path / "last.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"last\.json"):
        records.read("digests", broken)


def test_every_gain_and_loss_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "last.json"
    records.write("digests", [GOOD, POOR, REFUSED], DAY, file)
    now = [
        replace(GOOD, ranks=(None,)),
        replace(POOR, facts=1.0),
        replace(REFUSED, refused_right=False),
        replace(GOOD, id="new"),
    ]
    found = records.changes(records.read("digests", file), now)
    assert found == [
        Change("青禾-1", "found", gain=False),
        Change("青禾-2", "facts", gain=True),
        Change("青禾-2", "right", gain=True),
        Change("青禾-3", "right", gain=False),
    ]
    lines = report.changed(found)
    assert "变好（要点）1 题：青禾-2" in lines
    assert "变差（检索）1 题：青禾-1" in lines
    assert report.changed([]) == ["与上次记录相比没有变化，或没有记录可比。"]


def test_the_table_has_a_line_for_each_group_and_columns_in_line() -> None:
    before = {"青禾-2": records.Marks(True, 1.0, True)}
    lines = report.table([GOOD, POOR, REFUSED], before).splitlines()
    assert [line.split()[0] for line in lines] == ["题数", "青禾", "数字", "口语", "合计"]
    assert ".750(-0.25)" in lines[-1]
    assert len({report.width(line) for line in lines}) == 1


def test_bars_are_met_or_not() -> None:
    lines, met = report.bars([GOOD])
    assert met
    assert all(line.startswith("达标") for line in lines)
    lines, met = report.bars([GOOD, POOR, replace(REFUSED, refused_right=False)])
    assert not met
    assert sum(line.startswith("未达标") for line in lines) == 3


def test_speed_of_one_and_of_many() -> None:
    assert "10.0" in report.speed([replace(GOOD, seconds=0.01)])
    assert "中位数 20.0" in report.speed([replace(GOOD, seconds=n / 100) for n in (1, 2, 3)])
    assert report.speed([]) == "没有题"
