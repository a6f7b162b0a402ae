"""The work order (工单) of an outlook: who gets it, what to do, by when, on which clause, and what to answer.

Order and card come from one outlook and show the same measures. The order is the staff's own and keeps the story word
for word; the public reply holds no personal data. Words stand in data/order.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from corpus.vocabulary import term_of
from triage.dispatch import Assignee, assignees, offered, shown_name
from triage.fact_lines import fact_line, fact_lines
from triage.grounds import address_words
from triage.model import AnyOf, Certainty, Measure, Missing, Outlook, Time
from triage.privacy import find_personal_data
from triage.referral import county_of, township_name
from triage.shipped import read_data

LONGEST_TITLE = 60
MOST_BASIS = 2
_GRAVE = 4


def work_order(outlook: Outlook, number: str, created: dt.datetime, by: str = "坐席") -> dict[str, Any] | None:
    """The work order object of the contract; None for calls out of scope and for mere questions about rules.

    number: of the order; created: with its time zone; by: the role that takes the call. Besides the
    contract's fields: `urgent`, `questions` and `watch`, for the papers.
    """
    if outlook.out_of_scope is not None or outlook.policy_only:
        return None
    lead, co, tie = assignees(outlook)
    urgency = _urgency(outlook)
    missing = list(_missing(outlook))
    at = created.isoformat(timespec="seconds")
    return {
        "id": number,
        "created": at,
        "channel": outlook.story.channel,
        "region": outlook.story.place,
        "kind": outlook.kind,
        "urgency": urgency,
        "urgency_reason": _reason(outlook, urgency),
        "title": _title(outlook),
        "narrative": outlook.story.text,
        "demand": _demand(outlook),
        "facts": fact_lines(outlook.reading.facts, outlook.reading.members),
        "verdicts": [_verdict(measure) for measure in outlook.measures],
        "missing": missing,
        "lead": [lead.as_json()],
        "co": [one.as_json() for one in co],
        "clocks": list(_clocks(outlook)),
        "handover": [{"text": one.text, "handler": one.handler} for one in outlook.handover],
        "reply_public": reply_public(outlook, lead, co),
        "note_internal": "".join(_notes(outlook, tie)),
        "status": "待派",
        "history": [{"at": at, "status": "待派", "by": by, "note": ""}],
        "urgent": [{"text": one.text, "call": list(one.call)} for one in outlook.urgent],
        "questions": [question.text for question in outlook.questions],
        "watch": outlook.watch,
    }


def measure_basis(measure: Measure) -> str:
    """The clauses that a measure rests on in words, the ones that its card names; 未核实 when there is none."""
    clauses: dict[str, list[str]] = {}
    for citation in measure.citations[:MOST_BASIS]:
        clauses.setdefault(f"《{citation.document.title}》", []).append(address_words(citation.clause.address))
    words = "；".join(title + "、".join(addresses) for title, addresses in clauses.items())
    return words or str(_words()["unverified"])


def _urgency(outlook: Outlook) -> str:
    if outlook.urgent:
        return "特急"
    return "紧急" if any(m.weight >= _GRAVE for m in offered(outlook)) else "一般"


def _reason(outlook: Outlook, urgency: str) -> str:
    reason = "；".join(danger.reason for danger in outlook.urgent)
    return str(_words()["urgency"][urgency]).format(reason=reason)


def _title(outlook: Outlook) -> str:
    """Place, whom it is about, and what is wanted; no names."""
    words = _words()
    town = township_name(outlook.words, None).removesuffix("人民政府").removesuffix("办事处")
    known = not town.endswith("所在乡镇")
    where = town if known else (outlook.story.place or "").rpartition("/")[2]
    names = [shown_name(measure).partition("（")[0] for measure in offered(outlook)[:3]]
    danger = words["danger"].format(reason=outlook.urgent[0].reason) if outlook.urgent else ""
    subject = {"投诉举报": words["complaint"], "意见建议": words["suggestion"]}.get(outlook.kind, "")
    for shown in range(len(names), -1, -1):
        asked = words["asks_for"].format(measures="、".join(dict.fromkeys(names[:shown]))) if shown else ""
        what = "；".join(part for part in (danger, subject, asked) if part) or words["asks"]
        title = str(words["title"]).format(where=where, who=_who(outlook), what=what)
        if len(title) <= LONGEST_TITLE:
            break
    return title[:LONGEST_TITLE]


def _who(outlook: Outlook) -> str:
    for path, value, name in _words()["who"]:
        for fact in outlook.reading.facts:
            sure = fact.certainty is Certainty.STATED and fact.time is Time.NOW and fact.holder != "other"
            if fact.path == path and fact.value == value and not fact.denied and sure:
                return str(name)
    return str(_words()["nobody"])


def _demand(outlook: Outlook) -> str:
    words = _words()
    usual = {"投诉举报": words["demand_complaint"], "意见建议": words["demand_suggestion"]}
    demand = outlook.reading.demand or usual.get(outlook.kind, words["demand"])
    return (words["demand_urgent"] if outlook.urgent else "") + demand


def _verdict(measure: Measure) -> dict[str, str]:
    verdict = measure.verdict.value
    return {"measure": measure.id, "name": measure.name, "verdict": verdict, "basis": measure_basis(measure)}


def _missing(outlook: Outlook) -> Iterator[dict[str, Any]]:
    gaps: dict[str, tuple[Missing, list[str]]] = {}
    for measure in offered(outlook):
        for gap in measure.missing:
            gaps.setdefault(gap.text, (gap, []))[1].append(measure.id)
    for gap, ids in gaps.values():
        yield {"text": gap.text, "measures": ids, "who": gap.who}


def _clocks(outlook: Outlook) -> Iterator[dict[str, Any]]:
    """The limits of the offered measures, known ones first, and that of the hotline, which no document of ours sets."""
    words = _words()
    found: dict[tuple[Any, ...], None] = {}
    for measure in offered(outlook):
        for clock in measure.clocks:
            found.setdefault((clock.name, clock.start_event, clock.days, clock.working, clock.source), None)
    answer = words["answer_clock"]
    local = (answer["name"], answer["start_event"], None, None, words["local_limit"])
    for name, start, days, working, source in sorted((*found, local), key=lambda clock: clock[2] is None):
        yield {"name": name, "start_event": start, "days": days, "working": working, "source": source}


def reply_public(outlook: Outlook, lead: Assignee, co: Sequence[Assignee]) -> str:
    """What the caller may be told: offices, measures, what will be asked; no personal data, no decision."""
    words = _words()["reply"]
    measures = offered(outlook)
    hidden = personal_words(outlook.story.text)
    township = township_name(outlook.words, outlook.story.place)
    shown = {township: words["township"]} if without_personal(township, hidden) != township else {}
    sent = words["sent"].format(lead=shown.get(lead.name, lead.name))
    if co:
        sent += words["with"].format(co="、".join(shown.get(one.name, one.name) for one in co[:3]))
    parts = [words["urgent"] if outlook.urgent else "", sent + "。"]
    if measures:
        names = "、".join(shown_name(measure) for measure in measures[:4])
        names += words["several"].format(count=len(measures)) if len(measures) > 4 else ""
        parts.append(words["offered"].format(measures=names))
        gaps = [gap["text"] for gap in _missing(outlook) if _may_be_said(gap["text"], measures)]
        parts.append(words["missing"].format(missing="；".join(gaps[:3])) if gaps else "")
    parts += [words["handover"].format(text=one.text, handler=one.handler) for one in outlook.handover]
    parts.append("" if measures else words["none"])
    return without_personal("".join(parts), hidden)


def personal_words(story: str) -> tuple[str, ...]:
    """The personal data that a story holds, longest first; single characters left out."""
    found = {story[finding.start : finding.end] for finding in find_personal_data(story)}
    return tuple(sorted((words for words in found if len(words) > 1), key=len, reverse=True))


def without_personal(text: str, hidden: Sequence[str]) -> str:
    """`text` with the words of `hidden` blanked out."""
    for words in hidden:
        text = text.replace(words, "＿" * len(words))
    return text


def _may_be_said(gap: str, measures: Sequence[Measure]) -> bool:
    """Whether the caller is told that this is looked into: no health matters, no figures of the county."""
    paths = [missing.path for measure in measures for missing in measure.missing if missing.text == gap]
    terms = [term_of(path) for path in paths if path]
    return bool(terms) and not any(term is not None and term.sensitive for term in terms)


def _notes(outlook: Outlook, tie: str) -> Iterator[str]:
    """What the next person must know: doubts first."""
    words, members = _words()["note"], outlook.reading.members
    if outlook.urgent:
        yield words["danger"]
    for fact in outlook.reading.facts:
        line = fact_line(fact, members)
        if isinstance(fact.value, AnyOf):
            yield words["both"].format(words=line)
        elif fact.holder != "other" and fact.certainty in (Certainty.HEARSAY, Certainty.GUESS):
            yield words[fact.certainty.value].format(words=line.partition("（")[0])
    if outlook.unknown:
        matters = (term.says for path in outlook.unknown if (term := term_of(path)) is not None)
        yield words["unknown"].format(what="、".join(dict.fromkeys(matters)))
    yield tie
    if offered(outlook) and all(office.citation is None for m in offered(outlook) for office in m.lead):
        yield words["no_lead_printed"]
    figures = [gap.text.rpartition("：")[2] for m in offered(outlook) for gap in m.missing if gap.path is None]
    if figures:
        yield words["figure"].format(names="、".join(dict.fromkeys(figures)))
    if county_of(outlook.story.place) is None:
        yield words["place"]
    yield from (words["handover"].format(text=one.text, handler=one.handler) for one in outlook.handover)
    said = {notice.text: None for notice in outlook.warnings if notice.code != "place_unknown"}
    said |= {n.text: None for m in offered(outlook) for n in m.warnings if n.code == "office_renamed"}
    yield from said


@cache
def _words() -> dict[str, Any]:
    return read_data("order.yaml")
