"""Reports (学习报告, 错题本): what a learner knows, where he is weak, why he has or has not passed; and a group.

Every count is taken from the log of answers, so that the sums by topic, by family and by level each equal the log.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.training_store import AnswerRow, TrainingStore

PASS_ITEMS = 60
PASS_SHARE = 80
_WEAK = 5
_WEAK_LEAST = 2
LEVELS = {"door": "上门怎么做", "who": "谁管什么", "rule": "规则条件", "recall": "数字"}


class Tally:
    """Answers and right ones by name."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def add(self, name: str, right: bool) -> None:
        """Count one answer."""
        self.count(name, 1, int(right))

    def count(self, name: str, answered: int, right: int) -> None:
        """Count answers, some of them right."""
        counts = self._counts.setdefault(name, [0, 0])
        counts[0] += answered
        counts[1] += right

    def whole(self) -> tuple[int, int]:
        """All answers, and all right ones."""
        return sum(n for n, _ in self._counts.values()), sum(n for _, n in self._counts.values())

    def of(self, name: str) -> tuple[int, int]:
        """The answers of one name, and its right ones."""
        answered, right = self._counts.get(name, (0, 0))
        return answered, right

    def weakest(self) -> str | None:
        """The name with the smallest share of right answers; None when all were right."""
        weak = [(right / answered, name) for name, (answered, right) in self._counts.items() if right < answered]
        return min(weak)[1] if weak else None

    def shares(self) -> list[dict[str, Any]]:
        """A row a name, the weakest first."""
        rows = [
            {"name": name, "answered": answered, "right": right, "share": _percent(right, answered)}
            for name, (answered, right) in self._counts.items()
        ]
        return sorted(rows, key=lambda row: (row["share"], -int(str(row["answered"])), row["name"]))


def learner_report(store: TrainingStore, learner: str, day: dt.date) -> dict[str, Any]:
    """The report of one learner on a day."""
    answers = store.answers(learner)
    cards = store.cards(learner)
    by_topic, by_family, by_level, standing = Tally(), Tally(), Tally(), Tally()
    for answer in answers:
        by_topic.add(answer.topic, answer.right)
        by_family.add(answer.family, answer.right)
        by_level.add(answer.level, answer.right)
    for answer in {answer.item_id: answer for answer in answers}.values():
        standing.add(answer.level, answer.right)
    families = by_family.shares()
    return {
        "learner": learner,
        "day": day.isoformat(),
        "answered": len(answers),
        "right": sum(answer.right for answer in answers),
        "answered_today": sum(answer.day == day for answer in answers),
        "days": len({answer.day for answer in answers}),
        "due": sum(card.due <= day and card.last_day < day for card in cards.values()),
        "by_topic": by_topic.shares(),
        "by_level": by_level.shares(),
        "by_family": families,
        "weak": _weakest(families),
        "pass": pass_mark(standing),
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


def pass_mark(standing: Tally) -> dict[str, Any]:
    """Whether a learner has passed, and why: enough items, enough of them right, and at the door as well.

    standing: by level, each item as it was answered at the last time.
    """
    items, right = standing.whole()
    door_items, door_right = standing.of("door")
    share, at_door = _percent(right, items), _percent(door_right, door_items)
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
    by_topic, by_family, by_level = Tally(), Tally(), Tally()
    topics: defaultdict[str, Tally] = defaultdict(Tally)
    standing: defaultdict[str, Tally] = defaultdict(Tally)
    for learner, topic, answered, right in store.tallies("learner", "topic"):
        by_topic.count(topic, answered, right)
        topics[learner].count(topic, answered, right)
    for family, level, answered, right in store.tallies("family", "level"):
        by_family.count(family, answered, right)
        by_level.count(level, answered, right)
    for learner, level, answered, right in store.last_tallies():
        standing[learner].count(level, answered, right)
    last = store.last_days()
    learners = [
        {
            "learner": learner,
            "answered": (whole := topics[learner].whole())[0],
            "right": whole[1],
            "share": _percent(whole[1], whole[0]),
            "last_day": last[learner],
            "weak_topic": topics[learner].weakest(),
            "pass": pass_mark(standing[learner]),
        }
        for learner in sorted(standing)
    ]
    answered_all, right_all = by_level.whole()
    return {
        "day": day.isoformat(),
        "learners": learners,
        "answered": answered_all,
        "right": right_all,
        "by_topic": by_topic.shares(),
        "by_level": by_level.shares(),
        "weak": _weakest(by_family.shares()),
    }


def _weakest(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The families with most to learn: wrong at least once, the worst first."""
    weak = [row for row in rows if row["right"] < row["answered"]]
    often = [row for row in weak if row["answered"] >= _WEAK_LEAST] + [
        row for row in weak if row["answered"] < _WEAK_LEAST
    ]
    return often[:_WEAK]


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
