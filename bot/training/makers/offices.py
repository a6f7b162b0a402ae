"""Who does what, from printed duties (牵头单位、责任单位): lead, responsible, listed; renamed offices named anew.

Where a document names no lead nobody is asked who leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.training.choosing import Elsewhere, Option, draw
from bot.training.items import QuizItem
from bot.training.making import Asked
from bot.training.sources import Source, without_number
from corpus.model import Clause, Duty, Notice, Role, Span

_COLLECTIVE = re.compile("各|所有|有关|等部门|乡镇|开发区|市直|县直|全市|全县|各级")
_WORDS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.COOPERATING: "配合单位", Role.LISTED: "责任单位"}
_LINE = re.compile("(?:牵头|责任|配合|协办)(?:单位|部门)")
_MATTER_MAX = 40
_QUOTE_MAX = 200
_FREE_MAX = 4


@dataclass(frozen=True)
class Task:
    """One task with its offices: what it is about, and where its offices stand printed.

    left_out: the groups printed beside the offices (各乡镇、开发区), which are no office by themselves.
    """

    source: Source
    matter: str
    printed: Source
    offices: tuple[Duty, ...]
    left_out: tuple[str, ...] = ()

    def named(self, role: Role) -> tuple[Duty, ...]:
        """The offices of one role."""
        return tuple(duty for duty in self.offices if duty.role is role)

    @property
    def topic(self) -> str:
        """What the task is filed under: by what it is about, not by the offices that it names."""
        return self.source.topic(self.matter, whole=False)

    @property
    def bodies(self) -> frozenset[str]:
        """All its offices, by what they are called today."""
        return frozenset(body(duty) for duty in self.offices)


def body(duty: Duty) -> str:
    """What tells offices apart: today's name, else the printed one, without its rank."""
    return _bare(duty.today or duty.name)


def shown(duty: Duty) -> str:
    """An office as an option shows it: as printed. Its present name stands in the notices, or it would show the key."""
    return duty.name


def renamed(duty: Duty) -> str | None:
    """What must be said of an office whose printed name is no longer in use; None for all others."""
    if duty.today is None:
        return f"{duty.name}现在的名称待核。" if duty.family is not None else None
    return None if duty.today == duty.name or _same(duty) else f"{duty.name}的职责现由{duty.today}承担。"


def _same(duty: Duty) -> bool:
    """Whether today's name is but the long form of the printed one (县教体局, 县教育体育局)."""
    letters = iter(duty.today or "")
    return all(letter in letters for letter in duty.name)


def office_items(document: Sequence[Source], elsewhere: Elsewhere) -> Iterator[QuizItem]:
    """The items on the duties of one document."""
    tasks = list(_tasks(document))
    known = {body(duty): duty for task in tasks for duty in task.offices}
    said = {duty.name: words for task in tasks for duty in task.offices if (words := renamed(duty)) is not None}
    for item in _items(tasks, known, elsewhere):
        yield _with_present_names(item, said)


def _with_present_names(item: QuizItem, said: Mapping[str, str]) -> QuizItem:
    """The item with a notice on each office of a former name that it shows, and the stem saying so."""
    shown_words = "\n".join((item.stem, *item.options, *item.key))
    met = [words for name, words in said.items() if name in shown_words]
    # What is read only after the answer says so there: beside the stem it would tell which office matters.
    item = replace(
        item,
        wrong=tuple(why and _told_of(why, shown_words, said) for why in item.wrong),
        explanation=_told_of(item.explanation, shown_words, said),
    )
    if not met:
        return item
    notices = (*item.warnings, Notice("office_renamed", "".join(met)))
    return replace(item, stem=f"{item.stem}（单位照文件原名，现名见提示）", warnings=notices)


def _told_of(words: str, beside: str, said: Mapping[str, str]) -> str:
    """Words with what must be said of each office of a former name in them that is not said beside the stem."""
    told = "".join(notice for name, notice in said.items() if name in words and name not in beside)
    return f"{words}（{told.rstrip('。')}。）" if told else words


def _items(tasks: Sequence[Task], known: Mapping[str, Duty], elsewhere: Elsewhere) -> Iterator[QuizItem]:
    for task in tasks:
        named = elsewhere.alike(task.source, task.matter)
        elsewhere_bodies = {body(duty) for other in named for duty in other.clause.duties}
        strangers = [duty for name, duty in known.items() if name not in task.bodies | elsewhere_bodies]
        yield from _of_task(task, strangers)
        yield from _matching(task, tasks)


