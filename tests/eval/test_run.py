"""Asking, scoring and the options of the runner, with answers made by hand."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import BadInput, NotFound
from eval import __main__ as command
from eval import records, run
from eval.datasets import Labelled, load_all
from eval.metrics import Score


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    return parser.parse_args(words)


def question(name: str = "青禾-1", refuse: str | None = None, **change: Any) -> Labelled:
    gold = [] if refuse else [[{"document": "探访办法", "address": "第三条"}]]
    known: dict[str, Any] = {
        "id": name,
        "set": "青禾",
        "kind": "figure",
        "colloquial": False,
        "question": "多久探访一次？",
        "region": None,
        "gold": gold,
        "facts": [] if refuse else ["每月"],
        "refuse": refuse,
    }
    return Labelled.model_validate(known | change)


ANSWER: dict[str, Any] = {
    "answer": "每月一次。",
    "abstained": False,
    "reason": None,
    "citations": [],
    "evidence": [{"document_id": "探访办法@2026", "address": "第三条"}],
    "departments": [],
    "warnings": [],
}


def test_statute_questions_are_asked_only_with_statutes(tmp_path: Path) -> None:
    every = load_all()
    assert "法规" not in {q.set for q in run.select(every, options())}
    assert "法规" in {q.set for q in run.select(every, options("--statutes", str(tmp_path)))}


def test_questions_are_chosen_by_set_kind_and_number() -> None:
    every = load_all()
    assert {q.set for q in run.select(every, options("--set", "上饶", "--set", "重庆"))} == {"上饶", "重庆"}
    assert {q.kind for q in run.select(every, options("--kind", "lookup"))} == {"lookup"}
    assert [q.id for q in run.select(every, options("--id", "临江-003"))] == ["临江-003"]


def test_choosing_nothing_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(BadInput, match="--set"):
        run.run(options("--set", "没有这个题集"))


def test_only_the_statutes_that_are_asked_about_are_read(tmp_path: Path) -> None:
    names = ("助老法(2020-01-02).md", "青禾县助老法实施办法(2021-01-02).md", "别的条例(2020-01-02).md", "_index.md")
    for name in names:
        (tmp_path / name).touch()
    asked = [question(gold=[[{"document": "助老法", "address": "第三条", "whole": True}]])]
    assert [file.name for file in run.statute_files(tmp_path, asked, everything=False)] == [names[0]]
    assert len(run.statute_files(tmp_path, asked, everything=True)) == 3


def test_an_answer_that_fails_is_a_fault_and_the_run_goes_on() -> None:
    def ask(labelled: Labelled) -> dict[str, Any]:
        if labelled.id != "青禾-2":
            raise NotFound("没有这份文件。")
        return ANSWER

    asked = [question("青禾-1"), question("青禾-2"), question("青禾-3", refuse="no_evidence")]
    first, second, third = run.ask_all(asked, ask, lambda *_: None)
    assert (first.ranks, first.facts, first.refused_wrong, first.right) == ((None,), 0.0, False, False)
    assert first.faults == ("没有答案：NotFound: 没有这份文件。",)
    assert second.right
    assert (third.refused_right, third.facts) == (False, None)


def test_the_end_prints_records_and_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "last.json"
    monkeypatch.setattr(records, "LAST", file)
    for function in ("read", "write"):
        monkeypatch.setattr(records, function, _kept_in(file, getattr(records, function)))
    right = Score("青禾-1", "青禾", "figure", False, ranks=(1,), facts=1.0, refused_wrong=False)
    wrong = Score("青禾-1", "青禾", "figure", False, ranks=(9,), facts=0.0, refused_wrong=True, faults=("坏了",))
    assert run.finish([right], options("--record", "--strict")) == 0
    assert "青禾-1" in records.read("digests")
    assert run.finish([wrong], options("--strict", "--wrong")) == 1
    assert run.finish([wrong], options()) == 0
    said = capsys.readouterr().out
    assert "变差（全对）1 题：青禾-1" in said
    assert "青禾-1 依据名次 [9] 坏了；不该拒答而拒答；要点 0.00" in said
    assert "未达标  要点说到 0.000" in said


def _kept_in(file: Path, function: Any) -> Any:
    return lambda *words: function(*words, file)


@pytest.mark.parametrize("name", [None, *command.COMMANDS])
def test_every_command_has_help_in_chinese(name: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main([*([name] if name else []), "--help"])
    assert left.value.code == 0
    assert "用法" in capsys.readouterr().out


def test_an_error_is_one_line_and_its_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["rank", "--corpus", "none.jsonl", "--queries", "none.jsonl", "--out", "out.jsonl"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rank"], "缺少参数 --corpus, --queries, --out"),
        (["--kind", "riddle"], "参数 --kind 没有 'riddle' 这个选择"),
        (["durability", "--kills", "x"], "参数 --kills 的值 'x' 不能用"),
        (["--set"], "参数 --set 后面要写一个值"),
        (["none"], "不认识的参数 none"),
    ],
)
def test_wrong_use_is_told_in_chinese(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(words)
    assert left.value.code == 2
    assert said in capsys.readouterr().err
