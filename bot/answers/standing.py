"""Standing of a document: number, issuers, dates, period, and whether it holds on the day asked."""

from __future__ import annotations

import re

from bot.answers.ask import Ask
from bot.answers.choose import plain
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import short_title
from corpus.model import Document, Span, Status
from corpus.status import NATION
from corpus.versions import Days
from retrieval.evidence import sentences
from retrieval.model import Evidence

_NUMBER = re.compile(r"〔[0-9]{4}〕[0-9]+号")
_OF_PERIOD = re.compile(r"规划期|有效期|期限|20[0-9]{2}年?[—–~至到-]+20[0-9]{2}")
_PERIOD = re.compile(r"到期|期满|期限|规划期|有效期|为止|(?:到|管到|用到|执行到)(?:哪一?年|什么时候|啥时候)")
SAID = {
    Status.TEMPLATE: "这是范本，不是正式文件，不能作办事依据",
    Status.DRAFT: "这是征求意见稿，没有正式印发",
    Status.INTERPRETATION: "这是政策解读，不是文件正文",
    Status.REPEALED: "已经废止",
    Status.SUPERSEDED: "已被后来的版本取代",
    Status.EXPIRED: "期限已满",
    Status.NOT_YET: "那一天还没有到施行日期",
    Status.IN_FORCE: "现行有效",
    Status.UNKNOWN: "有没有效，库里的信息不足以判断，请向发文机关核实",
}


def write_standing(ask: Ask, draft: Draft) -> Pick | None:
    """Say number, issuers, date and standing of the document asked about; None when no document is found."""
    item = _document(ask)
    if item is None:
        return None
    document, status = item.document, item.status
    ground = _ground(ask, item)
    if ground is None:
        return None
    told = _told_by(ask, item)
    if told:
        draft.say(f"库里没有这份文件的正文，只有它的政策解读，解读里说：{plain(told.words)}", told)
        return told
    facts = [document.doc_number or "没有文号"]
    if document.issuers or document.issued_on:
        facts.append(f"{'、'.join(document.issuers)}{_day(document.issued_on)}{_verb(document)}")
    if document.region and document.region != NATION:
        facts.append(f"适用于{document.region.rsplit('/', 1)[-1]}")
    if document.effective_from and document.effective_from != document.issued_on:
        term = len(document.effective_from) == 4 and document.effective_to
        facts.append(f"从{_day(document.effective_from)}算起" if term else f"自{_day(document.effective_from)}起施行")
    if document.effective_to:
        facts.append(f"期限到{_day(document.effective_to)}")
    draft.say(f"{short_title(document)}：{_said(ask, document, status)}；{'，'.join(facts)}", ground)
    return ground


def _said(ask: Ask, document: Document, status: Status) -> str:
    """The standing in words; of a paper that was not out on the day asked, that it was not."""
    issued = Days.of(document.issued_on)
    if status is Status.NOT_YET and issued and ask.query.as_of < issued.first:
        return f"{_day(ask.query.as_of.isoformat())}还没有{_verb(document)}"
    return SAID[status]


def _told_by(ask: Ask, item: Evidence) -> Pick | None:
    """The sentence of an interpretation that tells number and date of the paper it explains, where that is asked."""
    if item.status is not Status.INTERPRETATION or "解读" in ask.query.text:
        return None
    for unit in ask.library.units(item.document.document_id):
        for clause, _ in unit.parts:
            for span in sentences(clause.text):
                if _NUMBER.search(span.of(clause.text)) and "印发" in span.of(clause.text):
                    return Pick(Evidence(unit, item.document, item.status, item.score), clause, span)
    return None


def _verb(document: Document) -> str:
    return "公布" if document.region == NATION else "印发" if document.nature is None else "发出"


def _day(date: str | None) -> str:
    if not date:
        return ""
    parts = date.split("-")
    return "".join(f"{int(part)}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def _document(ask: Ask) -> Evidence | None:
    wanted = ask.query.documents
    for item in ask.evidence:
        if not wanted or item.document.document_id in wanted:
            return item
    return None


def _ground(ask: Ask, item: Evidence) -> Pick | None:
    """The words of the document nearest to a date: its signature, the sentence with its period, else its first."""
    document = item.document
    years = {d[:4] for d in (document.issued_on, document.effective_to, document.effective_from) if d}
    best: tuple[int, Pick] | None = None
    period = _PERIOD.search(ask.query.text)
    for unit in ask.library.units(document.document_id):
        shown = Evidence(unit, document, item.status, item.score)
        for clause, _ in unit.parts:
            for span in sentences(clause.text):
                words = span.of(clause.text)
                rank = _tells_date(clause.address, words, years) + 3 * bool(period and _OF_PERIOD.search(words))
                if len(words) <= 240 and (best is None or rank > best[0]):
                    best = (rank, Pick(shown, clause, Span(span.start, span.end)))
        if best and best[0] >= 4 and not period:
            break
    return best[1] if best else None


def _tells_date(address: str, words: str, years: set[str]) -> int:
    """How much a sentence says about the document's date: the signature most, then a period, then the foreword."""
    dated = any(year in words for year in years)
    if address.rsplit("/", 1)[-1] == "落款":
        return 4 + dated
    period = bool(re.search("施行|有效期|规划期|印发", words)) and dated
    return 3 * period + 2 * address.startswith("前言") + dated
