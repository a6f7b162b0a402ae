"""Drafts settled against each other (归并): corrections, repetitions, contradictions.

A correction (说错了, 应该是) puts the nearest earlier fact of the same kind right; said twice is one fact with both
stretches; two plain statements that cannot both be true become a set of both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.vocabulary import Kind
from triage.model import AnyOf, Certainty, Interval, Simple, Time
from triage.reading.amounts import Amount
from triage.reading.cues import Context
from triage.reading.drafts import Draft
from triage.reading.tokens import Tokens

_WINDOW = 26
_BARE = re.compile(r"(?:应该是|应该|是|不是.{1,8}?,?是|实际是|其实是)[^,。;!?]{0,3}$")
# Texts of which a person may have several at once.
_SEVERAL = ("m.health.severe_illness", "m.disability.aid_needed")
# Where a second word does not contradict the first: water now fetched though a pipe is there.
_FIRST = (
    "h.water.supply",
    "h.house.cause",
    "m.living_together",
    "m.insured.year",
    "m.student.stage",
    "m.health.hospital",
)
# Where two words of a scale are said of one person the one listed first counts: 吃饭自己能, 穿衣要人帮 is in part.
_SCALE = {
    "m.care_dependent": ("部分", "完全", "能自理"),
    "m.labour": ("弱半", "丧失", "技能", "普通"),
}
# Sums of which each says a part: what two children give, what is owed to two neighbours.
_ADDED = ("h.income.transfer", "h.income.property", "h.income.business", "h.debts.private")
_SURE = {Certainty.STATED: 3, Certainty.DERIVED: 2, Certainty.HEARSAY: 1, Certainty.GUESS: 1}


def correct(drafts: Sequence[Draft], context: Context, tokens: Tokens) -> list[Draft]:
    """The drafts with what was taken back left out, and bare corrected numbers (不对，是五口) filled in."""
    kept = list(drafts)
    for start, end in context.corrections:
        after = [d for d in kept if end <= _core(d) <= end + _WINDOW and d.start >= start]
        done = False
        for new in after:
            old = next((d for d in reversed(kept) if d.end <= start + 1 and _same_kind(d, new)), None)
            if old is not None:
                kept.remove(old)
                # What was taken back was said of the same person, whoever the second saying seems to be about.
                mended = replace(new, person=old.person, outside=old.outside, period=new.period or old.period)
                kept[kept.index(new)] = mended
                done = True
        if not done:
            kept = _bare_number(kept, start, end, tokens)
    return _not_but(kept)


def _core(draft: Draft) -> int:
    return draft.end


def _same_kind(old: Draft, new: Draft) -> bool:
    if old.path != new.path:
        return False
    return old.kind not in (Kind.FLAG,) or old.denied != new.denied or old.value != new.value


def _bare_number(drafts: list[Draft], start: int, end: int, tokens: Tokens) -> list[Draft]:
    """不对，是六十五: the number alone replaces that of the last numeric fact before."""
    numbers = tokens.within(end, end + 12, "钱数")
    if not numbers:
        return drafts
    amount: Amount = numbers[0].value
    for place in range(len(drafts) - 1, -1, -1):
        old = drafts[place]
        fits = old.kind is Kind.MONEY or (old.kind is Kind.NUMBER and numbers[0].sign == "数")
        if old.end <= start + 1 and fits:
            new = replace(old, value=amount.value(), start=numbers[0].start, end=numbers[0].end)
            return [*drafts[:place], new, *drafts[place + 1 :]]
    return drafts


def _not_but(drafts: list[Draft]) -> list[Draft]:
    """不是四口，是五口: of two numbers for one thing the denied one goes."""
    return [d for d in drafts if not (d.denied and d.kind in (Kind.NUMBER, Kind.MONEY))]


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft a thing: repeated ones joined, contradictions made sets, weaker sources left beside stronger ones."""
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault((*draft.place, draft.outside), []).append(draft)
    out: list[Draft] = []
    for group in groups.values():
        several = group[0].kind is Kind.SET or group[0].path in _SEVERAL
        out += _settle_set(_specific(group)) if several else _settle(group)
    return sorted(out, key=lambda draft: (draft.start, draft.end))


def _specific(group: list[Draft]) -> list[Draft]:
    """癌症 beside 肺癌, 重病 beside any illness say nothing more."""
    values = {draft.value for draft in group if not draft.denied}
    vague = {"重病", "慢性病"} if len(values) > 1 else set()
    if any(isinstance(value, str) and value != "癌症" and value.endswith(("癌", "瘤", "白血病")) for value in values):
        vague |= {"癌症"}
    # Of two words for one thing the fuller stays: 奖励扶助 in 奖励扶助金.
    vague |= {v for v in values for w in values if isinstance(v, str) and isinstance(w, str) and v != w and v in w}
    return [draft for draft in group if draft.value not in vague or draft.denied]


def _settle_set(group: list[Draft]) -> list[Draft]:
    by_value: dict[tuple[object, bool], list[Draft]] = {}
    for draft in group:
        by_value.setdefault((draft.value, draft.denied), []).append(draft)
    return [_join(same) for same in by_value.values()]


