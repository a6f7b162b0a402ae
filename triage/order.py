"""The work order (工单) of an outlook: who gets it, what to do, by when, on which clause, and what to answer.

Order and card come from one outlook and show the same measures. The order is the staff's own and keeps the story word
for word; the public reply holds no personal data. Words stand in data/order.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.citation import Citation
from corpus.departments import Departments
from corpus.vocabulary import term_of
from triage.danger import danger_rule
from triage.fact_lines import fact_line, fact_lines
from triage.model import AnyOf, Certainty, Measure, Missing, Office, Outlook, Time, Verdict
from triage.privacy import find_personal_data
from triage.referral import local_name, may_lead, register_name, township_name
from triage.shipped import read_data

LONGEST_TITLE = 60
MOST_CO_OF_LEAD = 4
MOST_BASIS = 2
_COLLECTIVE = re.compile("^(?:各|所有|全体|有关|相关)|等部门")
_GRAVE = 4
_PASS_ON = re.compile("请?转(?:给|交|到|由|至|办)?([一-龥]{2,8})")
_LIKELY_WORTH, _NAMED_WORTH = 1.5, 3.0


@dataclass(slots=True)
class Assignee:
    """An office that gets the order, or works along: its present full name, what it is to do, and on what basis."""

    name: str
    task: str
    basis: str

    def as_json(self) -> dict[str, str]:
        """The assignee object of the contract."""
        return {"name": self.name, "task": self.task, "basis": self.basis}


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


def offered(outlook: Outlook) -> list[Measure]:
    """The measures that order and card offer, weightiest first, in the outlook's order among equals."""
    shown = [m for m in outlook.measures if m.verdict in (Verdict.LIKELY, Verdict.NEED_INFO)]
    return sorted(shown, key=lambda m: -_worth(m, outlook))


def _worth(measure: Measure, outlook: Outlook) -> float:
    """What puts a measure before others: its weight, that it is likely, that the caller asks for it by name."""
    likely = _LIKELY_WORTH if measure.verdict is Verdict.LIKELY else 0.0
    return measure.weight + likely + (_NAMED_WORTH if measure.id in outlook.reading.named else 0.0)


def basis_words(citation: Citation) -> str:
    """Document and clause in words: 《进贤县监测办法》第四条第一款."""
    return f"《{citation.document.title}》{citation.clause.address.replace('/', '')}"


def shown_name(measure: Measure) -> str:
    """The name of a measure as texts print it: 纳入监测:脱贫不稳定户 -> 纳入监测（脱贫不稳定户）."""
    head, colon, rest = measure.name.partition(":")
    return f"{head}（{rest}）" if colon else head.replace("(", "（").replace(")", "）")


def measure_basis(measure: Measure) -> str:
    """The clauses that a measure rests on in words, the ones that its card names; 未核实 when there is none."""
    clauses: dict[str, list[str]] = {}
    for citation in measure.citations[:MOST_BASIS]:
        clauses.setdefault(f"《{citation.document.title}》", []).append(citation.clause.address.replace("/", ""))
    words = "；".join(title + "、".join(addresses) for title, addresses in clauses.items())
    return words or str(_words()["unverified"])


def assignees(outlook: Outlook) -> tuple[Assignee, list[Assignee], str]:
    """Lead, the other offices, and a remark when several measures weigh the same.

    A danger leads the order: through the office of the measure that takes the household on from there if one is
    offered (an emergency grant, aid for disaster victims), else through the township.
    """
    words, measures = _words(), offered(outlook)
    place = outlook.story.place
    groups = _by_lead(measures, outlook)
    township = township_name(outlook.story.text, place)
    tie = ""
    if outlook.urgent:
        reason = "；".join(danger.reason for danger in outlook.urgent)
        task, basis = words["urgent_task"].format(reason=reason), words["urgent_basis"]
        first = _urgent_lead(outlook, groups)
        lead = Assignee(first, f"{task}；{groups[first].task}", groups[first].basis) if first else None
        lead = lead or Assignee(township, task, basis)
        extra = [Assignee(township, task, basis)] if lead.name != township else []
    elif groups:
        lead = next(iter(groups.values()))
        tie = _tie(measures, lead.name, outlook)
        extra = [Assignee(township, words["township_task"], words["duties"])] if _needs_visit(measures) else []
    else:
        lead, extra = _explaining(outlook, township), []
    if outlook.kind == "投诉举报":
        lead.task = f"{words['complaint_task']}；{lead.task}"
    others = (*extra, *groups.values(), *_working_along(measures, lead, outlook))
    co: dict[str, Assignee] = {}
    for one in others:
        if one.name != lead.name:
            co.setdefault(one.name, one)
    return lead, list(co.values()), tie


def _by_lead(measures: Sequence[Measure], outlook: Outlook) -> dict[str, Assignee]:
    """Leads, the weightiest first, each with what it is to look into and the clause that it rests on."""
    grouped: dict[str, list[Measure]] = {}
    bases: dict[str, str] = {}
    for measure in measures:
        if measure.lead:
            office = measure.lead[0]
            name = local_name(office.name, outlook.story.place, outlook.story.day)
            grouped.setdefault(name, []).append(measure)
            bases.setdefault(name, _office_basis(office, measure))
    worth = {name: [_worth(m, outlook) for m in of_it] for name, of_it in grouped.items()}
    # Of offices whose first measures weigh the same, the one with most to do comes first.
    ranked = sorted(grouped, key=lambda name: (-max(worth[name]), -sum(worth[name])))
    return {name: Assignee(name, _task(grouped[name]), bases[name]) for name in ranked}