def _of_task(task: Task, strangers: Sequence[Duty]) -> Iterator[QuizItem]:
    leads, others = task.named(Role.LEAD), task.named(Role.RESPONSIBLE)
    outside = [Option(shown(duty), f"{task.source.where}没有列{duty.name}。") for duty in strangers]
    if len(leads) == 1:
        yield from _lead(task, leads[0], others, outside)
    elif len(leads) > 1:
        yield from _several(task, leads, "共同牵头单位", outside, "leads")
    listed = others or task.named(Role.LISTED)
    if listed:
        yield from _several(task, listed, "责任单位", outside, "co")
        yield from _listed(task, listed[draw(task.matter, len(listed))], strangers, outside)
    if leads and len(others) >= 1 and len(leads) + len(others) <= _FREE_MAX:
        asked = _asked(task, "offices-free", (*leads, *others))
        but = f"（{'、'.join(task.left_out)}除外）" if task.left_out else ""
        stem = f"{task.source.opening}，“{task.matter}”点名的牵头单位和责任单位一共有哪几个{but}？请写全。"
        yield asked.open("free", stem, [_key(duty) for duty in (*leads, *others)])


def _lead(task: Task, lead: Duty, others: Sequence[Duty], outside: Sequence[Option]) -> Iterator[QuizItem]:
    where = task.source.where
    co = [
        Option(shown(duty), f"{where}把{duty.name}列为责任单位，不是牵头单位。")
        for duty in others
        if body(duty) != body(lead)
    ]
    wrong = [*co[:2], *outside[:6]]
    asked = _asked(task, "lead-single", (lead,))
    item = asked.single(f"{task.source.opening}，“{task.matter}”由哪个单位牵头？", shown(lead), wrong)
    if item is not None:
        yield item
    asked = _asked(task, "lead-judge", (lead,))
    if asked.truth() or not wrong:
        stem = f"{task.source.opening}，“{task.matter}”的牵头单位是{shown(lead)}。对不对？"
        yield asked.judge(stem, True, f"{where}写的牵头单位正是{lead.name}。")
    else:
        other = wrong[draw(f"{asked.item_id}other", len(wrong))]
        stem = f"{task.source.opening}，“{task.matter}”的牵头单位是{other.text}。对不对？"
        yield asked.judge(stem, False, f"牵头单位是{shown(lead)}；{other.why}")
    asked = _asked(task, "lead-fill", (lead,))
    yield asked.open("fill", f"{task.source.opening}，“{task.matter}”的牵头单位是____。", [_key(lead)])


def _several(task: Task, named: Sequence[Duty], role: str, outside: Sequence[Option], form: str) -> Iterator[QuizItem]:
    start = draw(f"{task.matter}{form}", len(named))
    some = [*named[start:], *named[:start]][: 2 + draw(f"{task.matter}count", 2)]
    asked = _asked(task, f"{form}-multi", some)
    stem = f"{task.source.opening}，下列哪些单位点名列为“{task.matter}”的{role}？（多选）"
    item = asked.multi(stem, [shown(duty) for duty in some], _shuffled(outside, asked.item_id))
    if item is not None:
        yield item


def _listed(task: Task, one: Duty, strangers: Sequence[Duty], outside: Sequence[Option]) -> Iterator[QuizItem]:
    asked = _asked(task, "listed-single", (one,))
    stem = f"{task.source.opening}，下列哪个单位列在“{task.matter}”的责任单位里？"
    item = asked.single(stem, shown(one), _shuffled(outside, asked.item_id)[:8])
    if item is not None:
        yield item
    if not strangers:
        return
    asked = _asked(task, "listed-judge", (one,))
    if asked.truth():
        stem = f"{task.source.opening}，{shown(one)}列在“{task.matter}”的责任单位里。对不对？"
        yield asked.judge(stem, True, f"{task.source.where}的责任单位里有{one.name}。")
    else:
        other = strangers[draw(f"{asked.item_id}other", len(strangers))]
        stem = f"{task.source.opening}，{shown(other)}列在“{task.matter}”的责任单位里。对不对？"
        yield asked.judge(stem, False, f"{task.source.where}没有列{other.name}。")


