"""Who gets a work order (派单): the lead, the offices beside it, what each is to do and on what basis.

A danger leads first; else the office of the weightiest measure. Words stand in data/order.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus.citation import Citation
from corpus.departments import Departments
from triage.danger import danger_rule
from triage.grounds import address_words
from triage.model import Measure, Office, Outlook, Verdict
from triage.referral import local_name, may_lead, register_name, township_name
from triage.shipped import read_data

MOST_CO_OF_LEAD = 4
# Of offices that no clause names, only so many work along; the nation's own bodies do not for one household.
MOST_UNNAMED = 2
_COLLECTIVE = re.compile("^(?:各|所有|全体|有关|相关)|等部门")
_LIKELY_WORTH, _NAMED_WORTH, _ASKED_WORTH, _OFFICE_WORTH = 1.5, 3.75, 1.5, 1.0
# Its own name said in full: so many characters of it in a row.
_SPOKEN_WORTH, _IN_FULL = 2.25, 4
_PASS_ON = re.compile("请?转(?:给|交|到|由|至|办)?([一-龥]{2,8})")


@dataclass(slots=True)
class Assignee:
    """An office that gets the order, or works along: its present full name, what it is to do, and on what basis.

    brief: its task without what is to be found out first, which the lead's line and the list of open points say.
    """

    name: str
    task: str
    basis: str
    brief: str = ""

    def as_json(self) -> dict[str, str]:
        """The assignee object of the contract."""
        return {"name": self.name, "task": self.task, "basis": self.basis}


def offered(outlook: Outlook) -> list[Measure]:
    """The measures that order and card offer, weightiest first, in the outlook's order among equals."""
    shown = [m for m in outlook.measures if m.verdict in (Verdict.LIKELY, Verdict.NEED_INFO)]
    worth = _worths(shown, outlook)
    return sorted(shown, key=lambda m: -worth[m.id])


def _worths(measures: Sequence[Measure], outlook: Outlook) -> dict[str, float]:
    """What puts measures before others: weight, that one is likely, that the caller asks for it or its office."""
    asked = _asked(outlook.words)
    offices = {mention.family for mention in Departments.load().spot(asked)}
    meant = {one for words in outlook.reading.demand.split("；") for one in _words()["meant"].get(words, ())}
    found = {}
    for measure in measures:
        worth = measure.weight + (_LIKELY_WORTH if measure.verdict is Verdict.LIKELY else 0.0)
        worth += _NAMED_WORTH if measure.id in outlook.reading.named else 0.0
        wanted = {measure.id, measure.domain} & meant or any(pair in asked for pair in _pairs(measure.name))
        worth += _ASKED_WORTH if wanted else 0.0
        worth += _SPOKEN_WORTH if any(part in outlook.words for part in _runs(measure.name)) else 0.0
        led = {Departments.load().lookup(office.name).family for office in measure.lead}
        found[measure.id] = worth + (_OFFICE_WORTH if offices & led else 0.0)
    return found


def _asked(text: str) -> str:
    """The clauses of a text that ask or want something."""
    wants = re.compile(_words()["wants"])
    return "\n".join(clause for clause in re.split(r"[，,。！!；;\s]", text) if wants.search(clause))


@cache
def _runs(name: str) -> tuple[str, ...]:
    """The stretches of a measure's name by which it is known when said in full."""
    return tuple(run for i in range(len(name) - _IN_FULL + 1) if (run := name[i : i + _IN_FULL]).isalpha())


@cache
def _pairs(name: str) -> tuple[str, ...]:
    """Two characters in a row of a measure's name, those left out that say nothing of what is wanted."""
    common = set(_words()["common"])
    pairs = (name[i : i + 2] for i in range(len(name) - 1))
    return tuple(pair for pair in pairs if pair not in common and pair.isalpha())


def basis_words(citation: Citation) -> str:
    """Document and clause in words: 《进贤县监测办法》第四条第一款."""
    return f"《{citation.document.title}》{address_words(citation.clause.address)}"


