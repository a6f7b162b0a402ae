"""MAIN: `python -m eval` asks every labelled question in this process and prints the table against the last record."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.assembly import Services, build
from bot.settings import load_settings
from corpus.errors import BadInput, MingbaiError
from eval import records, report
from eval.datasets import Labelled, load_all
from eval.gold import is_document
from eval.metrics import Score, TextOf, judge

# Status and warnings hold for a day; the same day in every run keeps runs comparable.
AS_OF = dt.date(2026, 11, 22)
STATUTES = "法规"

Ask = Callable[[Labelled], dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval`."""
    parser.add_argument("--originals", type=Path, metavar="目录", help="先读入这个目录里的原文，代替要点整理")
    parser.add_argument("--statutes", type=Path, metavar="目录", help="法规目录；给了才考法规题，只读题目问到的那几部")
    parser.add_argument("--all-statutes", action="store_true", help="把法规目录里的全部法规都读进来（要几分钟）")
    parser.add_argument("--set", dest="sets", action="append", metavar="题集", help="只考这个题集，可写多次")
    kinds = sorted(report.KINDS)
    parser.add_argument("--kind", dest="kinds", action="append", choices=kinds, help="只考这一类，可写多次")
    parser.add_argument("--id", dest="ids", action="append", metavar="题号", help="只考这一题，可写多次；显示完整回答")
    parser.add_argument("--record", action="store_true", help="把这次的结果记下来，供下次比较")
    parser.add_argument("--strict", action="store_true", help="有一项不达标就以 1 退出")
    parser.add_argument("--wrong", action="store_true", help="列出每一道没有全对的题和原因")


def run(options: argparse.Namespace) -> int:
    """Ask, score, print. Returns the exit status: 0, or 1 with --strict when a bar is not met."""
    questions = select(load_all(), options)
    if not questions:
        raise BadInput("没有选中任何题目；请检查 --set、--kind、--id 的写法，考法规题要加 --statutes 目录。")
    with tempfile.TemporaryDirectory(prefix="mingbai-eval-") as home:
        services = build(load_settings(home=Path(home)))
        try:
            take_in(services, options, questions)
            scores = list(ask_all(questions, asker(services), text_reader(services), show=bool(options.ids)))
        finally:
            services.close()
    return finish(scores, options)


def select(questions: Sequence[Labelled], options: argparse.Namespace) -> list[Labelled]:
    """The questions that the options ask for; statute questions only when statutes are given."""
    return [
        question
        for question in questions
        if (not options.sets or question.set in options.sets)
        and (not options.kinds or question.kind in options.kinds)
        and (not options.ids or question.id in options.ids)
        and (question.set != STATUTES or options.statutes is not None)
    ]


def take_in(services: Services, options: argparse.Namespace, questions: Iterable[Labelled]) -> None:
    """Ingest the originals and statutes that the options name; prints what was not read."""
    files = sorted(path for path in options.originals.rglob("*") if path.is_file()) if options.originals else []
    if options.statutes:
        files += statute_files(options.statutes, questions, everything=options.all_statutes)
    if not files:
        return
    start = time.perf_counter()
    for outcome in services.ingest(files, None, AS_OF):
        if outcome.get("error"):
            print(f"没有读进：{outcome.get('source_file')} {outcome['error']['text']}")
    print(f"读入 {len(files)} 个文件，用时 {time.perf_counter() - start:.1f} 秒")


def statute_files(folder: Path, questions: Iterable[Labelled], *, everything: bool) -> list[Path]:
    """Files below `folder` whose names are those of the statutes that the questions are about, or all of them."""
    every = sorted(path for path in folder.rglob("*.md") if not path.name.startswith("_"))
    if everything:
        return every
    wanted = {target for question in questions for group in question.gold for target in group if target.whole}
    return [path for path in every if any(is_document(f"{path.stem}@", target) for target in wanted)]


