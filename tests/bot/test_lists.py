"""Lists over the shelf on a real library of small papers: duties, figures, deadlines, by command and by HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.assembly import Services, build
from bot.cli import main
from bot.commands import Job, start
from bot.http.app import create_app
from bot.settings import load_settings
from corpus.model import Clause, Duty, Edition, Role
from tests.bot.fakes import DAY

HERE, THERE = "江西省/南昌市/进贤县", "江西省/上饶市/弋阳县"
ROW = {"指标": "集中供水率", "单位": "%", "2023年基期值": "60", "2026年目标值": "90", "属性": "约束性"}


@pytest.fixture
def shelf(home: Path, put, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr("bot.intake.shelve_digests", lambda library: None)
    services = build(load_settings(home=home))
    duties = (
        Duty("县教体局", Role.COOPERATING, "教育", "县教育和体育局", rider="四/(一)"),
        Duty("县民政局", Role.LEAD, "民政", "县民政局"),
    )
    clauses = [
        Clause("一/¶1", "=先登记后走访。6月底前走访完毕。", duties=duties),
        Clause("一/¶2", "民政局配合教学点改造。", duties=(Duty("县教体局", Role.LEAD, "教育", "县教育和体育局"),)),
        Clause("专栏1/1", "集中供水率 % 60 90 约束性", row=ROW),
    ]
    put(services.library, "进贤供水方案", clauses, region=HERE, issued_on="2024-03-01", effective_from="2024-03-01",
        document_id="进贤供水方案@2024-03-01")  # fmt: skip
    other = {"一/¶1": "到2026年，集中供水率达到82%以上。"}
    put(services.library, "弋阳供水方案", other, region=THERE, issued_on="2025-03-01", edition=Edition.DIGEST,
        document_id="弋阳供水方案@2025-03-01")  # fmt: skip
    yield services
    services.close()


def listed(services: Services, name: str, **args: object) -> tuple[list[str], int]:
    run, lines = start(services, Job(name, args, None, DAY)), []
    while True:
        try:
            line = next(run)
        except StopIteration as end:
            return lines, end.value
        if line.to == "out":
            lines.append(line.text)


def objects(services: Services, name: str, **args: object) -> list[dict[str, object]]:
    lines, code = listed(services, name, json=True, **args)
    assert code == 0
    return [json.loads(line) for line in lines]


def test_duties_of_an_office_go_by_role_with_riders_and_todays_name(shelf: Services) -> None:
    found = objects(shelf, "library_duties", office="教育")
    assert [(item["address"], item["role"], item["rider"]) for item in found] == [
        ("一/¶2", "lead", None),
        ("一/¶1", "cooperating", "四/(一)"),
    ]
    assert {item["today"] for item in found} == {"县教育和体育局"}
    assert {item["status"] for item in found} == {"in_force"}


def test_an_office_is_found_by_any_name_of_its_family(shelf: Services) -> None:
    assert len(objects(shelf, "library_duties", office="教育局")) == 2
    assert listed(shelf, "library_duties", office="外交部") == ([], 1)


def test_lists_keep_to_the_place_asked(shelf: Services) -> None:
    assert {item["region"] for item in objects(shelf, "library_figures")} == {HERE, THERE}
    assert {item["region"] for item in objects(shelf, "library_figures", region="弋阳")} == {THERE}
    assert listed(shelf, "library_duties", region="弋阳县", json=True) == ([], 1)


def test_an_indicator_stands_side_by_side(shelf: Services) -> None:
    found = objects(shelf, "library_figures", indicator="集中供水率")
    assert [(item["region"], item["base_value"], item["target_value"], item["nature"]) for item in found] == [
        (HERE, 60, 90, "binding"),
        (THERE, None, 82, None),
    ]
    for item in found:
        text = shelf.library.clause(str(item["document_id"]), str(item["address"])).text
        assert text[item["start"] : item["end"]] == item["quote"]  # type: ignore[misc]
    lines, _ = listed(shelf, "library_figures", indicator="集中供水率")
    assert lines[0] == "集中供水率" and "2023年60%，2026年目标90%（约束性）" in lines[1]
    assert "2026年目标不低于82%" in lines[2] and "要点整理" in lines[2]


def test_deadlines_go_by_day_with_their_offices(shelf: Services) -> None:
    first, last = objects(shelf, "library_deadlines")
    assert (first["due_on"], first["what"], first["year_said"]) == ("2024-06-30", "6月底前走访完毕。", False)
    assert [duty["name"] for duty in first["offices"]] == ["县教体局", "县民政局"]  # type: ignore[attr-defined]
    assert (last["due_on"], last["days_left"]) == ("2026-12-31", 60)


def test_lists_follow_every_change_of_the_shelf(shelf: Services, put) -> None:
    places = lambda: [item["region"] for item in objects(shelf, "library_figures", indicator="集中供水率")]  # noqa: E731
    assert places() == [HERE, THERE]
    shelf.library.remove("弋阳供水方案@2025-03-01")
    assert places() == [HERE]
    shelf.library.set_by_hand("进贤供水方案@2024-03-01", region=THERE)
    assert places() == [THERE]
    put(shelf.library, "万年供水方案", {"一/¶1": "到2027年，集中供水率达到70%。"}, region="江西省/上饶市/万年县")
    assert places() == [THERE, "江西省/上饶市/万年县"]


def test_what_is_past_can_be_left_out(shelf: Services) -> None:
    assert [item["due"] for item in objects(shelf, "library_deadlines", coming=True)] == ["2026"]


def test_how_often_is_said_beside_the_sum(shelf: Services, put) -> None:
    put(shelf.library, "标准通知", {"一/¶1": "到2027年，农村低保标准达到每人每月700元。"}, region=HERE)
    lines, _ = listed(shelf, "library_figures", indicator="低保标准")
    assert "2027年目标每月700元" in lines[1]


def test_csv_opens_as_a_table_and_never_as_a_formula(shelf: Services) -> None:
    lines, _ = listed(shelf, "library_duties", csv=True)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines).removeprefix("\ufeff"))))
    assert len(rows) == 3 and len(lines) == 4
    assert rows[0]["角色"] == "配合" and rows[0]["效力"] == "现行"
    assert all(row["事项"].startswith(("'=", "民政局")) for row in rows)


@pytest.fixture
def command(shelf: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line on the small library; gives exit code, output, remarks."""
    monkeypatch.setattr("bot.assembly.build", lambda settings, progress=None: shelf)
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)

    def go(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["library", *words])
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return go


