"""MAIN: `python -m eval learn` learns the weights of ranking, sentences and refusals anew, by cross-validation.

It prints what the shipped weights and the learned ones give on questions that the learning did not see, and the
weights; whoever takes them over writes them into the data file that it names.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.assembly import Services, build
from bot.settings import load_settings
from eval import learn_data
from eval.datasets import Labelled, load_all
from eval.learn_data import Example
from eval.run import STATUTES, take_in

Values = NDArray[np.float64]
FOLDS = 5
_STEPS = 400
_RATE = 0.1
_CALM = 2.0  # how strongly weights are held near 0


@dataclass(frozen=True, slots=True)
class Task:
    """What can be learned: how its examples are made, where its weights stand, and signs that a weight must keep."""

    examples: Callable[[Services, Sequence[Labelled]], Iterator[Example]]
    file: str
    least: Mapping[str, float]


# A weight of the ranking is never negative; how far a paper binds keeps at least a tenth of the weight of the search.
TASKS = {
    "ranking": Task(learn_data.units, "retrieval/data/ranking.yaml", {"standing": 0.15}),
    "sentences": Task(learn_data.sentences, "bot/answers/data/sentences.yaml", {}),
    "answerable": Task(learn_data.chances, "bot/answers/data/answerable.yaml", {}),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval learn`."""
    parser.add_argument("task", choices=sorted(TASKS), help="学哪一组权重")
    parser.add_argument("--originals", type=Path, metavar="目录", help="另外在这个目录的原文上学")
    parser.add_argument("--statutes", type=Path, metavar="目录", help="法规目录；给了才用法规题")
    parser.add_argument("--all-statutes", action="store_true", help="把法规目录里的全部法规都读进来")


def run(options: argparse.Namespace) -> int:
    """Collect examples on the digests and, where given, on originals beside statutes; learn and print. Returns 0."""
    task = TASKS[options.task]
    examples = list(_collect(task, options, with_files=False))
    if options.originals or options.statutes:
        examples += _collect(task, options, with_files=True)
    names = sorted({name for example in examples for name in example.names})
    learner = learn_chance if options.task == "answerable" else learn_choice
    folds = [crc32(example.group.encode()) % FOLDS for example in examples]
    floors = np.array([task.least.get(name, 0.0 if options.task == "ranking" else -np.inf) for name in names])
    judged: list[tuple[Example, Values]] = []
    for turn in range(FOLDS):
        seen = [example for example, fold in zip(examples, folds, strict=True) if fold != turn]
        weights = learner(seen, names, floors)
        judged += [
            (one, one.table(names) @ weights[: len(names)] + weights[len(names) :].sum())
            for one, fold in zip(examples, folds, strict=True)
            if fold == turn
        ]
    print(f"{len(examples)} 个例子，{FOLDS} 折")
    report = learn_data.report_chances if options.task == "answerable" else learn_data.report_choices
    for line in report(judged):
        print(line)
    weights = learner(examples, names, floors)
    print(f"权重（写入 {task.file}）：")
    for name, weight in zip([*names, "bias"][: len(weights)], weights, strict=True):
        print(f"  {name}: {weight:.2f}")
    return 0


def _collect(task: Task, options: argparse.Namespace, *, with_files: bool) -> Iterator[Example]:
    questions = [q for q in load_all() if with_files and options.statutes or q.set != STATUTES]
    with tempfile.TemporaryDirectory(prefix="mingbai-learn-") as home:
        services = build(load_settings(home=Path(home)))
        try:
            if with_files:
                take_in(services, options, questions)
            yield from task.examples(services, questions)
        finally:
            services.close()


def learn_choice(examples: Sequence[Example], names: Sequence[str], floors: Values) -> Values:
    """Weights under which the right candidates of each question stand out most among its candidates (softmax)."""
    shown = [example for example in examples if example.worth.sum() > 0]
    table = np.concatenate([example.table(names) for example in shown])
    sizes = [len(example.worth) for example in shown]
    group, starts = np.repeat(np.arange(len(shown)), sizes), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    worth = np.concatenate([example.worth / example.worth.sum() for example in shown])

    def slope(weights: Values) -> Values:
        scores = table @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        chance = odds / np.add.reduceat(odds, starts)[group]
        right = chance * worth
        share = right / (np.add.reduceat(right, starts) + 1e-9)[group]
        gradient: Values = (share - chance) @ table / len(shown) - _CALM * weights / len(shown)
        return gradient

    return _climb(slope, len(names), floors)


def learn_chance(examples: Sequence[Example], names: Sequence[str], floors: Values) -> Values:
    """Weights and, last, the bias of a logistic that tells answerable questions from others."""
    table = np.concatenate([example.table(names) for example in examples])
    table = np.concatenate([table, np.ones((len(table), 1))], axis=1)
    right = np.concatenate([example.worth for example in examples])
    share = np.concatenate([np.full(len(example.worth), example.share) for example in examples])
    kept = np.append(np.full(len(names), _CALM), 0.0)

    def slope(weights: Values) -> Values:
        chance = 1 / (1 + np.exp(-table @ weights))
        gradient: Values = (table.T @ ((right - chance) * share) - kept * weights) / share.sum()
        return gradient

    return _climb(slope, len(names) + 1, np.append(floors, -np.inf))


def _climb(slope: Callable[[Values], Values], width: int, floors: Values) -> Values:
    """Adam with a floor for each weight."""
    weights, first, second = np.zeros(width), np.zeros(width), np.zeros(width)
    for step in range(1, _STEPS + 1):
        gradient = slope(weights)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights = weights + _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights = np.maximum(weights, floors)
    return weights
