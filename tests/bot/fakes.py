"""Small parts for the tests of bot: one invented county, one paper with its clauses, one prepared answer."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.assembly import Services
from bot.settings import Settings, load_settings
from corpus.database import Database
from corpus.errors import AmbiguousPlace, NotFound, UnknownPlace, UnreadableFile
from corpus.model import Clause, Document, Duty, Edition, Role, Shelved, Span, Unit
from corpus.records import OfficeDuty

DAY = dt.date(2026, 11, 1)
PLACE = "云岭省/安澜市/青禾县"
DOCUMENT_ID = "青禾县监测帮扶办法·青禾县人民政府@2026-03-18"
SENTENCE = "入户核实应当在十二个工作日内完成。"

CLAUSES = (
    Clause("第一条", "第一条 为了及早看见困难，制定本办法。", ("第一章 总则",), page=1),
    Clause(
        "第二条",
        f"第二条 乡镇收到申请后，先登记再核实。{SENTENCE}（牵头单位：县民政局）",
        ("第一章 总则",),
        page=1,
        duties=(Duty("县民政局", Role.LEAD, "民政", "县民政局"),),
    ),
    Clause(
        "附件1/1", "1 探访 每月一次", ("附件1 项目",), page=2, row={"序号": "1", "事项": "探访", "标准": "每月一次"}
    ),
)
DOCUMENT = Document(
    DOCUMENT_ID,
    "青禾县监测帮扶办法",
    "青禾县监测帮扶办法.pdf",
    "办法",
    edition=Edition.DIGEST,
    doc_number="青政规〔2026〕7号",
    issuers=("青禾县人民政府",),
    region=PLACE,
    self_place="青禾县",
    issued_on="2026-03-18",
    effective_from="2026-05-01",
)


@cache
def _empty_database() -> Path:
    """A database without records, made once: migrating takes longer than copying."""
    file = Path(tempfile.mkdtemp(prefix="mingbai-tests-")) / "empty.db"
    Database(f"sqlite:///{file}").close()
    return file


class FakeLibrary:
    """One paper on the shelf, and a real database for the records beside it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.held = {DOCUMENT_ID: (Shelved(DOCUMENT, (), None, None, None, len(CLAUSES), 1, 1), list(CLAUSES))}

    @cached_property
    def database(self) -> Database:
        file = self._home / "records.db"
        if not file.exists():
            shutil.copy(_empty_database(), file)
        return Database(f"sqlite:///{file}")

    def documents(self) -> list[Shelved]:
        return [shelved for shelved, _ in self.held.values()]

    def find(self, text: str) -> Shelved:
        for shelved, _ in self.held.values():
            if text in shelved.document.document_id:
                return shelved
        raise NotFound(f"资料库里没有“{text}”；请用 mingbai library list 查看。")

    def show(self, document_id: str) -> tuple[Shelved, list[Clause]]:
        if document_id not in self.held:
            raise NotFound("资料库里没有这份文件；请用 mingbai library list 查看。")
        return self.held[document_id]

    def remove(self, document_id: str) -> None:
        self.show(document_id)
        del self.held[document_id]

    def visible(self, region: str | None, as_of: dt.date, include_old: bool = False) -> frozenset[str]:
        return frozenset(self.held)

    def duties(self, office: str | None = None, region: str | None = None) -> list[OfficeDuty]:
        return [
            OfficeDuty(shelved.document, clause, duty)
            for shelved, clauses in self.held.values()
            for clause in clauses
            for duty in clause.duties
            if office in (None, duty.family, duty.name)
        ]

    def get(self, document_id: str) -> Shelved:
        return self.show(document_id)[0]

    def clause(self, document_id: str, address: str) -> Clause:
        for clause in self.show(document_id)[1]:
            if clause.address == address:
                return clause
        raise NotFound("没有这一条。")

    def units(self, document_id: str) -> Iterator[Unit]:
        for number, clause in enumerate(self.show(document_id)[1], 1):
            parts = ((clause, Span(0, len(clause.text))),)
            yield Unit(number, document_id, clause.address, clause.heading, clause.text, clause.page, clause.row, parts)

    def check(self) -> list[str]:
        return []

    def version(self) -> int:
        return 1


class FakeIndex:
    """Counts what is asked of it."""

    def __init__(self) -> None:
        self.refreshed = self.tested = self.rebuilt = 0

    def refresh(self, progress: object = None) -> None:
        self.refreshed += 1

    def self_test(self) -> None:
        self.tested += 1

    def rebuild(self, progress: object = None) -> None:
        self.rebuilt += 1


class FakeAnswer:
    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def as_json(self, answer_id: str | int | None) -> dict[str, Any]:
        return {"id": answer_id, **self.content}


