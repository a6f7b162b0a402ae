"""`mingbai rules` and what doctor says of rules, with the real parts on an empty data folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.assembly import Services, build
from bot.commands import Job, start
from bot.health import checks, lacks
from bot.settings import load_settings
from corpus.errors import BadField, BadInput, KnowledgeError

DAY = dt.date(2026, 11, 22)
COUNTY = "江西省/南昌市/进贤县"
LINE = {"measure": "sub-01", "name": "line", "value": 750.0, "unit": "元", "period": "month", "source": "2026年标准"}


@pytest.fixture
def services(home: Any) -> Iterator[Services]:
    opened = build(load_settings())
    yield opened
    opened.close()


def run(
    services: Services, command: str, region: str | None = None, **args: object
) -> tuple[list[str], list[str], int]:
    running = start(services, Job(command, args | {"region": region}, None, DAY))
    said: dict[str, list[str]] = {"out": [], "err": []}
    while True:
        try:
            line = next(running)
        except StopIteration as end:
            return said["out"], said["err"], int(end.value or 0)
        said[line.to].append(line.text)


def test_check_is_clean_on_the_shipped_shelf(services: Services) -> None:
    out, err, code = run(services, "rules_check")
    assert (out, code) == ([], 0)
    assert "82 项措施" in err[0]
    assert json.loads(run(services, "rules_check", json=True)[0][0])["faults"] == []


def test_check_fails_when_a_cited_paper_is_gone(services: Services) -> None:
    services.library.remove(services.library.find("自然灾害救助条例").document.document_id)
    out, _, code = run(services, "rules_check")
    assert code == 1
    assert any(line.startswith("HOU-03") and "不在资料库里" in line for line in out)


def test_a_figure_filled_in_is_used_listed_and_no_longer_lacking(services: Services) -> None:
    before = run(services, "rules_params", "进贤县", json=True)[0]
    out, _, code = run(services, "rules_set", "进贤县", **LINE, since="2026-01-01")
    assert (code, "SUB-01" in out[0]) == (0, True)
    after = [json.loads(line) for line in run(services, "rules_params", "进贤县", json=True)[0]]
    assert len(after) == len(before)
    line = next(one for one in after if one["name"] == "农村低保标准（每人每月）")
    assert (line["setting"]["value"], line["setting"]["source"]) == (750, "2026年标准")
    rule = next(one for one in services.rule_book.rules if one.id == "SUB-01")
    assert services.parameters.of(rule, COUNTY, DAY)["line"] == 750


def test_coverage_tells_machine_people_and_waiting(services: Services) -> None:
    rows = {row["id"]: row for row in map(json.loads, run(services, "rules_coverage", "进贤县", json=True)[0])}
    assert len(rows) == 82
    assert rows["SUB-01"]["waiting"]
    assert rows["SUB-01"]["people"]
    assert run(services, "rules_coverage", "进贤县")[0][0].startswith("编号\t")


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [({"since": "去年"}, BadField, "日期"), ({"source": ""}, BadField, "出处"), ({"unit": "万"}, BadField, "单位")],
)
def test_a_bad_figure_is_refused_in_one_line(
    services: Services, changes: dict[str, Any], error: Any, words: str
) -> None:
    with pytest.raises(error, match=words):
        run(services, "rules_set", "进贤县", **(LINE | changes))
    assert not (services.settings.home / "parameters").exists()


def test_no_county_is_asked_for(services: Services) -> None:
    with pytest.raises(BadInput, match="哪个县"):
        run(services, "rules_params")


def test_doctor_names_lacking_figures_and_the_command(services: Services) -> None:
    found = next(one for one in lacks(services, COUNTY, DAY) if one.name == "县级参数")
    assert "没有录入" in found.text
    assert "mingbai rules set 进贤县" in found.next_step
    assert "mingbai rules params 进贤县" in found.next_step


def test_doctor_says_which_rule_file_is_broken(services: Services) -> None:
    folder = services.settings.home / "rules"
    folder.mkdir()
    (folder / "own.yaml").write_text("rules: [", "utf-8")
    found = next(one for one in checks(services) if one.name == "规则")
    assert found.broken
    assert "own.yaml" in found.text
    assert found.next_step == "mingbai rules check"
    with pytest.raises(KnowledgeError, match=r"own\.yaml"):
        run(services, "rules_check")
