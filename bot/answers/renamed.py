"""What an office is called today (扶贫办现在叫什么): told by the department register beside a clause that names it."""

from __future__ import annotations

import re

from bot.answers.ask import Ask
from bot.answers.choose import in_words, sentence_picks, shorten
from bot.answers.draft import Draft, Pick
from bot.answers.lead_in import lead_in
from corpus.departments import Departments, OfficeMention
from corpus.zhtext import fold

_CHANGES = re.compile(r"重组|转为|更名|改为|改成|并入|划入|划转|承担|调整优化|不再保留")
_LINE = 80  # characters of a quoted sentence that only names the office


def asked_office(ask: Ask, departments: Departments) -> OfficeMention | None:
    """The office whose name of today is asked for; None when the question asks something else."""
    if not ask.asked.wants_today:
        return None
    return next(iter(departments.spot(ask.query.text)), None)


def in_register(ask: Ask, office: OfficeMention, departments: Departments) -> str:
    """One sentence by the register: what the office became and who has its matters now."""
    place, day = ask.query.region, ask.query.as_of
    now = departments.lookup(office.name, place).today or departments.full_name(office.family)
    turn = f"有事请找{departments.full_name(office.family, place)}"
    change = departments.succession(office.name, day)
    if change is None:
        same = now.endswith(office.name)
        return f"按部门名录（不是条文），{office.name}{'的名称没有变' if same else f'的全称是{now}'}，{turn}"
    between = "" if office.name.endswith(change.body) else f"先改为{change.body}，"
    sure = "" if change.confidence == "seen" else "（各地时间不一，以当地公布为准）"
    return f"按部门名录（不是条文），{office.name}{between}职责现在归{now}{sure}，{turn}"


def write_renamed(ask: Ask, office: OfficeMention, draft: Draft, departments: Departments) -> Pick | None:
    """Say what a clause says of the office's change, or where it names the office, and its name of today by the
    register; None when no clause of the evidence names it."""
    ground = _ground(ask, office, departments)
    if ground is None:
        return None
    short = shorten(ground, ask.terms, _LINE, lambda words: _names(words, office, departments))
    draft.say(f"{lead_in(short.evidence.document)}：{in_words(ask.query, short)}", short)
    draft.remark(in_register(ask, office, departments))
    return short


def _ground(ask: Ask, office: OfficeMention, departments: Departments) -> Pick | None:
    picks = [p for p in sentence_picks(ask, ask.evidence, len(ask.evidence)) if _names(p.words, office, departments)]
    told = [pick for pick in picks if _CHANGES.search(pick.words)]
    return next(iter(told or picks), None)


def _names(words: str, office: OfficeMention, departments: Departments) -> bool:
    """Do the words name the office, or speak of the bodies of its kind (扶贫机构)?"""
    text = fold(words)
    stem = re.sub(r"[局办委厅部站组]$|办公室$|领导小组$", "", office.name)
    return f"{stem}机构" in text or any(mention.family == office.family for mention in departments.spot(text))