def _matching(task: Task, tasks: Sequence[Task]) -> Iterator[QuizItem]:
    """Which of four tasks an office has: the other three do not name it at all."""
    leads = task.named(Role.LEAD)
    named = leads or task.named(Role.LISTED)
    if not named or len(leads) > 1:
        return
    one = named[draw(f"{task.matter}match", len(named))]
    role = "牵头" if leads else "列为责任单位"
    others = [
        Option(other.matter, f"{other.source.where}的单位里没有{one.name}。")
        for other in tasks
        if body(one) not in other.bodies and not _within(other.source.clause, task.source.clause)
    ]
    asked = _asked(task, "office-match", (one,))
    verb = f"由{shown(one)}牵头" if leads else f"把{shown(one)}{role}"
    item = asked.single(f"{task.source.opening}，下列哪一项{verb}？", task.matter, _shuffled(others, asked.item_id)[:8])
    if item is not None:
        yield item


def _asked(task: Task, form: str, offices: Sequence[Duty]) -> Asked:
    span = printed_line(task.printed.clause, offices)
    # The hash and family are those of the clause that prints the offices, for that is what the item rests on.
    own = task.printed.clause.address == task.source.clause.address
    told = "" if own else f"。这一行印在同一项里，管整项，{task.source.where}也照它。"
    return Asked(task.printed, span, form, "who", slot=task.source.clause.address, told=told, topic=task.topic)


def _key(duty: Duty) -> str:
    printed = (duty.name, duty.today or duty.name)
    bare = [_bare(name) for name in printed]
    without_party = [re.sub("^(?:省|市|县|区)委(?=[一-龥]{2})", "", name) for name in printed]
    return "|".join(dict.fromkeys((*printed, *bare, *without_party)))


def _bare(name: str) -> str:
    return re.sub("^(?:省|市|县|区)(?!委)", "", name)


def printed_line(clause: Clause, offices: Sequence[Duty]) -> Span:
    """The printed duty line with these offices, as short as it can be: one sentence or its part between brackets."""
    text = clause.text
    places = [text.find(duty.name) for duty in offices]
    first, last = min(places), max(place + len(duty.name) for place, duty in zip(places, offices, strict=True))
    marks = [m.start() for m in _LINE.finditer(text) if m.start() <= first]
    start = marks[-1] if marks and last - marks[-1] <= _QUOTE_MAX else first
    depth, end = 0, last
    for place in range(last, min(len(text), start + _QUOTE_MAX)):
        if text[place] in ";；。\n" or (text[place] in "）)" and depth == 0):
            end = place
            break
        depth += (text[place] in "（(") - (text[place] in "）)")
    return Span(start, end)


def _tasks(document: Sequence[Source]) -> Iterator[Task]:
    by_address = {source.clause.address: source for source in document}
    for source in document:
        offices = tuple(duty for duty in source.clause.duties if not _COLLECTIVE.search(duty.name))
        riders = {duty.rider for duty in offices}
        if not offices or len(riders) > 1:
            continue
        printed = by_address.get(next(iter(riders)) or source.clause.address)
        if printed is None or any(duty.name not in printed.clause.text for duty in offices):
            continue
        matter = matter_of(source)
        if matter and not _leads_all(source, by_address):
            groups = [duty.name for duty in source.clause.duties if _COLLECTIVE.search(duty.name)]
            yield Task(
                source,
                matter,
                printed,
                offices,
                tuple(dict.fromkeys(re.sub("^(?:各|所有)", "", one) for one in groups)),
            )


def _leads_all(source: Source, by_address: Mapping[str, Source]) -> bool:
    """Whether a topic has but the several leads of its whole item: which of them leads this one is not printed."""
    item = by_address.get(source.clause.address.rpartition("/")[0])
    leads = {duty.name for duty in source.clause.duties if duty.role is Role.LEAD}
    return item is not None and len(leads) > 1 and leads == {d.name for d in item.clause.duties if d.role is Role.LEAD}


def matter_of(source: Source) -> str:
    """What a clause of a plan is about: its topic phrase, else its first sentence; "" when that is too long."""
    last = source.clause.address.rpartition("/")[2]
    if re.search("[一-龥]{4,}", last):
        return last
    first = re.split("[。；\n]", without_number(source.clause.text))[0].strip()
    return first if 4 <= len(first) <= _MATTER_MAX and not re.search("[，（(]", first) else ""


def _within(one: Clause, other: Clause) -> bool:
    return f"{one.address}/".startswith(f"{other.address}/") or f"{other.address}/".startswith(f"{one.address}/")


def _shuffled(options: Sequence[Option], name: str) -> list[Option]:
    return sorted(options, key=lambda one: draw(f"{name}{one.text}", 1 << 30))
