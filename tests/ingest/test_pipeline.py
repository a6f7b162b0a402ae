"""The front door: file in, clauses in the library, a report by the contract; a bad file changes nothing."""

import datetime as dt
import json

import jsonschema
import pytest
from referencing import Registry, Resource

from corpus.library import Library
from ingest.pipeline import Ingester

PAPER = """进贤县供水方案
进水字〔2024〕5号
为了让群众喝上放心水，制定本方案。
一、任务
（一）改造管网。完成一段验收一段。（牵头单位：县水利局；责任单位：县财政局）
进贤县水利局
2024年3月5日
关联稿件
"""


@pytest.fixture
def library(home):
    opened = Library(f"sqlite:///{home / 'library.db'}")
    yield opened
    opened.close()


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "供水方案.txt"
    path.write_text(PAPER, "utf-8")
    return path


def test_added_unchanged_and_shown(library, paper):
    ingester = Ingester(library, day=dt.date(2026, 11, 22))
    first, again = ingester.ingest(paper), ingester.ingest(paper)
    assert (first.outcome, again.outcome) == ("added", "unchanged")
    shelved, clauses = library.show(first.reading.document.document_id)
    assert [clause.address for clause in clauses] == ["前言", "一/(一)", "落款"]
    assert shelved.document.region == "江西省/南昌市/进贤县"
    assert [(d.name, d.role.value) for d in clauses[1].duties] == [("县水利局", "lead"), ("县财政局", "responsible")]


def test_unchanged_is_told_without_reading_again(library, paper, monkeypatch):
    ingester = Ingester(library, day=dt.date(2026, 11, 22))
    first = ingester.ingest(paper).as_json()
    read_again = ingester.ingest(paper, region="江西省南昌市进贤县").as_json()
    monkeypatch.setattr("ingest.pipeline.read_data", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr("ingest.pipeline.FEWEST_FILES", 2)
    told = [report.as_json() for report in ingester.ingest_many([paper, paper, paper])]
    assert told == [first | {"outcome": "unchanged"}] * 3
    assert read_again == first | {"outcome": "unchanged"} | {"evidence": read_again["evidence"]}


def test_a_newer_reader_reads_again(library, paper, monkeypatch):
    Ingester(library).ingest(paper)
    monkeypatch.setattr("ingest.pipeline.READER_VERSION", "999")
    assert Ingester(library).ingest(paper).outcome == "reread"


def test_report_by_the_contract(library, paper, shared):
    schemas = {p.name: json.loads(p.read_text("utf-8")) for p in (shared / "contract").glob("*.schema.json")}
    registry = Registry().with_resources((name, Resource.from_contents(s)) for name, s in schemas.items())
    validator = jsonschema.Draft202012Validator(schemas["ingest.schema.json"], registry=registry)
    ingester = Ingester(library, day=dt.date(2026, 11, 22))
    for path in (paper, paper.with_name("没有.txt")):
        report = ingester.ingest(path).as_json()
        assert list(validator.iter_errors(report)) == []
    counts = Ingester(library).ingest(paper).as_json()["characters"]
    assert counts["read"] == counts["kept"] + counts["furniture"] + counts["lost"]
    assert counts["furniture"] == len("关联稿件")


def test_report_of_what_was_read(library, paper):
    report = Ingester(library, day=dt.date(2026, 11, 22)).ingest(paper).as_json()
    assert report["status"] == "in_force"
    assert report["doc_number"] == "进水字〔2024〕5号"
    assert (report["clauses"], report["duties"], report["tables"]) == (3, 1, 0)
    assert report["dropped"] == ["关联稿件"]


def test_place_set_by_hand_wins(library, paper):
    report = Ingester(library).ingest(paper, region="南昌市新建区")
    assert report.as_json()["region"] == "江西省/南昌市/新建区"


@pytest.mark.parametrize("content", [b"", b"   \n", b"\x00\x01\x02\x03" * 50])
def test_a_bad_file_is_one_line_and_changes_nothing(library, tmp_path, content):
    path = tmp_path / "坏.txt"
    path.write_bytes(content)
    before = library.version()
    report = Ingester(library).ingest(path).as_json()
    assert report["source_file"] == "坏.txt"
    assert report["error"]["text"] and "\n" not in report["error"]["text"]
    assert library.version() == before
    assert library.documents() == []


def test_an_unknown_place_is_an_error_and_changes_nothing(library, paper):
    report = Ingester(library).ingest(paper, region="乌有县")
    assert report.error is not None and report.error.code == "unknown_place"
    assert library.documents() == []


def test_many_files_in_order_past_a_bad_one(library, paper, tmp_path):
    bad = tmp_path / "坏.txt"
    bad.write_bytes(b"")
    other = tmp_path / "护林.txt"
    other.write_text("进贤县护林办法\n第一条 禁止用火。\n第二条 每天巡山。", "utf-8")
    reports = list(Ingester(library).ingest_many([paper, bad, other]))
    assert [report.source_file for report in reports] == ["供水方案.txt", "坏.txt", "护林.txt"]
    assert [report.error is None for report in reports] == [True, False, True]
    assert len(library.documents()) == 2


def test_a_file_with_a_title_alone_is_told(library, tmp_path):
    path = tmp_path / "条例.md"
    path.write_text("# 进贤县供水条例\n", "utf-8")
    report = Ingester(library).ingest(path).as_json()
    assert report["clauses"] == 0
    assert [warning["code"] for warning in report["warnings"]] == ["partial"]
