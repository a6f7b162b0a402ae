"""The command `mingbai triage`: a story, a file of stories, a case that goes on, or, on a terminal, a talk."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from bot.chinese_click import ChineseCommand
from corpus.errors import BadInput

_STORY = "情况（说完回车）："
_ANSWER = "答（几条一起答也行，不知道就说不知道；直接回车结束）："


@click.command(cls=ChineseCommand)
@click.argument("narrative", metavar="[情况]", required=False)
@click.option("--batch", metavar="文件.jsonl", help="成批研判：每行一个 JSON 对象。")
@click.option("--continue", "before", metavar="文件.json", help="接着办：上一次 --json 的输出，[情况] 写后来说的话。")
@click.option("--region", metavar="地点", help="所在地，如 南昌、进贤县；不写用 MINGBAI_REGION。")
@click.option("--call-date", metavar="日期", help="来电日期，如 2026-03-18；“去年”“上个月”从这天算，不写是今天。")
@click.option("--channel", metavar="来源", help="phone、visit、cadre_note、wechat、petition 或 data；不写是 phone。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，一行一个对象。")
@click.option("--order", metavar="文件", help="把工单存成 .docx、.pdf、.html 或 .xlsx。")
@click.option("--card", metavar="文件", help="把明白卡存成 .docx、.pdf 或 .html。")
def triage(
    narrative: str | None,
    batch: str | None,
    before: str | None,
    region: str | None,
    call_date: str | None,
    channel: str | None,
    as_json: bool,
    order: str | None,
    card: str | None,
) -> None:
    """研判一户的情况：可能适用的措施、主管单位、追问、工单和明白卡。在终端里用，会接着问。"""
    if batch is not None:
        _of_file(batch, region, narrative is None and before is None and as_json and not (order or card))
    papers = {name: str(Path(path).absolute()) for name, path in (("order", order), ("card", card)) if path}
    told: dict[str, Any] = {"region": region, "call_date": call_date, "channel": channel}
    talks = on_terminal() and not as_json
    if narrative is None and not talks:
        raise BadInput("要么写一段情况，要么用 --batch 给一个文件；写法见 mingbai triage --help。")
    if before is not None:
        told |= {"case": _kept(Path(before)), "turns": [{"say": narrative}] if narrative else []}
    else:
        told["narrative"] = narrative if narrative is not None else click.prompt(_STORY, prompt_suffix="")
    if talks:
        _talk(told, papers)
    _do("triage", **told, json=as_json, **papers)


def on_terminal() -> bool:
    """Whether a person sits before it, whom one can ask on."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _of_file(batch: str, region: str | None, alone: bool) -> NoReturn:
    if not alone:
        raise BadInput("--batch 要和 --json 一起用，不能再写情况、--continue、--order、--card；请改好重来。")
    _do("triage_batch", batch=str(Path(batch).absolute()), region=region)


def _kept(path: Path) -> Mapping[str, Any]:
    """The case in a file that --json wrote. Raises BadInput when there is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
        case = found["case"]
        return {"narrative": case["narrative"], **case}
    except OSError as error:
        raise BadInput(f"打不开 {path}（{error.strerror}）；请检查路径后重来。") from error
    except (ValueError, LookupError, TypeError) as error:
        raise BadInput(f"{path} 里没有可以接着办的案件；请用上一次 mingbai triage --json 存下的输出。") from error


def _talk(told: Mapping[str, Any], papers: Mapping[str, str]) -> NoReturn:
    """Ask on until nothing is left to ask or nothing more is said; then write the papers."""
    from bot.cli import collect_job
    from bot.commands import Job
    from bot.commands.triage import save_papers
    from bot.triage_lines import ASKED_NOW, triage_lines

    found = collect_job("triage", **told, json=True)
    while True:
        for line in triage_lines(found):
            click.echo(line)
        for number, question in enumerate(found["questions"][:ASKED_NOW], 1):
            click.echo(f"{number}. {question['text']}")  # the list above has scrolled them away
        reply = click.prompt(_ANSWER, prompt_suffix="", default="", show_default=False) if found["questions"] else ""
        if not reply.strip():
            break
        found = collect_job("triage", case=found["case"], turns=[{"say": reply}], json=True)
    for one in save_papers(found, Job("triage", papers)):
        click.echo(one.text, err=True)
    sys.exit(0)


def _do(command: str, **args: object) -> NoReturn:
    from bot.cli import run_job  # bot.cli holds the way a job is carried out, and names this command

    run_job(command, **args)