def _settle(group: list[Draft]) -> list[Draft]:
    if len(group) == 1:
        return group
    group = _without_shadowed(group)
    by_said: dict[tuple[object, ...], list[Draft]] = {}
    for draft in group:
        by_said.setdefault((draft.value, draft.denied, draft.time, draft.period), []).append(draft)
    joined = [_join(same) for same in by_said.values()]
    if len(joined) == 1:
        return joined
    best = max(_SURE[d.certainty] for d in joined)
    weak = [d for d in joined if _SURE[d.certainty] < best and d.certainty is not Certainty.GUESS]
    strong = [d for d in joined if _SURE[d.certainty] == best]
    # Asked about and told in one call: what is told stands.
    told = [d for d in strong if d.time is not Time.ASKED] or strong
    if told[0].path in _FIRST or (told[0].path in _SCALE and not any(d.denied for d in told)):
        return sorted(told, key=_on_scale)[:1]
    if told[0].kind is Kind.FLAG:
        return [*_flags(told), *[d for d in weak if d.denied != told[0].denied]][:2]
    if told[0].kind is Kind.TEXT and any(d.denied for d in told) and not all(d.denied for d in told):
        return told
    return _values(told) if not weak else [*_values(told), *weak]


def _on_scale(draft: Draft) -> int:
    """The place of a value on the scale of its path; all alike where there is none."""
    scale: tuple[object, ...] = _SCALE.get(draft.path, ())
    return scale.index(draft.value) if draft.value in scale else len(scale)


def _without_shadowed(group: list[Draft]) -> list[Draft]:
    """Of drafts over the same words the one whose pattern was listed first."""
    kept: list[Draft] = []
    owner: dict[int, object] = {}
    for draft in sorted(group, key=lambda d: (-d.strength, d.start)):
        stretch = range(draft.start, draft.end)
        if all(owner.get(place, draft.value) == draft.value for place in stretch):
            owner.update(dict.fromkeys(stretch, draft.value))
            kept.append(draft)
    return sorted(kept, key=lambda d: d.start)


def _flags(told: list[Draft]) -> list[Draft]:
    """Ended beats running when both are said; yes and no of the same time contradict each other."""
    ended = [d for d in told if d.time in (Time.ENDED, Time.PAST)]
    now = [d for d in told if d.time is Time.NOW]
    if ended and now:
        # 以前吃过低保，现在没有: one fact that it ended. 领过一次 besides having it now: the present counts.
        chosen = ended[0] if all(d.denied for d in now) or ended[0].time is Time.ENDED else now[0]
        return [replace(chosen, more=_stretches([chosen, *now]))]
    if len({(d.value, d.denied) for d in now}) > 1:
        said = [bool(d.value) != d.denied for d in now]
        if len(set(said)) > 1:
            return [replace(now[0], value=AnyOf((True, False)), denied=False, more=_stretches(now))]
    return now[:1] or told[:1]


def _values(told: list[Draft]) -> list[Draft]:
    by_time: dict[tuple[object, ...], list[Draft]] = {}
    for draft in told:
        by_time.setdefault((draft.time, draft.period), []).append(draft)
    out = []
    for same in by_time.values():
        positive = [d for d in same if not d.denied] or same
        narrow = _narrow([d.value for d in positive])
        if narrow is not None:
            source = next(d for d in positive if d.value == narrow)
            out.append(replace(source, more=_stretches([source, *[d for d in positive if d is not source]])))
        else:
            values: tuple[Simple, ...] = tuple(d.value for d in positive if not isinstance(d.value, AnyOf))
            distinct = tuple(dict.fromkeys(values))
            numbers = [value for value in distinct if isinstance(value, float) and not isinstance(value, bool)]
            if positive[0].path in _ADDED and len(numbers) == len(distinct):
                more, whole = _stretches(positive), sum(numbers)
                out.append(replace(positive[0], value=whole, certainty=Certainty.DERIVED, more=more))
                continue
            out.append(replace(positive[0], value=AnyOf(distinct), more=_stretches(positive)))
    return out


def _narrow(values: Sequence[object]) -> object | None:
    """The one value that all others contain, if there is one."""
    for candidate in values:
        if all(candidate == other or _within(candidate, other) for other in values):
            return candidate
    return None


def _within(inner: object, outer: object) -> bool:
    if not isinstance(outer, Interval):
        return False
    low = inner if isinstance(inner, float) else inner.low if isinstance(inner, Interval) else None
    high = inner if isinstance(inner, float) else inner.high if isinstance(inner, Interval) else None
    if low is None:
        return False
    return (outer.low is None or outer.low <= low) and (outer.high is None or (high is not None and high <= outer.high))


def _stretches(drafts: Sequence[Draft]) -> tuple[tuple[int, int], ...]:
    first = drafts[0]
    spans = [(d.start, d.end) for d in drafts[1:]] + [span for d in drafts for span in d.more]
    return tuple(sorted({span for span in spans if not (first.start <= span[0] and span[1] <= first.end)}))


def _join(same: list[Draft]) -> Draft:
    best = max(same, key=lambda d: (_SURE[d.certainty], d.end - d.start))
    rest = [d for d in same if d is not best and (d.end <= best.start or best.end <= d.start)]
    return replace(best, more=_stretches([best, *rest]))