def test_lists_are_saved_as_files(command, tmp_path: Path) -> None:
    code, out, err = command("deadlines", "--ics", str(tmp_path / "时限.ics"))
    assert (code, out) == (0, "") and "2 条" in err
    assert (tmp_path / "时限.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 2
    pytest.importorskip("openpyxl")
    code, out, err = command("duties", "--office", "民政", "--xlsx", str(tmp_path / "a.xlsx"))
    assert (code, out) == (0, "") and "1 条" in err
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "words",
    [
        ("duties", "--json", "--csv"),
        ("deadlines", "--json", "--ics", "a.ics"),
        ("deadlines", "--ics", "a.txt"),
        ("deadlines", "--ics", "没有的文件夹/a.ics"),
        ("figures", "--region", "火星"),
    ],
)
def test_wrong_use_ends_in_one_line(command, words: tuple[str, ...], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = command(*words)
    assert code == 2 and out == "" and err.count("\n") == 1
    assert list(tmp_path.glob("a.*")) == []


def test_nothing_found_writes_no_file(command, tmp_path: Path) -> None:
    code, _, err = command("duties", "--office", "外交部", "--xlsx", str(tmp_path / "a.xlsx"))
    assert code == 1 and "外交部" in err and not (tmp_path / "a.xlsx").exists()


@pytest.fixture
def client(shelf: Services) -> TestClient:
    return TestClient(create_app(shelf), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def test_http_gives_what_the_commands_give(client: TestClient, shelf: Services) -> None:
    asked = {"office": "民政", "region": "进贤"}
    assert client.get("/api/v1/duties", params=asked).json() == {"duties": objects(shelf, "library_duties", **asked)}
    figures = client.get("/api/v1/figures").json()["figures"]
    assert figures == objects(shelf, "library_figures")
    found = client.get("/api/v1/deadlines").json()["deadlines"]
    assert [item["what"] for item in found] == [item["what"] for item in objects(shelf, "library_deadlines")]


def test_http_files(client: TestClient) -> None:
    table = client.get("/api/v1/figures", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv") and table.content.startswith("\ufeff".encode())
    assert 'filename="figures.csv"' in table.headers["content-disposition"]
    dates = client.get("/api/v1/deadlines", params={"format": "ics"})
    assert dates.headers["content-type"].startswith("text/calendar") and dates.text.count("BEGIN:VEVENT\r\n") == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("duties?region=火星", "unknown_place"),
        ("duties?format=pdf", "bad_field"),
        (f"figures?indicator={'水' * 101}", "bad_field"),
    ],
)
def test_http_says_what_is_wrong(client: TestClient, query: str, code: str) -> None:
    response = client.get(f"/api/v1/{query}")
    assert response.status_code == 400 and response.json()["error"]["code"] == code
