"""Many files read ahead by processes of ours: the same reports in the same order as one after the other."""

import datetime as dt
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.library import Library
from corpus.model import Clause, Document, Duty, Notice, Reading, Role, Status
from corpus.regions import Regions
from ingest import crew
from ingest.crew import Crew
from ingest.crew_worker import PlainReader
from ingest.limits import Limits
from ingest.packing import pack, unpack
from ingest.pipeline import Ingester

DAY = dt.date(2026, 11, 22)
READER = PlainReader(None, Limits(), frozenset(), Regions.load())


def paper(number: int) -> str:
    return f"""青禾县第{number}号供水方案
青水字〔2024〕{number}号
为了让群众喝上放心水，制定本方案。
一、任务
（一）改造管网。第{number}段验收一段。（牵头单位：县水利局；责任单位：县财政局）
青禾县水利局
2024年3月5日
"""


@pytest.fixture
def files(tmp_path):
    """Sixty files: plain texts, one of them twice, an empty one, a saved page, and one that is not there."""
    folder = tmp_path / "files"
    folder.mkdir()
    made = []
    for number in range(1, 57):
        made.append(folder / f"第{number}号.txt")
        made[-1].write_text(paper(number), "utf-8")
    twice, empty, page = folder / "又一份.md", folder / "空.txt", folder / "网页.html"
    twice.write_text(paper(3), "utf-8")
    empty.write_bytes(b"")
    page.write_text(f"<html><body><p>{'</p><p>'.join(paper(90).split())}</p></body></html>", "utf-8")
    return [*made[:20], empty, page, folder / "没有.txt", *made[20:], twice]


@pytest.fixture
def patient(monkeypatch):
    """The owner begins when a process is ready, so that it does not read all by itself."""
    begin = Crew.__enter__

    def enter(self: Crew) -> Crew:
        begin(self)
        with self._turn:
            assert self._turn.wait_for(lambda: self._started > 0 or not self._processes, timeout=60)
        return self

    monkeypatch.setattr(Crew, "__enter__", enter)


def told(home, files, *, ahead: bool, region: str | None = None) -> list[dict]:
    library = Library(f"sqlite:///{home / f'{ahead}.db'}")
    ingester = Ingester(library, day=DAY)
    with library.batch():
        reports = ingester.ingest_many(files, region) if ahead else (ingester.ingest(path, region) for path in files)
        said = [report.as_json() for report in reports]
    assert library.check() == []
    library.close()
    return said


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("region", [None, "江西省南昌市进贤县", "乌有县"])
def test_reports_are_those_of_one_after_the_other(home, files, region):
    assert told(home, files, ahead=True, region=region) == told(home, files, ahead=False, region=region)


class Idle:
    """The owner's part of the reading, left undone: what comes back is the processes' own work."""

    def __init__(self):
        self.asked = 0

    def read(self, _path):
        self.asked += 1
        time.sleep(0.05)

    def as_bytes(self):
        return READER.as_bytes()


@pytest.mark.usefixtures("patient")
def test_processes_read_what_the_owner_does_not(files):
    idle = Idle()
    with Crew(files, idle) as reading:
        results = list(reading.results())
    assert [path for path, _ in results] == files
    if (os.cpu_count() or 1) > 1:
        assert all(process.poll() is not None for process in reading._processes)
        assert idle.asked < len(files)
        assert [packed[0] for _, packed in results if packed]


def test_the_owner_reads_alone_where_no_process_can_be_started(files, monkeypatch):
    monkeypatch.setattr(crew.os, "cpu_count", lambda: 1)
    with Crew(files, READER) as reading:
        results = list(reading.results())
        assert reading._processes == []
    assert results == [(path, READER.read(path)) for path in files]
    assert sum(packed is not None for _, packed in results) == 57


def test_files_of_a_process_that_ends_are_read_by_the_owner(files, monkeypatch):
    monkeypatch.setattr(crew, "_START", "raise SystemExit")
    with Crew(files, READER) as reading:
        assert list(reading.results()) == [(path, READER.read(path)) for path in files]


@pytest.mark.usefixtures("patient")
def test_a_process_that_ends_amid_a_chunk_loses_nothing(files, monkeypatch):
    half = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.sandbox import receive, send; "
    half += "send(sys.stdout.buffer, b''); [receive(sys.stdin.buffer, 9999) for _ in range(3)]; "
    half += "sys.stdout.buffer.write(b'x' * 9); raise SystemExit"
    monkeypatch.setattr(crew, "_START", half)
    idle = Idle()
    with Crew(files, idle) as reading:
        assert list(reading.results()) == [(path, None) for path in files]
    if (os.cpu_count() or 1) > 1:
        assert idle.asked < len(files)


def test_leaving_early_ends_the_processes(files):
    with Crew(files, READER) as reading:
        next(reading.results())
    assert all(process.poll() is not None for process in reading._processes)


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
DUTIES = st.builds(
    Duty, WORDS, st.sampled_from(Role), st.just("水利"), st.just("县水利局"), st.none() | st.just("一/(一)")
)
CLAUSES = st.builds(
    Clause,
    WORDS,
    WORDS,
    st.lists(WORDS, max_size=3).map(tuple),
    st.none() | st.integers(1, 9),
    st.lists(DUTIES, max_size=2).map(tuple),
    st.none() | st.dictionaries(WORDS, WORDS, max_size=2),
    st.lists(WORDS, max_size=2).map(tuple),
)
DOCUMENTS = st.builds(Document, WORDS, WORDS, WORDS, WORDS, nature=st.none() | st.just(Status.DRAFT))


@given(document=DOCUMENTS, clauses=st.lists(CLAUSES, max_size=4).map(tuple), lines=st.lists(WORDS).map(tuple))
def test_a_reading_comes_back_as_it_was(document, clauses, lines):
    counts = dict(zip(("read", "kept", "furniture", "lost", "duty_lines", "tables"), range(1, 7), strict=True))
    reading = Reading(
        document, clauses, lines, lines, warnings=(Notice("ocr", "字"),), evidence={"title": "题"}, **counts
    )
    asked = []

    def register(place):
        asked.append(place)
        return lambda name: ("水利", "县水利局")

    assert unpack(pack(reading, "0" * 64), register) == ("0" * 64, reading)
    assert asked == [document.region]
