"""Wrong options (干扰项) and the place of the key: fair to those who know, of no use to those who guess.

The place of the key, the truth of a statement and the lengths beside the key are drawn from the item's own id, so that
they are even over the letters, stable from run to run, and say nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.training.items import LETTERS
from bot.training.sources import Source
from bot.training.words import senses_in
from corpus.zhtext import fold

_RARE = 60
_ALIKE = 0.4
_WORDS = 6  # shorter options are names and numbers: 5 is no part of 15


def item_id(source: Source, form: str, slot: str = "") -> str:
    """The stable id of an item of this form on this clause."""
    words = f"{source.shelved.document.document_id}|{source.clause.address}|{form}|{slot}"
    return f"qz-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def draw(name: str, sides: int) -> int:
    """A number below `sides`, always the same for the same name."""
    return int.from_bytes(hashlib.sha256(f"draw {name}".encode()).digest()[:4]) % sides


@dataclass(frozen=True, slots=True)
class Option:
    """One option; why: the reason it is wrong, None when it is right."""

    text: str
    why: str | None = None


def pick(name: str, right: str, wrong: Sequence[Option], count: int) -> list[Option] | None:
    """`count` wrong options beside `right`: how many are longer than it is drawn, as far as there are such.

    None when there are fewer than two.
    """
    distinct = apart(wrong, [right])
    if len(distinct) < 2:
        return None
    distinct.sort(key=lambda one: draw(f"{name}{one.text}", 1 << 30))
    longer = [one for one in distinct if len(one.text) > len(right)]
    others = [one for one in distinct if len(one.text) <= len(right)]
    wanted = draw(f"{name}longer", count + 1)
    chosen = longer[:wanted]
    chosen += others[: count - len(chosen)]
    chosen += [one for one in longer if one not in chosen][: count - len(chosen)]
    return chosen


def apart(wrong: Sequence[Option], right: Sequence[str]) -> list[Option]:
    """The wrong options that are told from the right ones and from each other, none a part of another's words."""
    kept: list[Option] = []
    for one in wrong:
        plain = fold(one.text)
        others = [fold(text) for text in (*right, *(other.text for other in kept))]
        within = len(plain) >= _WORDS and any(plain in other for other in others)
        around = any(len(other) >= _WORDS and other in plain for other in others)
        if plain not in others and not within and not around:
            kept.append(one)
    return kept


def arrange(name: str, options: Iterable[Option]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str | None, ...]]:
    """The options in drawn order: their texts, the letters of the key, and the reasons."""
    placed = sorted(options, key=lambda one: draw(f"{name}place{one.text}", 1 << 30))
    key = tuple(LETTERS[place] for place, one in enumerate(placed) if one.why is None)
    return tuple(one.text for one in placed), key, tuple(one.why for one in placed)


def arrange_single(
    name: str, right: str, wrong: Sequence[Option]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str | None, ...]]:
    """As `arrange`, with the place of the one right option drawn evenly."""
    placed = list(wrong)
    placed.insert(draw(f"{name}letter", len(wrong) + 1), Option(right))
    place = next(place for place, one in enumerate(placed) if one.why is None)
    return tuple(one.text for one in placed), (LETTERS[place],), tuple(one.why for one in placed)


class Elsewhere:
    """What like clauses of all documents name: an option that holds there for the same matter is no wrong option."""

    def __init__(self, all_sources: Sequence[Source]) -> None:
        self._sources = all_sources
        self._places: dict[str, list[int]] = {}
        self._senses: dict[int, frozenset[str]] = {}
        for place, source in enumerate(all_sources):
            for gram in set(_grams(source.clause.text)):
                self._places.setdefault(gram, []).append(place)

    def alike(self, source: Source, words: str) -> list[Source]:
        """The other clauses that speak of the same as `words` of `source`, of any document."""
        grams = [gram for gram in set(_grams(words)) if len(self._places.get(gram, ())) <= _RARE]
        met = Counter(place for gram in grams for place in self._places.get(gram, ()))
        enough = max(2.0, _ALIKE * len(grams))
        return [
            self._sources[place]
            for place, count in met.items()
            if count >= enough and self._sources[place].clause is not source.clause
        ]

    def named(self, source: Source, words: str) -> frozenset[str]:
        """The actors that like clauses name, the clause itself included."""
        senses = set(source.senses)
        for other in self.alike(source, words):
            senses |= other.senses | senses_in("".join(duty.name for duty in other.clause.duties))
        return frozenset(senses)


def _grams(text: str) -> list[str]:
    plain = fold(text)
    return [
        plain[i : i + 2] for i in range(len(plain) - 1) if "一" <= plain[i] <= "龥" and "一" <= plain[i + 1] <= "龥"
    ]
