"""The last recorded run (上次记录): small marks by question, and what was won and lost since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import KnowledgeError
from eval.metrics import Score

LAST = Path(__file__).parent / "runs" / "last.json"
WORDS = {"found": "检索", "facts": "要点", "right": "全对"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a record keeps of one answer. found: all gold within the first five, None where there is none."""

    found: bool | None
    facts: float | None
    right: bool

    @classmethod
    def of(cls, score: Score) -> Marks:
        """The marks of a score."""
        found = all(rank is not None and rank <= 5 for rank in score.ranks) if score.ranks else None
        return cls(found, None if score.facts is None else round(score.facts, 2), score.right)


@dataclass(frozen=True, slots=True)
class Change:
    """A question that was won (gain) or lost in one respect since the last record."""

    id: str
    what: str
    gain: bool


def read(setup: str, file: Path = LAST) -> dict[str, Marks]:
    """The recorded marks of one set-up ("digests", "originals+statutes"); empty when none is recorded.

    Raises KnowledgeError for a record that cannot be read.
    """
    if not file.is_file():
        return {}
    try:
        runs = json.loads(file.read_text(encoding="utf-8"))
        return {name: Marks(*marks) for name, marks in runs.get(setup, {}).get("questions", {}).items()}
    except (json.JSONDecodeError, TypeError, AttributeError) as fault:
        raise KnowledgeError(f"评测记录 {file.name} 读不出来：{fault}。请删掉它，再用 --record 重记一次。") from fault


def write(setup: str, scores: Sequence[Score], day: dt.date, file: Path = LAST) -> None:
    """Record a run beside those of other set-ups; questions that were not asked this time keep their marks."""
    runs = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    kept = runs.get(setup, {}).get("questions", {})
    for score in scores:
        marks = Marks.of(score)
        kept[score.id] = [marks.found, marks.facts, marks.right]
    runs[setup] = {"day": day.isoformat(), "questions": dict(sorted(kept.items()))}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_lines(runs), encoding="utf-8")


def _lines(runs: Mapping[str, Mapping[str, object]]) -> str:
    """One question a line, so that a difference between two records is readable."""
    blocks = []
    for setup, run in sorted(runs.items()):
        questions = run["questions"]
        assert isinstance(questions, dict)
        rows = ",\n".join(
            f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(marks)}" for name, marks in questions.items()
        )
        blocks.append(f'{json.dumps(setup)}: {{"day": {json.dumps(run["day"])}, "questions": {{\n{rows}\n}}}}')
    return "{" + ",\n".join(blocks) + "}\n"


def changes(before: Mapping[str, Marks], scores: Iterable[Score]) -> list[Change]:
    """Every gain and loss since the record, in order of question; questions without a record are left out."""
    found: list[Change] = []
    for score in scores:
        old = before.get(score.id)
        if old is None:
            continue
        new = Marks.of(score)
        if old.found is not None and new.found is not None and old.found != new.found:
            found.append(Change(score.id, "found", new.found))
        if old.facts is not None and new.facts is not None and old.facts != new.facts:
            found.append(Change(score.id, "facts", new.facts > old.facts))
        if old.right != new.right:
            found.append(Change(score.id, "right", new.right))
    return found
