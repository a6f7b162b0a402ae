"""Collections, rankings and the comparison with peers, on three small rows."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import BadInput, NotFound
from eval import peers
from eval.collection import Asked, Row, quality, read_queries, read_rows
from eval.measure import peak_memory, percentiles, timed
from eval.peer_systems import Rank
from eval.rank import write_rankings

ROWS: list[Row] = [
    ("a", "探访办法第一条", "村里老人每月探访一次。"),
    ("b", "供水办法第二条", "自来水每年检修一次。"),
    ("c", "修路办法第三条", "通村道路由县里修。"),
]


def test_rows_are_read_plain_and_packed(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"id": n, "title": t, "text": x}, ensure_ascii=False) for n, t, x in ROWS)
    (tmp_path / "c.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines)
    assert list(read_rows(tmp_path / "c.jsonl")) == ROWS
    assert list(read_rows(tmp_path / "c.jsonl.gz")) == ROWS


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "q"}', '{"id": true, "text": "x"}', '{"id": "q", "text": "x", "gold": "a"}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id": "p", "text": "x"}\n' + line, encoding="utf-8")
    with pytest.raises(BadInput, match=r"q\.jsonl 第 2 行"):
        read_queries(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有"):
        read_queries(tmp_path / "none.jsonl")


def test_quality_of_rankings() -> None:
    asked = [Asked("1", "x", frozenset("ab")), Asked("2", "y", frozenset("c")), Asked("3", "z")]
    found = quality({"1": ["c", "a"], "2": ["b", "a"], "3": []}, asked)
    assert found == {"R@5": 0.25, "R@10": 0.25, "R@100": 0.25, "MRR@10": 0.25}
    assert quality({"3": []}, asked[2:]) == {}


def test_rankings_are_written_in_the_order_asked(tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.jsonl"
    write_rankings(out, [Asked("2", "y"), Asked("1", "x")], {"1": ["a"], "2": ["b", "c"]})
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert lines == [{"id": "2", "ranked": ["b", "c"]}, {"id": "1", "ranked": ["a"]}]


def test_queries_are_spread_evenly_and_only_judged_ones() -> None:
    asked = [Asked(str(n), "x", frozenset("a") if n % 2 else frozenset()) for n in range(20)]
    assert [query.id for query in peers.spread(asked, 5)] == ["1", "5", "9", "13", "17"]
    assert len(peers.spread(asked, 50)) == 10


def test_a_system_is_measured_on_every_query(tmp_path: Path) -> None:
    def build(rows: Sequence[Row], folder: Path) -> Rank:
        assert folder.is_dir()
        return lambda text, limit: [name for name, _, words in rows if text in words][:limit]

    measured = peers.measure(
        "字面", build, ROWS, [Asked("1", "自来水", frozenset("b")), Asked("2", "桥", frozenset("c"))]
    )
    assert measured.quality["R@5"] == 0.5
    assert peers.lines([measured, measured])[1].startswith("字面")


def test_own_questions_have_rows_of_the_digests_as_gold() -> None:
    rows = peers.own_rows()
    names = {name for name, _, _ in rows}
    asked = peers.own_queries(rows)
    assert len(asked) > 200
    assert all(query.gold <= names for query in asked)


def test_percentiles_and_memory() -> None:
    assert percentiles([]) == (0.0, 0.0)
    assert percentiles([0.002]) == (2.0, 2.0)
    middle, slow = percentiles([n / 1000 for n in range(1, 102)])
    assert (round(middle), round(slow)) == (51, 96)
    made, seconds = timed(lambda: "x")
    assert made == "x"
    assert seconds >= 0
    assert (peak_memory() or 1) > 0
