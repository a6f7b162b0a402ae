"""Figures of a sentence: each must stand in its clause with the same unit and bound, for the same thing, as often."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.check.fault import Fault
from bot.check.ground import Ground, Statement, fine_pieces, grams, overlap
from bot.check.words import pattern
from corpus.figures import Figure, find_figures
from corpus.indicators import natural_unit
from corpus.numerals import parse_number

_MARGIN = 0.17  # by how much a piece with another figure must fit better to be what the sentence speaks of
_ALIKE = 0.5  # share of a piece from which another speaks of the same
_REACH = 30  # characters before a figure in which its bound may stand
_LIST = re.compile(r"([^,;:。]+(?:、[^,;:。、]+)+)[,:]?(?:各|分别)(?:为|是|按)?([^;。]*)")
_SAME_EVERY = {"天": "日", "星期": "周", "季度": "季", "旬": "旬"}
_ONE = re.compile("一(次|户|人|级|所)")
_COUNTS = frozenset({"count", "people", "household", "grade"})
_STOP = re.compile(r"[;。]|[,、](?!或|也|而且|且)")
_NUMERALS = "零一二三四五六七八九十"
_DAY = rf"\d{{1,2}}|[{_NUMERALS}]{{1,3}}"
_DATE = re.compile(rf"(?:(\d{{4}}|[一二][九〇零][零〇{_NUMERALS}]{{2}})年)?(?:({_DAY})月)?(?:({_DAY})[日号])?")


@dataclass(frozen=True, slots=True)
class Said:
    """A figure with all that the words around make of it. key: equal for figures that say the same; year: the year
    named last before it; piece: the stretch between commas in which it stands."""

    words: str
    kind: str
    key: tuple[object, ...]
    value: float | None
    unit: str
    start: int
    piece: str = ""
    year: object = None


@lru_cache(maxsize=16384)
def said_in(text: str) -> tuple[Said, ...]:
    """The figures of a folded text, single ones (一户) included; ordinals are left to the check of names."""
    found = sorted(_figures(text), key=lambda said: said.start)
    placed, year = [], None
    for said in found:
        if said.kind == "date" and said.key[1]:
            year = said.key[1] if said.key[1] is not None else year
        placed.append(replace(said, piece=_piece_at(text, said.start), year=year))
    return tuple(placed)


def _piece_at(text: str, place: int) -> str:
    start = 0
    for part in fine_pieces(text):
        start = text.index(part, start)
        if start <= place < start + len(part):
            return part
        start += len(part)
    return text


def _figures(text: str) -> Iterator[Said]:
    taken: list[tuple[int, int]] = []
    for figure in find_figures(text):
        taken.append((figure.span.start, figure.span.end))
        if figure.unit_class != "ordinal":
            yield Said(figure.text, figure.unit_class, _key(figure, text), figure.value, figure.unit, figure.span.start)
    for match in pattern("tiny").finditer(text):
        taken.append(match.span())
        yield Said(match[0], "ratio", ("tiny", match[0][0], parse_number(match[0][3:])), None, "", match.start())
    for match in _ONE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            kind = {"户": "household", "人": "people", "级": "grade"}.get(match[1], "count")
            yield Said(match[0], kind, (match[1], "exact", 1.0, 1.0), 1.0, match[1], match.start())


def _key(figure: Figure, text: str) -> tuple[object, ...]:
    start, end = figure.span.start, figure.span.end
    before, after = text[max(0, start - _REACH) : start], text[end : end + 5]
    if figure.unit_class == "date":
        return _date_key(figure, text[end:])
    before = _STOP.split(before)[-1] if not _STOP.search(before) else before[_last(_STOP, before) :]
    low, high, bound = figure.low, figure.high, figure.bound.value
    if low == high or bound in ("min", "max"):
        low = high = figure.value
        bound = _bound(before, after)
    return (figure.unit, bound, low, high)


def _last(shape: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in shape.finditer(text)), default=0)


def _date_key(figure: Figure, after: str) -> tuple[object, ...]:
    """("date", year, month, day, to, side): what is not said is None."""
    match = _DATE.match(figure.text)
    year, month, day = (parse_number(part) if part else None for part in match.groups()) if match else (None,) * 3
    if year is None and figure.low is not None:
        year = figure.low
    more = re.match(rf"({_DAY})[日号]", after)
    day = day if day is not None or not more else parse_number(more[1])
    until = figure.high if figure.high != figure.low else None
    return ("date", year, month, day, until, _side(after))


def _side(after: str) -> str:
    if pattern("before_after").search(after):
        return "before"
    return "after" if pattern("after_after").search(after) else ""


def _bound(before: str, after: str) -> str:
    """The bound that the words make; another figure between word and number ends the word's reach."""
    before = before[_last(re.compile(r"\d|[零一二三四五六七八九十百千万](?=[元年月日天个倍%岁])|以[上下内]"), before) :]
    for name, made in (("below_before", "below"), ("min_before", "min"), ("max_before", "max")):
        if pattern(name).search(before):
            return made
    for name, made in (("min_after", "min"), ("max_after", "max"), ("about_after", "about")):
        if pattern(name).search(after):
            return made
    if pattern("about_before").search(before):
        return "about"
    return _side(after) or "exact"


