"""Figures and deadlines as facts (指标, 时限), computed from the clauses of a document and never stored by hand.

A fact holds what its own clause says, with the exact span of the words, so that facts of several documents can stand
side by side. What a clause does not say (a base, a year, whether a target binds) is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from corpus.figures import Bound, Figure, find_figures
from corpus.indicators import Indicator, load_indicators
from corpus.model import Clause, Document, Span
from corpus.numerals import parse_number
from corpus.shipped import read_yaml
from corpus.zhtext import fold, normalise

Nature = Literal["binding", "aspirational"]
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_BREAK = re.compile("[，,；;：:。（(）)]")
_YEAR = re.compile(r"(20[0-9]{2})年?")
_NUMBER = re.compile(r"[-−－]?[0-9][0-9,，.]*")
_NOUN = re.compile("[\"'一-龥A-Za-z]{2,16}")
_MAY_COUNT = re.compile("[0-9０-９元块角%％]|百分|千分|成")  # a quick look that spares most statutes the reading
_COUNTED = ("count", "people", "household")
_LABEL_MAX = 24
_SUFFIX_MIN = 3
_LABEL_MIN = 4


@dataclass(frozen=True, slots=True)
class FigureFact:
    """One figure of a clause.

    indicator: name in the register of indicators, None if it is not there; label: the clause's own words for it.
    value, low, high: in the base unit; bound: exact, min, max or about. change: it says how much something grows or
    falls. per: "年" or "月" for a figure that recurs. unit_printed: False when the unit is the register's. nature:
    约束性 binding, 预期性 or 力争 aspirational. quote: the sentence or row, exactly clause.text[span].
    """

    indicator: str | None
    label: str
    value: float
    unit: str
    unit_class: str
    low: float | None
    high: float | None
    bound: Bound
    base_year: int | None
    base_value: float | None
    target_year: int | None
    target_value: float | None
    nature: Nature | None
    per: str | None
    change: bool
    unit_printed: bool
    document: Document
    clause: Clause
    span: Span

    @property
    def quote(self) -> str:
        """The words it rests on."""
        return self.span.of(self.clause.text)


@cache
def facts_words() -> dict[str, Any]:
    """The shipped words and patterns, patterns compiled. Raises KnowledgeError when the file is missing or broken."""
    data = read_yaml("facts.yaml")
    kept = ("classes", "not_units")
    compiled = {
        part: {name: words if name in kept else re.compile(words) for name, words in data[part].items()}
        for part in ("figures", "deadlines")
    }
    return compiled | {"periods": data["periods"]}


def year_of(date: str | None) -> int | None:
    """The year of a date in the contract's words."""
    return int(date[:4]) if date else None


def figure_facts(document: Document, clauses: Iterable[Clause]) -> Iterator[FigureFact]:
    """The figures of a document in reading order; lengths of time, ages and ordinals are none."""
    for clause in clauses:
        if clause.row is not None:
            fact = _row_fact(document, clause, clause.row)
            if fact is not None:
                yield fact
        elif _MAY_COUNT.search(clause.text):
            yield from _prose_facts(document, clause)


def same_indicator(fact: FigureFact, asked: str) -> bool:
    """Is this figure one of the indicator `asked` (its name, a spoken name, or words of the clause's own label)?"""
    wanted = fold(asked)
    register = _registered(wanted)
    named = register is not None and fact.indicator == register.name
    return named or wanted in fold(f"{fact.label}\n{fact.indicator or ''}")


@lru_cache(maxsize=256)
def _registered(wanted: str) -> Indicator | None:
    return next((one for one in load_indicators() if wanted == fold(one.name) or wanted in one.said), None)


def _prose_facts(document: Document, clause: Clause) -> Iterator[FigureFact]:
    """Figures sentence by sentence; a figure without a name of its own (2015年为…元,2020年达…元) keeps the last one."""
    words = facts_words()["figures"]
    for sentence in _SENTENCE.finditer(clause.text):
        figures = find_figures(sentence[0])
        last: FigureFact | None = None
        for place, figure in enumerate(figures):
            if not _counts(figure):
                continue
            before = _before(sentence[0], figure, figures[:place])
            label, change = _label(sentence[0], figure, before)
            if not label and last is not None and last.unit_class == figure.unit_class and not change:
                label, indicator = last.label, last.indicator
            else:
                indicator = None if change else _indicator(label, figure.unit_class)
            label = label or _behind(sentence[0], figure)
            if not label:
                continue
            fact = _said(document, clause, sentence, figure)
            per = "年" if words["yearly"].search(before) else "月" if words["monthly"].search(before) else None
            last = replace(fact, indicator=indicator, label=label, per=per, change=change)
            yield last


