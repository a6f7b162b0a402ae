"""The front door of training (培训): what to ask a learner next, and what his answer is worth.

At most DAILY_REVIEWS items that are due and DAILY_NEW new ones a day, the longest overdue first, new ones only when
nothing is due. Nothing is asked twice a day, nothing before it is due. An item whose clause has changed is due at once
and starts anew; one whose clause is gone is no longer asked, and its answers stay in the log.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.training.choosing import draw
from bot.training.course import find_lesson, lesson_drill, lesson_items, lesson_json, who_lines
from bot.training.drill_ground import DrillGround
from bot.training.grade import grade
from bot.training.items import QuizItem, without_key
from bot.training.learner import check_learner
from bot.training.pool import make_pool
from bot.training.report import group_report
from bot.training.spacing import Card, review
from corpus.errors import AlreadyAnswered, BadField, ClockBackwards, NotFound
from corpus.library import Library
from corpus.training_store import AnswerRow, CardRow, TrainingStore
from triage.refer import Triage
from triage.rules.book import RuleBook
from triage.rules.documents import on_shelf

DAILY_REVIEWS = 20
DAILY_NEW = 10
_KEPT_POOLS = 4
_FIRST = {level: place for place, level in enumerate(("door", "who", "rule", "recall"))}


@dataclass(frozen=True, slots=True)
class Due:
    """What waits for a learner today: due items in the order they come, and how many new ones may follow."""

    waiting: tuple[str, ...]
    new: int
    answered: int


class Trainer:
    """Safe to use from many threads; pools are made once for each place and day until the library changes."""

    def __init__(self, library: Library, book: RuleBook, triage: Triage | None = None) -> None:
        self.library = library
        self.book = book
        self.drills = DrillGround(triage or Triage(book, library), TrainingStore(library.database))
        self.store = TrainingStore(library.database)
        self._pools: dict[tuple[int, str | None, dt.date], dict[str, QuizItem]] = {}
        self._lock = threading.Lock()
        self._group: tuple[tuple[int, dt.date], dict[str, Any]] | None = None

    def pool(self, region: str | None, day: dt.date) -> dict[str, QuizItem]:
        """All items for a place (full path or None) on a day, flagged ones included."""
        key = (self.library.version(), region, day)
        with self._lock:
            if key not in self._pools:
                while len(self._pools) >= _KEPT_POOLS:
                    del self._pools[next(iter(self._pools))]
                self._pools[key] = make_pool(self.library, self.drills.triage, region, day)
            return self._pools[key]

    def items(self, region: str | None, day: dt.date) -> list[QuizItem]:
        """The items that may be asked: those not flagged. Raises NotFound when there are none at all."""
        flagged = self.store.flags()
        found = [item for item_id, item in self.pool(region, day).items() if item_id not in flagged]
        if not found:
            raise NotFound("题库是空的：资料库里没有能出题的条款；请先用 mingbai ingest 收录文件。")
        return found

    def next(self, learner: str, region: str | None, day: dt.date) -> dict[str, Any]:
        """The next item without its key, and what waits: {"item", "due", "answered_today", "text"}.

        item is None when the day's work is done. Raises NotFound for an empty pool, ClockBackwards, BadField.
        """
        check_learner(learner)
        items = {item.item_id: item for item in self.items(region, day)}
        cards = self.store.cards(learner)
        self._check_clock(learner, day)
        due = self._due(learner, items, cards, day)
        chosen = due.waiting[0] if due.waiting else self._new(learner, items, cards) if due.new > 0 else None
        text = "这是到期要复习的题。" if due.waiting else "这是一道新题。"
        if chosen is None:
            text = "今天的量做完了，明天再来；一天多做不如天天做。"
        return {
            "learner": learner,
            "item": without_key(items[chosen].as_json()) if chosen else None,
            "due": len(due.waiting),
            "answered_today": due.answered,
            "text": text,
        }

    def _due(self, learner: str, items: Mapping[str, QuizItem], cards: Mapping[str, CardRow], day: dt.date) -> Due:
        """Due items, the longest overdue first, no more than are left of the day's number."""
        answered = self.store.answered_on(learner, day)
        ready = [
            card
            for item_id, card in cards.items()
            if item_id in items
            and card.last_day < day
            and (card.due <= day or card.clause_hash != items[item_id].clause_hash)
        ]
        ready.sort(key=lambda card: (min(card.due, day), card.item_id))
        left = max(0, DAILY_REVIEWS + DAILY_NEW - answered)
        waiting = tuple(card.item_id for card in ready[: min(left, DAILY_REVIEWS)])
        return Due(waiting, min(left, DAILY_NEW), answered)

    def _new(self, learner: str, items: Mapping[str, QuizItem], cards: Mapping[str, CardRow]) -> str | None:
        """A new item of the topic least seen, what to do at a door before who does what, drawn for this learner."""
        seen: dict[str, int] = {}
        clauses = set()
        for item_id in cards:
            if item_id in items:
                seen[items[item_id].topic] = seen.get(items[item_id].topic, 0) + 1
                clauses.add(items[item_id].family)
        fresh = [item for item_id, item in items.items() if item_id not in cards]
        if not fresh:
            return None
        topics = {item.topic: (seen.get(item.topic, 0), draw(f"{learner}{item.topic}", 1 << 30)) for item in fresh}
        topic = min(topics, key=lambda name: topics[name])
        mine = [item for item in fresh if item.topic == topic]
        best = min(mine, key=lambda i: (i.family in clauses, _FIRST[i.level], draw(f"{learner}{i.item_id}", 1 << 30)))
        return best.item_id

    def answer(self, learner: str, item_id: str, given: str, region: str | None, day: dt.date) -> dict[str, Any]:
        """Mark an answer, write it down and say when the item comes again.

        Raises NotFound for an unknown item or one whose clause is gone, AlreadyAnswered the second time on a day,
        ClockBackwards, BadField; then nothing is written.
        """
        check_learner(learner)
        if not given.strip():
            raise BadField("没有写答案；选择题写字母，填空和简答写文字。")
        item = self._item(item_id, region, day)
        self._check_clock(learner, day)
        card = self.store.cards(learner).get(item_id)
        if card is not None and card.last_day == day:
            raise _twice(item_id)
        shown = item.as_json()
        marked = grade(shown, given)
        changed = card is not None and card.clause_hash != item.clause_hash
        before = None if card is None or changed else Card(card.due, card.gap, card.last_day, card.state)
        after = review(before, marked.right, day)
        row = CardRow(item_id, item.clause_hash, after.due, after.gap, day, after.state)
        log = AnswerRow(
            learner,
            item_id,
            item.clause_hash,
            day,
            item.topic,
            item.family,
            item.level,
            given[:2000],
            marked.right,
            after.gap,
        )
        if not self.store.add_answer(log, row, shown):
            raise _twice(item_id)
        return {
            "learner": learner,
            "id": item_id,
            "right": marked.right,
            "score": marked.score,
            "told": list(marked.told),
            "key": shown["key"],
            "wrong": shown["wrong"],
            "explanation": shown["explanation"],
            "citation": shown["citation"],
            "warnings": shown["warnings"],
            "due": after.due.isoformat(),
            "gap": after.gap,
        }

    def lesson(self, number: int, region: str | None, day: dt.date) -> dict[str, Any]:
        """A lesson of the course with its clauses, five items without keys and the opening of a drill.

        Raises NotFound for a number that there is not, or an empty pool.
        """
        wanted = find_lesson(number)
        keys = {key: one.document.document_id for key, one in on_shelf(self.library.documents(), day).items()}
        items = lesson_items(wanted, self.items(region, day), self.book, keys)
        drill = lesson_drill(wanted, self.drills.all(region, day))
        return lesson_json(wanted, who_lines(wanted, self.library, region, day), items, drill)

    def group(self, day: dt.date) -> dict[str, Any]:
        """The report on all learners; counted anew only when somebody has answered since."""
        key = (self.store.last_mark(), day)
        if self._group is None or self._group[0] != key:
            self._group = (key, group_report(self.store, day))
        return self._group[1]

    def flag(self, item_id: str, reason: str, by: str, region: str | None, day: dt.date) -> None:
        """Take an item out of the pool until it is reviewed. Raises NotFound, BadField."""
        if not reason.strip():
            raise BadField("请写明这道题哪里有问题。")
        if item_id not in self.pool(region, day) and item_id not in self.pool(None, day):
            raise _unknown(item_id)
        self.store.flag(item_id, reason.strip()[:500], check_learner(by), day)

    def unflag(self, item_id: str) -> None:
        """Put a reviewed item back. Raises NotFound when it was not flagged."""
        if not self.store.unflag(item_id):
            raise NotFound(f"题目“{item_id[:40]}”没有被标记；用 mingbai train flag --list 看标记了哪些。")

    def _item(self, item_id: str, region: str | None, day: dt.date) -> QuizItem:
        found = self.pool(region, day).get(item_id) or self.pool(None, day).get(item_id)
        if found is None:
            if self.store.was_asked(item_id):
                raise NotFound(
                    f"题目“{item_id[:40]}”所依据的条款已撤下或改了，不再问；以前的作答都在，请用 train next 取下一题。"
                )
            raise _unknown(item_id)
        flag = self.store.flags().get(item_id)
        if flag is not None:
            raise NotFound(
                f"题目“{item_id}”已标记有问题（{flag['reason']}），复核之前不再问；请用 train next 取下一题。"
            )
        return found

    def _check_clock(self, learner: str, day: dt.date) -> None:
        last = self.store.last_day(learner)
        if last is not None and last > day:
            raise ClockBackwards(
                f"日期倒退了：{learner}上次作答是{last}，现在却是{day}；请检查电脑日期或 MINGBAI_CLOCK，记录没有改动。"
            )


def _twice(item_id: str) -> AlreadyAnswered:
    return AlreadyAnswered(f"题目“{item_id[:40]}”今天已经答过，这次不计；同一道题一天只问一次。")


def _unknown(item_id: str) -> NotFound:
    return NotFound(f"没有编号“{item_id[:40]}”的题；请用 mingbai train next 取题，编号照抄。")
