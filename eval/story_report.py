"""The printed sheet of `python -m eval triage` (分诊评测表): figures and bars, faults by mark, the last record."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from corpus.cases import DEV, HELD
from corpus.errors import KnowledgeError
from eval.report import aligned
from eval.stories import StoryMarks

LAST = Path(__file__).parent / "runs" / "triage.json"
Marks = Sequence[StoryMarks]
_GROUPS = 2


def facts_score(marks: Marks) -> tuple[float, float, float]:
    """Precision, recall and F1 over all facts."""
    right, extra, missed = (
        sum(sum(getattr(one, name).values()) for one in marks) for name in ("right", "extra", "missed")
    )
    return _f1(right, extra, missed)


def _f1(right: int, extra: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + extra) if right + extra else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _share(pairs: Sequence[tuple[int, int]]) -> float | None:
    asked = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / asked if asked else None


def _rate(values: Sequence[bool | None]) -> float | None:
    said = [value for value in values if value is not None]
    return sum(said) / len(said) if said else None


def _median(values: Sequence[int | None]) -> float | None:
    said = [value for value in values if value is not None]
    return float(median(said)) if said else None


def _trap(name: str) -> Callable[[Marks], float | None]:
    return lambda marks: _share([one.traps[name] for one in marks if name in one.traps])


# Name, value over some cases, bar or None, whether more is better. The bars are those of the plan of triage.
Row = tuple[str, Callable[[Marks], float | None], float | None, bool]
ROWS: tuple[Row, ...] = (
    ("事实准确率", lambda m: facts_score(m)[0], None, True),
    ("事实召回率", lambda m: facts_score(m)[1], None, True),
    ("事实 F1", lambda m: facts_score(m)[2], 0.93, True),
    ("其中：路径找到", lambda m: _share([one.paths for one in m]), None, True),
    ("其中：值读对", lambda m: _share([one.values for one in m]), None, True),
    ("否定读对", _trap("否定"), None, True),
    ("旁人的事不混", _trap("旁人"), None, True),
    ("时态读对", _trap("时态"), None, True),
    ("人按先后编号", lambda m: _rate([one.in_order for one in m]), None, True),
    ("原话逐字", lambda m: _share([one.spans for one in m]), 1.0, True),
    ("该有的措施", lambda m: _share([one.must for one in m]), 0.95, True),
    ("不该有的措施（条）", lambda m: float(sum(one.forbidden for one in m)), 0, False),
    ("列出措施数（中位）", lambda m: _median([one.offered for one in m]), 8, False),
    ("主办单位", lambda m: _rate([one.lead for one in m]), 0.95, True),
    ("该问的问到", lambda m: _rate([one.asked for one in m]), 0.90, True),
    ("险情认出", lambda m: _rate([one.urgent for one in m]), 1.0, True),
    ("险情误报", lambda m: _rate([one.false_alarm for one in m]), 0.02, False),
    ("受理范围", lambda m: _rate([one.scope for one in m]), 0.95, True),
    ("转出", lambda m: _rate([one.handover for one in m]), None, True),
    ("工单类型", lambda m: _rate([one.kind for one in m]), None, True),
    ("纯咨询不开单", lambda m: _rate([one.policy for one in m]), None, True),
    ("公开处泄露（处）", lambda m: float(sum(one.leaks for one in m)), 0, False),
    ("个人信息找到", lambda m: _share([one.masked for one in m]), None, True),
    ("多遮（处）", lambda m: float(sum(one.overmasked for one in m)), None, False),
)


def finish(marks: Marks, options: argparse.Namespace, day: dt.date) -> int:
    """Print sheet, faults, changes and speed; record when asked. Returns the exit status."""
    before = read()
    lines, all_met = sheet(marks)
    print("\n".join([*lines, "", speed(marks)]))
    if options.fields:
        print("\n".join(["", *fields(marks)]))
    print("\n".join(["", *changes(before, marks)]))
    if options.wrong:
        print("\n".join(["", *wrong(marks)]))
    if options.record:
        write(marks, day)
        print("已记下这次的结果。")
    return 1 if options.strict and not all_met else 0


def sheet(marks: Marks) -> tuple[list[str], bool]:
    """One line a figure: development, held out, all, and the bar; and whether all bars are met by each half."""
    groups = {name: [one for one in marks if one.id.startswith(part)] for part, name in ((DEV, "开发"), (HELD, "留出"))}
    groups = {name: group for name, group in groups.items() if group}
    if len(groups) == _GROUPS:
        groups["合计"] = list(marks)
    rows = [["", *(f"{name}({len(group)})" for name, group in groups.items()), "要求", ""]]
    all_met = True
    for name, value_of, bar, more in ROWS:
        values = [value_of(group) for group in groups.values()]
        met = bar is None or all(value is None or (value >= bar if more else value <= bar) for value in values)
        all_met = all_met and met
        rows.append([name, *map(_number, values), _bar(bar, more), "" if bar is None else "达标" if met else "未达标"])
    return aligned(rows), all_met


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value != int(value) or value <= 1 else f"{value:.0f}"


def _bar(bar: float | None, more: bool) -> str:
    return "" if bar is None else f"{'≥' if more else '≤'}{bar:g}"


def speed(marks: Marks) -> str:
    """Median and 95th percentile of the time that one story took."""
    times = sorted(one.milliseconds for one in marks)
    if len(times) < 2:
        return f"每条用时 {times[0]:.1f} 毫秒"
    cuts = quantiles(times, n=20, method="inclusive")
    return f"每条用时：中位数 {cuts[9]:.1f} 毫秒，95% 不超过 {cuts[18]:.1f} 毫秒"


def fields(marks: Marks) -> list[str]:
    """Precision, recall and F1 by path of the vocabulary, those that lose most first."""
    counts: dict[str, Counter[str]] = {
        name: sum((getattr(one, name) for one in marks), Counter()) for name in ("right", "extra", "missed")
    }
    paths = sorted(set().union(*counts.values()), key=lambda p: (-counts["extra"][p] - counts["missed"][p], p))
    rows = [["事实", "对", "多", "漏", "准确率", "召回率", "F1"]]
    for path in paths:
        numbers = [counts[name][path] for name in ("right", "extra", "missed")]
        rows.append([path, *map(str, numbers), *(f"{value:.2f}" for value in _f1(*numbers))])
    return aligned(rows)


def wrong(marks: Marks) -> list[str]:
    """Faults by mark, then by case; of held-out cases only their number by mark."""
    shown = [one for one in marks if not one.id.startswith(HELD)]
    hidden = Counter(fault.mark for one in marks if one.id.startswith(HELD) for fault in one.faults)
    lines = []
    for mark in dict.fromkeys(fault.mark for one in shown for fault in one.faults):
        found = [(one.id, fault.what) for one in shown for fault in one.faults if fault.mark == mark]
        lines += [f"{mark} {len(found)} 处", *(f"  {name} {what}" for name, what in found)]
    if hidden:
        lines.append("留出用例（只计数）：" + "，".join(f"{mark} {count}" for mark, count in hidden.most_common()))
    return lines or ["全部正确。"]


def read(file: Path = LAST) -> dict[str, int]:
    """The recorded number of faults by case; empty when nothing is recorded. Raises KnowledgeError."""
    if not file.is_file():
        return {}
    try:
        return {str(name): int(count) for name, count in json.loads(file.read_text(encoding="utf-8"))["faults"].items()}
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise KnowledgeError(f"评测记录 {file.name} 读不出来：{fault}。请删掉它，再用 --record 重记一次。") from fault


def write(marks: Marks, day: dt.date, file: Path = LAST) -> None:
    """Record the figures of each half and the faults by case; cases not told this time keep theirs."""
    faults = dict(sorted((read(file) | {one.id: len(one.faults) for one in marks}).items()))
    old = json.loads(file.read_text(encoding="utf-8")).get("figures", {}) if file.is_file() else {}
    figures = old | {
        part: {name: value for name, value_of, _, _ in ROWS if (value := _rounded(value_of(group))) is not None}
        for part in (DEV, HELD)
        if (group := [one for one in marks if one.id.startswith(part)])
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"day": day.isoformat(), "figures": figures, "faults": faults}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def changes(before: Mapping[str, int], marks: Marks) -> list[str]:
    """Cases with fewer and with more faults than the record has."""
    told = [(one.id, before[one.id], len(one.faults)) for one in marks if one.id in before]
    better = [f"{name}({old}→{new})" for name, old, new in told if new < old]
    worse = [f"{name}({old}→{new})" for name, old, new in told if new > old]
    lines = [
        f"{word} {len(names)} 条：{'、'.join(names)}" for word, names in (("变好", better), ("变差", worse)) if names
    ]
    return lines or ["与上次记录相比没有变化，或没有记录可比。"]
