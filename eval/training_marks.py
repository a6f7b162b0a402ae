"""Marking under `python -m eval training`: answers in own words against a teacher's marks, drills against triage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

import yaml

from bot.assembly import Services
from bot.training.drill import Drill
from bot.training.drill_mark import Attempt, mark
from bot.training.grade import grade
from corpus.vocabulary import load_vocabulary, open_path
from triage.model import Outlook, Verdict

_OFFERED = (Verdict.LIKELY, Verdict.NEED_INFO)


def marked_answers() -> list[tuple[str, int, int]]:
    """Each answer of the file with the teacher's mark and ours."""
    text = files("eval").joinpath("data").joinpath("training_answers.yaml").read_text(encoding="utf-8")
    found = []
    for question in yaml.safe_load(text)["questions"]:
        item = {"kind": "free", "options": [], "wrong": [], "citation": {"quote": question["quote"]}, **question}
        found += [(given, score, grade(item, given).score) for given, score in question["answers"]]
    return found


def answer_lines(marked: Sequence[tuple[str, int, int]]) -> Iterable[str]:
    """How many marks agree, and those that do not."""
    yield f"自由作答 {len(marked)} 条，判分与老师一致 {sum(ours == theirs for _, theirs, ours in marked)}"
    yield from (f"    应得{theirs}，判了{ours}：{given}" for given, theirs, ours in marked if ours != theirs)


def drill_line(services: Services, drills: Sequence[Drill]) -> str:
    """How far the key of the drills is what triage says, and what a full, a silent and a promising attempt bring."""
    other = full = silent = promising = 0
    for drill in drills:
        told = drill.story
        outlook = services.triager.refer(told)
        said = services.triage(told.text, told.place, told.day, told.channel)
        shown: dict[str, Any] = {measure["id"]: measure["verdict"] for measure in said["measures"]}
        other += shown != {measure.id: measure.verdict.value for measure in outlook.measures}
        best = by_the_key(outlook)
        full += not mark(outlook, services.rule_book, best)["passed"]
        silent += bool(outlook.measures or outlook.urgent) and mark(outlook, services.rule_book, Attempt())["passed"]
        lavish = Attempt(
            best.questions, best.categories, best.measures, best.offices, best.urgent, "您家符合，肯定能批。"
        )
        promising += mark(outlook, services.rule_book, lavish)["passed"]
    return (
        f"案例演练 {len(drills)} 个：与 triage 不一致 {other}，照标准答案做却不通过 {full}，"
        f"什么也没说却通过 {silent}，乱许诺却通过 {promising}"
    )


def by_the_key(outlook: Outlook) -> Attempt:
    """What a learner does who knows the whole key."""
    offered = [measure for measure in outlook.measures if measure.verdict in _OFFERED]
    likely = tuple(measure.id for measure in offered if measure.verdict is Verdict.LIKELY)
    terms = load_vocabulary()
    paths = dict.fromkeys(open_path(fact.path) for fact in outlook.reading.facts)
    return Attempt(
        questions=(*(question.text for question in outlook.questions), *(terms[p].ask for p in paths if p in terms)),
        categories=tuple(one.name for one in outlook.categories if one.status in ("yes", "likely")),
        measures=likely or tuple(measure.id for measure in offered[:2]),
        offices=tuple(office.today or office.name for measure in offered[:3] for office in measure.lead),
        urgent="；".join(f"{danger.text}{''.join(danger.call)}" for danger in outlook.urgent),
        say="您家可能适用，先把材料交上去，以认定为准。",
    )
