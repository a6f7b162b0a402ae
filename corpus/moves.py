"""What became of the clauses when a text is read anew: which words moved, which addresses changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Clause
from corpus.records import with_aliases

_NOT_WORDS = re.compile(r"[\W_]+")
_GRAM = 4
_ALIKE = 0.5


def carry_aliases(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Clause, ...]:
    """The new clauses, with the old addresses of their words as aliases.

    An old address that a new clause bears stays with that one; the others go to the clause that holds the same words,
    or the most of them. An alias names one clause only.
    """
    present = {clause.address for clause in new}
    taken = present | {alias for clause in new for alias in clause.aliases}
    extra: dict[str, list[str]] = {}
    by_words = {_words(clause.text): clause.address for clause in reversed(new)}
    for clause in old:
        names = [name for name in (clause.address, *clause.aliases) if name not in taken]
        if not names:
            continue
        home = clause.address if clause.address in present and clause.address not in names else None
        home = home or by_words.get(_words(clause.text)) or _most_alike(clause, new)
        if home is not None:
            extra.setdefault(home, []).extend(names)
            taken.update(names)
    return tuple(with_aliases(c, extra[c.address]) if c.address in extra else c for c in new)


def changed_addresses(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[str, ...]:
    """Addresses whose text is new, different or gone; in reading order, the gone ones last."""
    before = {clause.address: clause.text for clause in old}
    after = {clause.address: clause.text for clause in new}
    changed = [address for address, text in after.items() if before.get(address) != text]
    return (*changed, *(address for address in before if address not in after))


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def _grams(text: str) -> set[str]:
    words = _words(text)
    return {words[i : i + _GRAM] for i in range(max(1, len(words) - _GRAM + 1))}


def _most_alike(clause: Clause, new: Sequence[Clause]) -> str | None:
    """The address of the new clause that holds most of the old one's words, if it is at least half of them."""
    wanted = _grams(clause.text)
    shares = [(len(wanted & _grams(other.text)) / len(wanted), -place) for place, other in enumerate(new)]
    share, place = max(shares, default=(0.0, 0))
    return new[-place].address if share >= _ALIKE else None