def _counts(figure: Figure) -> bool:
    words = facts_words()["figures"]
    if figure.value is None or figure.unit_class not in words["classes"] or figure.unit in words["not_units"]:
        return False
    # 四个不摘, 最后一公里: a number in words tells a name, not an amount, unless of money or a share.
    return figure.unit_class in ("money", "percent") or bool(re.search("[0-9０-９]", figure.text))


def _before(sentence: str, figure: Figure, earlier: Iterable[Figure]) -> str:
    """The words of the sentence that lead up to a figure: back to the last break or the last amount."""
    start = max((f.span.end for f in earlier if f.unit_class != "date" and _counts(f)), default=0)
    breaks = [start, *(match.end() for match in _BREAK.finditer(sentence, start, figure.span.start))]
    before = normalise(sentence[breaks[-1] : figure.span.start]).text
    if len(before) < _LABEL_MIN and len(breaks) > 1:  # 食堂采购额,预留10%: the last words alone name nothing
        before = normalise(sentence[breaks[-2] : figure.span.start]).text
    return before


def _label(sentence: str, figure: Figure, before: str) -> tuple[str, bool]:
    """What a figure is of: the counted noun behind it, else the words before it; and whether it tells a change."""
    words = facts_words()["figures"]
    change = bool(words["change"].search(before))
    if figure.unit_class in _COUNTED and not change:
        noun = _behind(sentence, figure)
        if noun:
            return noun, False
    label = before
    for _ in range(8):
        shorter = re.sub(f"^{words['opening'].pattern}|{words['closing'].pattern}$|^[\"']+$", "", label)
        # A year inside (收入2015年为): the name stands before it.
        shorter = re.sub(r"\d{4}年(?:底|末|初)?的?$", "", shorter)
        if shorter == label:
            break
        label = shorter
    while len(label) > _LABEL_MAX and "、" in label:
        label = label.partition("、")[2]
    if ("(" in label) != (")" in label):
        label = label.replace("(", "").replace(")", "")
    return label[-_LABEL_MAX:], change


def _behind(sentence: str, figure: Figure) -> str:
    """The words right behind a figure."""
    after = normalise(sentence[figure.span.end :]).text
    noun = _NOUN.match(facts_words()["figures"]["between"].sub("", after, count=1))
    return noun[0].strip("\"'") if noun else ""


def _indicator(label: str, unit_class: str) -> str | None:
    """The indicator of the register that a label names: the longest name inside it, counted in the same unit."""
    plain = fold(label)
    best: tuple[int, str] | None = None
    for one, its_class in _register():
        if its_class != unit_class:
            continue
        length = max(
            (len(name) for name in (fold(one.name), *one.said) if "+" not in name and name in plain), default=0
        )
        length = max(length, max((_spread(name, plain) for name in one.said if "+" in name), default=0))
        if not length and len(plain) >= _SUFFIX_MIN and fold(one.name).endswith(plain):
            length = len(plain)
        if length and (best is None or length > best[0]):
            best = (length, one.name)
    return best[1] if best else None


def _spread(name: str, plain: str) -> int:
    """Length of a name in parts (贫困户+收入) that the label holds whole and in this order."""
    parts = name.split("+")
    return sum(map(len, parts)) if re.search(".{0,4}".join(map(re.escape, parts)), plain) else 0


@cache
def _register() -> tuple[tuple[Indicator, str], ...]:
    return tuple((one, _unit(one.unit)[1]) for one in load_indicators())


@cache
def _unit(unit: str) -> tuple[str, str, float]:
    """Base unit, unit class and factor of a unit as printed (万元 -> 元, money, 10000)."""
    found = find_figures(f"1{unit}") if unit else []
    if len(found) == 1 and found[0].value:
        return found[0].unit, found[0].unit_class, found[0].value
    return unit, "ratio" if not unit else "number", 1.0