def _office_basis(office: Office, measure: Measure) -> str:
    if office.citation is None:
        return str(_words()["duties"])
    return basis_words(measure.citations[office.citation - 1])


def _task(measures: Sequence[Measure]) -> str:
    names = "、".join(shown_name(measure) for measure in measures)
    open_ = list(dict.fromkeys(gap.text for measure in measures for gap in measure.missing))
    if not open_:
        return str(_words()["task"]).format(measures=names)
    return str(_words()["task_missing"]).format(measures=names, missing="、".join(open_[:3]))


def _urgent_lead(outlook: Outlook, groups: dict[str, Assignee]) -> str | None:
    """The lead of the first offered measure that takes the household on from its gravest danger."""
    by_id = {measure.id: measure for measure in offered(outlook)}
    for danger in outlook.urgent:
        rule = danger_rule(danger.kind)
        for measure_id in rule.measures if rule else ():
            measure = by_id.get(measure_id)
            if measure is not None and measure.lead:
                name = local_name(measure.lead[0].name, outlook.story.place, outlook.story.day)
                return name if name in groups else None
        if rule is not None and not rule.measures:
            return None
    return None


def _tie(measures: Sequence[Measure], lead: str, outlook: Outlook) -> str:
    most = max(_worth(measure, outlook) for measure in measures)
    top = [measure for measure in measures if _worth(measure, outlook) == most]
    place, day = outlook.story.place, outlook.story.day
    names = list(dict.fromkeys(local_name(m.lead[0].name, place, day) for m in top if m.lead))
    return str(_words()["note"]["tie"]).format(names="、".join(names), lead=lead) if len(names) > 1 else ""


def _needs_visit(measures: Sequence[Measure]) -> bool:
    return any(m.first_contact and re.search("[村乡镇]", m.first_contact) for m in measures)


def _explaining(outlook: Outlook, township: str) -> Assignee:
    words = _words()
    family = _seeing(outlook.story.text)
    if family is not None:
        return Assignee(register_name(family, outlook.story.place), words["explain_task"], words["duties"])
    known = next((m for m in outlook.measures if m.lead), None)
    if known is None:
        return Assignee(township, words["explain_task"], words["duties"])
    name = local_name(known.lead[0].name, outlook.story.place, outlook.story.day)
    return Assignee(name, words["explain_task"], _office_basis(known.lead[0], known))


def _seeing(text: str) -> str | None:
    """The family of offices that a text means: one it names, else whom households see for what it speaks of first.

    What kind of household it is (低保户, 监测户) counts only when nothing else is said.
    """
    register = Departments.load()
    named = [mention.family for mention in register.spot(text)]
    for asked in _PASS_ON.finditer(text):
        families = (register.lookup(asked[1][:end]).family for end in range(len(asked[1]), 1, -1))
        named += [family for family in families if family is not None][:1]
    named = [family for family in named if register.department(family).for_households]
    if named:
        return named[-1]
    words = {word: d.family for d in register.families.values() if d.for_households for word in d.sees_for}
    words |= {word: family for family, said in _words()["seen_for"].items() for word in said}
    for told in (re.sub(_words()["households"], "", text), text):
        met = [word for word in words if word in told]
        if met:
            return words[min(met, key=lambda word: (told.index(word), -len(word)))]
    return None


def _working_along(measures: Sequence[Measure], lead: Assignee, outlook: Outlook) -> Iterator[Assignee]:
    """The other offices of the measures that the lead office answers for."""
    place, day = outlook.story.place, outlook.story.day
    found: dict[str, Assignee] = {}
    for measure in measures:
        if not measure.lead or local_name(measure.lead[0].name, place, day) != lead.name:
            continue
        for office in measure.co:
            if _COLLECTIVE.search(office.name) or not may_lead(office.name):
                continue
            name = local_name(office.name, place, day)
            task = str(_words()["co_task"]).format(measures=shown_name(measure))
            if not re.fullmatch("乡镇.*", name):
                found.setdefault(name, Assignee(name, task, _office_basis(office, measure)))
    yield from list(found.values())[:MOST_CO_OF_LEAD]


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
    town = township_name(outlook.story.text, None).removesuffix("人民政府").removesuffix("办事处")
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
    township = township_name(outlook.story.text, outlook.story.place)
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
        parts.append(words["missing"].format(missing="、".join(gaps[:3])) if gaps else "")
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
    yield tie
    if offered(outlook) and all(office.citation is None for m in offered(outlook) for office in m.lead):
        yield words["no_lead_printed"]
    figures = [gap.text.rpartition("：")[2] for m in offered(outlook) for gap in m.missing if gap.path is None]
    if figures:
        yield words["figure"].format(names="、".join(dict.fromkeys(figures)))
    if outlook.story.place is None:
        yield words["place"]
    yield from (words["handover"].format(text=one.text, handler=one.handler) for one in outlook.handover)
    said = {notice.text: None for notice in outlook.warnings if notice.code != "place_unknown"}
    said |= {n.text: None for m in offered(outlook) for n in m.warnings if n.code == "office_renamed"}
    yield from said


@cache
def _words() -> dict[str, Any]:
    return read_data("order.yaml")
