"""Whole stories (案例): what may apply to this household, by what triage itself finds.

Which office leads is asked only where the document prints the lead; then the line that prints it is quoted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.training.drill import told_drills
from bot.training.items import QuizItem
from bot.training.makers.door import share
from bot.training.makers.offices import printed_line
from bot.training.making import Asked
from bot.training.sources import Source, without_number
from bot.training.words import load
from corpus.departments import Departments
from corpus.model import Duty, Role, Span
from triage.model import Measure, Story, Verdict
from triage.refer import Triage

_MOST = 2


def story_items(triage: Triage, asked: Sequence[Source], place: str | None, day: dt.date) -> Iterator[QuizItem]:
    """One item a story in which one or two measures are likely and nothing is urgent, on the first one's clause."""
    if not triage.book.rules:
        return
    by_address = {(one.shelved.document.document_id, one.clause.address): one for one in asked}
    for drill in told_drills():
        told = drill.story
        if place is not None and told.place is not None and told.place != place:
            continue
        outlook = triage.refer(Story(told.text, place, day, told.channel))
        likely = [measure for measure in outlook.measures if measure.verdict is Verdict.LIKELY]
        if not 1 <= len(likely) <= _MOST or outlook.urgent or outlook.out_of_scope is not None:
            continue
        others = [m.weight for m in outlook.measures if m.verdict in (Verdict.NEED_INFO, Verdict.ALREADY)]
        if max(others, default=0) >= likely[0].weight:
            continue  # what is still open weighs as much: then the one measure is not the answer
        citation = next((one for one in likely[0].citations if _bears(one.quote, likely[0].name, told.text)), None)
        if citation is None:
            continue
        source = by_address.get((citation.document.document_id, citation.clause.address))
        if source is None:
            continue
        told_why = "".join(f"来情碰到{measure.name}，{_wording(measure)}" for measure in likely)
        span = _without_number(source, citation.span)
        lead = _lead_line(likely, source, by_address)
        if lead is not None:
            told_why = f"。这一行管的是{source.where}：“{source.words(span)}”{told_why}"
        printed, span = lead or (source, span)
        leads = [duty for duty in source.clause.duties if duty.role is Role.LEAD] if lead else []
        made = Asked(printed, span, "story", "door", drill.drill_id, told=told_why, topic=likely[0].domain)
        stem = (
            f"来情：{' '.join(told.text.split())} {source.opening}{source.where}等规定，"
            f"这家可能适用的{'两项措施各' if len(likely) > 1 else '措施'}是什么{'，由哪个部门牵头' if lead else ''}？"
        )
        yield made.open("case", stem, _key(likely, triage, leads))


def _lead_line(
    likely: Sequence[Measure], source: Source, by_address: Mapping[tuple[str, str], Source]
) -> tuple[Source, Span] | None:
    """The printed line that names the one lead of the one measure; None where no lead, or another one, is printed."""
    duties = [duty for duty in source.clause.duties if duty.role is Role.LEAD]
    if len(likely) > 1 or len(duties) != 1 or len(likely[0].lead) != 1:
        return None
    office = likely[0].lead[0]
    family = Departments.load().lookup(office.today or office.name).family
    if family is None or family != duties[0].family:
        return None
    printed = by_address.get((source.shelved.document.document_id, duties[0].rider or source.clause.address))
    if printed is None or duties[0].name not in printed.clause.text:
        return None
    return printed, printed_line(printed.clause, duties)


def _wording(measure: Measure) -> str:
    """How sure it is, in the words of triage, without the facts that the story tells already."""
    found = re.search("可能适用.*", measure.why)
    return found[0] if found else "可能适用，以有权单位认定为准。"


def _bears(quote: str, name: str, story: str) -> bool:
    """Whether a quote is on the measure, and on such a household: of the groups it is for the story names one."""
    groups = [word for word in load("words.yaml")["groups"] if word in quote]
    whole = not quote.rstrip().endswith((":", "："))  # the head of a list says nothing without it
    return whole and share(name, quote) and (not groups or any(word in story for word in groups))


def _without_number(source: Source, span: Span) -> Span:
    """The span without the number of its clause, which the explanation names already."""
    words = span.of(source.clause.text)
    return Span(span.end - len(without_number(words)), span.end)


def _key(likely: Sequence[Measure], triage: Triage, leads: Sequence[Duty]) -> list[str]:
    names = triage.book.names
    key = [
        "|".join(dict.fromkeys((*_parts(m.name), *(n for n in names.get(m.id, ()) if len(n) >= 4 and n in m.name))))
        for m in likely
    ]
    register = Departments.load()
    for office in leads:
        family = register.lookup(office.today or office.name).family
        short = (f"{family}局", f"{family}部门") if family else ()
        key.append("|".join(dict.fromkeys(filter(None, (office.today, office.name, *short)))))
    return list(dict.fromkeys(key))


def _parts(name: str) -> tuple[str, ...]:
    return (re.split("[(（]", name)[0], name)
