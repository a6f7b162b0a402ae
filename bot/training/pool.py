"""All items of a library (题库): made anew whenever the library changes, the same from run to run.

A clause takes part only if it can be asked in two forms or more. Bare figures are kept below a share of the whole; who
does what and what to do at a door make at least half of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.training.choosing import Elsewhere, draw
from bot.training.items import QuizItem
from bot.training.makers.actors import actor_items
from bot.training.makers.conditions import condition_items
from bot.training.makers.door import cases, door_items
from bot.training.makers.figures import figure_items, row_items
from bot.training.makers.lists import list_items, points_of, step_items
from bot.training.makers.offices import office_items
from bot.training.makers.stories import story_items
from bot.training.sources import Source, sources
from corpus.library import Library
from triage.privacy import find_personal_data
from triage.refer import Triage

RECALL_SHARE = 0.12
PEOPLE_SHARE = 0.55
_PEOPLE = ("who", "door")
_PRIVATE = frozenset({"phone", "id_number", "bank_card"})


def make_pool(library: Library, triage: Triage, region: str | None, day: dt.date) -> dict[str, QuizItem]:
    """Every item for a learner at `region` (full path, None = place not known) on `day`, by id.

    Raises LibraryError when the library cannot be read, KnowledgeError for malformed words.
    """
    asked = list(sources(library, region, day))
    items = {item.item_id: item for item in _made(asked, triage, region, day) if _is_sound(item)}
    # The same question on clauses that say the same (a point and its paragraph) is asked once.
    once = {(item.stem, tuple(sorted(item.options))): item for item in items.values()}
    return _balanced(_of_two_forms(once.values()))


def _made(asked: Sequence[Source], triage: Triage, region: str | None, day: dt.date) -> Iterator[QuizItem]:
    elsewhere = Elsewhere(asked)
    lists = [found for source in asked if (found := points_of(source)) is not None]
    for _, document in groupby(asked, key=lambda source: source.shelved.document.document_id):
        yield from office_items(list(document), elsewhere)
    for source in asked:
        yield from actor_items(source, elsewhere)
        yield from condition_items(source)
        yield from figure_items(source, elsewhere)
        yield from row_items(source)
        yield from step_items(source)
    for found in lists:
        yield from list_items(found, lists, elsewhere)
    yield from door_items(cases(triage.book, asked, region, day), asked)
    yield from story_items(triage, asked, region, day)


def _is_sound(item: QuizItem) -> bool:
    """No private data, a year in the stem, no key that the stem gives away, no empty fact."""
    shown = "\n".join((item.stem, *item.options))
    if any(one.kind.value in _PRIVATE for one in find_personal_data(shown)):
        return False
    gives_away = item.kind == "single" and item.options["ABCDEF".index(item.key[0])] in item.stem
    return not gives_away and re.search("[0-9]{4}年", item.stem) is not None and all(item.key)


def _of_two_forms(items: Iterable[QuizItem]) -> list[QuizItem]:
    """The items of clauses that are asked in two kinds of question or more."""
    kinds: dict[tuple[str, str], set[str]] = {}
    kept = list(items)
    for item in kept:
        kinds.setdefault(_clause(item), set()).add(f"{item.kind}{item.form.partition('-')[0]}")
    return [item for item in kept if len(kinds[_clause(item)]) >= 2]


def _clause(item: QuizItem) -> tuple[str, str]:
    return item.citation.document.document_id, item.citation.clause.address


def _balanced(items: Sequence[QuizItem]) -> dict[str, QuizItem]:
    """Bare figures below their share, then conditions and lists until people have theirs; dropped by draw, whole forms
    of a clause last."""
    levels = Counter(item.level for item in items)
    people = sum(levels[level] for level in _PEOPLE)
    others = len(items) - levels["recall"]
    recall = min(levels["recall"], int(RECALL_SHARE * others))
    rule = min(levels["rule"], max(0, int(people * (1 - PEOPLE_SHARE) / PEOPLE_SHARE) - recall))
    quota = {"recall": recall, "rule": rule}
    kept = [item for item in items if item.level not in quota]
    for level, most in quota.items():
        drawn = sorted((item for item in items if item.level == level), key=_by_clause)
        kept += drawn[:most]
    return {item.item_id: item for item in _of_two_forms(kept)}


def _by_clause(item: QuizItem) -> tuple[int, str]:
    """Clause after clause in drawn order, so that what is kept keeps its forms together."""
    return draw(f"{_clause(item)}", 1 << 30), item.item_id