def figure_faults(sentence: str, ground: Ground) -> Iterator[Fault]:
    """Figures that the ground does not hold, holds for something else, or holds only so often or per somebody."""
    held = list(_held(ground))
    units = {one.unit for one, _, _ in held}
    for said in said_in(sentence):
        if said.words.startswith("一") and said.kind in _COUNTS and said.value == 1 and said.unit not in units:
            continue  # 一次, 一户 where nothing is counted so
        equal = [row for row in held if _same(said, row[0], row[1])]
        if not equal:
            yield Fault("figure", said.words)
        elif _of_other_year(said, equal):
            yield Fault("figure_of_year", said.words)
        elif _fits_better_elsewhere(_conditions(sentence, said.start), said, equal, held):
            yield Fault("figure_of_other", said.words)
        elif not _together(said, equal):
            yield Fault("figures_apart", said.words)
        elif _unnamed(sentence, equal):
            yield Fault("figure_unnamed", said.words)
        elif _under_other_figures(sentence, said, equal):
            yield Fault("figure_under_other", said.words)
        elif said.kind != "date" and _loses_every(sentence, equal):
            yield Fault("every_lost", said.words)
    yield from _directions(sentence)
    yield from _every_of_other(sentence, ground)
    for word in every_of(sentence) - every_of(ground.text):
        yield Fault("every", word)


def _together(said: Said, equal: Sequence[_Row]) -> bool:
    """Do all figures of a piece stand together in a statement of the clause?"""
    apart = _COUNTS - {"grade"} | {"date"}
    keys = {one.key for one in said_in(said.piece) if one.kind not in apart}
    if len(keys) < 2:
        return True
    return any(at and (at.row or keys <= {one.key for one in said_in(_where(at, piece))}) for _, piece, at in equal)


def _where(statement: Statement, piece: str) -> str:
    """Where figures must stand together: in the piece, if any piece of the statement holds several; else in it all."""
    several = any(len({one.key for one in said_in(part)}) > 1 for part in statement.pieces)
    return piece if several else statement.whole


def _unnamed(sentence: str, equal: Sequence[_Row]) -> bool:
    """Is the figure one of a list (大部分不能自理: 40%) whose name the sentence leaves out?"""
    names = [name for _, piece, at in equal if at for name, value in _pairs(at.text) if f"{name}{value}" == piece]
    return len(names) == len(equal) and not any(overlap(name, sentence) for name in names)


def _every_of_other(sentence: str, ground: Ground) -> Iterator[Fault]:
    """How often a piece says must stand with what it says it of (每季一次监测、每年两次研判)."""
    held = [part for piece, _ in ground.pieces for part in fine_pieces(piece)]
    for part in fine_pieces(sentence):
        own = every_of(part)
        best = max(held, key=lambda other: overlap(part, other), default="")
        likeness = overlap(part, best)
        alike = [other for other in held if overlap(part, other) >= likeness and every_of(other)]
        if own and likeness >= _ALIKE and alike and not any(own <= every_of(other) for other in alike):
            yield Fault("every_of_other", part)


def _directions(sentence: str) -> Iterator[Fault]:
    """2.24 does not rise to 2.20."""
    figures = [said for said in said_in(sentence) if said.value is not None and said.kind != "date"]
    for first, second in zip(figures, figures[1:], strict=False):
        between = sentence[first.start + len(first.words) : second.start]
        if first.value is None or second.value is None or not pattern("to").search(between):
            continue
        if (pattern("up").search(between) and first.value > second.value) or (
            pattern("down").search(between) and first.value < second.value
        ):
            yield Fault("direction", between)


_Row = tuple[Said, str, Statement | None]


def _before(text: str, place: int) -> list[str]:
    """The conditions before a place in the same part between semicolons."""
    parts = re.split(",", re.split(";", text[:place])[-1])
    return [part for part in parts if pattern("conditional_end").search(part)]


def _conditions(text: str, place: int) -> str:
    """The pieces of a text that say for whom or when a figure holds."""
    return "".join(part for part in _before(text, place) if not said_in(part))


