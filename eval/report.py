"""The printed table (评测表): one line a group, beside the last record, with gains, losses and bars."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean, quantiles

from eval.metrics import CUTS, Score, Summary, summarise
from eval.records import WORDS, Change, Marks

_AFTER = ("要点", "可见", "引准", "逐字", "拒对", "误拒", "单位", "提示", "全对")
_HEAD = ["", "题数", *(f"R@{cut}" for cut in CUTS), *_AFTER]
# Name, value of a summary, bar, whether more is better: the bars of the evaluation of the whole (design, section 10).
_BARS: tuple[tuple[str, Callable[[Summary], float | None], float, bool], ...] = (
    ("检索前五找到依据", lambda s: s.recall[5], 0.95, True),
    ("要点说到", lambda s: s.facts, 0.92, True),
    ("该拒答的拒答", lambda s: s.refused_right, 0.95, True),
    ("不该拒答的拒答", lambda s: s.refused_wrong, 0.03, False),
    ("引文逐字一致", lambda s: s.exact, 1.0, True),
    ("该有的提示都有", lambda s: s.warned, 1.0, True),
    ("外地、过期等条款当作依据（次）", lambda s: s.unbound, 0.0, False),
)
KINDS = {
    "figure": "数字",
    "offices": "责任单位",
    "office_duties": "单位职责",
    "measures": "措施",
    "definition": "定义",
    "procedure": "程序",
    "comparison": "比较",
    "lookup": "查条款",
    "status": "文件信息",
    "yes_no": "是不是",
    "other": "其他",
}


def table(scores: Sequence[Score], before: Mapping[str, Marks]) -> str:
    """The table by set, by kind, and of colloquial questions, the last line all; R@5 and facts with their change."""
    rows = [_HEAD]
    for name, group in _groups(scores):
        rows.append([name, *_cells(summarise(group), _before(group, before))])
    return "\n".join(aligned(rows))


def _groups(scores: Sequence[Score]) -> Iterator[tuple[str, list[Score]]]:
    for name in dict.fromkeys(score.set for score in scores):
        yield name, [score for score in scores if score.set == name]
    for kind in dict.fromkeys(score.kind for score in scores):
        yield KINDS.get(kind, kind), [score for score in scores if score.kind == kind]
    colloquial = [score for score in scores if score.colloquial]
    if colloquial:
        yield "口语", colloquial
    yield "合计", list(scores)


def _before(group: Iterable[Score], before: Mapping[str, Marks]) -> tuple[float | None, float | None]:
    """Share found in five and mean facts of the same questions in the record."""
    marks = [before[score.id] for score in group if score.id in before]
    found = [mark.found for mark in marks if mark.found is not None]
    facts = [mark.facts for mark in marks if mark.facts is not None]
    return (fmean(found) if found else None, fmean(facts) if facts else None)


def _cells(summary: Summary, before: tuple[float | None, float | None]) -> list[str]:
    recall = [_share(summary.recall[cut]) for cut in CUTS]
    return [
        str(summary.count),
        *recall,
        _with_change(summary.facts, before[1]),
        _share(summary.shown),
        _share(summary.cited_right),
        _share(summary.exact),
        _share(summary.refused_right),
        _share(summary.refused_wrong),
        _share(summary.offices),
        _share(summary.warned),
        _share(summary.right),
    ]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".removeprefix("0") if value < 1 else "1"


def _with_change(value: float | None, before: float | None) -> str:
    if value is None or before is None or abs(value - before) < 0.005:
        return _share(value)
    return f"{_share(value)}({value - before:+.2f})"


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines in columns: the first to the left, the others to the right."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell + " " * (widths[0] - width(cell)) for cell in row[:1]]
        cells += [" " * (wide - width(cell)) + cell for cell, wide in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines


def bars(scores: Sequence[Score]) -> tuple[list[str], bool]:
    """One line a bar, and whether all are met; a bar that nothing was asked for is left out."""
    summary = summarise(scores)
    lines, all_met = [], True
    for name, value_of, bar, more in _BARS:
        value = value_of(summary)
        if value is None:
            continue
        met = value >= bar if more else value <= bar
        all_met = all_met and met
        rule = "不低于" if more else "不高于"
        lines.append(f"{'达标' if met else '未达标'}  {name} {value:.3f}（要求{rule} {bar:.2f}）")
    return lines, all_met


def changed(found: Sequence[Change]) -> list[str]:
    """Gains and losses by question, or one line that there are none."""
    if not found:
        return ["与上次记录相比没有变化，或没有记录可比。"]
    lines = []
    for gain, word in ((True, "变好"), (False, "变差")):
        for what, name in WORDS.items():
            ids = [change.id for change in found if change.gain is gain and change.what == what]
            if ids:
                lines.append(f"{word}（{name}）{len(ids)} 题：{'、'.join(ids)}")
    return lines


def speed(scores: Sequence[Score]) -> str:
    """Median and 95th percentile of the time one question took."""
    times = sorted(score.seconds * 1000 for score in scores)
    if len(times) < 2:
        return f"每题用时 {times[0]:.1f} 毫秒" if times else "没有题"
    cuts = quantiles(times, n=20, method="inclusive")
    return f"每题用时：中位数 {cuts[9]:.1f} 毫秒，95% 不超过 {cuts[18]:.1f} 毫秒"
