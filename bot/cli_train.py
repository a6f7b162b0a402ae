"""The commands `mingbai train …`: words in, jobs of bot.commands.train out."""

from __future__ import annotations

from typing import NoReturn

import click

from bot.chinese_click import ChineseCommand, ChineseGroup
from corpus.errors import BadInput

_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")
_as_csv = click.option("--csv", "as_csv", is_flag=True, help="输出 CSV 表格，可用 Excel 打开。")
_region = click.option("--region", metavar="地点", help="所在地，如 南昌、进贤县；不写用 MINGBAI_REGION。")
_learner = click.option("--learner", metavar="代号", help="学员的代号（不写姓名），不写是 me。")


def _do(command: str, **args: object) -> NoReturn:
    from bot.cli import run_job  # bot.cli holds the way a job is carried out, and names this group

    run_job(command, **args)


@click.group(cls=ChineseGroup)
def train() -> None:
    """培训：出题、作答、报告，给新到村的人用。"""


@train.command("export", cls=ChineseCommand)
@_region
@click.option("--as-of", metavar="日期", help="按哪一天的效力出题，如 2026-03-18；不写是今天。")
@_as_json
def train_export(region: str | None, as_of: str | None, as_json: bool) -> None:
    """导出全部考题，带答案、理由和条款。"""
    _do("train_export", region=region, as_of=as_of, json=as_json)


@train.command("next", cls=ChineseCommand)
@_learner
@_region
@_as_json
def train_next(learner: str | None, region: str | None, as_json: bool) -> None:
    """取下一道题：到期的先来，再来新的。"""
    _do("train_next", learner=learner, region=region, json=as_json)


@train.command("answer", cls=ChineseCommand)
@click.argument("item", metavar="题号")
@click.argument("given", metavar="答案")
@_learner
@_region
@_as_json
def train_answer(item: str, given: str, learner: str | None, region: str | None, as_json: bool) -> None:
    """作答：选择题写字母（如 B、AC），填空和简答写文字。"""
    _do("train_answer", item=item, given=given, learner=learner, region=region, json=as_json)


@train.command("report", cls=ChineseCommand)
@_learner
@click.option("--group", is_flag=True, help="看全体学员。")
@_as_json
@_as_csv
def train_report(learner: str | None, group: bool, as_json: bool, as_csv: bool) -> None:
    """学习报告：薄弱处、错题本、合不合格及理由；--csv 导出作答记录。"""
    if as_json and as_csv:
        raise BadInput("--json 和 --csv 只能选一样；请去掉一个再来。")
    _do("train_report", learner=learner, group=group, json=as_json, csv=as_csv)


@train.command("lesson", cls=ChineseCommand)
@click.argument("number", metavar="[第几课]", required=False, type=click.IntRange(1, 99))
@_region
@_as_json
def train_lesson(number: int | None, region: str | None, as_json: bool) -> None:
    """第一周的课：不写课号列目录；每课有做法、条款、五道题和一个案例。"""
    _do("train_lesson", number=number, region=region, json=as_json)


@train.command("drill", cls=ChineseCommand)
@click.argument("item", metavar="[案例编号]", required=False)
@click.option("--ask", metavar="问题", help="向这户人家追问一句。")
@click.option("--questions", metavar="问题；问题", help="交卷：问过哪些。")
@click.option("--categories", metavar="类别；类别", help="交卷：这户可能属于哪一类。")
@click.option("--measures", metavar="措施；措施", help="交卷：可能适用哪些措施。")
@click.option("--offices", metavar="单位；单位", help="交卷：找哪些单位。")
@click.option("--urgent", metavar="险情", help="交卷：眼前有什么险情，怎么办。")
@click.option("--say", metavar="话", help="交卷：对住户怎么说。")
@_learner
@_region
@_as_json
def train_drill(item: str | None, ask: str | None, as_json: bool, **rest: str | None) -> None:
    """案例演练：不写编号取一个；--ask 追问；写上措施、单位等就交卷评分。"""
    _do("train_drill", item=item, ask=ask, json=as_json, **rest)


@train.command("flag", cls=ChineseCommand)
@click.argument("item", metavar="[题号]", required=False)
@click.argument("reason", metavar="[问题]", required=False)
@_learner
@_region
@_as_json
def train_flag(item: str | None, reason: str | None, learner: str | None, region: str | None, as_json: bool) -> None:
    """标记一道有问题的题，复核前不再问；不写题号列出已标记的。"""
    _do("train_flag", item=item, reason=reason, learner=learner, region=region, json=as_json)


@train.command("review", cls=ChineseCommand)
@click.argument("item", metavar="题号")
def train_review(item: str) -> None:
    """复核过的题放回题库。"""
    _do("train_review", item=item)
