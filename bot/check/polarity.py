"""Denials: what a sentence denies its clause must deny, and what the clause denies the sentence must not affirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.check.fault import Fault
from bot.check.figures import said_in
from bot.check.ground import Ground, Statement, grams, overlap
from bot.check.words import pattern, signed, without_light

_REACH = 8  # characters after a denial to which it may belong
_LIKE = 0.45  # share of a piece from which it speaks of the same as a piece of the clause
_LIKE_RAW = 0.3  # the same where it has only light words
_BEFORE = 0.3  # what the words before a piece count in finding where it stands
_BACK = 0.2  # and how much of the other piece it says
_FIGURES = 0.4  # and its figures


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial with the signs of what it denies (bigrams, words of one group made one), and its next characters."""

    words: str
    targets: frozenset[str]
    next: str = ""


@lru_cache(maxsize=16384)
def denials(piece: str) -> tuple[Denial, ...]:
    """The denials of a folded piece; bounds and set words (不低于, 未成年人) are none."""
    plain = pattern("not_denials").sub(lambda m: "¤" * len(m[0]), piece)
    found = []
    for match in pattern("denials").finditer(plain):
        after = plain[match.end() : match.end() + _REACH]
        before = plain[max(0, match.start() - 5) : match.start()]
        bare = without_light(after[:4]).replace(" ", "")
        found.append(Denial(match[0], signs(after) or signs(before), bare[:2]))
    return tuple(found)


@lru_cache(maxsize=16384)
def signs(text: str) -> frozenset[str]:
    """The bigrams of what a stretch says, light words left out, words of one group made one."""
    plain = signed(without_light(text.replace("¤", " ")))
    found: set[str] = set()
    for run in re.findall("[^\\s,.;:、。()\"'《》-]+", plain):
        found |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return frozenset(found)


def negation_faults(pieces: list[str], ground: Ground) -> Iterator[Fault]:
    """Denials that the ground does not make, and denials of the ground that the sentence drops."""
    denied = frozenset().union(*(d.targets for piece, _ in ground.pieces for d in denials(piece)))
    follows = {char for piece, _ in ground.pieces for d in denials(piece) for char in d.next}
    for piece, before in with_before(pieces):
        best = closest(piece, ground, before)
        for denial in denials(piece):
            if best is not None and _affirmed(denial, piece, best[0], ground):
                yield Fault("negation", denial.words)
            if denial.targets and not meets(denial.targets, denied) and not set(denial.next) & follows:
                yield Fault("negation", denial.words)
    yield from _dropped(pieces, ground)


def _affirmed(denial: Denial, piece: str, other: str, ground: Ground) -> bool:
    """Does the piece that speaks of the same say without a denial what the sentence denies? Where 不应当, 不必 frees of
    a duty, some piece must free of it."""
    held = [one for piece, _ in ground.pieces for one in denials(piece)]
    if pattern("frees").match(denial.words):
        near = [one for part, _ in ground.pieces if overlap(piece, part) >= _LIKE_RAW for one in denials(part)]
        return not any(pattern("freed").match(one.words) and meets(denial.targets, one.targets) for one in near)
    return (
        bool(denial.targets & signs(other))
        and not any(meets(denial.targets, one.targets) for one in denials(other))
        and not any(set(denial.next) & set(one.next) for one in held)
    )


def _dropped(pieces: list[str], ground: Ground) -> Iterator[Fault]:
    """Denials of the clause that the sentence does not make: a condition right before a piece may make it for it."""
    if any(denials(piece) and not grams(piece) for piece in pieces):
        return  # …都是不允许的: one denial for all before it
    for place, (piece, before) in enumerate(with_before(pieces)):
        last = pieces[place - 1] if place and pattern("conditional_end").search(pieces[place - 1]) else ""
        own = frozenset().union(*(d.targets for d in denials(piece)))
        led = {char for d in denials(last) for char in d.next}
        best = closest(piece, ground, before)
        if best is None or pattern("conditional_end").search(piece):
            continue
        for denial in denials(best[0]):
            said = denial.targets & signs(piece)
            met = meets(denial.targets, own) or set(denial.next) & led
            if said and not met and not _both_ways(said, f"{before},{piece}", best[1], ground):
                yield Fault("denial_lost", denial.words)


def _both_ways(targets: frozenset[str], sentence: str, best: Statement, ground: Ground) -> bool:
    """Does another piece, of a statement that speaks as much of the same, affirm all that this one denies?"""
    least = overlap(sentence, best.whole)
    return any(
        targets <= signs(other) and not denials(other) and overlap(sentence, statement.whole) >= least
        for other, statement in ground.pieces
    )


def meets(targets: frozenset[str], others: frozenset[str]) -> bool:
    """Is one of the signs the same, or a single sign part of one (效 of 无效, 效果)?"""
    if targets & others:
        return True
    return any(a in b or b in a for a in targets for b in others if len(a) == 1 or len(b) == 1)


def closest(piece: str, ground: Ground, before: str = "") -> tuple[str, Statement] | None:
    """The piece of the ground that speaks most of what this piece speaks of; None when none does enough.

    before: the pieces before it in the sentence, which settle where several fit.
    """
    best, most = None, 0.0
    keys = {said.key for said in said_in(piece)}
    own = grams(piece) & ground.signs
    raw = {piece[i : i + 2] for i in range(len(piece) - 1)}
    for other, statement in ground.pieces:
        if own:
            share = len(own & grams(other)) / len(own)
        else:  # only light words: 可以要求有关部门处理
            share = sum(pair in other for pair in raw) / len(raw) if raw else 0.0
        if share < (_LIKE if own else _LIKE_RAW):
            continue
        held = {said.key for said in said_in(other)}
        rank = share + _BEFORE * (overlap(before, statement.whole) if before else 0.0)
        rank += _BACK * (len(own & grams(other)) / len(grams(other)) if grams(other) else 0.0)
        rank += _FIGURES * (len(keys & held) / len(keys) if keys else 0.0)
        if rank > most:
            best, most = (other, statement), rank
    return best


def with_before(pieces: list[str]) -> Iterator[tuple[str, str]]:
    """Each piece with what stands before it in the sentence."""
    for place, piece in enumerate(pieces):
        yield piece, ",".join(pieces[:place])
