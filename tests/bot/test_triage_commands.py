"""A case that goes on, from the command line and over HTTP: the same turns give the same object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import bot.assembly
from bot import cli_triage
from bot.assembly import Services, build
from bot.cli import main
from bot.http.app import create_app
from bot.settings import load_settings

STORY = "我老伴得了尿毒症，家里五口人，儿子在外面打工。"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = build(load_settings(home=tmp_path_factory.mktemp("desk")))
    yield services
    services.close()


@pytest.fixture
def run(desk: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(bot.assembly, "build", lambda settings, progress=None: desk)
    monkeypatch.setattr("bot.cli._open_streams", lambda: None)
    monkeypatch.setattr(desk, "close", lambda: None)

    def go(*words: str) -> tuple[int, list[str], list[str]]:
        with pytest.raises(SystemExit) as end:
            main(list(words))
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out.splitlines(), told.err.splitlines()

    return go


def facts(found: dict[str, Any]) -> dict[str, Any]:
    return {fact["path"]: (fact["value"], fact["polarity"]) for fact in found["facts"]}


def test_a_kept_case_goes_on(run, tmp_path: Path) -> None:
    code, out, _ = run("triage", STORY, "--region", "进贤县", "--call-date", "2026-03-18", "--json")
    assert code == 0
    kept = tmp_path / "case.json"
    kept.write_text(out[0], "utf-8")
    code, out, _ = run("triage", "医保交了，不是五口人，是四口", "--continue", str(kept), "--json")
    found = json.loads(out[0])
    assert code == 0
    assert (found["region"], found["as_of"]) == ("江西省/南昌市/进贤县", "2026-03-18")
    assert facts(found)["h.size_living_together"] == (4, "yes")
    assert facts(found)["m[2].insured.医保"] == (True, "yes")
    assert found["work_order"]["narrative"] == found["narrative"] != STORY
    kept.write_text(out[0], "utf-8")
    code, out, _ = run("triage", "今天天气好", "--continue", str(kept))
    assert code == 0
    assert any("没听明白" in line for line in out)


@pytest.mark.parametrize("content", [None, "", "{}", '{"case": null}', "[1]"])
def test_a_file_without_a_case_is_refused(run, tmp_path: Path, content: str | None) -> None:
    kept = tmp_path / "case.json"
    if content is not None:
        kept.write_text(content, "utf-8")
    code, out, err = run("triage", "有", "--continue", str(kept))
    assert (code, out, len(err)) == (2, [], 1)
    assert "请" in err[0]


def test_on_a_terminal_it_asks_on(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = iter([STORY, "交了，没吃低保", ""])
    monkeypatch.setattr(cli_triage, "on_terminal", lambda: True)
    monkeypatch.setattr(cli_triage.click, "prompt", lambda *_, **__: next(said))
    code, out, err = run("triage", "--region", "进贤县", "--order", str(tmp_path / "order.html"))
    assert code == 0
    assert sum(line == "先问：" for line in out) == 2
    assert (tmp_path / "order.html").exists()
    assert any("工单已存到" in line for line in err)


def test_without_a_terminal_nothing_is_waited_for(run) -> None:
    code, out, err = run("triage")
    assert (code, out, len(err)) == (2, [], 1)


def test_over_http_the_case_is_sent_back(desk: Services) -> None:
    client = TestClient(create_app(desk), base_url="http://127.0.0.1:8000")
    first = client.post("/api/v1/triage", json={"narrative": STORY, "region": "进贤县"}).json()
    assert first["questions"][0]["kind"] == "flag"
    turn = {"path": first["questions"][0]["path"], "say": "不知道"}
    again = client.post("/api/v1/triage", json={"case": first["case"], "turns": [turn]}).json()
    whole = client.post("/api/v1/triage", json={"narrative": STORY, "region": "进贤县", "turns": [turn]}).json()
    assert again["facts"] == whole["facts"] == first["facts"]
    assert turn["path"] not in [question["path"] for question in again["questions"]]
    assert again["region"] == first["region"]
    told = client.post(
        "/api/v1/triage", json={"case": again["case"], "turns": [{"path": "h.house.grade", "value": "D"}]}
    )
    assert facts(told.json())["h.house.grade"] == ("D", "yes")


@pytest.mark.parametrize("turns", ["有", [{}], [{"path": "h.x", "say": "有"}], [{"path": "m[9].age", "value": 3}]])
def test_wrong_turns_are_refused_plainly(desk: Services, turns: object) -> None:
    client = TestClient(create_app(desk), base_url="http://127.0.0.1:8000")
    told = client.post("/api/v1/triage", json={"narrative": STORY, "turns": turns})
    assert told.status_code == 400
    assert told.json()["error"]["text"]
