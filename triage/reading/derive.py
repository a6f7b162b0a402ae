"""What follows from several facts (推算): income per head from the home's income and the number who live together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.vocabulary import load_vocabulary
from triage.model import Certainty, Interval, Value
from triage.reading.drafts import Draft

PER_HEAD = {"year": "h.income.net_pc_year", "month": "h.income.net_pc_month"}


def derive(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with income of the home divided by its members where both are known; each keeps both stretches."""
    size = next((d for d in drafts if d.path == "h.size_living_together" and not d.outside and _usable(d.value)), None)
    known = {d.path for d in drafts if not d.outside}
    out = []
    for draft in drafts:
        period = draft.period
        path = PER_HEAD.get(period or "")
        if draft.path != "h.income.total" or draft.outside or size is None or path is None or path in known:
            out.append(draft)
            continue
        value = per_head(draft.value, size.value)
        if value is None:
            out.append(draft)
            continue
        out.append(
            replace(
                draft,
                path=path,
                value=value,
                unit=load_vocabulary()[path].base_unit,
                certainty=Certainty.DERIVED,
                more=(*draft.more, (size.start, size.end), *size.more),
            )
        )
    return out


def _usable(value: Value) -> bool:
    low = value.low if isinstance(value, Interval) else value
    return isinstance(low, float) and low > 0


def _bounds(value: Value) -> tuple[float, float | None] | None:
    if isinstance(value, float) and not isinstance(value, bool):
        return value, value
    if isinstance(value, Interval) and value.low is not None:
        return value.low, value.high
    return None


def per_head(total: Value, size: Value) -> Value | None:
    """A sum divided by a number of people, each perhaps within bounds; None when they are no numbers."""
    sums, heads = _bounds(total), _bounds(size)
    if sums is None or heads is None or heads[1] is None:
        return None
    low = round(sums[0] / heads[1], 2)
    high = None if sums[1] is None else round(sums[1] / heads[0], 2)
    return low if low == high else Interval(low, high)
