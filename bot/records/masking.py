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


def masked(record: Mapping[str, Any], story: str = "") -> dict[str, Any]:
    """A record with personal data blanked out in all its texts, however deep.

    story: the text in which names and addresses are told; they are blanked wherever they stand again.
    """
    hidden = personal_words(story)
    return {key: value if key in _EXACT else _masked(value, hidden) for key, value in record.items()}


def masked_text(text: str) -> str:
    """A text of its own with its personal data blanked out."""
    return mask(text)


def _masked(value: Any, hidden: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return mask(without_personal(value, hidden))
    if isinstance(value, Mapping):
        return {key: inner if key in _EXACT else _masked(inner, hidden) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner, hidden) for inner in value]
    return value
