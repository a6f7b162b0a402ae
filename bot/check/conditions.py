"""What a clause makes its rule depend on must be said with the rule: 符合条件的, 逾期, 过渡期内, 的 before a noun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.check.fault import Fault
from bot.check.figures import said_in
from bot.check.ground import Ground, Statement, grams, overlap
from bot.check.ground import pieces as cut
from bot.check.modality import modes
from bot.check.polarity import closest, denials, meets, with_before
from bot.check.words import lists, pattern

_SAID = 0.4  # share of a condition that must be said
_PART = 0.5
_PARTS = re.compile("、|或者?|以及")
_RULE = re.compile("由|应当|可以|必须|不得|是|为|按")  # opens what is said of a topic named before the comma
_BIND = re.compile("应当|必须|可以|不得|可(?!以)|由|优先|责令|给予|禁止")


def condition_faults(sentence: str, pieces: list[str], ground: Ground, question: str) -> Iterator[Fault]:
    """Conditions of the pieces that the sentence speaks of, which neither the sentence nor the question says."""
    said = f"{sentence}\n{question}"
    conditions = [piece for piece in pieces if _is_condition(piece)]
    for place, (piece, before) in enumerate(with_before(pieces)):
        best = closest(piece, ground, before)
        if best is None:
            continue
        yield from _denied_only_if(piece, ground, said)
        other, statement = best
        if place == len(pieces) - 1 or said_in(piece) or modes(piece):
            yield from _limits(_topic_before(other, statement) + other, said)
        if _is_condition(piece):
            if _turned(piece, ground):
                yield Fault("condition_turned", piece)
            continue
        yield from _items(other, statement, said, ground)
        if place == len(pieces) - 1 or not _RULE.match(pieces[place + 1]):
            yield from _before(_main(piece, other, statement), statement, said, conditions)
        yield from _within(other, piece, said)
    for word in pattern("wide").findall(sentence):
        if word not in ground.text and not _wide_alike(word, ground.text):
            yield Fault("wide", word)


def _wide_alike(word: str, text: str) -> bool:
    every = ("一律", "所有", "全部", "任何", "凡是")
    return word in every and any(one in text for one in (*every, "全体", "全面", "谁"))


def _limits(other: str, said: str) -> Iterator[Fault]:
    """Single words that limit (逾期, 严重, 符合条件), in the piece itself."""
    for line in lists("limits"):
        limit = re.compile(line)
        if limit.search(other) and not limit.search(said):
            yield Fault("condition", line.split("|")[0])


def _before(other: str, statement: Statement, said: str, conditions: list[str]) -> Iterator[Fault]:
    """The pieces before it that end in 的 or 后, or begin with 对, 因 …: what the rule holds for."""
    parts = next((found for part in statement.whole.split(";") if other in (found := list(cut(part)))), None)
    if parts is None:
        return
    place = parts.index(other)
    if _is_condition(other):
        return
    before: list[str] = []
    for earlier in reversed(parts[:place]):
        if not _is_condition(earlier) and not (before and _leads_on(earlier)):
            if before:
                break
            continue  # a rule in between: the condition holds for it too
        before.append(earlier)
    if before and not grams("".join(before)):  # only light words (给予的): they must be said as they are
        if not _half_said("".join(before), said):
            yield Fault("condition", before[-1])
        return
    if before and any(_opposes(own, before) for own in conditions):
        yield Fault("condition_turned", before[-1])
    if before and not _covers("".join(reversed(before)), said, grams(other)):
        yield Fault("condition", before[-1])


def _topic_before(other: str, statement: Statement) -> str:
    """The piece before it, where that only names whom or what it is about (符合条件的困难老人,可以申请…)."""
    place = statement.pieces.index(other) if other in statement.pieces else 0
    before = statement.pieces[place - 1] if place else ""
    return "" if modes(before) or said_in(before) or _is_condition(before) else before


def _items(other: str, statement: Statement, said: str, ground: Ground) -> Iterator[Fault]:
    """What stands before a colon holds for the items behind it: at least one of them must be said."""
    if not statement.intro or other not in statement.intro or said_in(statement.intro):
        return
    items = [one.text for one in ground.statements if one.intro == statement.intro]
    if len(items) > 1 and not any(
        _share(part, said, grams(statement.intro)) >= _PART for item in items for part in _PARTS.split(item) if part
    ):
        yield Fault("condition", items[0])


def _main(piece: str, other: str, statement: Statement) -> str:
    """The piece of the statement that says what the piece says, rather than what it is about."""
    if other in cut(statement.intro):
        return other
    own = [part for part in cut(statement.text) if overlap(part, piece) > 0 and not _is_condition(part)]
    return max(own, key=lambda part: len(grams(part) & grams(piece)), default=other)


def _denied_only_if(piece: str, ground: Ground, said: str) -> Iterator[Fault]:
    """What the piece denies may be denied in the clause only under a condition."""
    own = frozenset().union(*(denial.targets for denial in denials(piece)))
    found = [
        (overlap(piece, other), other, statement)
        for other, statement in ground.pieces
        if own and any(meets(denial.targets, own) for denial in denials(other))
    ]
    if found:
        _, other, statement = max(found, key=lambda row: row[0])
        yield from _before(other, statement, said, [])


def _turned(condition: str, ground: Ground) -> bool:
    """Does the sentence leave out of its condition a denial that every like condition of the clause makes? Denials of
    its own are looked at by the check of denials."""
    alike = [
        piece
        for piece, _ in ground.pieces
        if not modes(piece) & {"must", "forbid", "may"}
        and (overlap(condition, piece) >= _PART or (_is_condition(piece) and overlap(piece, condition) >= _PART))
    ]
    return bool(alike) and all(
        len(denials(piece)) > len(denials(condition)) and any(d.next and d.next in condition for d in denials(piece))
        for piece in alike
    )


def _opposes(own: str, before: list[str]) -> bool:
    """Is the sentence's own condition the opposite of the one that the clause's rule stands under?"""
    return any(
        overlap(condition, own) >= _PART and len(denials(own)) != len(denials(condition)) for condition in before
    )


def _is_condition(piece: str) -> bool:
    return bool(pattern("conditional_end").search(piece)) and "must" not in modes(piece) and "不得" not in piece


def _leads_on(piece: str) -> bool:
    return bool(pattern("conditional_start").search(piece)) and not modes(piece) and not said_in(piece)


def _covers(condition: str, said: str, rule: frozenset[str]) -> bool:
    """Is the condition said: one of its alternatives, or all of its parts where 且 joins them? Words that the rule
    itself holds tell nothing of it."""
    if _needs_all(condition):
        return all(_share(part, said, rule) >= _PART for part in re.split("、|且|并且", condition) if part)
    parts = [part for part in _PARTS.split(condition) if part]
    return any(_share(part, said, rule) >= _PART for part in parts) or _share(condition, said, rule) >= _SAID


def _share(part: str, said: str, rule: frozenset[str]) -> float:
    own = (grams(part) - rule) or grams(part)
    return len(own & grams(said)) / len(own) if own else 0.0


def _needs_all(condition: str) -> bool:
    return bool(re.search("且|同时|并(?!发)", condition))


def _within(other: str, piece: str, said: str) -> Iterator[Fault]:
    """The words before 的 that say which ones are meant: 条件不具备的地区, 够录取要求的残疾考生."""
    for match in pattern("attributive").finditer(other):
        noun = match[2][:2]
        modifier = re.split("应当|必须|可以|不得|可|收|给|对|由|向|使|为|按", match[1])[-1]
        if len(modifier) < 2 or overlap(modifier, said) > _PART or _half_said(modifier, said):
            continue
        after = other[match.end(1) + 1 :]
        heads = bool(_BIND.search(after)) or bool(said_in(after))
        if noun in piece or (heads and match.start() == 0):
            yield Fault("condition", modifier)


def _half_said(modifier: str, said: str) -> bool:
    return any(modifier[i : i + 2] in said for i in range(len(modifier) - 1))
