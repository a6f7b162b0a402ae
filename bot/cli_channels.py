"""The commands `mingbai channels …`: what no page of the platforms does, from here."""

from __future__ import annotations

from typing import NoReturn

import click

from bot.chinese_click import ChineseCommand, ChineseGroup

_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")


def _do(command: str, **args: object) -> NoReturn:
    from bot.cli import run_job  # bot.cli holds the way a job is carried out, and names this group

    run_job(command, **args)


@click.group(cls=ChineseGroup)
def channels() -> None:
    """公众号、企业微信：试一试接通没有，设公众号菜单。"""


@channels.command("check", cls=ChineseCommand)
@_as_json
def channels_check(as_json: bool) -> None:
    """各渠道设置齐了没有，并向平台取一次令牌（要能上外网）。"""
    _do("channels_check", json=as_json)


@channels.command("menu", cls=ChineseCommand)
@_as_json
def channels_menu(as_json: bool) -> None:
    """把公众号的菜单设成明白人的：怎么问、出题、继续、转人工……"""
    _do("channels_menu", json=as_json)
