"""False premises: a figure or an office that the question states and the clause says otherwise."""

from __future__ import annotations

import re

from bot.answers.ask import Ask
from bot.answers.draft import Draft, Pick
from bot.answers.figure import figures_named
from corpus.figures import find_figures
from corpus.model import Role
from corpus.numerals import parse_number
from corpus.zhtext import fold

_CLAIM = re.compile(
    r"(?:吗|(?<![什怎多])么|嘛|吧|对不对|对吗|是不是|是否|没错吧|不是)[?？。]?$|是不是|是否|不是(?:说|要|已)"
)
_EVERY = re.compile("每(?:天|日|周|月|季|年)(?!度|底)")
_YEARS = re.compile("(?<![0-9一二三四五六七八九十])[0-9一二三四五六七八九十]{1,2}年(?!代|级|度|底|内|均)")
_UNTIL = re.compile("20[0-9]{2}年?(?=年?(?:底|末|才|前))")
# A claim that something holds for everybody or all of it, and how a clause would say so.
_ALL = re.compile(r"全部|全都|所有|每家每户|每家都|家家户户|家家|户户|人人|谁都|一律|通通|任何")
_ALL_SAID = re.compile(r"全部|所有|一律|均|都|各[^自项]|每[家户人个村]|任何|凡|普遍|全覆盖|全员|全体")
_LEADS = re.compile(r"牵头|领头|主抓")


def check_figures(ask: Ask, draft: Draft, pick: Pick) -> None:
    """Correct a figure stated in the question when the chosen words hold others of its kind, but not this one."""
    stated = figures_named(ask.query.text)
    if not _CLAIM.search(ask.query.text):
        return
    everybody = _ALL.search(ask.query.text)
    if everybody and not any(_ALL_SAID.search(said.words) for said in draft.picks):
        said = f"问题里说的“{everybody[0]}”条文没有这样写，适用范围以条文为准。"
        draft.remarks.append(("premise_wrong", said))
        return
    claimed = _other_span(ask.query.text, pick.words)
    if claimed:
        draft.remarks.append(("premise_wrong", f"问题里说的“{claimed}”与条文不一致，以条文为准。"))
        return
    row = pick.clause.row
    printed = list(find_figures(pick.words))
    numbers = {float(n) for n in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", pick.words)} if row else set()
    for claim in stated:
        same = [f for f in printed if f.unit_class == claim.unit_class]
        known = {f.value for f in same} | numbers
        if known and claim.value is not None and claim.value not in known:
            draft.remarks.append(("premise_wrong", f"问题里说的“{claim.text}”与条文不一致，以条文为准。"))
            return


def claimed_classes(question: str) -> frozenset[str]:
    """The unit classes of the figures that a question claims (是不是要建20个); empty when it claims none."""
    return (
        frozenset(figure.unit_class for figure in figures_named(question)) if _CLAIM.search(question) else frozenset()
    )


def _other_span(question: str, words: str) -> str:
    """The period (每月, 5年) or the year's end (2020年底) of the question where the words give another; "" else."""
    for pattern in (_EVERY, _YEARS, _UNTIL):
        asked = {str(one) for one in pattern.findall(fold(question))}
        said = {str(one) for one in pattern.findall(fold(words))}
        if asked and said and not {_plain(one) for one in asked} & {_plain(one) for one in said}:
            return min(asked)
    return ""


def _plain(span: str) -> str:
    number = parse_number(span.removesuffix("年"))
    return span if number is None else f"{number:g}"


def check_offices(ask: Ask, draft: Draft, pick: Pick) -> None:
    """Correct an office said to lead when the clause names others, or none, as leading."""
    if not ask.query.offices or not _LEADS.search(ask.query.text) or not _CLAIM.search(ask.query.text):
        return
    leads = [d for d in pick.clause.duties if d.role is Role.LEAD]
    if any(d.family in ask.query.offices for d in leads):
        return
    if leads:
        said = f"牵头的是{'、'.join(d.name for d in leads)}，不是问题里说的单位。"
    else:
        said = "文件没有写明由问题里说的单位牵头。"
    draft.remarks.append(("premise_wrong", said))