def _under_other_figures(sentence: str, said: Said, equal: Sequence[_Row]) -> bool:
    """Does the sentence tie the figure to a condition with figures (不满六个月的) that its clause ties to another?"""
    keys = {one.key for part in _before(sentence, said.start) for one in said_in(part) if one.kind != "date"}
    if not keys or said.key in keys:
        return False
    for _, piece, statement in equal:
        own = {one.key for one in said_in(piece)} - {said.key}
        whole = {one.key for one in said_in(statement.whole)} if statement else set()
        if keys <= own or (not own and keys <= whole):
            return False
    return True


def _held(ground: Ground) -> Iterator[_Row]:
    """Figures of the ground with their piece (the intro before it); parallel lists (各为50%、40%) drawn apart."""
    for statement in ground.statements:
        paired = [f"{name}{value}" for name, value in _pairs(statement.text)]
        for line in paired:
            yield from ((said, line, statement) for said in said_in(line))
        lone = {said.key for line in paired for said in said_in(line)}
        lead = statement.intro if len(statement.intro) < _REACH else ""
        for said in said_in(statement.text):
            if said.key not in lone:
                yield said, f"{lead}{_conditions(statement.text, said.start)}{said.piece}", statement
        yield from ((said, said.piece, statement) for said in said_in(statement.intro))
    for line in ground.around.split("\n"):
        yield from ((said, line, None) for said in said_in(line))


def _pairs(text: str) -> list[tuple[str, str]]:
    """A、B、C各为x、y、z drawn apart into Ax, By, Cz."""
    found = []
    for match in _LIST.finditer(text):
        names, values = match[1].split("、"), match[2].split("、")
        if len(names) == len(values):
            lead = values[0][: next((f.span.start for f in find_figures(values[0])), 0)]
            values = [value if value.startswith(lead) else lead + value for value in values]
            found += list(zip(names, values, strict=True))
    return found


def _same(said: Said, one: Said, piece: str) -> bool:
    if said.key == one.key:
        return True
    if said.kind == one.kind == "date":
        return said.key[:5] == one.key[:5] and said.key[5] in ("", one.key[5])
    # A cell of a table has no unit of its own.
    bare = one.unit == "" and one.kind == "number" and said.value == one.value
    return bare and said.key[1] == "exact" and (said.unit == "" or said.unit in _row_units(piece))


def _row_units(piece: str) -> tuple[str, ...]:
    return tuple(unit for unit in ("元", "%", "人", "户", "个", "亩", "公里", "村", natural_unit(piece) or "") if unit)


def _of_other_year(said: Said, equal: Sequence[_Row]) -> bool:
    """Does the sentence name another year for the figure than its clause?"""
    if said.kind == "date" or said.year is None:
        return False
    years = [one.year for one, _, _ in equal]
    return None not in years and said.year not in years


def _fits_better_elsewhere(condition: str, said: Said, equal: Sequence[_Row], held: Sequence[_Row]) -> bool:
    """Does what the sentence says of the figure stand with another figure of its kind?"""
    part, pieces = said.piece, {piece for _, piece, _ in equal}
    keys = {one.key for one in said_in(part)}
    if len(keys) > 1 and any(keys <= {one.key for one in said_in(piece)} for piece in pieces):
        return False
    rivals = {piece for one, piece, at in held if one.kind == said.kind and at is not None and piece not in pieces}
    own = max(overlap(part, piece) for piece in pieces)
    if any(overlap(part, rival) > own + _MARGIN for rival in rivals):
        return True
    whole = condition + part
    return said.kind != "date" and any(
        all(_only(whole, rival, piece) and not _only(whole, piece, rival) for piece in pieces)
        for rival in rivals
        if said.key not in {one.key for one in said_in(rival)}
    )


def _only(part: str, piece: str, other: str) -> frozenset[str]:
    """What the part speaks of that `piece` holds and `other` does not."""
    return grams(part) & grams(piece) - grams(other)


def every_of(text: str) -> set[str]:
    """How often and per what a folded text says: {日, 月, 人, 一次性}."""
    found = set()
    for match in pattern("every").finditer(text):
        word = next(group for group in match.groups() if group)
        found.add(_SAME_EVERY.get(word, word))
    return found


def _loses_every(sentence: str, equal: Sequence[_Row]) -> bool:
    """A sum a year or a head is no sum: 每人每年100元 must not become 100元."""
    own = every_of(sentence)
    return all(_close_every(one) - own for one, _, _ in equal if one.kind in ("money", "percent", "people")) and any(
        one.kind in ("money", "percent", "people") for one, _, _ in equal
    )


def _close_every(one: Said) -> set[str]:
    return every_of(one.piece)
