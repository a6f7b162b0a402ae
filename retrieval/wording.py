"""Lay words and the official words they stand for, offices and indicators, as found in a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """What the shipped words found in a question. official: words to search besides the asker's own."""

    official: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class Wording:
    """The lexicon, the department register and the indicator names, asked together."""

    @classmethod
    def shipped(cls) -> Wording:
        """With the files that ship in corpus/."""
        return cls()

    def find(self, text: str) -> Found:  # noqa: ARG002
        """What the folded question `text` holds."""
        return Found()
