"""The commands `mingbai records …`: orders, what is over its time, erasing, export."""

from __future__ import annotations

from typing import NoReturn

import click

from bot.chinese_click import ChineseCommand, ChineseGroup
from corpus.errors import BadInput

_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")


def _do(command: str, **args: object) -> NoReturn:
    from bot.cli import run_job  # bot.cli holds the way a job is carried out, and names this group

    run_job(command, **args)


@click.group(cls=ChineseGroup)
def records() -> None:
    """台账：工单、问答、反馈，保存期限和导出。"""


@records.command("orders", cls=ChineseCommand)
@click.option("--status", metavar="状态", help="只看这个状态，如 办理中。")
@click.option("--region", metavar="地点", help="只看这个地方和它下面的。")
@_as_json
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV 表格，可用 Excel 打开。")
def records_orders(status: str | None, region: str | None, as_json: bool, as_csv: bool) -> None:
    """列出工单，个人信息是遮盖的。"""
    if as_json and as_csv:
        raise BadInput("--json 和 --csv 只能选一样；请去掉一个再来。")
    _do("records_orders", status=status, region=region, json=as_json, csv=as_csv)


@records.command("prune", cls=ChineseCommand)
@click.option("--dry-run", is_flag=True, help="只数一数，不删。")
@_as_json
def records_prune(dry_run: bool, as_json: bool) -> None:
    """删除过了保存期限的记录（服务器每天自动做一次）。"""
    _do("records_prune", dry_run=dry_run, json=as_json)


@records.command("erase", cls=ChineseCommand)
@click.argument("order", metavar="工单编号")
@click.option("--why", metavar="理由", required=True, help="为什么删，如 本人要求；记入审计。")
def records_erase(order: str, why: str) -> None:
    """彻底删除一张工单和它的经过。"""
    _do("records_erase", order=order, why=why)


@records.command("export", cls=ChineseCommand)
@click.option("--since", metavar="日期", default="", help="从哪一天起，如 2026-01-01；不写是全部。")
def records_export(since: str) -> None:
    """导出问答和反馈，一行一个 JSON 对象；问话里的个人信息是遮盖的。"""
    _do("records_export", since=since)