def _said(document: Document, clause: Clause, sentence: re.Match[str], figure: Figure) -> FigureFact:
    """A figure of a sentence with its year: before the paper's own it is the base, else the target."""
    year, value = _year(document, sentence[0], figure), float(figure.value or 0.0)
    issued = year_of(document.issued_on) or year_of(document.effective_from)
    past = year is not None and issued is not None and year < issued
    target = year is not None and not past
    start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
    return FigureFact(
        indicator=None,
        label="",
        value=value,
        unit=figure.unit,
        unit_class=figure.unit_class,
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        base_year=year if past else None,
        base_value=value if past else None,
        target_year=year if target else None,
        target_value=value if target or (figure.aim and not past) else None,
        nature="aspirational" if figure.aim and not past else None,
        per=None,
        change=False,
        unit_printed=True,
        document=document,
        clause=clause,
        span=Span(start, sentence.end()),
    )


def _year(document: Document, sentence: str, figure: Figure) -> int | None:
    """The year a figure holds for: named before it (not 2016年以来), or the end of a named period or of the plan."""
    ahead = normalise(sentence[: figure.span.start]).text
    if figure.year is not None:
        since = re.search(rf"{figure.year}年?(?:以来|以后|起|[-~至到])", ahead)
        return None if since else figure.year
    deadlines = facts_words()["deadlines"]
    if match := deadlines["period_end"].search(ahead):
        return int(facts_words()["periods"].get(match["period"], 0)) or None
    if deadlines["term_end"].search(ahead):
        return year_of(document.effective_to)
    if deadlines["this_year"].search(ahead):
        return year_of(document.issued_on)
    return None


def _row_fact(document: Document, clause: Clause, row: Mapping[str, str]) -> FigureFact | None:
    """A table row with a base, a target or a dated figure; None for any other row."""
    words = facts_words()["figures"]
    heads = {head: cell for head, cell in row.items() if _NUMBER.fullmatch(cell.strip().rstrip("%％"))}
    base = next((head for head in heads if words["base_heads"].search(head)), None)
    target = next((head for head in heads if words["target_heads"].search(head) and head != base), None)
    dated = [head for head in heads if _YEAR.search(head) and head not in (base, target)]
    target = target or (dated[-1] if dated else None)
    base = base or (dated[0] if len(dated) > 1 and dated[0] != target else None)
    shown = target or base
    label = next((c for h, c in row.items() if words["label_heads"].search(h) and c and h not in heads), None)
    label = label or next((c for c in row.values() if c and not re.search("[0-9]", c)), None)
    if shown is None or label is None:
        return None
    known = _indicator_of_row(label)
    printed = next((c.strip() for h, c in row.items() if re.fullmatch("(?:计量)?单位", h)), "")
    if not re.fullmatch("[^0-9为是]{0,4}", printed):
        printed = ""
    percent = "%" if heads[shown].strip().endswith(("%", "％")) else ""
    unit, unit_class, factor = _unit(printed or percent or (known.unit if known else ""))
    amounts = {head: _amount(heads[head], factor) for head in (base, target) if head is not None}
    value = amounts[shown]
    return FigureFact(
        indicator=known.name if known else None,
        label=label,
        value=value,
        unit=unit,
        unit_class=unit_class,
        low=value,
        high=value,
        bound=Bound.EXACT,
        base_year=_head_year(base),
        base_value=amounts.get(base) if base else None,
        target_year=_head_year(target),
        target_value=amounts.get(target) if target else None,
        nature=_nature(row),
        per=None,
        change=False,
        unit_printed=bool(printed or percent),
        document=document,
        clause=clause,
        span=Span(0, len(clause.text)),
    )


def _indicator_of_row(label: str) -> Indicator | None:
    plain = fold(label)
    named = [one for one in load_indicators() if plain == fold(one.name) or plain in one.said]
    inside = [one for one in load_indicators() if fold(one.name) in plain]
    return next(iter(named + sorted(inside, key=lambda one: -len(one.name))), None)


def _amount(cell: str, factor: float) -> float:
    plain = normalise(cell.strip().rstrip("%％")).text
    return round((parse_number(plain.lstrip("-")) or 0.0) * factor, 6) * (-1 if plain.startswith("-") else 1)


def _head_year(head: str | None) -> int | None:
    match = _YEAR.search(head) if head else None
    return int(match[1]) if match else None


def _nature(row: Mapping[str, str]) -> Nature | None:
    words = facts_words()["figures"]
    said = " ".join(cell for head, cell in row.items() if words["nature_heads"].search(head))
    if words["binding"].search(said):
        return "binding"
    return "aspirational" if words["aspirational"].search(said) else None
