"""The runner over stories and its printed sheet, with outputs made by hand."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pytest

from corpus.cases import Case
from corpus.errors import BadInput, KnowledgeError
from eval import __main__ as command
from eval import story_report, triage
from eval.stories import StoryMarks

DAY = dt.date(2026, 11, 22)


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    triage.add_arguments(parser)
    return parser.parse_args(words)


def marks(name: str, faults: int = 0, **more: object) -> StoryMarks:
    one = StoryMarks(name, 10.0, **more)  # type: ignore[arg-type]
    for number in range(faults):
        one.blame("漏读", f"第{number}处")
    return one


def test_a_story_that_fails_is_marked_and_the_run_goes_on():
    raw = {
        "narrative": "我家里四口人，没有低保。",
        "facts": "h.size_living_together = 4 @ 四口人",
        "must": ["SUB-01"],
        "urgent": [120],
    }
    cases = [Case.model_validate(raw | {"id": f"dev-x-0{n}"}) for n in (1, 2)]

    def refer(case: Case) -> dict[str, object]:
        raise LookupError("没有这条")

    told = list(triage.tell_all(cases, refer))
    assert [one.id for one in told] == ["dev-x-01", "dev-x-02"]
    assert told[0].faults[0].what == "LookupError: 没有这条"
    assert (sum(told[0].missed.values()), told[0].must, told[0].urgent) == (1, (0, 1), False)


def test_an_unknown_number_is_told(capsys: pytest.CaptureFixture[str]):
    assert command.main(["triage", "--id", "dev-none-99"]) == BadInput("").exit_code
    assert "没有选中任何用例" in capsys.readouterr().err


def test_facts_are_summed_over_cases():
    first, second = marks("dev-x-01"), marks("held-x-01")
    first.right["m.age"], first.extra["m.age"], second.missed["m.age"] = 3, 1, 2
    precision, recall, f1 = story_report.facts_score([first, second])
    assert (precision, recall) == (0.75, 0.6)
    assert f1 == pytest.approx(2 / 3)
    assert story_report.fields([first, second])[1].split() == ["m.age", "3", "1", "2", "0.75", "0.60", "0.67"]


def test_a_bar_must_be_met_by_each_half():
    good, bad = marks("dev-x-01", must=(1, 1)), marks("held-x-01", must=(1, 2))
    lines, met = story_report.sheet([good])
    assert met
    assert any(line.startswith("该有的措施") and line.endswith("达标") and "未达标" not in line for line in lines)
    lines, met = story_report.sheet([good, bad])
    assert not met
    assert any(line.startswith("该有的措施") and line.endswith("未达标") for line in lines)


def test_words_of_held_out_cases_are_never_printed():
    lines = "\n".join(story_report.wrong([marks("dev-x-01", 1), marks("held-x-01", 2)]))
    assert "dev-x-01 第0处" in lines
    assert "held-x-01" not in lines
    assert "漏读 2" in lines
    assert story_report.wrong([marks("dev-x-01")]) == ["全部正确。"]


def test_the_record_keeps_both_halves_and_tells_changes(tmp_path: Path):
    file = tmp_path / "runs" / "triage.json"
    assert story_report.read(file) == {}
    story_report.write([marks("dev-x-01", 2), marks("held-x-01", 1)], DAY, file)
    story_report.write([marks("dev-x-01", 1)], DAY, file)
    before = story_report.read(file)
    assert before == {"dev-x-01": 1, "held-x-01": 1}
    changed = story_report.changes(before, [marks("dev-x-01"), marks("held-x-01", 4), marks("dev-x-09", 3)])
    assert changed == ["变好 1 条：dev-x-01(1→0)", "变差 1 条：held-x-01(1→4)"]
    assert story_report.changes(before, [marks("dev-x-01", 1)]) == ["与上次记录相比没有变化，或没有记录可比。"]


def test_a_broken_record_is_told(tmp_path: Path):
    file = tmp_path / "triage.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="triage.json 读不出来"):
        story_report.read(file)


def test_finish_prints_and_is_strict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(story_report, "LAST", tmp_path / "none.json")
    bad = [marks("dev-x-01", 1, scope=False), marks("dev-x-02")]
    assert story_report.finish(bad, options("--wrong", "--fields"), DAY) == 0
    printed = capsys.readouterr().out
    assert "受理范围" in printed
    assert "漏读 1 处" in printed
    assert "每条用时" in printed
    assert story_report.finish(bad, options("--strict"), DAY) == 1
    assert story_report.finish([marks("dev-x-01"), marks("dev-x-02")], options("--strict"), DAY) == 0


def test_a_told_story_has_marks_for_everything(home: Path):
    """One development case through the real front door."""
    from bot.assembly import build
    from bot.settings import load_settings
    from corpus.cases import load_cases

    case = next(one for one in load_cases("dev") if one.facts and one.must and one.leads)
    services = build(load_settings(home=home))
    try:
        (told,) = triage.tell_all([case], triage.referrer(services))
    finally:
        services.close()
    assert told.spans[0] == told.spans[1] > 0
    assert told.must[1] == len(case.must)
    assert told.lead is not None
    assert "出错" not in {fault.mark for fault in told.faults}
