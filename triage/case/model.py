"""The nouns of a case (案件): story and turns, and words that nothing could be made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import BadField
from corpus.vocabulary import Kind, Term, term_of
from triage.model import Interval, Question, Story, Value, value_json
from triage.shipped import read_data

_WORDS = "answers.yaml"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a case after its story (一轮).

    say: the caller's words as they came: answers to what was asked, a correction, or more of the story. path: the
    question that they answer, None = whichever they fit. question: its text as it was put. value: an answer by a button
    or a fact put right at the desk, in base units. unknown: the caller does not know. remove: the fact at `path` goes.
    asked: the questions that had been put (path, text); left empty they are found again.
    """

    say: str = ""
    path: str | None = None
    question: str | None = None
    value: Value | None = None
    unknown: bool = False
    remove: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_json(cls, raw: object) -> Turn:
        """The turn that an object of `turns` means. Raises BadField naming what is wrong with it."""
        if not isinstance(raw, Mapping):
            raise BadField(_wrong("shape"))
        asked = raw.get("asked") or ()
        if not isinstance(asked, Sequence) or not all(_is_asked(one) for one in asked):
            raise BadField(_wrong("shape"))
        say, path, question = (raw.get(key) for key in ("say", "path", "question"))
        if any(one is not None and not isinstance(one, str) for one in (say, path, question)):
            raise BadField(_wrong("shape"))
        turn = cls(
            say=say or "",
            path=path or None,
            question=question or None,
            unknown=raw.get("unknown") is True,
            remove=raw.get("remove") is True,
            asked=tuple((one["path"], one["question"]) for one in asked),
        )
        if raw.get("value") is not None:
            turn = replace(turn, value=_value(raw["value"], turn.path))
        return turn.checked()

    def checked(self) -> Turn:
        """The turn itself. Raises BadField when it says nothing, or of a path that the vocabulary does not have."""
        if self.path is not None and term_of(self.path) is None:
            raise BadField(_wrong("path", path=self.path))
        acts = self.value is not None or self.unknown or self.remove
        if not (self.say.strip() or (self.path is not None and acts)):
            raise BadField(_wrong("empty"))
        return self

    def as_json(self) -> dict[str, Any]:
        """The turn as it goes out and comes back: only what is said in it."""
        found: dict[str, Any] = {
            "say": self.say or None,
            "path": self.path,
            "question": self.question,
            "value": None if self.value is None else value_json(self.value),
            "unknown": self.unknown or None,
            "remove": self.remove or None,
            "asked": [{"path": path, "question": question} for path, question in self.asked] or None,
        }
        return {key: one for key, one in found.items() if one is not None}


@dataclass(frozen=True, slots=True)
class Case:
    """A story with the turns since (案件); it never changes, a longer one takes its place."""

    story: Story
    turns: tuple[Turn, ...] = ()

    def with_turn(self, turn: Turn) -> Case:
        """The case with one turn more."""
        return replace(self, turns=(*self.turns, turn))

    def as_json(self) -> dict[str, Any]:
        """What is to be kept to go on with the case later."""
        story = self.story
        return {
            "narrative": story.text,
            "region": story.place,
            "channel": story.channel,
            "call_date": story.day.isoformat(),
            "turns": [turn.as_json() for turn in self.turns],
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """Words of a turn that fit nothing (没听明白的话), and why, for whoever asks."""

    text: str
    why: str

    def as_json(self) -> dict[str, str]:
        """The object of `unread`."""
        return {"text": self.text, "why": self.why}


def turns_from_json(raw: object) -> tuple[Turn, ...]:
    """The turns of a request or a kept case; none for None. Raises BadField."""
    if raw is None:
        return ()
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise BadField(_wrong("shape"))
    return tuple(Turn.from_json(one) for one in raw)


def asked_of(questions: Sequence[Question]) -> tuple[tuple[str, str], ...]:
    """Questions as a turn keeps them."""
    return tuple((one.path, one.text) for one in questions)


def _is_asked(one: object) -> bool:
    return isinstance(one, Mapping) and all(isinstance(one.get(key), str) for key in ("path", "question"))


def _value(raw: object, path: str | None) -> Value:
    """A value as data, checked against its path."""
    term = term_of(path) if path else None
    if term is None:
        raise BadField(_wrong("path", path=path or ""))
    value = _typed(raw, term)
    if value is None:
        kind = read_data(_WORDS)["wrong"]["kinds"][term.type.value]
        listed = "、".join(one for one in term.values if one != "none")
        more = _wrong("values", values=listed) if listed else ""
        raise BadField(_wrong("value", path=path or "", kind=f"{kind}；{more}" if more else kind))
    return value


def _typed(raw: object, term: Term) -> Value | None:
    if term.type is Kind.FLAG:
        return raw if isinstance(raw, bool) else None
    if term.type in (Kind.NUMBER, Kind.MONEY):
        if isinstance(raw, list):
            ends = [_number(one) for one in raw]
            fits = len(ends) == 2 and all(a is not None or b is None for a, b in zip(ends, raw, strict=True))
            return Interval(ends[0], ends[1]) if fits and _runs(ends) else None
        return _number(raw)
    if not isinstance(raw, str) or not raw.strip():
        return None
    return raw if term.open or not term.values or raw in term.values else None


def _number(raw: object) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _runs(ends: Sequence[float | None]) -> bool:
    low, high = ends
    return not (low is None and high is None) and (low is None or high is None or low <= high)


def _wrong(name: str, **filled: str) -> str:
    return str(read_data(_WORDS)["wrong"][name]).format(**filled)
