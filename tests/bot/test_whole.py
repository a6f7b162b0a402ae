"""The real parts together, on the shipped corpus: what comes out is true to the contract."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from bot.assembly import Services, build
from bot.commands import Job, start
from bot.http.app import create_app
from bot.live_index import LiveIndex
from bot.settings import load_settings
from tests.bot.fakes import DAY

PAPER = """青禾县农村困难家庭帮扶办法

青政规〔2026〕7号

第一条 为了早发现、早帮扶，制定本办法。

第二条 乡镇人民政府收到申请后，应当在十二个工作日内完成入户核实。

结果在村务公开栏公示四天。

第三条 家庭成员一年内自付医疗费超过八千元的部分，按百分之三十给予补助。（牵头单位：县医疗保障局；责任单位：县民政局）

第四条 本办法自2026年5月1日起施行。

青禾县人民政府
2026年3月18日
"""
QUESTIONS = (
    "南昌到2025年农村居民人均可支配收入要到多少？",
    "搬迁群众后续帮扶有哪些措施？",
    "入户核实要几天完成？",
    "自付医疗费超过八千元怎么补？",
    "火星移民补贴多少钱？",
    "第二条说什么？",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = build(load_settings(home=tmp_path_factory.mktemp("whole")))
    yield services
    services.close()


def _run(services: Services, name: str, **args: object) -> tuple[list[str], int]:
    run, lines = start(services, Job(name, args, None, DAY)), []
    while True:
        try:
            line = next(run)
        except StopIteration as end:
            return lines, end.value
        if line.to == "out":
            lines.append(line.text)


@pytest.fixture(scope="module")
def outputs(whole: Services, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """One object list a kind of output, after an invented paper was ingested."""
    paper = tmp_path_factory.mktemp("papers") / "青禾县困难家庭帮扶办法.txt"
    paper.write_text(PAPER, "utf-8")
    (paper.parent / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    found: dict[str, list[str]] = {}
    found["ingest"], code = _run(whole, "ingest", paths=[str(paper.parent)], json=True)
    assert code == 3
    found["library_list"], code = _run(whole, "library_list", json=True)
    assert code == 0
    ids = [document["document_id"] for document in json.loads(found["library_list"][0])["documents"]]
    found["library_show"] = [_run(whole, "library_show", document=one, json=True)[0][0] for one in ids]
    found["ask"] = [_run(whole, "ask", question=question, json=True)[0][0] for question in QUESTIONS]
    return {kind: [json.loads(line) for line in lines] for kind, lines in found.items()}


def test_the_paper_is_read_and_found(outputs: dict[str, list[dict[str, Any]]]) -> None:
    read = next(item for item in outputs["ingest"] if item["error"] is None)
    assert (read["outcome"], read["characters"]["lost"], read["duties"]) == ("added", 0, 1)
    answer = outputs["ask"][2]
    assert "十二个工作日" in answer["answer"]
    assert answer["citations"][0]["document_id"] == read["document_id"]


def test_the_figure_of_the_shipped_digest(outputs: dict[str, list[dict[str, Any]]]) -> None:
    answer = outputs["ask"][0]
    assert all(figure in answer["answer"] for figure in ("28000", "20921", "预期性"))
    assert {"digest", "expired"} <= {warning["code"] for warning in answer["warnings"]}


def test_a_selection_and_what_is_not_known_of_it_are_told(whole: Services) -> None:
    lines, _ = _run(whole, "library_list")
    at = next(number for number, line in enumerate(lines) if line.startswith("《社会救助暂行办法》"))
    assert "要点整理（节选）" in lines[at]
    assert "社会救助法是否已施行未核实" in lines[at + 2]
    lines, _ = _run(whole, "library_show", document="社会救助暂行办法")
    assert "社会救助法是否已施行未核实" in lines[1]
    client = TestClient(create_app(whole), base_url="http://127.0.0.1:8000")
    shelf = client.get("/documents").text
    assert "要点整理（节选）" in shelf and "社会救助法是否已施行未核实" in shelf
    shown = client.get("/documents/" + quote("社会救助暂行办法·国务院@2019-03-02")).text
    assert "节选，没有收全部条款" in shown and "社会救助法是否已施行未核实" in shown


def test_every_quote_stands_in_its_clause(outputs: dict[str, list[dict[str, Any]]]) -> None:
    texts = {
        (shown["document"]["document_id"], clause["address"]): clause["text"]
        for shown in outputs["library_show"]
        for clause in shown["clauses"]
    }
    cited = [citation for answer in outputs["ask"] for citation in answer["citations"]]
    assert cited
    for one in cited:
        assert texts[one["document_id"], one["address"]][one["start"] : one["end"]] == one["quote"]


def test_the_contract_holds(outputs: dict[str, list[dict[str, Any]]], shared: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("contract_check", shared / "contract" / "check.py")
    assert spec is not None and spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    for shown in outputs["library_show"]:
        for clause in shown["clauses"]:
            # An empty cell is found in any text, and str.partition refuses to look for it.
            clause["row"] = {column: cell for column, cell in (clause["row"] or {}).items() if cell} or None
    shelf = tmp_path / "shelf.jsonl"
    shelf.write_text("\n".join(json.dumps(shown, ensure_ascii=False) for shown in outputs["library_show"]), "utf-8")
    library = check.Library(shelf)
    validators = check.validators()
    for kind, objects in outputs.items():
        for number, item in enumerate(objects):
            assert [error.message for error in validators[kind].iter_errors(item)] == [], (kind, number)
            assert list(check.CHECKS[kind](item, library, None)) == [], (kind, number)


def test_doctor_finds_nothing_broken(whole: Services) -> None:
    lines, code = _run(whole, "doctor", county="进贤县", json=True)
    assert code == 0
    found = [json.loads(line) for line in lines]
    assert not any(finding["broken"] for finding in found)
    assert any(finding["next_step"].startswith("mingbai ingest") for finding in found)


def test_an_index_is_made_live_and_dead_ones_go(whole: Services) -> None:
    home = whole.settings.home / "index"
    before = [path.name for path in home.iterdir()]
    whole.rebuild()
    after = [path.name for path in home.iterdir()]
    assert len(before) == len(after) == 1 and before != after
    again = LiveIndex(whole.library, home)
    assert again.search.folder.name == after[0]
    again.self_test()


def test_removed_papers_are_found_no_more(whole: Services, outputs: dict[str, list[dict[str, Any]]]) -> None:
    read = next(item for item in outputs["ingest"] if item["error"] is None)
    assert _run(whole, "library_remove", document=read["document_id"])[1] == 0
    answer = json.loads(_run(whole, "ask", question=QUESTIONS[2], json=True)[0][0])
    assert read["document_id"] not in {found["document_id"] for found in answer["evidence"]}


def test_digests_come_once_and_a_removed_one_stays_away(home: Path) -> None:
    first = build(load_settings())
    documents = first.library.documents()
    first.library.remove(documents[0].document.document_id)
    first.close()
    second = build(load_settings())
    assert len(second.library.documents()) == len(documents) - 1
    second.close()
