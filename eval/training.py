"""`python -m eval training`: the bars of the quiz items, sixty days of spacing, and the speed with many learners.

Items are made of the shipped shelf, with --files of the originals and statutes given as well. Every figure is counted
from the items themselves and not by the code that made them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.assembly import Services, build
from bot.settings import load_settings
from bot.training.report import group_report, learner_report
from bot.training.spacing import Card, review
from corpus.errors import BadInput
from corpus.status import reaches
from corpus.training_store import AnswerRow, CardRow
from eval.training_marks import answer_lines, drill_line, marked_answers

DAY = dt.date(2026, 11, 22)
CHOICES = ("single", "multi", "true_false")
PLACES = ("江西省/南昌市/进贤县", "江西省/上饶市/弋阳县", "吉林省/白山市/临江市", "重庆市")
LATER = 60
DRILLS = 60
_STANDING = {"expired": "期限已满", "draft": "征求意见稿", "template": "范本", "interpretation": "解读"}

Item = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval training`."""
    parser.add_argument("--files", type=Path, nargs="*", default=[], metavar="路径", help="另外收录的原件和法规")
    parser.add_argument("--sample", type=int, default=0, metavar="几道", help="抽几道题打印出来，供人读")
    parser.add_argument("--seed", type=int, default=1, metavar="数", help="抽题和作答模拟用的随机数种子")
    parser.add_argument("--learners", type=int, default=0, metavar="几人", help="量快慢：这么多学员，每人五十次作答")


def run(options: argparse.Namespace) -> int:
    """Make the items, count, print. Returns 0."""
    with tempfile.TemporaryDirectory(prefix="mingbai-eval-") as home:
        services = build(load_settings(home=Path(home)))
        try:
            if options.files:
                print(f"收录 {taken(services, options.files)} 个文件")
            items = exported(services, None, DAY)
            print("\n".join(figures(items)))
            print("\n".join(bounds(services)))
            print("\n".join(spacing_faults(sixty_days(options.seed))))
            print("\n".join(answer_lines(marked_answers())))
            drills = services.trainer.drills.all(None, DAY)
            print(drill_line(services, random.Random(options.seed).sample(drills, min(DRILLS, len(drills)))))
            for item in random.Random(options.seed).sample(items, min(options.sample, len(items))):
                print("\n".join(readable(item)))
            if options.learners:
                print("\n".join(speed(services, items, options.learners, options.seed)))
        finally:
            services.close()
    return 0


def taken(services: Services, named: Sequence[Path]) -> int:
    """Put files, and all files of folders, on the shelf; how many went there. Raises BadInput for a missing path."""
    missing = [path.name for path in named if not path.exists()]
    if missing:
        raise BadInput(f"没有这些文件：{'、'.join(missing)}；请检查 --files 后面的路径。")
    files = [path for one in named for path in (sorted(one.rglob("*")) if one.is_dir() else [one]) if path.is_file()]
    return sum(report["error"] is None for report in services.ingest(files, None, DAY))


def exported(services: Services, place: str | None, day: dt.date) -> list[Item]:
    """The items as `train export --json` gives them."""
    return [item.as_json() for item in services.trainer.items(place, day)]


def figures(items: Sequence[Item]) -> Iterable[str]:
    """How many there are, of which kinds and levels, and what guessing would bring."""
    whole = len(items)
    yield f"题 {whole}；条款 {len({(i['citation']['document_id'], i['citation']['address']) for i in items})}"
    for name, said in (("kind", "题型"), ("level", "层次"), ("form", "问法"), ("document", "文件")):
        yield f"{said} " + "，".join(
            f"{word} {n}（{n / whole:.0%}）" for word, n in Counter(i[name] for i in items).most_common()
        )
    yield from (f"{name} {share:.1%}" for name, share in guessed(items))
    kinds: dict[tuple[str, str], set[str]] = {}
    for item in items:
        kinds.setdefault((item["citation"]["document_id"], item["citation"]["address"]), set()).add(
            item["kind"] + item["form"]
        )
    yield f"只有一种问法的条款 {sum(len(forms) < 2 for forms in kinds.values())}"
    stems = Counter((item["stem"], tuple(sorted(item["options"]))) for item in items)
    yield f"重复的题 {sum(n - 1 for n in stems.values())}"


def guessed(items: Sequence[Item]) -> Iterable[tuple[str, float]]:
    """What share of the choices those get right who always choose the longest option, B or A."""
    choices = [item for item in items if item["kind"] in CHOICES]
    for name, guess in (("总选最长", longest), ("总选B", lambda _: "B"), ("总选A", lambda _: "A")):
        yield name, sum([guess(item)] == item["key"] for item in choices) / len(choices)


def longest(item: Item) -> str:
    """The letter of the first of the longest options."""
    lengths = [len(option) for option in item["options"]]
    return "ABCDEF"[lengths.index(max(lengths))]


