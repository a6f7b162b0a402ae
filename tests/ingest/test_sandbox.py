"""The reading process: bounded, replaced after a fall, and its answers come back as they were."""

from __future__ import annotations

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EmptyDocument, FileTooLarge, UnreadableFile
from ingest import sandbox
from ingest.limits import MEBIBYTE, Limits
from ingest.model import Hint, Line, Source, Table
from ingest.readers import read_data
from ingest.readers.formats import Kind
from ingest.sandbox import ReadingProcess, source_as_json, source_from_json

PAGE = "<html><body><p>青禾县帮扶方案</p></body></html>".encode()


def test_out_of_time_ends_the_file_and_not_the_reader() -> None:
    sandbox.documents.close()  # a process that has yet to start cannot have answered already
    with pytest.raises(FileTooLarge, match="已停止"):
        read_data("慢.html", PAGE, Limits(seconds=0.0))
    assert read_data("页.html", PAGE).lines[0].text == "青禾县帮扶方案"


@pytest.mark.skipif(os.name == "nt", reason="no bound of memory there")
def test_out_of_memory_ends_the_file_and_not_the_reader() -> None:
    with pytest.raises(UnreadableFile, match="内存"):
        read_data("大.html", PAGE, Limits(memory=8 * MEBIBYTE))
    assert read_data("页.html", PAGE).lines[0].text == "青禾县帮扶方案"


def test_process_is_used_again() -> None:
    read_data("页.html", PAGE)
    first = sandbox.documents.process_id
    with pytest.raises(EmptyDocument):
        read_data("空.html", b"<html><body></body></html>")
    read_data("页.html", PAGE)
    assert sandbox.documents.process_id == first


def test_killed_process_is_replaced() -> None:
    reader = ReadingProcess(lambda limits: limits.memory, lambda limits: limits.seconds)
    reader.read(Kind.HTML, "页.html", PAGE, Limits())
    first = reader.process_id
    assert first is not None
    os.kill(first, 9)
    os.waitpid(first, 0)
    assert reader.read(Kind.HTML, "页.html", PAGE, Limits()).lines[0].text == "青禾县帮扶方案"
    assert reader.process_id != first
    reader.close()
    assert reader.process_id is None


def test_many_threads_share_one_process() -> None:
    read: dict[int, str] = {}

    def work(n: int) -> None:
        read[n] = read_data(f"{n}.html", f"<html><body><p>第{n}篇</p></body></html>".encode()).lines[0].text

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == {n: f"第{n}篇" for n in range(8)}


_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
_LINES = st.builds(Line, _TEXT, st.none() | st.integers(1, 9), st.sampled_from(Hint), st.none() | st.integers(0, 3))
_TABLES = st.builds(
    Table, st.lists(st.lists(_TEXT, max_size=3).map(tuple), max_size=3).map(tuple), st.none() | st.integers(1, 9)
)


@given(
    st.builds(
        Source, _TEXT, st.lists(_LINES, max_size=5).map(tuple), st.lists(_TABLES, max_size=2).map(tuple), st.booleans(),
        st.none() | _TEXT, st.dictionaries(_TEXT, _TEXT, max_size=3),
    )
)  # fmt: skip
def test_source_survives_the_pipe(source: Source) -> None:
    assert source_from_json(source_as_json(source)) == source
