"""The triage object of the public contract (分诊结果), from an outlook: danger first, order and card from the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corpus.model import Notice
from corpus.vocabulary import term_of
from triage.card import card
from triage.case.answers import choices_of
from triage.model import Handover, Measure, Outlook, Question
from triage.order import work_order
from triage.privacy import find_personal_data


def report(outlook: Outlook, told_id: str | int | None, number: str, created: dt.datetime) -> dict[str, Any]:
    """The object; told_id: as it came. number and created are the order's, created with its time zone.

    `members` (who was spoken of, by number), `watch` (triage.watch), `case` (what to keep to go on) and `unread` (words
    of the last turn that fitted nothing) are fields of ours, and of questions `kind` and `choices`.
    """
    story = outlook.story
    return {
        "id": told_id,
        "region": story.place,
        "channel": story.channel,
        "as_of": story.day.isoformat(),
        "mode": "composed",
        "urgent": [{"text": danger.text, "call": list(danger.call)} for danger in outlook.urgent],
        "out_of_scope": _handover(outlook.out_of_scope) if outlook.out_of_scope else None,
        "handover": [_handover(part) for part in outlook.handover],
        "members": [
            {"number": one.number, "relation": one.relation, "outside": one.outside} for one in outlook.reading.members
        ],
        "facts": [fact.as_json(story.text) for fact in outlook.reading.facts],
        "categories": [{"name": one.name, "status": one.status, "why": one.why} for one in outlook.categories],
        "measures": [_measure(measure) for measure in outlook.measures],
        "untouched": outlook.untouched,
        "questions": [_question(one) for one in outlook.questions],
        "warnings": [_notice(notice) for notice in outlook.warnings],
        "pii": [
            {"kind": found.kind.value, "start": found.start, "end": found.end}
            for found in sorted(find_personal_data(story.text), key=lambda found: found.start)
        ],
        "work_order": work_order(outlook, number, created),
        "card": card(outlook),
        "watch": outlook.watch,
        "narrative": story.text,
        "case": outlook.case.as_json() if outlook.case is not None else None,
        "unread": [one.as_json() for one in outlook.unread],
    }


def _question(question: Question) -> dict[str, Any]:
    term = term_of(question.path)
    return {
        "path": question.path,
        "text": question.text,
        "settles": list(question.settles),
        "kind": term.type.value if term is not None else None,
        "choices": list(choices_of(question.path)),
    }


def _handover(part: Handover) -> dict[str, str]:
    return {"text": part.text, "handler": part.handler}


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "text": notice.text}


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "name": measure.name,
        "domain": measure.domain,
        "verdict": measure.verdict.value,
        "why": measure.why,
        "missing": [{"path": gap.path, "text": gap.text} for gap in measure.missing],
        "benefit": measure.benefit,
        "citations": [citation.as_json(n) for n, citation in enumerate(measure.citations, 1)],
        "departments": {
            "lead": [office.as_json() for office in measure.lead],
            "co": [office.as_json() for office in measure.co],
        },
        "recognised_by": measure.recognised_by,
        "paid_by": measure.paid_by,
        "first_contact": measure.first_contact,
        "papers": list(measure.papers),
        "warnings": [_notice(notice) for notice in measure.warnings],
    }
