"""Who does it: the offices of a clause, by role, riders included; and what one office has to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import MOST_CITATIONS, Office
from bot.answers.ask import Ask
from bot.answers.choose import is_duty_line, plain, sentence_picks, shorten
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in, spoken_address
from corpus.errors import NotFound
from corpus.model import Clause, Duty, Role, Span
from corpus.status import status_of
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence
from retrieval.rank import share

NEAR_BEST = 0.75  # a unit with offices answers when it covers this share of what the best unit covers
NAMES = 14  # office names said in the answer; all stand in `departments`
_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.LISTED, Role.COOPERATING)
_VERB = {Role.LEAD: "牵头", Role.RESPONSIBLE: "负责", Role.LISTED: "列为责任单位", Role.COOPERATING: "配合"}
_SAID = {
    Role.LEAD: "牵头单位是",
    Role.RESPONSIBLE: "责任单位有",
    Role.COOPERATING: "配合单位有",
    Role.LISTED: "列出的责任单位有",
}


def write_offices(ask: Ask, draft: Draft) -> Pick | None:
    """Say who leads and who shares the work of the best unit that names offices; None when no unit does."""
    found = _with_duties(ask)
    if found is None:
        return None
    item, clause = found
    topic = _topic(ask, item, clause)
    line = _duty_line(ask, item, clause)
    said = _said(clause.duties)
    lead_unknown = all(d.role is not Role.LEAD for d in clause.duties)
    if lead_unknown:
        said = f"文件没有写明牵头单位，{said}（排在第一的不等于牵头）"
    subject = plain(topic.words) if len(topic.words) <= 40 else spoken_address(clause.address)
    draft.say(f"{lead_in(item.document)}{spoken_address(clause.address)}：{said}", *(p for p in (line,) if p))
    if line is None or share(ask.terms, fold(line.clause.text)) < share(ask.terms, fold(topic.clause.text)):
        short = shorten(topic, ask.terms, longest=80)
        said_here = f"对应的内容：{plain(short.words)}" if line else f"{lead_in(item.document)}“{subject}”：{said}"
        draft.say(said_here, short)
    if ask.asked.wants_lead and lead_unknown:
        draft.missing.append("牵头单位（文件没有写明）")
    return line or topic


def _with_duties(ask: Ask) -> tuple[Evidence, Clause] | None:
    """The evidence and clause whose offices answer: near the best in what it covers, first in rank."""
    scored = []
    for rank, item in enumerate(ask.evidence[:8]):
        text = fold(f"{item.document.title}\n{' '.join(item.unit.heading)}\n{item.unit.text}")
        scored.append((share(ask.terms, text), rank, item))
    best = max((cover for cover, _, _ in scored), default=0.0)
    for cover, _, item in scored:
        if cover >= NEAR_BEST * best:
            clauses = [c for c, _ in item.unit.parts if c.duties]
            if clauses:
                return item, max(clauses, key=lambda c: share(ask.terms, fold(c.text)))
    return None


def _topic(ask: Ask, item: Evidence, clause: Clause) -> Pick:
    picks = [p for p in sentence_picks([item], ask.terms) if p.clause.address == clause.address]
    if picks:
        return picks[0]
    return Pick(item, clause, next(iter(sentences(clause.text)), Span(0, len(clause.text))))


def _duty_line(ask: Ask, item: Evidence, clause: Clause) -> Pick | None:
    """The printed line with these offices: in the clause itself or in the clause its duties come from."""
    own = _line_in(item, clause)
    if own:
        return own
    for address in dict.fromkeys(d.rider for d in clause.duties if d.rider):
        shown = evidence_at(ask, item.document.document_id, address)
        other = next(c for c, _ in shown.unit.parts if c.address == address)
        line = _line_in(shown, other)
        if line:
            return line
    return None


def _line_in(item: Evidence, clause: Clause) -> Pick | None:
    text = clause.text
    for span in sentences(text):
        words = span.of(text)
        if is_duty_line(words):
            end = span.end
            while end < len(text) and text[span.start : end].count("（") + text[span.start : end].count("(") > text[
                span.start : end
            ].count("）") + text[span.start : end].count(")"):
                end += 1
            return Pick(item, clause, Span(span.start, min(end, span.start + 240)))
    return None


def _said(duties: Sequence[Duty]) -> str:
    parts = []
    for role in _ORDER:
        names = [d.name for d in duties if d.role is role]
        if names:
            more = f"等{len(names)}个单位" if len(names) > NAMES else ""
            parts.append(f"{_SAID[role]}{'、'.join(names[:NAMES])}{more}")
    return "，".join(parts)


def offices_of(picks: Sequence[Pick]) -> tuple[Office, ...]:
    """The offices of the cited clauses, each once per clause, lead first."""
    seen: dict[tuple[str, Role], Office] = {}
    for number, pick in enumerate(picks, 1):
        for duty in pick.clause.duties:
            seen.setdefault((duty.name, duty.role), Office(duty.name, duty.role, duty.today, number))
    return tuple(sorted(seen.values(), key=lambda o: _ORDER.index(o.role)))


def write_office_duties(ask: Ask, draft: Draft) -> Pick | None:
    """Say what the office named in the question has to do: its clauses by role, the best first; None if it has none."""
    found = [
        row
        for family in ask.query.offices
        for row in ask.library.duties(family, ask.query.region)
        if not ask.query.documents or row.document.document_id in ask.query.documents
    ]
    own = [row for row in found if row.duty.rider is None] or found
    own.sort(key=lambda row: (_ORDER.index(row.duty.role), -share(ask.terms, fold(row.clause.text))))
    picks: list[Pick] = []
    for row in own[:MOST_CITATIONS]:
        item = evidence_at(ask, row.document.document_id, row.clause.address)
        span = next(iter(sentences(row.clause.text)), Span(0, len(row.clause.text)))
        pick = shorten(Pick(item, row.clause, span), ask.terms, longest=50)
        opening = f"{lead_in(row.document)}里，{row.duty.name}" if not picks else ""
        if draft.say(f"{opening}{_VERB[row.duty.role]}：{plain(pick.words)}", pick):
            picks.append(pick)
    if len(found) > len(picks) > 0:
        draft.remark(f"库里共有{len(found)}条写到这个单位，其余见按单位列出的职责表")
    return picks[0] if picks else None


def evidence_at(ask: Ask, document_id: str, address: str) -> Evidence:
    """The unit that holds a clause, as evidence beside what the search gave. Raises NotFound."""
    shelved = ask.library.get(document_id)
    for unit in ask.library.units(document_id):
        if any(clause.address == address for clause, _ in unit.parts):
            return Evidence(unit, shelved.document, status_of(shelved, ask.query.as_of), 0.0)
    raise NotFound(f"《{shelved.document.title}》里没有条款“{address}”，请重新入库后再试。")
