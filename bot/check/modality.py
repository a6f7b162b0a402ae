"""How binding: 应当, 可以, 鼓励, 不得, 力争 must not change places, nor must a thing aimed at be told as done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.check.fault import Fault
from bot.check.ground import Ground, Statement
from bot.check.polarity import closest, with_before
from bot.check.words import pattern
from corpus.figures import find_figures

_CLASSES = ("forbid", "must", "soft_must", "may", "encourage", "aim")


@lru_cache(maxsize=16384)
def modes(text: str) -> frozenset[str]:
    """The ways of binding that a folded text speaks in."""
    plain = pattern("not_modal").sub(lambda m: "¤" * len(m[0]), text)
    found = {name for name in _CLASSES if pattern(name).search(plain)}
    if "forbid" in found and not pattern("may").search(pattern("forbid").sub("", plain)):
        found.discard("may")
    if "must" in found and not pattern("soft_must").search(pattern("must").sub("", plain)):
        found.discard("soft_must")
    return frozenset(found)


def modality_faults(pieces: list[str], ground: Ground) -> Iterator[Fault]:
    """Pieces that bind more or less than the piece of the clause that they speak of."""
    aimed = any("aim" in modes(piece) for piece in pieces)
    for piece, before in with_before(pieces):
        best = closest(piece, ground, before)
        own = modes(piece) | ({"aim"} if aimed else frozenset())
        if best is None:
            strange = own & {"must", "forbid"} and not modes(ground.text) & {"must", "forbid"}
            if strange:
                yield Fault("modality", piece)
            continue
        if fault := _between(own, *best, piece):
            yield Fault("modality", fault)


def _between(own: frozenset[str], other: str, statement: Statement, piece: str) -> str:
    near, wide = modes(other), modes(statement.whole)
    loosely = near & {"may", "encourage"}
    wrong = {
        "must": "must" in own and "must" not in wide and "forbid" not in near,
        "must_for_may": "must" in own and loosely and "must" not in near,
        "soft_must": "soft_must" in own and "must" not in own | wide and loosely,
        "may_for_must": "may" in own
        and "may" not in near
        and (near & {"must", "forbid"} or ("must" in wide and "may" not in wide)),
        "support_lost": "encourage" in near and "encourage" not in own and "must" in own,
        "forbid": "forbid" in own and "forbid" not in wide,
        "encourage": "encourage" in own and "encourage" not in wide,
        "encouraged_only": "encourage" in near
        and not own & {"encourage", "may"}
        and "must" not in wide
        and _acts(piece, own),
    }
    return next((name for name, found in wrong.items() if found), "") or _aims(near, wide, own, piece)


def _acts(piece: str, own: frozenset[str]) -> bool:
    return bool(own & {"must", "soft_must"} or pattern("done").search(piece))


def _aims(near: frozenset[str], wide: frozenset[str], own: frozenset[str], piece: str) -> str:
    """A figure only striven for must be told as such, and nothing as done that is aimed at."""
    if "aim" in wide and pattern("done").search(piece):
        return "aim_done"
    if "aim" in near and "aim" not in own and find_figures(piece) and not own & {"soft_must"}:
        return "aim_lost"
    return ""
