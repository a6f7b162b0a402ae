"""The commands `mingbai admin …`: accounts, keys, audit log. A password is asked for, never an argument."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from bot.chinese_click import ChineseCommand, ChineseGroup
from corpus.errors import BadInput

_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")
_roles = click.option(
    "--role", "roles", metavar="角色", multiple=True, help="如 hotline；可写几次。角色见 docs/security.md。"
)
_office = click.option("--office", metavar="单位", help="部门经办人的单位，如 县民政局；只看得到送到它的工单。")
_stdin = click.option("--password-stdin", is_flag=True, help="从标准输入读口令（一行），不另外询问。")


def _do(command: str, **args: object) -> NoReturn:
    from bot.cli import run_job  # bot.cli holds the way a job is carried out, and names this group

    run_job(command, **args)


@click.group(cls=ChineseGroup)
def admin() -> None:
    """账号、接口密钥和审计记录。"""


@admin.command("create", cls=ChineseCommand)
@click.argument("name", metavar="名称")
@_roles
@_office
@click.option("--region", metavar="地点", help="他的所在地，任何常用写法。")
@_stdin
@_as_json
def admin_create(
    name: str, roles: tuple[str, ...], office: str | None, region: str | None, password_stdin: bool, as_json: bool
) -> None:
    """建一个账号；不写角色就是管理员。"""
    wanted = list(roles) or ["administrator"]
    words = _password(password_stdin)
    _do("admin_create", name=name, roles=wanted, office=office, region=region, password=words, json=as_json)


@admin.command("list", cls=ChineseCommand)
@_as_json
def admin_list(as_json: bool) -> None:
    """列出全部账号。"""
    _do("admin_list", json=as_json)


@admin.command("password", cls=ChineseCommand)
@click.argument("name", metavar="名称")
@_stdin
def admin_password(name: str, password_stdin: bool) -> None:
    """重设一个账号的口令，也解开因错得太多而等待的账号。"""
    _do("admin_password", name=name, password=_password(password_stdin))


@admin.command("roles", cls=ChineseCommand)
@click.argument("name", metavar="名称")
@_roles
@_office
def admin_roles(name: str, roles: tuple[str, ...], office: str | None) -> None:
    """改一个账号的角色或单位。"""
    _do("admin_roles", name=name, roles=list(roles), office=office)


@admin.command("disable", cls=ChineseCommand)
@click.argument("name", metavar="名称")
@click.option("--undo", is_flag=True, help="恢复停用的账号。")
def admin_disable(name: str, undo: bool) -> None:
    """停用一个账号，它的记录都留着。"""
    _do("admin_disable", name=name, undo=undo)


@admin.command("key", cls=ChineseCommand)
@click.argument("name", metavar="名称")
@click.option("--scope", "scopes", metavar="权限", multiple=True, required=True, help="如 ask、channel；可写几次。")
@click.option("--days", metavar="天数", type=click.IntRange(1, 3660), help="几天后失效；不写一直有效。")
@_as_json
def admin_key(name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """建一个接口密钥，给别的程序用；只显示这一次。"""
    _do("admin_key", name=name, scopes=list(scopes), days=days, json=as_json)


@admin.command("keys", cls=ChineseCommand)
@_as_json
def admin_keys(as_json: bool) -> None:
    """列出接口密钥（不含密钥本身）。"""
    _do("admin_keys", json=as_json)


@admin.command("revoke", cls=ChineseCommand)
@click.argument("name", metavar="名称")
def admin_revoke(name: str) -> None:
    """撤销一个接口密钥，马上生效。"""
    _do("admin_revoke", name=name)


@admin.command("audit", cls=ChineseCommand)
@click.option("--who", metavar="名称", help="只看这个账号做的。")
@click.option("--record", metavar="编号", help="只看关于这条记录的，如工单编号。")
@click.option("--limit", metavar="行数", type=click.IntRange(1, 1000), default=100, help="最多几行，默认 100。")
@_as_json
def admin_audit(who: str | None, record: str | None, limit: int, as_json: bool) -> None:
    """审计记录，新的在前：谁在什么时候看了、改了什么。"""
    _do("admin_audit", who=who, record=record, limit=limit, json=as_json)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("这里不是终端，问不了口令；请加 --password-stdin，把口令从标准输入给进来。")
    words: str = click.prompt("口令", hide_input=True)
    again: str = click.prompt("再输一遍", hide_input=True)
    if words != again:
        raise BadInput("两遍口令不一样，账号没有改动；请重来。")
    return words
