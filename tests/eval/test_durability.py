"""The check of a library after a kill finds what is wrong, and finds nothing wrong where nothing is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.settings import load_settings
from corpus.library import Library
from eval import durability
from ingest.pipeline import Ingester

FILES = 3


@pytest.fixture
def stocked(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A library with three invented files, and what ingest reported of them."""
    files = durability.write_files(tmp_path / "files", FILES)
    home = tmp_path / "home"
    home.mkdir()
    library = Library(load_settings(home=home).library_url())
    reports = [report.as_json() for report in Ingester(library).ingest_many(files)]
    library.close()
    return home, {report["source_file"]: report["document_id"] for report in reports}


def test_files_are_all_different_and_numbered_in_chinese(tmp_path: Path) -> None:
    files = durability.write_files(tmp_path / "files", FILES)
    texts = [file.read_text("utf-8") for file in files]
    assert len(set(texts)) == FILES
    assert all(text.count("试验站") == 12 for text in texts)
    assert "第十条 " in texts[0]
    assert "第十二条 " in texts[0]


def test_a_whole_library_has_no_fault(stocked: tuple[Path, dict[str, str]]) -> None:
    home, acknowledged = stocked
    assert len(acknowledged) == FILES
    assert durability.check(home, acknowledged) == []


def test_a_document_that_was_reported_and_is_gone_is_a_fault(stocked: tuple[Path, dict[str, str]]) -> None:
    home, acknowledged = stocked
    library = Library(load_settings(home=home).library_url())
    library.remove(next(iter(acknowledged.values())))
    library.close()
    (fault,) = durability.check(home, acknowledged)
    assert fault == f"报告已收录却没有：{next(iter(acknowledged))}"


def test_half_a_document_is_a_fault(stocked: tuple[Path, dict[str, str]]) -> None:
    home, acknowledged = stocked
    connection = sqlite3.connect(home / "mingbai.db")
    connection.execute("DELETE FROM clauses WHERE rowid = (SELECT max(rowid) FROM clauses)")
    connection.commit()
    connection.close()
    assert any(fault.startswith(("半份文件", "资料库自相矛盾")) for fault in durability.check(home, acknowledged))


def test_a_library_that_is_not_there_holds_nothing_that_was_reported(tmp_path: Path) -> None:
    assert durability.check(tmp_path, {}) == []
    assert durability.check(tmp_path, {"a.txt": "a@1"}) == ["报告过 1 份，资料库却不在"]


def test_a_broken_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "mingbai.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert durability.check(tmp_path, {})


def test_a_line_cut_short_by_the_kill_was_not_acknowledged() -> None:
    whole = '{"source_file": "a.txt", "document_id": "a@1", "error": null}\n'
    refused = '{"source_file": "c.txt", "error": {"code": "x", "text": "坏"}}\n'
    said = whole + refused + '{"source_file": "b.txt", "docu'
    assert durability._acknowledged(said) == {"a.txt": "a@1"}
