"""Lists over the whole shelf (清单): duties by office, figures by indicator, deadlines by day, as plain objects.

Only documents that hold in the place asked and are not superseded or repealed on the day; each line says its
document's standing, so that a draft or an expired plan is never taken for a rule in force.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bot.library_json import duty_json
from corpus.deadlines import DeadlineFact
from corpus.departments import Departments
from corpus.digests import remark_on
from corpus.facts import FigureFact, same_indicator
from corpus.indicators import load_indicators
from corpus.model import Clause, Document, Role, Shelved
from corpus.status import status_of
from corpus.zhtext import clip

if TYPE_CHECKING:
    from bot.assembly import Services
    from corpus.records import OfficeDuty

Item = dict[str, Any]
_MATTER = 60
_ROLES = tuple(Role)


def list_duties(services: Services, office: str | None, region: str | None, day: dt.date) -> list[Item]:
    """Every clause that gives an office something to do; of one office: by role, lead first.

    office: a name as printed or as of today, or any name of its family. region: a full path, None for everywhere.
    """
    shelves = _shelves(services, region, day)
    found = [one for one in _office_duties(services, office, region) if one.document.document_id in shelves]
    if office:
        found.sort(key=lambda one: _ROLES.index(one.duty.role))
    return [
        _place_of(one.document, one.clause, shelves, day) | duty_json(one.duty) | {"matter": _matter(one.clause)}
        for one in found
    ]


def list_figures(services: Services, indicator: str | None, region: str | None, day: dt.date) -> list[Item]:
    """Every figure with what it measures; the same indicator of several places side by side, in the register's order.

    indicator: its name, a spoken name, or words of the clause's own label; None for all.
    """
    order = {one.name: place for place, one in enumerate(load_indicators())}
    shelves = _shelves(services, region, day)
    found = [fact for document_id in shelves for fact in services.facts.of(document_id).figures]
    if indicator:
        found = [fact for fact in found if same_indicator(fact, indicator)]
    found.sort(key=lambda fact: order.get(fact.indicator or "", len(order)))
    return [_place_of(fact.document, fact.clause, shelves, day) | _figure_json(fact) for fact in found]


def list_deadlines(services: Services, region: str | None, day: dt.date, *, coming: bool = False) -> list[Item]:
    """Everything that falls due, the earliest first, with the offices of its clause; what recurs, on its next day.

    coming: only what is due on `day` or later.
    """
    shelves = _shelves(services, region, day)
    found = [fact for document_id in shelves for fact in services.facts.of(document_id).deadlines]
    found = sorted((f for f in found if not coming or f.next_on(day) >= day), key=lambda fact: fact.next_on(day))
    return [_place_of(fact.document, fact.clause, shelves, day) | _deadline_json(fact, day) for fact in found]


def _shelves(services: Services, region: str | None, day: dt.date) -> dict[str, Shelved]:
    visible = services.library.visible(region, day)
    by_id = {one.document.document_id: one for one in services.library.documents()}
    return {document_id: one for document_id, one in by_id.items() if document_id in visible}


def _office_duties(services: Services, office: str | None, region: str | None) -> list[OfficeDuty]:
    """By the name itself; where nobody bears it, by its family (教育局 also finds 教体局)."""
    found = services.library.duties(office, region)
    if found or office is None:
        return found
    family = Departments.load().lookup(office).family
    return services.library.duties(family, region) if family else []


def _place_of(document: Document, clause: Clause, shelves: dict[str, Shelved], day: dt.date) -> Item:
    """Where a line of a list comes from."""
    return {
        "document_id": document.document_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "region": document.region,
        "self_place": document.self_place,
        "status": status_of(shelves[document.document_id], day).value,
        "edition": document.edition.value,
        "covers": "selection" if remark_on(document).selected else "whole",
        "address": clause.address,
        "heading": list(clause.heading),
        "page": clause.page,
    }


def _matter(clause: Clause) -> str:
    """What a clause is about: its first words, its number left where it stands."""
    first = clause.text.strip().splitlines()[0]
    return clip(first.partition("。")[0], _MATTER)


def _figure_json(fact: FigureFact) -> Item:
    return {
        "indicator": fact.indicator,
        "label": fact.label,
        "value": fact.value,
        "low": fact.low,
        "high": fact.high,
        "bound": fact.bound.value,
        "unit": fact.unit,
        "unit_printed": fact.unit_printed,
        "base_year": fact.base_year,
        "base_value": fact.base_value,
        "target_year": fact.target_year,
        "target_value": fact.target_value,
        "nature": fact.nature,
        "per": fact.per,
        "change": fact.change,
        "quote": fact.quote,
        "start": fact.span.start,
        "end": fact.span.end,
    }


def _deadline_json(fact: DeadlineFact, day: dt.date) -> Item:
    return {
        "due": fact.due,
        "due_on": fact.next_on(day).isoformat(),
        "days_left": (fact.next_on(day) - day).days,
        "yearly": fact.yearly,
        "year_said": fact.year_said,
        "aim": fact.aim,
        "what": fact.quote,
        "start": fact.span.start,
        "end": fact.span.end,
        "offices": [duty_json(duty) for duty in fact.clause.duties],
    }
