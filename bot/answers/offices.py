"""Who does it: the offices of a clause, by role, riders included; and what one office has to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.answer import MOST_CITATIONS, Office
from bot.answers.answerable import is_sure
from bot.answers.ask import Ask
from bot.answers.choose import around, is_duty_line, plain, sentence_picks, shorten
from bot.answers.contact import family_for
from bot.answers.cover import cover
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in, spoken_address
from corpus.departments import Departments
from corpus.errors import NotFound
from corpus.model import Clause, Duty, Role, Span
from corpus.records import OfficeDuty
from corpus.status import NATION, status_of
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence
from retrieval.rank import share

TOPIC = 26  # a first sentence up to this length is only a topic
LONGEST_OPENING = 70
NEAR_BEST = 0.75  # a unit with offices answers when it covers this share of what the best unit covers
NEAR_FIRST = 0.8  # and its score lies this near the first
HALF = 0.5
TELLING = 3.0  # weight from which a word says what is asked about
NAMES = 6  # office names of a role said in the answer, where there are MANY; all stand in `departments`
MANY = 8
_OFFICE_WORDS = re.compile(r"部门|单位|乡镇|政府|委员会|[局委办厅院]|大学|银行|公司|村委|小组")
# The question asks whether an office that it names is among them.
_AMONG = re.compile(r"(?:吗|么|不|没有)[?？。]?$|是不是|有没有|在不在|是否|在内|在列")
_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.LISTED, Role.COOPERATING)
_VERB = {Role.LEAD: "牵头", Role.RESPONSIBLE: "负责", Role.LISTED: "列为责任单位", Role.COOPERATING: "配合"}
_AS = {Role.LEAD: "牵头", Role.RESPONSIBLE: "是责任单位", Role.LISTED: "列在责任单位里", Role.COOPERATING: "配合"}
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
    line = _duty_line(ask, item, clause) or topic
    said = _said(clause.duties, fold(ask.query.text))
    lead_unknown = all(d.role is not Role.LEAD for d in clause.duties)
    if lead_unknown:
        said = f"文件没有写明牵头单位，{said}（排在第一的不等于牵头）"
    asked_about = _asked_about(ask, clause)
    draft.say(f"{lead_in(item.document)}{spoken_address(clause.address)}：{asked_about}{said}", line)
    if topic.key != line.key:
        short = shorten(topic, ask.terms, longest=80)
        draft.say(f"对应的内容：{plain(short.words)}", short)
    if ask.asked.wants_lead and lead_unknown:
        draft.missing.append("牵头单位（文件没有写明）")
        draft.remarks.append(("premise_wrong", "问的是牵头单位，文件没有写明谁牵头，只列了责任单位。"))
    return line


def _asked_about(ask: Ask, clause: Clause) -> str:
    """Whether the offices that the question names stand in the clause, said first: `有市水利局，列为责任单位；`."""
    if not ask.query.offices or not _AMONG.search(ask.query.text):
        return ""
    found = [d for d in clause.duties if d.family in ask.query.offices]
    if not found:
        return "没有列出问到的单位。"
    return f"问到的单位：{'、'.join(f'{d.name}{_AS[d.role]}' for d in found)}。"


def _with_duties(ask: Ask) -> tuple[Evidence, Clause] | None:
    """The evidence and clause whose offices answer: near the best in what it covers and in rank. None also when the
    best unit names offices in its own sentences and has no duty line (a statute)."""
    scored = [(cover(ask, item), item) for item in ask.grounds[:8]]
    if not scored:
        return None
    best, first = max(c for c, _ in scored), scored[0][1]
    statute = first.document.region == NATION and not any(c.duties for c, _ in first.unit.parts)
    if statute and names_office(first.unit.text):
        return None
    fit: list[tuple[float, Evidence, Clause]] = []
    for covered, item in scored:
        clauses = [c for c, _ in item.unit.parts if c.duties]
        near = covered >= NEAR_BEST * best and item.score >= NEAR_FIRST * first.score
        if clauses and near and speaks_of(ask, item):
            clause = max(clauses, key=lambda c: share(ask.terms, fold(c.text)))
            topic = share(ask.terms, around(item, clause))
            quoted = any(phrase in fold(item.unit.text) for phrase in ask.quoted)
            fit.append((covered + topic + item.score + quoted, item, clause))
    chosen = max(fit, key=lambda row: row[0], default=None)
    return (chosen[1], chosen[2]) if chosen else None


def speaks_of(ask: Ask, item: Evidence) -> bool:
    """Does the unit, with its headings and offices, hold any telling word of what is asked about (征兵)?"""
    offices = [duty.name for clause, _ in item.unit.parts for duty in clause.duties]
    said = fold("\n".join([item.document.title, *item.unit.heading, item.unit.address, item.unit.text, *offices]))
    telling = [term for term in ask.terms if term.weight >= TELLING]
    return not telling or any(term.held(said) >= HALF for term in telling) or is_sure(ask)


def names_office(text: str) -> bool:
    """Does the text name any office or body that could be in charge?"""
    return bool(_OFFICE_WORDS.search(text))


def _topic(ask: Ask, item: Evidence, clause: Clause) -> Pick:
    picks = [p for p in sentence_picks(ask, [item]) if p.clause.address == clause.address]
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


def _said(duties: Sequence[Duty], question: str) -> str:
    parts = []
    for role in _ORDER:
        own = [d for d in duties if d.role is role]
        if own:
            many = len(own) > MANY
            more = f"等{len(own)}个单位" if many else ""
            names = _some(own, question) if many else [d.name for d in own]
            parts.append(f"{_SAID[role]}{'、'.join(names)}{more}")
    return "，".join(parts)


def _some(duties: Sequence[Duty], question: str) -> list[str]:
    """NAMES of many offices, in the order printed: first those that see people for what is asked or share a word of two
    characters with the question, then the first ones."""
    sees = family_for(question, Departments.load())
    asked = [
        d for d in duties if d.family == sees or any(d.name[i : i + 2] in question for i in range(len(d.name) - 1))
    ]
    chosen = {d.name for d in asked[:NAMES]}
    chosen |= {d.name for d in [d for d in duties if d not in asked][: max(0, NAMES - len(asked))]}
    return [d.name for d in duties if d.name in chosen]


def offices_of(picks: Sequence[Pick]) -> tuple[Office, ...]:
    """The offices of the cited clauses, each once per clause, lead first."""
    seen: dict[tuple[str, Role], Office] = {}
    for number, pick in enumerate(picks, 1):
        for duty in pick.clause.duties:
            seen.setdefault((duty.name, duty.role), Office(duty.name, duty.role, duty.today, number))
    return tuple(sorted(seen.values(), key=lambda o: _ORDER.index(o.role)))


def is_of_office(ask: Ask) -> bool:
    """Is the question about an office that it names (上饶市水利局呢), and about nothing besides (民政局不批…)?"""
    named = "\n".join(mention.name for mention in Departments.load().spot(ask.query.text))
    besides = [term for term in ask.terms if term.weight >= TELLING and term.forms[0] not in named]
    return bool(ask.query.offices) and not besides


def write_office_duties(ask: Ask, draft: Draft) -> Pick | None:
    """Say what the office named in the question has to do: its clauses by role, the best first; None if it has none."""
    found = [
        row
        for family in ask.query.offices
        for row in ask.library.duties(family, ask.query.region)
        if not ask.query.documents or row.document.document_id in ask.query.documents
    ]
    own = _widest([row for row in found if row.duty.rider is None or _is_item(row)] or found)
    own.sort(key=lambda row: (_ORDER.index(row.duty.role), -share(ask.terms, fold(row.clause.text))))
    picks: list[Pick] = []
    for row in own[:MOST_CITATIONS]:
        item = evidence_at(ask, row.document.document_id, row.clause.address)
        pick = Pick(item, row.clause, _opening(row.clause.text))
        opening = f"{lead_in(row.document)}里，{row.duty.name}" if not picks else ""
        if draft.say(f"{opening}{_VERB[row.duty.role]}：{plain(pick.words)}", pick):
            picks.append(pick)
    if len(own) > len(picks) > 0:
        draft.remark(f"一共有{len(own)}项写到这个单位，其余见按单位列出的职责表")
    return picks[0] if picks else None


def _is_item(row: OfficeDuty) -> bool:
    """A clause that got its offices from the last clause below it (an item with topics)."""
    return bool(row.duty.rider and row.duty.rider.startswith(f"{row.clause.address}/"))


def _widest(rows: Sequence[OfficeDuty]) -> list[OfficeDuty]:
    """Of clauses one below the other, only the upper one."""
    keys = {(row.document.document_id, row.clause.address) for row in rows}
    kept = []
    for row in rows:
        parts = row.clause.address.split("/")
        above = {(row.document.document_id, "/".join(parts[:n])) for n in range(1, len(parts))}
        if not above & keys:
            kept.append(row)
    return kept


def _opening(text: str) -> Span:
    """The first sentence, with the second where the first is only a topic; at most LONGEST_OPENING characters."""
    spans = list(sentences(text)) or [Span(0, len(text))]
    end = spans[0].end
    if len(spans) > 1 and end - spans[0].start <= TOPIC and not is_duty_line(spans[1].of(text)):
        end = spans[1].end
    return Span(spans[0].start, min(end, spans[0].start + LONGEST_OPENING))


def evidence_at(ask: Ask, document_id: str, address: str) -> Evidence:
    """The unit that holds a clause, as evidence beside what the search gave. Raises NotFound."""
    shelved = ask.library.get(document_id)
    for unit in ask.library.units(document_id):
        if any(clause.address == address for clause, _ in unit.parts):
            return Evidence(unit, shelved.document, status_of(shelved, ask.query.as_of), 0.0)
    raise NotFound(f"《{shelved.document.title}》里没有条款“{address}”，请重新收录后再试。")
