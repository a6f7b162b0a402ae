"""What stands together in a sentence must stand together in a statement of its clauses, or two rules become one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.check.actors import acts
from bot.check.fault import Fault
from bot.check.figures import said_in
from bot.check.ground import Ground, Statement, fine_pieces, grams, overlap
from bot.check.modality import modes
from bot.check.novel import uncovered
from bot.check.words import pattern
from corpus.zhtext import fold

_LINKS = re.compile("、|和|以及|或者?|还有|及|与")
_DUTY = re.compile("(?:责任|牵头|配合)单位:")
_PAIRED = re.compile("各为|分别为|分别是")  # lists drawn apart by the check of figures
_TOPIC = 26  # a first sentence up to this length is the topic of its clause
_HELD = 0.6  # share of a piece that one piece of the ground holds: then it crosses none
_OPENING = 6  # characters in which a piece names what it speaks of


def joined_faults(pieces: list[str], ground: Ground) -> Iterator[Fault]:
    """Pieces that take words of several statements, none of which holds them all, or that change subjects."""
    for place, piece in enumerate(pieces):
        names_only = place < len(pieces) - 1 and not modes(piece) and not said_in(piece)
        # What it is about or holds for is bound to the rule by the check of conditions.
        bound = names_only or pattern("conditional_end").search(piece)
        strange = () if bound else strangers(piece, ground, ground.statements)
        if strange and not _lists(piece, ground):
            yield Fault("joined", strange[0])
        elif _is_crossed(piece, ground) or any(_is_mixed(part, ground) for part in _LINKS.split(piece)):
            yield Fault("crossed", piece)


def strangers(piece: str, ground: Ground, statements: Sequence[Statement]) -> tuple[str, ...]:
    """Words of the piece that the ground holds, but not the statement of these that holds most of the piece.

    A body named in an earlier statement may be the subject of a later one; the topic of the clause and the offices of
    its duty line belong to all of it.
    """
    keys = {said.key for said in said_in(piece)}
    fitting = [s for s in statements if keys & {said.key for said in said_in(s.whole)}] if keys else []
    everywhere = set(uncovered(piece, ground.whole, 0))
    shared = f"{ground.around}\n{_topics(ground)}"
    best: tuple[str, ...] | None = None
    for statement in fitting or statements:
        text = f"{statement.whole}\n{shared}\n{_subjects(statement, ground)}"
        strange = tuple(run for run in uncovered(piece, text, 0) if run not in everywhere)
        if not strange:
            return ()
        best = strange if best is None or len("".join(strange)) < len("".join(best)) else best
    return best or ()


def _topics(ground: Ground) -> str:
    """The opening words of each clause, where they are only its topic, and its duty line."""
    short = []
    for clause in ground.clauses:
        first, _, rest = clause.text.partition("。")
        if rest and len(first) <= _TOPIC and not re.search("[，；、：,;]|^第.{1,6}条", first):
            short.append(fold(first))
    return "\n".join(short + [s.whole for s in ground.statements if _DUTY.search(s.whole)])


def _subjects(statement: Statement, ground: Ground) -> str:
    """The bodies that act in earlier statements, where this one names none of its own."""
    if any(not act.target for act in acts(statement.whole)):
        return ""
    found: list[str] = []
    for other in ground.statements:
        if other is statement:
            break
        found += [act.who for act in acts(other.whole) if not act.target]
    return "\n".join(found)


def _lists(piece: str, ground: Ground) -> bool:
    """Does the piece list things of several items below one intro?"""
    parts = [part for part in _LINKS.split(piece) if part]
    intros = {s.intro for s in ground.statements if s.intro} if len(parts) > 1 else ()
    return any(
        all(not strangers(part, ground, [s for s in ground.statements if s.intro == intro]) for part in parts)
        for intro in intros
    )


def _is_crossed(piece: str, ground: Ground) -> bool:
    """Does it say of what one piece of a statement opens with what an earlier piece says of another thing?"""
    opening = grams(piece[:_OPENING]) & grams(piece)
    rest = grams(piece) - opening
    for statement in ground.statements:
        parts = statement.pieces
        if not opening & _grams(parts) or any(_holds(opening, rest, part) for part in parts):
            continue
        for place, part in enumerate(parts):
            for earlier in parts[:place]:
                if _crosses(opening, rest, part, earlier):
                    return True
    return False


def _holds(opening: frozenset[str], rest: frozenset[str], part: str) -> bool:
    return bool(opening & grams(part)) and len(rest & grams(part)) >= _HELD * len(rest)


def _crosses(opening: frozenset[str], rest: frozenset[str], part: str, earlier: str) -> bool:
    if pattern("conditional_end").search(earlier) or pattern("conditional_end").search(part):
        return False
    head, other = grams(part[:_OPENING]), grams(earlier[:_OPENING])
    mine = opening & head - grams(earlier)
    taken = rest & (grams(earlier) - other) - grams(part)
    return bool(mine) and bool(taken) and not opening & other and len(taken) >= len(rest) / 2


@lru_cache(maxsize=1024)
def _grams(parts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(grams, parts))


def _is_mixed(part: str, ground: Ground) -> bool:
    """Does it mix two items of a list that share a word (全额资助特困人员、定额资助低保对象)?"""
    for piece, statement in ground.pieces:
        items = list(fine_pieces(piece))
        if _PAIRED.search(statement.text):
            continue
        if len(items) < 2 or any(overlap(part, other) >= _HELD for other, _ in ground.pieces if other != piece):
            continue
        if any(grams(part) & _grams(tuple(items)) <= grams(item) for item in items):
            continue
        for first, second in zip(items, items[1:], strict=False):
            shared = grams(first) & grams(second) & grams(part)
            alone = (grams(first) - grams(second), grams(second) - grams(first))
            if shared and all(one & grams(part) for one in alone):
                return True
    return False
