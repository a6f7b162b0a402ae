"""The place where drills are given out, answered and marked (演练场)."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from bot.training.drill import Drill, made_drills, pick, reply, told_drills
from bot.training.drill_mark import Attempt, mark
from bot.training.learner import check_learner
from corpus.errors import BadField, NotFound
from corpus.training_store import TrainingStore
from triage.refer import Triage

_LONGEST = 2000


class DrillGround:
    """Safe to use from many threads; made drills are made once a place and day."""

    def __init__(self, triage: Triage, store: TrainingStore) -> None:
        self.triage = triage
        self._store = store
        self._made: dict[tuple[str | None, dt.date], tuple[Drill, ...]] = {}
        self._told: tuple[Drill, ...] | None = None
        self._lock = threading.Lock()

    def all(self, place: str | None, day: dt.date) -> tuple[Drill, ...]:
        """Every drill for a place and day: those told of, then those made from rules."""
        with self._lock:
            if self._told is None:
                self._told = tuple(told_drills())
            if (place, day) not in self._made:
                self._made.clear()
                self._made[place, day] = tuple(made_drills(self.triage, place, day))
            return (*self._told, *self._made[place, day])

    def next(self, learner: str, place: str | None, day: dt.date) -> dict[str, Any]:
        """The next drill of a learner: its opening, nothing more. Raises NotFound when there are none, BadField."""
        check_learner(learner)
        found = self.all(place, day)
        if not found:
            raise NotFound("没有可用的案例：规则库是空的；请用 mingbai rules check 查看规则。")
        return pick(found, [str(one["drill_id"]) for one in self._store.drills(learner)], learner).as_json()

    def ask(self, drill_id: str, question: str, place: str | None, day: dt.date) -> dict[str, Any]:
        """What the household answers. Raises NotFound for an unknown drill, BadField for an empty question."""
        if not question.strip() or len(question) > _LONGEST:
            raise BadField(f"问题要写一句话，不超过 {_LONGEST} 字。")
        return {"id": drill_id, **reply(self.triage.refer(self._find(drill_id, place, day).story), question)}

    def submit(self, learner: str, drill_id: str, attempt: Attempt, place: str | None, day: dt.date) -> dict[str, Any]:
        """Mark an attempt and write it down. Raises NotFound, BadField."""
        check_learner(learner)
        drill = self._find(drill_id, place, day)
        marked = mark(self.triage.refer(drill.story), self.triage.book, attempt)
        content = {"passed": marked["passed"], "parts": marked["parts"], "told": marked["told"]}
        self._store.add_drill(learner, drill_id, day, marked["score"], content)
        return {"id": drill_id, "learner": learner, "narrative": drill.story.text, **marked}

    def _find(self, drill_id: str, place: str | None, day: dt.date) -> Drill:
        for drill in self.all(place, day):
            if drill.drill_id == drill_id:
                return drill
        raise NotFound(f"没有编号“{drill_id[:40]}”的案例；请用 mingbai train drill 取一个，编号照抄。")
