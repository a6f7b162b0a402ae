"""Filling in a county's figures (录入县级参数): `set_figure` writes one, `figures` lists what is there and what not."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.errors import BadField, NotFound, OutputFailed
from triage.rules.book import RuleBook
from triage.rules.parameters import CountyFile, Parameters, Setting, read_county
from triage.rules.schema import Parameter, Rule

UNSET = "县标准未录入"
_HEAD = "# 县级参数：由 mingbai rules set 写入，也可照样手改；上一版在同名的 .old 文件里。\n"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that rules wait for: the parameters that are the same thing, and what the place filled in."""

    parameter: Parameter
    rules: tuple[tuple[str, str], ...]
    setting: Setting | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be filled in: the measure, the name of its parameter, and the figure with its source."""

    rule: str
    name: str
    value: float
    unit: str
    period: str | None
    valid_from: dt.date
    source: str
    valid_to: dt.date | None = None


def figures(book: RuleBook, parameters: Parameters, place: str, day: dt.date) -> Iterator[Figure]:
    """All figures that the rules in force at a place (full path) wait for, filled in or not, in the order of rules."""
    same: dict[tuple[str, str, str | None], list[tuple[Rule, str]]] = {}
    for rule in book.in_force(place, day):
        for name, parameter in rule.params.items():
            same.setdefault(_thing(parameter), []).append((rule, name))
    for users in same.values():
        rule, name = users[0]
        known = (found for one, key in users if (found := parameters.setting(one, key, place, day)))
        yield Figure(rule.params[name], tuple((one.id, key) for one, key in users), next(known, None))


def set_figure(folder: Path, book: RuleBook, region: str, entry: Entry) -> tuple[str, ...]:
    """Write a figure into the county's file, for every measure that waits for the same thing; their ids.

    An earlier open figure ends the day before; one of the same day is replaced. The file as it was stays beside it.
    Raises NotFound for an unknown measure or parameter, BadField for a unit, period, date or source that does not fit,
    KnowledgeError when the file there is broken (it stays as it is), OutputFailed when it cannot be written.
    """
    users = _users(book, entry)
    if not entry.source.strip():
        raise BadField("没有写出处（--source）；请写上文件名和文号，如 “2026年低保标准通知”。")
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        raise BadField(f"截止日期 {entry.valid_to} 早于起始日期 {entry.valid_from}；请核对后重来。")
    path = folder / f"{region.replace('/', '_')}.yaml"
    held = read_county(path).parameters if path.exists() else ()
    kept = [_ended(one, entry, users) for one in held if not _replaced(one, entry, users)]
    new = [_setting(rule_id, name, entry) for rule_id, name in users]
    _write(path, CountyFile(region=region, parameters=tuple(kept + new)))
    return tuple(dict.fromkeys(rule_id for rule_id, _ in users))


def _users(book: RuleBook, entry: Entry) -> tuple[tuple[str, str], ...]:
    own = [rule for rule in book.rules if rule.id == entry.rule]
    if not own:
        raise NotFound(f"没有 {entry.rule} 这条措施；措施编号见 mingbai rules coverage。")
    wanted = next((rule.params[entry.name] for rule in own if entry.name in rule.params), None)
    if wanted is None:
        names = "、".join(dict.fromkeys(name for rule in own for name in rule.params)) or "没有县级参数"
        raise NotFound(f"{entry.rule} 没有参数 {entry.name}；它的参数：{names}。")
    if (entry.unit, entry.period) != (wanted.unit, wanted.period):
        said = f"{wanted.unit}{f'，周期 {wanted.period}' if wanted.period else '，不写周期'}"
        raise BadField(f"{entry.rule} 的 {entry.name}（{wanted.name}）单位是{said}；请换算后重来。")
    all_params = ((rule.id, name, one) for rule in book.rules for name, one in rule.params.items())
    return tuple(sorted({(rule_id, name) for rule_id, name, one in all_params if _thing(one) == _thing(wanted)}))


def _thing(parameter: Parameter) -> tuple[str, str, str | None]:
    return (parameter.name, parameter.unit, parameter.period)


def _replaced(one: Setting, entry: Entry, users: tuple[tuple[str, str], ...]) -> bool:
    return (one.rule, one.name) in users and one.valid_from >= entry.valid_from.isoformat()


def _ended(one: Setting, entry: Entry, users: tuple[tuple[str, str], ...]) -> Setting:
    if (one.rule, one.name) not in users or (one.valid_to or "9999") < entry.valid_from.isoformat():
        return one
    return one.model_copy(update={"valid_to": (entry.valid_from - dt.timedelta(days=1)).isoformat()})


def _setting(rule_id: str, name: str, entry: Entry) -> Setting:
    return Setting(
        rule=rule_id,
        name=name,
        value=entry.value,
        unit=entry.unit,
        period=entry.period,
        valid_from=entry.valid_from.isoformat(),
        valid_to=entry.valid_to.isoformat() if entry.valid_to else None,
        source=entry.source,
    )


def _write(path: Path, county: CountyFile) -> None:
    text = _HEAD + yaml.safe_dump(county.model_dump(exclude_none=True), allow_unicode=True, sort_keys=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            path.with_suffix(".yaml.old").write_bytes(path.read_bytes())
        Path(name).replace(path)
    except OSError as error:
        raise OutputFailed(
            f"参数文件 {path.name} 写不进去（{error.strerror}）；请检查磁盘空间和权限后重来。"
        ) from error