def asker(services: Services) -> Ask:
    """Asks a question of the parts of this process, as `mingbai ask` does."""

    def ask(question: Labelled) -> dict[str, Any]:
        history = [turn.model_dump() for turn in question.history]
        return services.ask(question.question, question.region, question.as_of or AS_OF, history, question.id)

    return ask


def text_reader(services: Services) -> TextOf:
    """Reads a clause's own words off the shelf; None for a clause or document that is not there."""

    @cache
    def clauses(document_id: str) -> dict[str, str]:
        try:
            _, shown = services.library.show(document_id)
        except MingbaiError:
            return {}
        return {clause.address: clause.text for clause in shown}

    return lambda document_id, address: clauses(document_id).get(address)


def ask_all(questions: Iterable[Labelled], ask: Ask, text_of: TextOf, *, show: bool = False) -> Iterable[Score]:
    """One score a question. An answer that fails is a score with the failure as its fault, and the run goes on."""
    for question in questions:
        start = time.perf_counter()
        try:
            answer = ask(question)
        except (MingbaiError, LookupError, ValueError, TypeError, AttributeError) as fault:
            yield failed(question, f"{type(fault).__name__}: {fault}")
            continue
        if show:
            _show(question, answer)
        yield judge(question, answer, text_of, time.perf_counter() - start)


def failed(question: Labelled, why: str) -> Score:
    """The score of a question that got no answer."""
    refuse = question.refuse is not None
    return Score(
        id=question.id,
        set=question.set,
        kind=question.kind,
        colloquial=question.colloquial,
        ranks=() if refuse else (None,) * len(question.gold),
        facts=None if refuse else 0.0,
        shown=None if refuse else 0.0,
        refused_right=False if refuse else None,
        refused_wrong=None if refuse else False,
        faults=(f"没有答案：{why}",),
    )


def _show(question: Labelled, answer: dict[str, Any]) -> None:
    print(f"\n{question.id} {question.question}（{question.region or '未说地点'}）\n  {answer['answer']}")
    for citation in answer["citations"]:
        print(f"  [{citation['n']}] {citation['document_id']} {citation['address']}「{citation['quote']}」")
    for place, one in enumerate(answer["evidence"], 1):
        print(f"  {place:2} {one['score']:.3f} {one['document_id']} {one['address']}")
    offices = "、".join(f"{office['name']}（{office['role']}）" for office in answer["departments"])
    print(f"  提示：{'、'.join(warning['code'] for warning in answer['warnings'])}；单位：{offices}")


def finish(scores: Sequence[Score], options: argparse.Namespace) -> int:
    """Print table, changes, bars and speed; record when asked. Returns the exit status."""
    setup = ("originals" if options.originals else "digests") + ("+statutes" if options.statutes else "")
    before = records.read(setup)
    print(report.table(scores, before))
    print()
    for line in report.changed(records.changes(before, scores)):
        print(line)
    if options.wrong:
        _wrong(scores)
    lines, all_met = report.bars(scores)
    print("\n".join(["", *lines, report.speed(scores)]))
    if options.record:
        records.write(setup, scores, AS_OF)
        print("已记下这次的结果。")
    return 1 if options.strict and not all_met else 0


def _wrong(scores: Sequence[Score]) -> None:
    for score in scores:
        if score.right and not score.unbound and score.warned in (None, 1.0):
            continue
        why = [*score.faults, *score.unbound]
        if score.warned not in (None, 1.0):
            why.append(f"提示 {score.warned:.2f}")
        if score.refused_right is False:
            why.append("该拒答而答了")
        if score.refused_wrong:
            why.append("不该拒答而拒答")
        if score.facts not in (None, 1.0):
            why.append(f"要点 {score.facts:.2f}")
        if score.offices not in (None, 1.0):
            why.append(f"单位 {score.offices:.2f}")
        print(f"{score.id} 依据名次 {['-' if rank is None else rank for rank in score.ranks]} {'；'.join(why)}")
