"""The command `mingbai`: reads the words, starts the job, prints its lines. Each command is one of bot.commands."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot.chinese_click import ChineseCommand, ChineseGroup, explain
from bot.cli_admin import admin
from bot.cli_channels import channels
from bot.cli_records import records
from bot.cli_train import train
from bot.cli_triage import triage
from bot.commands import BAD_USE, NOTHING_DONE, Job
from corpus.errors import BadInput, MingbaiError, OutputFailed

if TYPE_CHECKING:
    from bot.settings import Settings

_FULL = (errno.ENOSPC, errno.EDQUOT)
_as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")
_as_csv = click.option("--csv", "as_csv", is_flag=True, help="输出 CSV 表格，可用 Excel 打开。")
_region = click.option("--region", metavar="地点", help="所在地，如 南昌、进贤县；不写用 MINGBAI_REGION。")


@click.group(cls=ChineseGroup)
@click.version_option(package_name="mingbai", message="mingbai %(version)s", help="显示版本。")
def mingbai() -> None:
    """明白人：问政策，答条款。不用模型、不用联网也能用。"""


@mingbai.command(cls=ChineseCommand)
@click.option("--host", metavar="地址", default="127.0.0.1", help="监听地址，默认只许本机；别的先建管理员或设密钥。")
@click.option("--port", metavar="端口", type=click.IntRange(0, 65535), default=8000, help="端口，默认 8000。")
@click.option("--insecure-clock", is_flag=True, help="允许用 MINGBAI_CLOCK 改动日期（只供测试和培训）。")
def serve(host: str, port: int, insecure_clock: bool) -> None:
    """启动网页和接口。"""
    from bot.serve import serve as run_server

    sys.exit(run_server(_settings(), host, port, insecure_clock, _print))


@mingbai.command(cls=ChineseCommand)
@click.argument("paths", metavar="路径...", nargs=-1, required=True)
@click.option("--region", metavar="地点", help="这些文件属于哪个地方；不写由文件自己说。")
@_as_json
def ingest(paths: tuple[str, ...], region: str | None, as_json: bool) -> None:
    """收录文件或整个文件夹。"""
    if not all(path.strip() for path in paths):
        # An empty path would mean the folder that the user happens to stand in.
        raise BadInput("有一个路径是空的；请写上文件或文件夹的路径。")
    _do("ingest", paths=[str(Path(path).absolute()) for path in paths], region=region, json=as_json)


@mingbai.command(cls=ChineseCommand)
@click.argument("question", metavar="[问题]", required=False)
@click.option("--batch", metavar="文件.jsonl", help="成批提问：每行一个 JSON 对象。")
@_region
@click.option("--as-of", metavar="日期", help="按哪一天的效力回答，如 2026-03-18；不写是今天。")
@_as_json
def ask(question: str | None, batch: str | None, region: str | None, as_of: str | None, as_json: bool) -> None:
    """提一个问题，或成批提问。"""
    if (question is None) == (batch is None):
        raise BadInput("要么写一个问题，要么用 --batch 给一个文件；写法见 mingbai ask --help。")
    if batch is None:
        _do("ask", question=question, region=region, as_of=as_of, json=as_json)
    if not as_json:
        raise BadInput("--batch 要和 --json 一起用；请加上 --json 重来。")
    _do("ask_batch", batch=str(Path(str(batch)).absolute()), region=region, as_of=as_of)


@mingbai.group(cls=ChineseGroup)
def library() -> None:
    """资料库里有什么：列表、内容、职责、指标、时限、移除。"""


@library.command("list", cls=ChineseCommand)
@_as_json
def library_list(as_json: bool) -> None:
    """列出全部文件。"""
    _do("library_list", json=as_json)


@library.command("show", cls=ChineseCommand)
@click.argument("document", metavar="文件")
@_as_json
def library_show(document: str, as_json: bool) -> None:
    """显示一份文件的全部条款（用编号、标题、文号或文件名指明）。"""
    _do("library_show", document=document, json=as_json)


@library.command("duties", cls=ChineseCommand)
@click.option("--office", metavar="单位", help="只看这个单位：原名、现名或部门类别（如 民政）。")
@_region
@_as_json
@_as_csv
@click.option("--xlsx", metavar="文件.xlsx", help="存成 Excel 表。")
def library_duties(office: str | None, region: str | None, as_json: bool, as_csv: bool, xlsx: str | None) -> None:
    """列出哪些单位管哪些事，按牵头、责任、配合排。"""
    _one_form(as_json, as_csv, xlsx)
    if xlsx is not None:
        _save("library_duties", xlsx, office=office, region=region)
    _do("library_duties", office=office, region=region, json=as_json, csv=as_csv)


@library.command("figures", cls=ChineseCommand)
@click.option("--indicator", metavar="指标", help="只看这个指标，平常说法也行，如 自来水普及率。")
@_region
@_as_json
@_as_csv
def library_figures(indicator: str | None, region: str | None, as_json: bool, as_csv: bool) -> None:
    """列出文件里的指标和数字，同一指标各地排在一起。"""
    _one_form(as_json, as_csv)
    _do("library_figures", indicator=indicator, region=region, json=as_json, csv=as_csv)


@library.command("deadlines", cls=ChineseCommand)
@_region
@click.option("--coming", is_flag=True, help="只列还没到期的。")
@_as_json
@click.option("--ics", metavar="文件.ics", help="存成日历文件，可导入手机或办公日历。")
def library_deadlines(region: str | None, coming: bool, as_json: bool, ics: str | None) -> None:
    """列出写明时限的事，按到期先后排。"""
    _one_form(as_json, ics)
    if ics is not None:
        _save("library_deadlines", ics, region=region, coming=coming)
    _do("library_deadlines", region=region, coming=coming, json=as_json)


@library.command("remove", cls=ChineseCommand)
@click.argument("document", metavar="文件")
@_as_json
def library_remove(document: str, as_json: bool) -> None:
    """移除一份文件。"""
    _do("library_remove", document=document, json=as_json)


@mingbai.group(cls=ChineseGroup)
def rules() -> None:
    """规则：检查、核对覆盖、各县要录入的数字。"""


@rules.command("check", cls=ChineseCommand)
@_as_json
def rules_check(as_json: bool) -> None:
    """检查全部规则：依据条款、条件、数字出处、有效期、部门、用例。"""
    _do("rules_check", json=as_json)


@rules.command("coverage", cls=ChineseCommand)
@_region
@_as_json
def rules_coverage(region: str | None, as_json: bool) -> None:
    """每项措施的条件由谁核：机器、人工，还是等县里录入数字。"""
    _do("rules_coverage", region=region, json=as_json)


@rules.command("params", cls=ChineseCommand)
@click.argument("county", metavar="[县]", required=False)
@_as_json
def rules_params(county: str | None, as_json: bool) -> None:
    """列出一个县要录入的数字：已录入的带出处，没录入的在前。"""
    _do("rules_params", region=county, json=as_json)


@rules.command("set", cls=ChineseCommand)
@click.argument("county", metavar="县")
@click.argument("measure", metavar="措施编号")
@click.argument("name", metavar="参数名")
@click.argument("value", metavar="数", type=float)
@click.option("--unit", metavar="单位", required=True, help="如 元、月、分钟；要和规则里的一致。")
@click.option("--period", type=click.Choice(["month", "year", "once"]), help="这个数管多久：月、年、一次。")
@click.option("--from", "since", metavar="日期", help="从哪天起，如 2026-01-01；不写是今天。")
@click.option("--to", "until", metavar="日期", help="到哪天止；不写是一直有效。")
@click.option("--source", metavar="出处", required=True, help="这个数写在哪份文件里。")
def rules_set(county: str, measure: str, name: str, value: float, **rest: str | None) -> None:
    """录入一个县的一个数，如低保标准；同一个数用在几项措施里的，一次录好。"""
    _do("rules_set", region=county, measure=measure, name=name, value=value, **rest)


mingbai.add_command(train)
mingbai.add_command(triage)
mingbai.add_command(admin)
mingbai.add_command(records)
mingbai.add_command(channels)


@mingbai.command(cls=ChineseCommand)
@click.option("--county", metavar="地点", help="列出这个地方还缺什么，用哪条命令补。")
@click.option("--repair", is_flag=True, help="重建检索索引等可重建的部分。")
@_as_json
def doctor(county: str | None, repair: bool, as_json: bool) -> None:
    """检查能不能正常使用。"""
    _do("doctor", county=county, repair=repair, json=as_json)


@mingbai.command(cls=ChineseCommand)
def mcp() -> None:
    """让本机的智能助手用上条款库（MCP，标准输入输出）。"""
    from bot.channels.mcp.stdio import serve_stdio

    serve_stdio(_settings())


@mingbai.command("eval", cls=ChineseCommand, context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[参数]...")
def evaluate(words: tuple[str, ...]) -> None:
    """用自带题集测一遍，和上次的成绩对比。"""
    import subprocess

    sys.exit(subprocess.run([sys.executable, "-m", "eval", *words], check=False).returncode)


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings()


def _one_form(*wanted: object) -> None:
    if sum(map(bool, wanted)) > 1:
        raise BadInput("--json、--csv 和存成文件只能选一样；请去掉多余的再来。")


def _do(command: str, **args: object) -> NoReturn:
    sys.exit(_run(command, args, _print))


run_job = _do


def collect_job(command: str, **args: object) -> dict[str, Any]:
    """The object that a job prints with --json; remarks are printed. Exits as the job does when it fails."""
    lines: list[str] = []
    code = _run(command, args, lambda text, err=False: _print(text, err) if err else lines.append(text))
    if code != 0:
        sys.exit(code)
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def _save(command: str, file: str, **args: object) -> NoReturn:
    """Carry the job out, wherever its library is, and write what it lists into a file here."""
    from bot.save import save_list

    lines: list[str] = []
    code = _run(
        command, {**args, "json": True}, lambda text, err=False: _print(text, err) if err else lines.append(text)
    )
    if code == 0:
        _print(save_list(Path(file), lines, _settings()), err=True)
    sys.exit(code)


def _run(command: str, args: dict[str, object], show: Callable[..., None]) -> int:
    from bot.clock import today
    from bot.runner import carry_out

    settings = _settings()
    job = Job(command, args, settings.region, today(settings.clock))
    run = carry_out(settings, job, remark=lambda text: _print(text, err=True))
    while True:
        try:
            line = next(run)
        except StopIteration as end:
            return int(end.value or 0)
        show(line.text, err=line.to == "err")


def _print(text: str, err: bool = False) -> None:
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        raise
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputFailed(f"结果写不出去（{why}）；请腾出磁盘空间，或换个地方存放后重来。") from error


def _open_streams() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Closed by the caller (>&-): what would go there goes nowhere, and no file of ours gets its number.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # lives as long as the process
        # A Windows console may be set to another code page; ours is UTF-8 everywhere.
        getattr(sys, name).reconfigure(encoding="utf-8", errors="backslashreplace")


def _let_go_of_output() -> None:
    # What stands in the buffer cannot be written; at its end Python would try again and complain.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception) -> str:
    import tempfile
    import traceback

    if isinstance(error, OSError) and error.errno in _FULL:
        return "磁盘已满，这一步没有做完，已经收录的都在；请腾出空间后重来。"
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="mingbai-", suffix=".log", delete=False) as log:
            traceback.print_exception(error, file=log)
    except OSError:
        return f"出了没料到的错（{type(error).__name__}）；请重试一次，仍不行就把这一行和所用的命令交给维护的人。"
    return f"出了没料到的错（{type(error).__name__}）；详情在 {log.name}，请重试一次，仍不行就把它交给维护的人。"


def main(words: list[str] | None = None) -> NoReturn:
    """Run the command line; every error ends in one Chinese line and its exit code."""
    _open_streams()
    try:
        mingbai.main(words, prog_name="mingbai", standalone_mode=False)
        sys.exit(0)
    except click.UsageError as error:
        _print(explain(error), err=True)
        sys.exit(BAD_USE)
    except OutputFailed as error:
        _let_go_of_output()
        click.echo(error.text, err=True)
        sys.exit(error.exit_code)
    except MingbaiError as error:
        _print(error.text, err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _print("已中断；已经收录的文件都在，没做完的重来一次即可。", err=True)
        sys.exit(NOTHING_DONE)
    except BrokenPipeError:
        # The reader of our output went away (… | head): nothing to tell anybody.
        _let_go_of_output()
        sys.exit(NOTHING_DONE)
    except Exception as error:  # noqa: BLE001  # the edge: a user gets one line, the traceback goes to a file
        _print(_unforeseen(error), err=True)
        sys.exit(NOTHING_DONE)
