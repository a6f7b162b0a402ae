"""Who does what: the body that a sentence makes act must be the one that its clause makes act there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.check.fault import Fault
from bot.check.ground import Ground, Statement, grams, overlap
from bot.check.words import cut, groups, groups_of, lay, pattern, word_classes
from corpus.model import Duty, Role
from corpus.zhtext import fold

_MARGIN = 0.2
_ENOUGH = 0.45
_LIKE = 0.34
_LEAST = 2  # signs of what is done that tell who does it
_ROLES = (
    (Role.LEAD, re.compile("牵头|领头|主抓")),
    (Role.COOPERATING, re.compile("配合|协办|协助")),
    (Role.RESPONSIBLE, re.compile("责任单位|负责|主责")),
)
_LINK = re.compile("[、和或与及者以]*")
_MODIFIED = re.compile("、[^,;。应可由向]{1,12}的")
_VERBS = re.compile(
    "向|报给?|告知|告诉|通知|由|对|因为?|被|应当|可以|必须|的|和|或者?|经|自|会同|督促|要求|等|支持|以后|后|给|去|到|得知|再|所|要|帮|使|将|把|违反"
)
_LOOSE = re.compile("有关|相关|其他")
_RANK = re.compile("本级|同级|上一?级|下一?级|国务院|中央|省级?|市级?|县级?|乡镇|村级?")


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody with what he does. target: somebody to whom it is done; then `does` is what is done to him."""

    who: str
    does: str
    target: bool


@lru_cache(maxsize=4096)
def acts(text: str) -> tuple[Act, ...]:
    """Who does what in a folded text: each named body with the words after it, up to the next body."""
    found: list[Act] = []
    matches = list(pattern("actor").finditer(text))
    for place, match in enumerate(matches):
        last = place
        while last + 1 < len(matches) and _is_listed(text[matches[last].end() : _start(matches[last + 1])]):
            last += 1
        end = _start(matches[last + 1]) if last + 1 < len(matches) else len(text)
        start = matches[last].end()
        who = _LOOSE.sub("", match[0][_start(match) - match.start() :])
        before = text[max(0, _start(match) - 10) : _start(match)]
        does = text[start:end]
        target = bool(pattern("target").search(before)) and not pattern("acts_after").search(does)
        if target:
            does = text[matches[place - 1].end() if place else 0 : _start(match)]
        if len(who) >= 2:
            found.append(Act(who, does, target))
    return tuple(found)


def _is_listed(between: str) -> bool:
    """Do two bodies stand in one list (村委会、居委会、密切接触孩子的单位)?"""
    return bool(_LINK.fullmatch(between) or _MODIFIED.fullmatch(between))


def _start(match: re.Match[str]) -> int:
    """Where the name of the body itself begins, verbs before it left out."""
    verbs = list(_VERBS.finditer(match[0][:-2]))
    return match.start() + (verbs[-1].end() if verbs else 0)


def _of_statement(statement: Statement) -> tuple[Act, ...]:
    own = acts(statement.text)
    return own + (acts(statement.intro) if statement.intro else ())


def actor_faults(sentence: str, ground: Ground) -> Iterator[Fault]:
    """Bodies that the sentence makes do what the ground makes another do, or that have another role."""
    every = [act for statement in ground.statements for act in _of_statement(statement)]
    for act in acts(sentence):
        if _is_unknown(act.who, ground):
            yield Fault("actor", act.who)
        held = [other for other in every if other.target == act.target]
        if len(grams(act.does)) < _LEAST and not pattern("acts_after").search(act.does):
            continue
        own = max((overlap(act.does, other.does) for other in held if _alike(act.who, other.who)), default=0.0)
        rival = max((overlap(act.does, other.does) for other in held if not _alike(act.who, other.who)), default=0.0)
        if rival >= _ENOUGH and rival > own + _MARGIN:
            yield Fault("actor", act.who)
    yield from role_faults(sentence, [duty for clause in ground.clauses for duty in clause.duties])


def _is_unknown(who: str, ground: Ground) -> bool:
    """Is a word of the body's name in no clause, nor one of its meaning? 单位, 部门 alone name nobody."""
    if pattern("anybody").match(who):
        return False
    return any(
        len(word) > 1
        and (word not in word_classes() or pattern("narrow").search(who))
        and word not in ground.whole
        and not pattern("anybody").match(word)
        and not any(other in ground.whole for number in groups_of().get(word, ()) for other in groups()[number])
        and not any(term in ground.whole for term in lay().get(word, ()))
        for _, word in cut(who)
    ) and not any(other in ground.whole for number in groups_of().get(who, ()) for other in groups()[number])


def _alike(one: str, other: str) -> bool:
    """May two names mean the same body? Not under different ranks."""
    ranks = [found[0].removesuffix("级") if (found := _RANK.search(name)) else "" for name in (one, other)]
    if all(ranks) and ranks[0] != ranks[1]:
        return False
    return one in other or other in one or overlap(one, other) >= _LIKE or overlap(other, one) >= _LIKE


def role_faults(sentence: str, duties: Sequence[Duty]) -> Iterator[Fault]:
    """Offices said to lead or help that the clause gives in another role."""
    for part in re.split("[,;。]", sentence) if duties else ():
        named = [duty for duty in duties if fold(duty.name) in part or fold(duty.name)[1:] in part]
        roles = [role for role, words in _ROLES if words.search(part)]
        for duty in named:
            given = {d.role for d in named if d.name == duty.name}
            lead = Role.LEAD in roles and Role.LEAD not in given
            helps = roles == [Role.COOPERATING] and Role.COOPERATING not in given
            if lead or helps:
                yield Fault("role", duty.name)
