"""Reports (学习报告, 错题本): what a learner knows, where he is weak, why he has or has not passed; and a group.

Every count is taken from the log of answers, so that the sums by topic, by family and by level each equal the log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.training_store import AnswerRow, Total, TrainingStore

PASS_ITEMS = 60
PASS_SHARE = 80
_WEAK = 5
_WEAK_LEAST = 2
LEVELS = {"door": "上门怎么做", "who": "谁管什么", "rule": "规则条件", "recall": "数字"}


def learner_report(store: TrainingStore, learner: str, day: dt.date) -> dict[str, Any]:
    """The report of one learner on a day."""
    answers = store.answers(learner)
    cards = store.cards(learner)
    families = _shares(store.totals("family", learner=learner))
    return {
        "learner": learner,
        "day": day.isoformat(),
        "answered": len(answers),
        "right": sum(answer.right for answer in answers),
        "answered_today": sum(answer.day == day for answer in answers),
        "days": len({answer.day for answer in answers}),
        "due": sum(card.due <= day and card.last_day < day for card in cards.values()),
        "by_topic": _shares(store.totals("topic", learner=learner)),
        "by_level": _shares(store.totals("level", learner=learner)),
        "by_family": families,
        "weak": _weakest(families),
        "pass": pass_mark(store.standing(learner)),
        "wrong_book": wrong_book(store, answers),
        "drills": store.drills(learner),
    }


def wrong_book(store: TrainingStore, answers: Sequence[AnswerRow]) -> list[dict[str, Any]]:
    """The items answered wrong at the last time, the latest first, each as it was asked then."""
    last = {answer.item_id: answer for answer in answers}
    wrong = [answer for answer in last.values() if not answer.right]
    asked = store.items((answer.item_id, answer.clause_hash) for answer in wrong)
    book = []
    for answer in sorted(wrong, key=lambda one: (one.day, one.item_id), reverse=True):
        item = asked.get((answer.item_id, answer.clause_hash), {})
        kept = {name: item.get(name) for name in ("stem", "options", "key", "wrong", "explanation", "citation")}
        book.append({"id": answer.item_id, "day": answer.day.isoformat(), "given": answer.given, **kept})
    return book


def pass_mark(standing: Iterable[Total]) -> dict[str, Any]:
    """Whether a learner has passed, and why: enough items, enough of them right, and at the door as well.

    standing: by level, items and how many were right at the last answer.
    """
    levels = {total.key[-1]: total for total in standing}
    items, right = (sum(getattr(total, name) for total in levels.values()) for name in ("answered", "right"))
    door = levels.get("door", Total(("door",), 0, 0))
    share, at_door = _percent(right, items), _percent(door.right, door.answered)
    lacking = []
    if items < PASS_ITEMS:
        lacking.append(f"只做过{items}道题，要到{PASS_ITEMS}道")
    if share < PASS_SHARE:
        lacking.append(f"最近一次答对的占{share}%，要到{PASS_SHARE}%")
    if at_door < PASS_SHARE:
        lacking.append(f"“上门怎么做”答对{at_door}%，要到{PASS_SHARE}%")
    reason = "；".join(lacking) or f"做过{items}道题，答对{share}%，其中“上门怎么做”答对{at_door}%"
    return {"passed": not lacking, "items": items, "share": share, "door_share": at_door, "reason": reason + "。"}


def group_report(store: TrainingStore, day: dt.date) -> dict[str, Any]:
    """What a trainer sees of all learners: each one's standing, and where the group is weak."""
    by_learner = {total.key[0]: total for total in store.totals("learner")}
    standing: dict[str, list[Total]] = {}
    for total in store.standing():
        standing.setdefault(total.key[0], []).append(total)
    weakest = _weakest_of_each(store.totals("learner", "topic"))
    last = store.last_days()
    topics, families = store.totals("topic"), _shares(store.totals("family"))
    return {
        "day": day.isoformat(),
        "learners": [
            {
                "learner": learner,
                "answered": total.answered,
                "right": total.right,
                "share": _percent(total.right, total.answered),
                "last_day": last[learner].isoformat(),
                "weak_topic": weakest.get(learner),
                "pass": pass_mark(standing.get(learner, ())),
            }
            for learner, total in sorted(by_learner.items())
        ],
        "answered": sum(total.answered for total in by_learner.values()),
        "right": sum(total.right for total in by_learner.values()),
        "by_topic": _shares(topics),
        "by_level": _shares(store.totals("level")),
        "weak": _weakest(families),
    }


def _weakest_of_each(totals: Iterable[Total]) -> dict[str, str]:
    """The topic in which each learner is weakest."""
    found: dict[str, tuple[float, str]] = {}
    for total in totals:
        learner, topic = total.key
        share = total.right / total.answered
        if share < 1 and (learner not in found or (share, topic) < found[learner]):
            found[learner] = (share, topic)
    return {learner: topic for learner, (_, topic) in found.items()}


def _shares(totals: Iterable[Total]) -> list[dict[str, Any]]:
    rows = [
        {
            "name": total.key[-1],
            "answered": total.answered,
            "right": total.right,
            "share": _percent(total.right, total.answered),
        }
        for total in totals
    ]
    return sorted(rows, key=lambda row: (row["share"], -int(str(row["answered"])), row["name"]))


def _weakest(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The families with most to learn: wrong at least once, the worst first."""
    weak = [row for row in rows if row["right"] < row["answered"]]
    often = [row for row in weak if row["answered"] >= _WEAK_LEAST] + [
        row for row in weak if row["answered"] < _WEAK_LEAST
    ]
    return often[:_WEAK]


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
