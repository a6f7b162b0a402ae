"""When an item comes again (复习间隔): FSRS proposes, in whole days; our rules bound it.

No step under a day; a wrong answer comes again tomorrow and starts its way anew; each gap after a right answer is at
least 1.3 times the one before, and at most 3 times, so that a lapse never jumps back to its old gap. Only days count:
no time of day, no time zone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler

LEAST_GROWTH = 1.3
MOST_GROWTH = 3.0
LONGEST = 365
_NOON = dt.time(12, tzinfo=dt.UTC)
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Card:
    """Where a learner stands with an item: next day, gap in days that leads there, last day, and the state of FSRS."""

    due: dt.date
    gap: int
    last: dt.date
    state: Mapping[str, Any]


def review(card: Card | None, right: bool, day: dt.date) -> Card:
    """The card after an answer on `day`; card None: the item is new, or its clause has changed."""
    before = FsrsCard.from_json(card.state["fsrs"]) if card is not None else FsrsCard(card_id=1)
    after, _ = _SCHEDULER.review_card(before, Rating.Good if right else Rating.Again, dt.datetime.combine(day, _NOON))
    gap = _gap(card, (after.due.date() - day).days, day) if right else 1
    return Card(day + dt.timedelta(days=gap), gap, day, {"fsrs": after.to_json()})


def _gap(card: Card | None, proposed: int, day: dt.date) -> int:
    """The gap after a right answer, within our bounds around the one before it (the time that really passed counts)."""
    base = 1 if card is None else max(card.gap, (day - card.last).days if card.gap > 1 else 1)
    return min(LONGEST, max(math.ceil(LEAST_GROWTH * base), min(proposed, math.floor(MOST_GROWTH * base))))
