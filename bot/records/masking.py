"""What is shown of a record without the right to see personal data (遮盖)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from triage.order import personal_words, without_personal
from triage.privacy import mask

# Numbers and codes of ours: no personal data stands there, and a number of an order looks like one of a bank card.
_EXACT = frozenset(
    {"id", "created", "at", "by", "status", "kind", "urgency", "region", "channel", "measure", "path", "due", "since"}
)


# What people typed or told, and what quotes it. The rest is written by us out of papers and the register of offices:
# there only the words of the story are blanked (农业农村局 is no village).
_TYPED = frozenset({"narrative", "title", "demand", "note", "note_internal", "text", "question", "answer", "missing"})


def masked(record: Mapping[str, Any], story: str = "") -> dict[str, Any]:
    """A record with personal data blanked out in all its texts, however deep.

    story: the text in which names and addresses are told; they are blanked wherever they stand again.
    """
    hidden = personal_words(story)
    return {key: _of_field(key, value, hidden, typed=False) for key, value in record.items()}


def masked_text(text: str) -> str:
    """A text of its own with its personal data blanked out."""
    return mask(text)


def _of_field(key: str, value: Any, hidden: Sequence[str], *, typed: bool) -> Any:  # noqa: ANN401 - JSON
    return value if key in _EXACT else _masked(value, hidden, typed=typed or key in _TYPED)


def _masked(value: Any, hidden: Sequence[str], *, typed: bool) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        blanked = without_personal(value, hidden)
        return mask(blanked) if typed else blanked
    if isinstance(value, Mapping):
        return {key: _of_field(key, inner, hidden, typed=typed) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner, hidden, typed=typed) for inner in value]
    return value