class FakeAnswerer:
    """Answers a question that holds 核实, refuses every other one; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, dt.date | None, Sequence[Mapping[str, str]]]] = []
        self.searcher = self

    def understand(self, question: str, **_: object) -> SimpleNamespace:
        """A question that names its place: it leans on nothing said before."""
        return SimpleNamespace(text=question, documents=(), addresses=(), region_source="question")

    def answer(
        self,
        question: str,
        region: str | None = None,
        as_of: dt.date | None = None,
        history: Sequence[Mapping[str, str]] = (),
    ) -> FakeAnswer:
        self.asked.append((question, region, as_of, history))
        return FakeAnswer(prepared_answer(question, region, as_of or DAY))


def prepared_answer(question: str, region: str | None, day: dt.date) -> dict[str, Any]:
    """An ask object without its id, true to the contract."""
    clause = CLAUSES[1]
    start = clause.text.index(SENTENCE)
    evidence = {
        "document_id": DOCUMENT_ID,
        "source_file": DOCUMENT.source_file,
        "address": clause.address,
        "text": clause.text,
        "score": 0.9,
        "status": "in_force",
    }
    asked = {"question": question, "region": region, "as_of": day.isoformat()}
    common = asked | {"evidence": [evidence], "mode": "composed"}
    if "核实" not in question:
        return common | {
            "answer": "青禾县的文件里没有这一项；请问县民政局。",
            "abstained": True,
            "reason": "no_evidence",
            "completeness": "none",
            "missing": ["所问的标准"],
            "citations": [],
            "departments": [],
            "warnings": [],
            "clarify": None,
        }
    citation = {
        "n": 1,
        "document_id": DOCUMENT_ID,
        "title": DOCUMENT.title,
        "doc_number": DOCUMENT.doc_number,
        "issued_on": DOCUMENT.issued_on,
        "source_file": DOCUMENT.source_file,
        "region": PLACE,
        "address": clause.address,
        "quote": SENTENCE,
        "start": start,
        "end": start + len(SENTENCE),
        "page": 1,
        "edition": "digest",
        "status": "in_force",
    }
    unknown = region is None
    warnings = [{"code": "digest", "text": "引文是要点整理，不是原文。"}]
    if unknown:
        warnings.append({"code": "place_unknown", "text": "还不知道您问的是哪里。"})
    return common | {
        "answer": "青禾县要求十二个工作日内完成入户核实。[1]",
        "abstained": False,
        "reason": None,
        "completeness": "full",
        "missing": [],
        "citations": [citation],
        "departments": [{"name": "县民政局", "role": "lead", "today": "县民政局", "citation": 1}],
        "warnings": warnings,
        "clarify": {"text": "您问的是哪个地方？", "options": [PLACE]} if unknown else None,
    }


class FakeServices(Services):
    """Services of small parts; knows the place 青禾县 only, and refuses files named bad*."""

    def __init__(self, settings: Settings) -> None:
        self.fake_library, self.fake_index, self.fake_answerer = FakeLibrary(settings.home), FakeIndex(), FakeAnswerer()
        self.read: list[tuple[str, str | None]] = []
        super().__init__(settings, library=self.fake_library, index=self.fake_index, answerer=self.fake_answerer)

    def place(self, words: str | None) -> str | None:
        if not words:
            return None
        if words == "青禾":
            raise AmbiguousPlace("“青禾”有好几处；请写全称。", (PLACE, "海沙省/青禾市"))
        if words not in ("青禾县", PLACE):
            raise UnknownPlace(f"不认识地名“{words}”；请写全称。")
        return PLACE

    def today(self) -> dt.date:
        return DAY

    def ingest(self, files: Sequence[Path], region: str | None, day: dt.date) -> Iterator[dict[str, Any]]:
        for path in files:
            self.read.append((path.name, region))
            if path.name.startswith("bad"):
                yield {"source_file": path.name, "error": UnreadableFile("读不出来；请换一份。").as_json()}
            else:
                yield prepared_report(path)

    def close(self) -> None:
        """The parts live as long as the test."""


def prepared_report(path: Path) -> dict[str, Any]:
    """An ingest object, true to the contract."""
    return {
        "source_file": path.name,
        "error": None,
        "document_id": DOCUMENT_ID,
        "title": DOCUMENT.title,
        "doc_number": None,
        "issuers": [],
        "region": None,
        "self_place": None,
        "kind": "办法",
        "status": "in_force",
        "edition": "original",
        "issued_on": None,
        "effective_from": None,
        "effective_to": None,
        "outcome": "added",
        "clauses": 3,
        "duties": 1,
        "tables": 1,
        "characters": {"read": 4, "kept": 4, "furniture": 0, "lost": 0},
        "dropped": [],
        "warnings": [],
    }


def fake_services(home: Path, **given: object) -> FakeServices:
    return FakeServices(load_settings(home=home, **given))
