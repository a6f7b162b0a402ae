"""The first-week course (第一周的课): twelve lessons over the mechanisms, each with clauses, five items and one drill.

The texts of corpus/course are ours; the clauses are shown as the library holds them, digest or original, each only
where it may be shown to a learner of that place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.training.choosing import draw
from bot.training.drill import Drill
from bot.training.items import QuizItem, without_key
from bot.training.sources import spoken, titled
from corpus.citation import LONGEST_QUOTE, cite
from corpus.errors import KnowledgeError, NotFound
from corpus.library import Library
from corpus.model import Span
from corpus.notices import citation_notices
from corpus.status import reaches
from retrieval.evidence import sentences
from triage.rules.book import RuleBook
from triage.rules.documents import on_shelf

ITEMS = 5
_FIRST = {level: place for place, level in enumerate(("door", "who", "rule", "recall"))}
_FAR = 2
Text = Annotated[str, Field(min_length=4)]


class Task(BaseModel):
    """Who does what, with the clause it rests on: document key, address, words that must stand there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    document: str
    address: str
    must: tuple[str, ...]


class Lesson(BaseModel):
    """One lesson; the fields are those of corpus/course/*.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    title: Text
    what: Text
    who: tuple[Task, ...] = Field(min_length=1)
    ask: tuple[Text, ...] = Field(min_length=2)
    traps: tuple[Text, ...] = Field(min_length=2)
    measures: tuple[str, ...] = Field(min_length=1)


@cache
def load_course() -> tuple[Lesson, ...]:
    """All lessons in order. Raises KnowledgeError naming the file that is malformed."""
    lessons = []
    for file in files("corpus").joinpath("course").iterdir():
        if not file.name.endswith(".yaml"):
            continue
        try:
            lessons.append(Lesson.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))))
        except (ValidationError, yaml.YAMLError) as error:
            raise KnowledgeError(f"课程 {file.name} 写法有误（{error}），请改好再用。") from error
    return tuple(sorted(lessons, key=lambda lesson: lesson.number))


def find_lesson(number: int) -> Lesson:
    """The lesson of a number. Raises NotFound."""
    found = next((lesson for lesson in load_course() if lesson.number == number), None)
    if found is None:
        raise NotFound(f"没有第{number}课；一共{len(load_course())}课，用 mingbai train lesson 看目录。")
    return found


def who_lines(lesson: Lesson, library: Library, place: str | None, day: dt.date) -> list[dict[str, Any]]:
    """Each task with its clause as a citation; tasks of other places or of papers that are not there are left out."""
    held = on_shelf(library.documents(), day)
    lines: list[dict[str, Any]] = []
    for task in lesson.who:
        shelved = held.get(task.document)
        if shelved is None or not reaches(shelved.document.region, place):
            continue
        try:
            clause = library.clause(shelved.document.document_id, task.address)
        except NotFound:
            continue  # the original has no such clause: the lesson goes on without it
        spans = [Span(span.start, min(span.end, span.start + LONGEST_QUOTE)) for span in sentences(clause.text)]
        best = max(spans, key=lambda span: sum(word in span.of(clause.text) for word in task.must))
        citation = cite(shelved, clause, best, day)
        warnings = [{"code": notice.code, "text": notice.text} for notice in citation_notices([citation], place)]
        lines.append({"text": task.text, "citation": citation.as_json(len(lines) + 1), "warnings": warnings})
    return lines


def lesson_items(lesson: Lesson, items: Sequence[QuizItem], book: RuleBook, keys: Mapping[str, str]) -> list[QuizItem]:
    """Five items on the lesson's clauses, door before who, as many clauses as there are; keys: document key to id.

    Where these have too few, items on the matters of the lesson fill them up.
    """
    rules = [rule for rule in book.rules if rule.id in lesson.measures]
    domains = {rule.domain for rule in rules}
    told = {(keys.get(task.document), task.address) for task in lesson.who}
    grounds = {(keys.get(ground.document), ground.address) for rule in rules for ground in rule.grounds}

    def near(item: QuizItem) -> int:
        """0: on a clause that the lesson tells of, or on one of its rules and of its matter; 1: of its matter."""
        clause = (item.citation.document.document_id, item.citation.clause.address)
        on_matter = item.topic in domains
        return 0 if clause in told or (clause in grounds and on_matter) else 1 if on_matter else _FAR

    own = {item.item_id for item in items if near(item) == 0}
    mine = [item for item in items if near(item) < _FAR]
    mine.sort(key=lambda item: (_FIRST[item.level], draw(f"lesson {lesson.number} {item.item_id}", 1 << 30)))
    mine.sort(key=near)
    chosen: list[QuizItem] = []
    for fresh, most in ((True, 2), (False, 2), (False, ITEMS)):  # other clauses first, and no form more than twice
        for item in mine:
            clauses = {one.citation.clause.address for one in chosen}
            forms = sum(one.form == item.form for one in chosen)
            another = item.citation.clause.address not in clauses and item.item_id in own
            if (another if fresh else item not in chosen) and forms < most and len(chosen) < ITEMS:
                chosen.append(item)
    return chosen


def lesson_drill(lesson: Lesson, drills: Sequence[Drill]) -> Drill | None:
    """A drill on one of the lesson's measures: a told story before a made one."""
    fit = [drill for drill in drills if drill.about & set(lesson.measures)]
    told = [drill for drill in fit if not drill.drill_id.startswith("rule-")] or fit
    return min(told, key=lambda drill: draw(f"lesson {lesson.number} {drill.drill_id}", 1 << 30), default=None)


def lesson_json(
    lesson: Lesson, who: Sequence[Mapping[str, Any]], items: Sequence[QuizItem], drill: Drill | None
) -> dict[str, Any]:
    """The lesson as an object: texts, clauses, items without keys, the opening of the drill."""
    return {
        "number": lesson.number,
        "title": lesson.title,
        "what": " ".join(lesson.what.split()).replace(" ", ""),
        "who": list(who),
        "ask": list(lesson.ask),
        "traps": list(lesson.traps),
        "items": [without_key(item.as_json()) for item in items],
        "drill": drill.as_json() if drill else None,
    }


def where(citation: Mapping[str, Any]) -> str:
    """The clause of a citation in words."""
    return f"{titled(str(citation['title']))}{spoken(str(citation['address']))}"
