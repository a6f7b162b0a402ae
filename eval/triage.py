"""`python -m eval triage`: stories with gold (corpus/cases) through the front door of triage, marked and compared.

Held-out cases give figures only: --wrong and --id show no words of theirs, so that nobody tunes on them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.assembly import Services, build
from bot.settings import load_settings
from corpus.cases import DEV, HELD, Case, load_cases
from corpus.errors import BadInput, MingbaiError
from eval import story_report
from eval.gold_facts import gold_reading
from eval.stories import StoryMarks, judge
from triage.model import Story
from triage.reading import read
from triage.report import report

DAY = dt.date(2026, 11, 22)
_WARM_UP = "我家五口人，老伴常年吃药，家里种了三亩地，去年收入两万左右，想问问有什么政策。"

Refer = Callable[[Case], dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval triage`."""
    parser.add_argument("--set", dest="part", choices=(DEV, HELD, "all"), default="all", help="考哪一半，不写就都考")
    parser.add_argument("--id", dest="ids", action="append", metavar="编号", help="只考这一条（开发用例），可写多次")
    parser.add_argument("--wrong", action="store_true", help="列出每一条没有全对的开发用例和原因；留出用例不列")
    parser.add_argument("--fields", action="store_true", help="按事实路径列出准确率和召回率")
    parser.add_argument("--gold-facts", action="store_true", help="事实用标准答案的，只量规则、追问和单位")
    parser.add_argument("--record", action="store_true", help="把这次的结果记下来，供下次比较")
    parser.add_argument("--strict", action="store_true", help="有一项不达标就以 1 退出")


def run(options: argparse.Namespace) -> int:
    """Tell every story, mark, print. Returns the exit status: 0, or 1 with --strict when a bar is not met."""
    cases = [case for case in load_cases(options.part) if not options.ids or case.id in options.ids]
    if not cases:
        raise BadInput("没有选中任何用例；请检查 --set 和 --id 的写法，编号见 corpus/cases。")
    with tempfile.TemporaryDirectory(prefix="mingbai-eval-") as home:
        services = build(load_settings(home=Path(home)))
        try:
            refer = referrer_of_gold(services) if options.gold_facts else referrer(services)
            marks = list(tell_all(cases, refer))
        finally:
            services.close()
    return story_report.finish(marks, options, DAY)


def referrer(services: Services) -> Refer:
    """Tells a story to the parts of this process, as `mingbai triage` does. Warmed by a story of its own."""
    services.triage(_WARM_UP, None, DAY, "phone")

    def refer(case: Case) -> dict[str, Any]:
        return services.triage(case.narrative, case.region, case.call_date, case.channel, case.id)

    return refer


def referrer_of_gold(services: Services) -> Refer:
    """Gives the facts of the gold to the rules, in the place of those that the reader finds."""

    def refer(case: Case) -> dict[str, Any]:
        story = Story(case.narrative, services.place(case.region), case.call_date, case.channel)
        reading = gold_reading(case, read(story, services.triager.book.names))
        outlook = services.triager.look(story, reading)
        return report(outlook, case.id, "GD-1", dt.datetime.combine(DAY, dt.time(9), dt.UTC))

    return refer


def tell_all(cases: Iterable[Case], refer: Refer) -> Iterator[StoryMarks]:
    """The marks of each case. A story that fails has the failure as its fault, and the run goes on."""
    for case in cases:
        start = time.perf_counter()
        try:
            out = refer(case)
        except (MingbaiError, LookupError, ValueError, TypeError, AttributeError) as fault:
            yield failed(case, f"{type(fault).__name__}: {fault}")
            continue
        yield judge(case, out, (time.perf_counter() - start) * 1000)


def failed(case: Case, why: str) -> StoryMarks:
    """The marks of a story that nothing came out of."""
    marks = StoryMarks(case.id, 0.0, scope=False)
    marks.blame("出错", why)
    for fact in case.facts:
        if fact.required:
            marks.missed[fact.paths[0]] += 1
            marks.blame("漏读", f"{fact.paths[0]}：出错")
    for one in case.must:
        marks.blame("措施缺", f"{one} 出错")
    marks.must = (0, len(case.must))
    marks.asked = False if case.asks else None
    marks.lead = False if case.leads else None
    marks.urgent = False if case.urgent else None
    marks.masked = (0, len(case.pii))
    return marks
