"""Refusing: what no clause says is not said. The decision, its reason, what is missing and whom to ask."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.answers.answerable import is_answerable, is_sure, unquantified
from bot.answers.ask import Ask
from bot.answers.contact import TOWNSHIP, is_complaint, is_of_the_desk, whom_to_ask
from bot.answers.cover import cover
from bot.answers.lead_in import short_title
from bot.answers.parts import troubles
from bot.answers.renamed import asked_office, in_register
from corpus.departments import Departments
from corpus.status import NATION, reaches
from corpus.zhtext import fold
from retrieval.model import Evidence, Kind
from triage.scope import other_desks

STORY = "没有条款直接回答这一户的情况。请用“分诊”逐项看可能适用的帮扶；急事先找村委会或乡镇便民服务中心。"
LONGEST_SUBJECT = 40
_VILLAGE = re.compile(
    "(?:有没有|有无|包括|包不包括|含不含|在不在)(?:我们|我|咱们?)?([一-龥]{2,4}(?:村|镇|乡|社区))(?:吗|么)?[?？。]?$"
)
VILLAGE = "{papers}没有逐个写出名字，看不出有没有您问的地方。请向{office}核对名单，并说清是哪个县、哪个乡镇。"
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least nearness (cover by words + cosine of meaning, 0 to 2) by which a refusal chooses its reason."""

    beyond: float = 0.5  # below this nothing in the library has to do with it
    unplaced: float = 0.9  # another place's paper covers this many times what papers without a place cover: the asked
    nation: float = 1.1  # place is what is lacking; or this many times what the nation's acts cover


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered, in the contract's word and in plain Chinese, with what is missing."""

    reason: str
    text: str
    missing: tuple[str, ...]


def best_cover(ask: Ask) -> float:
    """The highest cover among the evidence."""
    return max((cover(ask, item) for item in ask.evidence), default=0.0)


def nearness(ask: Ask) -> float:
    """How near the first unit to answer from comes to the question, by words and by meaning (0 to 2)."""
    first = ask.grounds[:1]
    return max((cover(ask, item) for item in first), default=0.0) + ask.searcher.meaning(ask.query, first)


def is_settled(ask: Ask, departments: Departments) -> bool:
    """Is what is asked there by name, so that no chance needs to be weighed?"""
    return _is_settled(ask) or asked_office(ask, departments) is not None


def is_near(ask: Ask) -> bool:
    """Does what was found answer the question? Words that the question itself quotes settle it."""
    if any(phrase in fold(item.unit.text) for item in ask.grounds[:1] for phrase in ask.quoted):
        return True
    return is_answerable(ask) or unquantified(ask) is not None


def reason_to_refuse(ask: Ask, departments: Departments) -> str | None:
    """The contract's reason when the evidence does not reach the question, None when it may be answered."""
    if ask.asked.beyond or ask.asked.greeting or not _HAN.search(ask.query.text):
        return "out_of_scope"
    if ask.asked.personal or _village_is_lacking(ask) or _address_is_lacking(ask) or _paper_is_silent(ask):
        return "no_evidence"
    if is_settled(ask, departments):
        return None
    if _place_is_lacking(ask):
        return "other_region"
    return _reason_of_the_unsure(ask) or (None if is_near(ask) else _reason_of_the_far(ask, departments))


def _reason_of_the_unsure(ask: Ask) -> str | None:
    """A matter of another desk, words that order us about, or a complaint about a cadre, are answered only by a clause
    that surely fits."""
    desks, complaint = ask.asked.ordered or bool(other_desks(ask.query.text)), is_complaint(ask.query.text)
    if not (desks or complaint) or is_sure(ask):
        return None
    return "out_of_scope" if desks else "no_evidence"


def _reason_of_the_far(ask: Ask, departments: Departments) -> str:
    ours = is_of_the_desk(ask.query.text, departments)
    return "no_evidence" if ours or nearness(ask) >= THRESHOLDS.beyond else "out_of_scope"


def _address_is_lacking(ask: Ask) -> bool:
    """A clause is asked for by its number, and no paper meant has it: nothing similar may stand in for it."""
    return (
        ask.query.kind is Kind.LOOKUP
        and bool(ask.query.addresses)
        and not any("address" in e.why for e in ask.evidence)
    )


def _paper_is_silent(ask: Ask) -> bool:
    """A paper that is named, and not just meant as the place's, gave nothing: no other may answer in its stead."""
    papers = [ask.library.get(key).document for key in ask.query.documents]
    if not papers or any(e.document.document_id in ask.query.documents for e in ask.evidence):
        return False
    return all(paper.region is None or paper.region == NATION for paper in papers)


def _village_is_lacking(ask: Ask) -> bool:
    """Is it asked whether a village is on a list, and does no clause found name it? 我们村 is named by none."""
    if ask.asked.own_village:
        return True
    named = _VILLAGE.search(fold(ask.query.text))
    return named is not None and not any(named[1] in fold(item.unit.text) for item in ask.evidence)


def _is_settled(ask: Ask) -> bool:
    """What is asked is there by name: a clause by its number, a document's standing, other places' practice."""
    if any("address" in item.why for item in ask.evidence):
        return True
    if ask.query.kind is Kind.STATUS and any(_is_asked_about(ask, e) for e in ask.evidence):
        return True
    return ask.query.wants_elsewhere and bool(ask.result.elsewhere)


