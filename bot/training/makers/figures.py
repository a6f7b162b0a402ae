"""Bare figures (数字): left blank or altered. They stay few: knowing who to go to matters more than a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.training.choosing import Elsewhere, Option, draw
from bot.training.items import QuizItem
from bot.training.making import Asked
from bot.training.sources import Source
from corpus.facts import figure_facts
from corpus.figures import Figure, find_figures
from corpus.model import Notice, Span, Status
from corpus.numerals import parse_number
from corpus.zhtext import fold

BLANK = "____"
_CLASSES = frozenset({"money", "percent", "age", "duration", "times", "people", "household", "points"})
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ANY_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百]+")
_DAYS = (3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120)
_STEPS = {"percent": (5, 10, 15, 20), "age": (2, 4, 6, 8), "points": (1, 2, 3, 5)}


def figure_items(source: Source, elsewhere: Elsewhere) -> Iterator[QuizItem]:
    """The items on the first clear figure of a clause."""
    for number, span in enumerate(source.spans):
        words = span.of(source.clause.text)
        figures = find_figures(words)
        for figure in figures:
            if _is_clear(figure, figures) and not _tells(words, figure):
                yield from _of(source, span, figure, f"{number}:{figure.span.start}", elsewhere)
                return


def row_items(source: Source) -> Iterator[QuizItem]:
    """The items on a row of a table of indicators: its target, and whether it binds."""
    if not source.clause.row:
        return
    for fact in figure_facts(source.shelved.document, [source.clause]):
        if fact.target_value is None or fact.target_year is None or fact.target_value == 0:
            return
        value, extra = f"{fact.target_value:g}", _dated(source)
        unit = f"（{fact.unit}）" if fact.unit else ""
        asked = Asked(source, fact.span, "row-single", "recall", extra=extra)
        others = [one for one in _around(fact.target_value, fact.unit_class) if one != fact.base_value]
        wrong = [Option(f"{one:g}", f"{source.where}里{fact.target_year}年的目标是{value}。") for one in others]
        if fact.base_value not in (None, fact.target_value):
            base = f"{fact.base_value:g}"
            wrong.insert(0, Option(base, f"{base}是{fact.base_year or '起点'}年的数，不是{fact.target_year}年的目标。"))
        stem = f"{source.opening}，“{fact.label}”{fact.target_year}年的目标是多少{unit}？"
        item = asked.single(stem, value, wrong[:4])
        if item is not None:
            yield item
        if fact.nature is not None:
            said = "约束性" if fact.nature == "binding" else "预期性"
            asked = Asked(source, fact.span, "row-nature", "rule", extra=extra)
            pair = ("约束性", "预期性") if draw(asked.item_id, 2) else ("预期性", "约束性")
            stem = f"{source.opening}，“{fact.label}”这个指标应填“{pair[0]}”还是“{pair[1]}”？"
            yield asked.open("fill", stem, [said])


def _around(value: float, unit_class: str) -> list[float]:
    if unit_class == "percent":
        return [one for one in (value - 5, value - 10, value + 5, value - 15) if 0 < one <= 100]
    whole = value == int(value)
    made = [round(value * times, 0 if whole else 2) for times in (0.8, 1.2, 1.5, 0.5)]
    return [one for one in dict.fromkeys(made) if one != value]


def _is_clear(figure: Figure, figures: list[Figure]) -> bool:
    alike = [other for other in figures if other.unit_class == figure.unit_class]
    return (
        figure.unit_class in _CLASSES
        and figure.value is not None
        and len(alike) == 1
        and _NUMBER.search(figure.text) is not None
        and len(_NUMBER.findall(figure.text)) == 1
    )


def _tells(words: str, figure: Figure) -> bool:
    """Whether another number of the sentence gives the figure away (3个月内照发，第4个月起停发)."""
    rest = fold(words[: figure.span.start] + "，" + words[figure.span.end :])
    others = {parse_number(text) for text in _ANY_NUMBER.findall(rest)}
    return any(other is not None and abs(other - (figure.value or 0.0)) <= 1 for other in others)


def _of(source: Source, span: Span, figure: Figure, slot: str, elsewhere: Elsewhere) -> Iterator[QuizItem]:
    words, stands = span.of(source.clause.text), source.stands(span)
    number = _NUMBER.search(figure.text)
    if number is None:
        return
    start = figure.span.start + words[figure.span.start : figure.span.end].find(number[0])
    end = start + len(number[0])
    if words[start:end] != number[0] or stands is None:
        return
    taken = {n for other in (source, *elsewhere.alike(source, words[:start] + words[end:])) for n in _numbers(other)}
    wrong = [
        Option(f"{one}", f"{source.where}写的是{number[0]}，不是{one}。") for one in _others(number[0], figure, taken)
    ]
    blanked, extra = " ".join((words[:start] + BLANK + words[end:]).split()), _dated(source)
    opening = f"{source.opening}{stands}"
    asked = Asked(source, span, "figure-single", "recall", slot, extra=extra)
    item = asked.single(f"{opening}：“{blanked}”空白处的数是多少？", number[0], wrong)
    if item is None:
        return
    yield item
    asked = Asked(source, span, "figure-judge", "recall", slot, extra=extra)
    if draw(f"{asked.item_id}judged", 2):
        pass  # left out, so that statements to judge stay a part of the whole
    elif asked.truth():
        yield asked.judge(f"{opening}，{_plain(words)}。这句话对不对？", True, f"数字和{source.where}一致。")
    else:
        other = wrong[draw(f"{asked.item_id}other", len(wrong))]
        altered = _plain(words[:start] + other.text + words[end:])
        yield asked.judge(
            f"{opening}，{altered}。这句话对不对？", False, f"原文的数是{number[0]}，题目改成了{other.text}。"
        )
    asked = Asked(source, span, "figure-fill", "recall", slot, extra=extra)
    yield asked.open("fill", f"{opening}，{blanked}（填数）", [f"{number[0]}|{fold(figure.text)}"])


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip("。；;")


def _dated(source: Source) -> tuple[Notice, ...]:
    """A figure of a paper whose term is over holds for its own years only."""
    if source.status is Status.EXPIRED:
        return (Notice("figure_dated", "这个数是当时定的，期限已满，不能当作现在的标准告诉住户。"),)
    return ()


def _numbers(source: Source) -> set[float]:
    return {value for text in _NUMBER.findall(fold(source.clause.text)) if (value := parse_number(text)) is not None}


def _others(printed: str, figure: Figure, taken: set[float]) -> list[str]:
    value = parse_number(printed) or 0.0
    if value == 0:
        return []
    if figure.unit_class == "duration" and figure.unit in ("天", "工作日") and value == int(value):
        near = sorted((d for d in _DAYS if d != value), key=lambda d: abs(d - value))[:6]
        made = [float(d) for d in near]
    elif figure.unit_class in _STEPS and value > 2 * _STEPS[figure.unit_class][0]:
        made = [value + sign * step for step in _STEPS[figure.unit_class] for sign in (-1, 1)]
        made = [one for one in made if one > 0 and (figure.unit_class != "percent" or one <= 100)]
    elif value == int(value) and value <= 12:
        made = [value + step for step in (-2, -1, 1, 2, 3) if value + step > 0]
    else:
        made = [value * times for times in (0.5, 0.8, 1.2, 1.5, 2.0)]
    said = [_said(one, printed) for one in made if one not in taken and one != value]
    return list(dict.fromkeys(one for one in said if one != printed))


def _said(value: float, printed: str) -> str:
    digits = len(printed.partition(".")[2])
    return f"{value:.{digits}f}" if digits else f"{round(value)}"