def shown_name(measure: Measure) -> str:
    """A measure's present name as texts print it: 纳入监测:脱贫不稳定户 -> 纳入监测（脱贫不稳定户）."""
    return printed_name(measure.name)


def printed_name(name: str) -> str:
    """A name of the list of measures as texts print it."""
    head, colon, rest = name.rpartition("→")[2].partition(":")
    return f"{head}（{rest}）" if colon else head.replace("(", "（").replace(")", "）")


def assignees(outlook: Outlook) -> tuple[Assignee, list[Assignee], str]:
    """Lead, the other offices, and a remark when several measures weigh the same.

    A danger leads the order: through the office of the measure that takes the household on from there if one is
    offered (an emergency grant, aid for disaster victims), else through the township.
    """
    words, measures = _words(), offered(outlook)
    place = outlook.story.place
    groups = _by_lead(measures, outlook)
    township = township_name(outlook.words, place)
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
        told = "" if lead.task == words["explain_task"] else f"；{lead.task}"
        lead.task = f"{words['complaint_task']}{told or words['complaint_answer']}"
    briefly = [replace(one, task=one.brief) for one in groups.values()]
    others = (*extra, *briefly, *_working_along(measures, lead, outlook))
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
    worths = _worths(measures, outlook)
    worth = {name: [worths[m.id] for m in of_it] for name, of_it in grouped.items()}
    # Of offices whose first measures weigh the same, the one with more such measures comes first.
    ranked = sorted(grouped, key=lambda name: (-max(worth[name]), -worth[name].count(max(worth[name]))))
    return {name: Assignee(name, _task(of := grouped[name]), bases[name], _brief(of)) for name in ranked}


def _office_basis(office: Office, measure: Measure) -> str:
    if office.citation is None:
        return str(_words()["duties"])
    return basis_words(measure.citations[office.citation - 1])


def _brief(measures: Sequence[Measure]) -> str:
    return str(_words()["task"]).format(measures="、".join(shown_name(measure) for measure in measures))


def _task(measures: Sequence[Measure]) -> str:
    names = "、".join(shown_name(measure) for measure in measures)
    open_ = list(dict.fromkeys(gap.text for measure in measures for gap in measure.missing))
    if not open_:
        return _brief(measures)
    return str(_words()["task_missing"]).format(measures=names, missing="；".join(open_[:3]))


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
    worths = _worths(measures, outlook)
    top = [measure for measure in measures if worths[measure.id] == max(worths.values())]
    place, day = outlook.story.place, outlook.story.day
    names = list(dict.fromkeys(local_name(m.lead[0].name, place, day) for m in top if m.lead))
    return str(_words()["note"]["tie"]).format(names="、".join(names), lead=lead) if len(names) > 1 else ""


def _needs_visit(measures: Sequence[Measure]) -> bool:
    return any(m.first_contact and re.search("[村乡镇]", m.first_contact) for m in measures)


def _explaining(outlook: Outlook, township: str) -> Assignee:
    words = _words()
    family = _seeing(outlook.words)
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
    unnamed: set[str] = set()
    for measure in measures:
        if not measure.lead or local_name(measure.lead[0].name, place, day) != lead.name:
            continue
        for office in measure.co:
            if _COLLECTIVE.search(office.name) or not may_lead(office.name):
                continue
            name = local_name(office.name, place, day)
            if office.citation is None and name not in found:
                if name.startswith("国家") or len(unnamed) >= MOST_UNNAMED:
                    continue
                unnamed.add(name)
            task = str(_words()["co_task"]).format(measures=shown_name(measure))
            if not re.fullmatch("乡镇.*", name):
                found.setdefault(name, Assignee(name, task, _office_basis(office, measure)))
    yield from list(found.values())[:MOST_CO_OF_LEAD]


@cache
def _words() -> dict[str, Any]:
    return read_data("order.yaml")
