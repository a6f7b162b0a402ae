"""`mingbai rules`: are the rules sound, who checks what, and the figures that a county fills in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bot.commands import DONE, NOTHING_DONE, Job, Line, Run
from bot.commands.inputs import one_line
from corpus.errors import BadField, BadInput
from triage.rules.check import check
from triage.rules.county_file import UNSET, Entry, Figure, figures, set_figure
from triage.rules.coverage import Coverage, coverage

if TYPE_CHECKING:
    from bot.assembly import Services

_PERIODS = {"month": "每月", "year": "每年", "once": "一次"}


def check_rules(services: Services, job: Job) -> Run:
    """Hold every rule against the library, the vocabulary and its cases; exit code 1 when something is wrong."""
    book = services.rule_book
    _ = services.parameters
    faults = check(book, services.library, job.today)
    if job.args.get("json"):
        yield Line(one_line({"rules": len(book.rules), "faults": faults}))
    else:
        yield from map(Line, faults)
        count = f"{len(book.rules)} 条规则、{len(book.names)} 项措施"
        yield Line(f"{count}，没有发现问题。" if not faults else f"{count}，发现 {len(faults)} 处问题，见上。", "err")
    return NOTHING_DONE if faults else DONE


def show_coverage(services: Services, job: Job) -> Run:
    """Each measure: conditions checked by machine, by people, and those that wait for a figure of the place."""
    place = services.place(job.args.get("region") or job.region)
    rows = list(coverage(services.rule_book, services.parameters, place, job.today))
    if job.args.get("json"):
        yield from (Line(one_line(row.as_json())) for row in rows)
        return DONE
    yield Line("编号\t措施\t机器核\t人工核\t等县里数字\t依据\t还缺的数字")
    yield from (Line(_row(row)) for row in rows)
    machine, people, local = (sum(len(getattr(row, name)) for row in rows) for name in ("machine", "people", "local"))
    yield Line(f"合计 {len(rows)} 项措施：机器核 {machine} 项条件，人工核 {people} 项，等县里数字 {local} 项。", "err")
    return DONE


def show_figures(services: Services, job: Job) -> Run:
    """The figures that a county fills in: those it has, with their source, and those it lacks."""
    place = _county(services, job)
    found = list(figures(services.rule_book, services.parameters, place, job.today))
    if job.args.get("json"):
        yield from (Line(one_line(_figure_json(one))) for one in found)
        return DONE
    for one in sorted(found, key=lambda one: one.setting is not None):
        yield Line(_figure_line(one))
    lacking = [one for one in found if one.setting is None]
    if lacking:
        rest = f"{_short(place)}还有 {len(lacking)} 个数没有录入"
        yield Line(f"{rest}；录入用：{fill_with(place, lacking[0])}", "err")
    return DONE


def fill_in(services: Services, job: Job) -> Run:
    """Write one figure of a county into its file."""
    place = _county(services, job)
    args = job.args
    entry = Entry(
        rule=str(args["measure"]).upper(),
        name=str(args["name"]),
        value=float(args["value"]),
        unit=str(args["unit"]),
        period=args.get("period"),
        valid_from=_day(args.get("since")) or job.today,
        valid_to=_day(args.get("until")),
        source=str(args.get("source") or ""),
    )
    ids = set_figure(services.settings.home / "parameters", services.rule_book, place, entry)
    services.forget_rules()
    said = f"{entry.rule} {entry.name}：{entry.value:g}{entry.unit}"
    yield Line(f"已录入{_short(place)}的 {said}，用于 {'、'.join(ids)}。")
    return DONE


def fill_with(place: str, figure: Figure) -> str:
    """The command that fills a figure in."""
    rule_id, name = figure.rules[0]
    period = f" --period {figure.parameter.period}" if figure.parameter.period else ""
    unit = f"--unit {figure.parameter.unit}{period}"
    return f'mingbai rules set {_short(place)} {rule_id} {name} 数 {unit} --source "文件名"'


def _short(place: str) -> str:
    return place.rsplit("/", 1)[-1]


def _county(services: Services, job: Job) -> str:
    place = services.place(job.args.get("region") or job.region)
    if place is None:
        raise BadInput("没有说是哪个县；请写上地点，如 mingbai rules params 进贤县。")
    return place


def _day(words: Any) -> dt.date | None:  # noqa: ANN401 - an option of the command line
    if not words:
        return None
    try:
        return dt.date.fromisoformat(str(words))
    except ValueError as error:
        raise BadField(f"日期“{words}”看不懂；请写成 2026-01-01 这样。") from error


def _row(row: Coverage) -> str:
    cells = (len(row.machine), len(row.people), len(row.local), len(row.rule.grounds))
    return "\t".join((row.rule.id, row.rule.name, *map(str, cells), "、".join(row.waiting) or "-"))


def _figure_line(one: Figure) -> str:
    users = "、".join(f"{rule_id} {name}" for rule_id, name in one.rules)
    if one.setting is None:
        return f"· {one.parameter.name}：{UNSET}（{users}）"
    said = f"{one.setting.value:g}{one.setting.unit}{_PERIODS.get(one.setting.period or '', '')}"
    return f"✓ {one.parameter.name}：{said}，{one.setting.valid_from} 起，出处：{one.setting.source}（{users}）"


def _figure_json(one: Figure) -> dict[str, Any]:
    setting = one.setting.model_dump() if one.setting else None
    return {
        "name": one.parameter.name,
        "unit": one.parameter.unit,
        "period": one.parameter.period,
        "rules": [{"id": rule_id, "param": name} for rule_id, name in one.rules],
        "setting": setting,
    }