def _is_asked_about(ask: Ask, item: Evidence) -> bool:
    """Is this the document that the question means: by its name, or as the paper of the place named?"""
    if ask.query.documents:
        return item.document.document_id in ask.query.documents
    return item.document.region is not None and item.document.region == ask.query.region


def _place_is_lacking(ask: Ask) -> bool:
    """No paper of the asked place, or of a place above it, is there, and another place's says more than the rest."""
    if ask.query.region is None or any(e.document.region not in (None, NATION) for e in ask.evidence):
        return False
    there = _elsewhere(ask)
    if there is not None and _is_of_places(ask):
        return True
    national = any(e.document.region == NATION for e in ask.evidence)
    if national and is_sure(ask):
        return False
    least = THRESHOLDS.nation if national else THRESHOLDS.unplaced
    return there is not None and there[0] >= least * best_cover(ask)


def _is_of_places(ask: Ask) -> bool:
    """A figure or an office of a place that the question names, and only papers without a place to answer from."""
    asked = ask.query.region_source == "question" and ask.query.kind in (Kind.FIGURE, Kind.OFFICES, Kind.STATUS)
    return asked and all(e.document.region is None for e in ask.grounds[:1])


def refuse(ask: Ask, reason: str, departments: Departments) -> Refusal:
    """The words of a refusal: what lacks it, what there is elsewhere, whom to ask."""
    place = ask.query.region.rsplit("/", 1)[-1] if ask.query.region else ""
    core = subject(ask)
    short = _short(ask, reason, core, place)
    if short:
        return Refusal("no_evidence" if short == STORY else reason, short, (core,))
    office = whom_to_ask(ask.query.text, ask.query.region, departments)
    renamed = asked_office(ask, departments)
    if renamed:
        told = in_register(ask, renamed, departments)
        return Refusal(reason, f"已收录的{_papers(ask, place)}里没有写到{renamed.name}的去向。{told}。", (core,))
    there = _elsewhere(ask) if reason == "other_region" else None
    known = ""
    if there is not None and there[1].document.region:
        known = f"库里只有{there[1].document.region.rsplit('/', 1)[-1]}的有关内容，不能当作{place}的依据。"
    text = f"已收录的{_papers(ask, place)}里，没有条款回答“{core}”。{known}请问{office}；有文件的，请管理员收录后再问。"
    return Refusal(reason, text, (f"{place}：{core}" if place else core,))


def _short(ask: Ask, reason: str, core: str, place: str) -> str:
    """The words of a refusal that names no office; "" where one is to be named."""
    if ask.asked.greeting:
        return "您好，我是明白人，专答乡村帮扶政策：说清地方和事情，比如“上饶的公共服务哪些单位负责”。"
    handed = other_desks(ask.query.text)[:1] if reason == "out_of_scope" else ()
    if handed and not troubles(ask):
        return f"“{core}”不是这里的政策条款能答的：{handed[0].text}，请找{handed[0].handler}。"
    if reason == "out_of_scope":
        beyond = f"“{core}”不在已收录文件的范围里，这里只回答乡村帮扶政策。请换个问法，或向主管单位咨询。"
        return STORY if troubles(ask) else beyond
    return _lacking(ask, place)


def _lacking(ask: Ask, place: str) -> str:
    """What is not told, or not there, by name: persons, villages of a list, a clause number; "" where none is asked."""
    if ask.asked.personal:
        return "文件里个人的姓名、电话、邮箱等不在这里提供。要联系经办单位，请看文件原件的落款或打当地12345。"
    if _village_is_lacking(ask):
        return VILLAGE.format(papers=f"已收录的{_papers(ask, place)}里", office=TOWNSHIP)
    if _address_is_lacking(ask):
        return f"{_papers(ask, place)}里没有问到的这一条，请核对文件名和条款编号后再问。"
    return ""


def _papers(ask: Ask, place: str) -> str:
    """Which papers lack it: the one named, those of the place, or all."""
    for document_id in ask.query.documents[:1]:
        return short_title(ask.library.get(document_id).document)
    return f"{place}适用文件" if place else "文件"


def printable(words: str) -> str:
    """The words without control and format characters."""
    return "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cf"))


def subject(ask: Ask) -> str:
    """The question as it was put, for `missing` and the refusal; a long one is cut."""
    words = printable(ask.query.text).strip(" ?？。!！\n") or "这个问题"
    return words if len(words) <= LONGEST_SUBJECT else f"{words[:LONGEST_SUBJECT]}…"


def _elsewhere(ask: Ask) -> tuple[float, Evidence] | None:
    """The best cover among clauses of places that do not reach the asked one."""
    result = ask.searcher.search(replace(ask.query, region=None, region_source="none", other_places=()))
    other = [e for e in result.evidence if e.document.region and not reaches(e.document.region, ask.query.region)]
    scored = [(cover(ask, item), -i, item) for i, item in enumerate(other)]
    best = max(scored, key=lambda row: row[:2], default=None)
    return (best[0], best[2]) if best else None
