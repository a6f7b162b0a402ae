"""The life of a work order (工单流转): which step is allowed in which state, by whom, and what it needs said.

The table is steps.yaml. Limits that begin with a step of ours are counted from it; those that begin elsewhere
(受理申请) are counted by the office that sees it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.people import Person
from corpus.errors import BadField, Forbidden, WrongState
from corpus.shipped import read_yaml
from triage.watch_clauses import end_of_limit


@dataclass(frozen=True, slots=True)
class Step:
    """A step an order may take. to None: the state stays. shown: what the history shows for it."""

    key: str
    name: str
    sources: tuple[str, ...]
    to: str | None
    right: str
    needs: tuple[str, ...]
    shown: str | None

    def history_status(self, status: str) -> str:
        """What the history shows once it is taken in `status`."""
        return self.shown or self.to or status


@cache
def steps() -> dict[str, Step]:
    """All steps by key. Raises KnowledgeError when the table is missing."""
    return {
        key: Step(key, one["name"], tuple(one["from"]), one["to"], one["right"], tuple(one["needs"]), one.get("shown"))
        for key, one in _table()["steps"].items()
    }


def allowed(status: str, person: Person) -> list[Step]:
    """What `person` may do with an order in this state."""
    return [step for step in steps().values() if status in step.sources and person.may(step.right)]


def checked(key: str, status: str, person: Person, note: str, due: dt.date | None) -> Step:
    """The step `key` for an order in `status`.

    Raises BadField for an unknown step or something unsaid, WrongState when the state forbids it, Forbidden for a
    person without the right.
    """
    step = steps().get(key) or next((one for one in steps().values() if one.name == key), None)
    if step is None:
        names = "、".join(f"{one.key}（{one.name}）" for one in steps().values())
        raise BadField(f"没有“{key[:20]}”这一步；可用的有 {names}。")
    if status not in step.sources:
        can = "、".join(one.name for one in allowed(status, person)) or "没有"
        raise WrongState(f"工单现在是“{status}”，不能{step.name}；现在能做的：{can}。")
    if not person.may(step.right):
        raise Forbidden(f"{step.name}要由热线或管理人员来做；需要的话请找他们。")
    if "note" in step.needs and not note.strip():
        raise BadField(f"{step.name}要写说明或理由；请补上后重来。")
    if "due" in step.needs and due is None:
        raise BadField(f"{step.name}要写新的期限，如 2026-03-18；请补上后重来。")
    return step


def is_closed(status: str) -> bool:
    """Whether nothing more is to be done."""
    return status in _table()["closed"]


def states() -> list[str]:
    """All states in their usual order."""
    return list(_table()["states"])


def limits(clocks: Iterable[Mapping[str, Any]], begun: Mapping[str, dt.date]) -> list[dict[str, Any]]:
    """The clocks of an order, each with the day it began (`since`) and ends (`due`) where a step of ours started it.

    begun: first day of created, dispatch, sign, as far as they happened. Working days leave out weekends only.
    """
    found = []
    for clock in clocks:
        since = next(
            (begun[key] for key, words in _table()["starts"].items() if key in begun and _says(clock, words)), None
        )
        runs = since is not None and clock["days"] is not None
        due = end_of_limit(since, clock["days"], bool(clock["working"])) if since is not None and runs else None
        ends = {"since": since.isoformat() if since else None, "due": due.isoformat() if due else None}
        found.append(dict(clock) | ends)
    return found


def _says(clock: Mapping[str, Any], words: Iterable[str]) -> bool:
    return any(word in str(clock["start_event"]) for word in words)


@cache
def _table() -> dict[str, Any]:
    return read_yaml("steps.yaml", "bot.records")