def bounds(services: Services) -> Iterable[str]:
    """Bare expired figures today and later, and other places' items where the place is known."""
    for day in (DAY, DAY + dt.timedelta(days=LATER)):
        yield f"{day} 没说明的过期题 {sum(map(is_bare, exported(services, None, day)))}"
    wrong = total = 0
    for place in PLACES:
        items = exported(services, place, DAY)
        total += len(items)
        wrong += sum(not reaches(item["place"], place) for item in items)
        luck = "，".join(f"{name} {share:.1%}" for name, share in guessed(items))
        yield f"{place.rpartition('/')[2]} {len(items)} 题，{luck}"
    yield f"四个地方共 {total} 题，外地文件 {wrong}"


def is_bare(item: Item) -> bool:
    """Whether a paper that is no rule in force is asked about without its stem and warnings saying so."""
    status = item["citation"]["status"]
    said = _STANDING.get(status)
    codes = {warning["code"] for warning in item["warnings"]}
    undated = item["level"] == "recall" and status == "expired" and "figure_dated" not in codes
    return said is not None and (said not in item["stem"] or status not in codes or undated)


def sixty_days(seed: int) -> list[tuple[str, dt.date, bool, int]]:
    """The log of a learner of forty items who is right four times in five and stays away one day in ten."""
    drawn, cards, log = random.Random(seed), dict[str, Card](), []
    for n in range(60):
        day = DAY + dt.timedelta(days=n)
        if drawn.random() < 0.1:
            continue
        due = sorted((card.due, name) for name, card in cards.items() if card.due <= day)
        fresh = [f"题{k}" for k in range(40) if f"题{k}" not in cards][:3]
        for name in [name for _, name in due][:20] + fresh:
            right = drawn.random() < 0.8
            cards[name] = review(cards.get(name), right, day)
            log.append((name, day, right, cards[name].gap))
    return log


def spacing_faults(log: Sequence[tuple[str, dt.date, bool, int]]) -> Iterable[str]:
    """What in a log breaks the rules of spacing, counted."""
    by_item: dict[str, list[tuple[dt.date, bool, int]]] = {}
    for name, day, right, gap in log:
        by_item.setdefault(name, []).append((day, right, gap))
    early = jumped = small = 0
    for answers in by_item.values():
        old = 0
        for (day, right, gap), (later, again, following) in zip(answers, answers[1:], strict=False):
            early += (later - day).days < gap or gap < 1 or (not right and gap != 1)
            small += right and again and following < 1.3 * gap
            jumped += not right and again and old > 3 and following >= old
            old = gap if right else old
    yield f"六十天模拟 {len(log)} 次作答：提前或同日再问 {early}，间隔没有拉长 {small}，答错后跳回旧间隔 {jumped}"


def readable(item: Item) -> Iterable[str]:
    """An item for a person to judge: stem, options with reasons, key, clause, warnings."""
    yield f"[{item['id']} {item['form']} {item['level']} {item['topic']}] {item['stem']}"
    for letter, option, why in zip("ABCDEF", item["options"], item["wrong"], strict=False):
        yield f"    {letter}{'*' if letter in item['key'] else ' '} {option}" + (f" ‖ {why}" if why else "")
    if not item["options"]:
        yield f"    答案 {'；'.join(item['key'])}"
    yield f"    {item['explanation']} {[warning['code'] for warning in item['warnings']]}"


def speed(services: Services, items: Sequence[Item], learners: int, seed: int) -> Iterable[str]:
    """How long the next item and the reports take with many learners of fifty answers each."""
    store, drawn = services.trainer.store, random.Random(seed)
    begun = time.perf_counter()
    with services.library.batch(every=1_000_000, seconds=600.0):
        services.library.database.begin()  # one transaction for all: the writing is not what is measured
        for n in range(learners):
            for item in drawn.sample(items, min(50, len(items))):
                day = DAY - dt.timedelta(days=drawn.randint(1, 40))
                right = drawn.random() < 0.8
                card = review(None, right, day)
                row = CardRow(item["id"], item["clause_hash"], card.due, card.gap, day, card.state)
                facts = (item["id"], item["clause_hash"], day, item["topic"], item["family"], item["level"], "B", right)
                store.add_answer(AnswerRow(f"学员{n}", *facts, card.gap), row, item)
    yield f"写入 {learners * min(50, len(items))} 次作答 {time.perf_counter() - begun:.1f} 秒"
    some = [f"学员{n}" for n in drawn.sample(range(learners), min(60, learners))]
    services.trainer.next("新学员", None, DAY)
    yield told("下一题", [timed(partial(services.trainer.next, who, None, DAY)) for who in some])
    yield told("个人报告", [timed(partial(learner_report, store, who, DAY)) for who in some])
    yield told("全体报告", [timed(partial(group_report, store, DAY)) for _ in range(5)])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that some work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def told(name: str, taken: Sequence[float]) -> str:
    """Median and slowest of some runs."""
    ranked = sorted(taken)
    return f"{name} 中位 {ranked[len(ranked) // 2]:.1f} 毫秒，最慢 {ranked[-1]:.1f} 毫秒（{len(ranked)} 次）"
