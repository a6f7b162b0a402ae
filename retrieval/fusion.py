"""Fusion (融合): putting the lexical and the dense list together."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Sequence

from retrieval.model import Hit

DENSE_WEIGHT = 0.5  # share of the dense score; the figures stand in retrieval/embedding/README.md
KIN_WEIGHT = 0.2  # what the other finds of its paper say for a unit
_KIN = 5  # so many finds of a paper speak for it


def fuse(
    lexical: Sequence[Hit],
    dense: Sequence[Hit],
    dense_weight: float = DENSE_WEIGHT,
    pending: Container[int] = frozenset(),
) -> list[Hit]:
    """One list, best first, scores from 0 to 1: each list scaled by its own best and last, then weighed.

    A unit that one list lacks counts there as that list's last. Units in `pending` have no vector as yet: they keep
    their lexical score, so that an index whose vectors are still being made is never worse than words alone.
    """
    if not dense:
        return _scaled(lexical, floor=0.0)
    if not lexical:
        return _scaled(dense, floor=min(hit.score for hit in dense))
    words = {hit.unit_id: hit.score for hit in _scaled(lexical, floor=0.0)}
    meaning = {hit.unit_id: hit.score for hit in _scaled(dense, floor=min(hit.score for hit in dense))}
    least = min(words.values())
    fused = []
    for unit_id in words.keys() | meaning.keys():
        word = words.get(unit_id, least)
        sense = meaning.get(unit_id, word if unit_id in pending else 0.0)
        fused.append(Hit(unit_id, (1 - dense_weight) * word + dense_weight * sense))
    return sorted(fused, key=lambda hit: (-hit.score, hit.unit_id))


def lift_kin(hits: Sequence[Hit], paper_of: Callable[[int], Hashable], weight: float = KIN_WEIGHT) -> list[Hit]:
    """Lift units whose paper holds other good finds: an article seldom answers in a law that is about something else.

    Scores stay between 0 and 1. paper_of: the paper of a unit.
    """
    finds: dict[Hashable, list[float]] = {}
    papers = [paper_of(hit.unit_id) for hit in hits]
    for hit, paper in zip(hits, papers, strict=True):
        finds.setdefault(paper, []).append(hit.score)
    worth = {paper: sum(sorted(scores, reverse=True)[:_KIN]) for paper, scores in finds.items()}
    best = max(worth.values(), default=0.0) or 1.0
    lifted = [
        Hit(hit.unit_id, (hit.score + weight * worth[paper] / best) / (1 + weight))
        for hit, paper in zip(hits, papers, strict=True)
    ]
    return sorted(lifted, key=lambda hit: (-hit.score, hit.unit_id))


def _scaled(hits: Sequence[Hit], floor: float) -> list[Hit]:
    if not hits:
        return []
    best = max(hit.score for hit in hits)
    width = best - floor
    if width <= 0:
        return [Hit(hit.unit_id, 1.0) for hit in hits]
    return [Hit(hit.unit_id, (hit.score - floor) / width) for hit in hits]
