"""`mingbai train`: items for a learner, his answers, his report.

Parts of training are imported where they are used: every other command loads this module too, and must start fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.commands import Job, Line, Run
from bot.commands.inputs import check_characters, check_region, day_of, one_line
from bot.training.learner import check_learner
from corpus.errors import BadField

if TYPE_CHECKING:
    from bot.assembly import Services
    from corpus.training_store import AnswerRow

LEARNER = "me"
_LISTED = ("questions", "categories", "measures", "offices")
_NAMED = (*_LISTED, "urgent", "say")


def export(services: Services, job: Job) -> Run:
    """Every item for args.region (else the caller's place) on args.as_of, with keys."""
    items = services.trainer.items(_place(services, job), day_of(job))
    for item in items:
        if job.args.get("json"):
            yield Line(one_line(item.as_json()))
        else:
            yield from map(Line, item_lines(item.as_json()))
            yield Line(f"    答案：{'；'.join(item.key)}  {item.explanation}")
    return 0


def next_item(services: Services, job: Job) -> Run:
    """The next item of args.learner, without its key."""
    found = services.trainer.next(_learner(job), _place(services, job), job.today)
    if job.args.get("json"):
        yield Line(one_line(found))
        return 0
    yield Line(f"{found['text']}今天已答 {found['answered_today']} 道，到期还有 {found['due']} 道。")
    if found["item"] is not None:
        yield from map(Line, item_lines(found["item"]))
        yield Line(f"作答：mingbai train answer {found['item']['id']} 答案")
    return 0


def answer(services: Services, job: Job) -> Run:
    """Mark args.given for args.item."""
    given = check_characters(str(job.args.get("given") or ""), "答案")
    marked = services.trainer.answer(
        _learner(job), str(job.args.get("item") or ""), given, _place(services, job), job.today
    )
    if job.args.get("json"):
        yield Line(one_line(marked))
        return 0
    yield Line(("答对了。" if marked["right"] else "没有答对。") + f"得 {marked['score']} 分，{marked['due']} 再问。")
    yield from map(Line, marked["told"])
    yield Line(f"答案：{'；'.join(marked['key'])}")
    yield Line(marked["explanation"])
    yield from (Line(f"注意：{warning['text']}") for warning in marked["warnings"])
    return 0


def report(services: Services, job: Job) -> Run:
    """The report of args.learner, or of all with args.group; args.csv: the log of answers itself."""
    from bot.sheets import csv_lines
    from bot.training.report import learner_report

    store = services.trainer.store
    if job.args.get("csv"):
        log = store.all_answers() if job.args.get("group") else store.answers(_learner(job))
        yield from map(Line, csv_lines("training", map(_log_row, log)))
        return 0
    if job.args.get("group"):
        found = services.trainer.group(job.today)
        yield from (Line(one_line(found)),) if job.args.get("json") else map(Line, _group_lines(found))
        return 0
    found = learner_report(store, _learner(job), job.today)
    yield from (Line(one_line(found)),) if job.args.get("json") else map(Line, _report_lines(found))
    return 0


def flag(services: Services, job: Job) -> Run:
    """Take args.item out for args.reason; without an item list what is out."""
    item, reason = job.args.get("item"), str(job.args.get("reason") or "")
    if item is None:
        flags = services.trainer.store.flags()
        if job.args.get("json"):
            yield Line(one_line({"flags": [{"id": item_id, **told} for item_id, told in flags.items()]}))
        else:
            yield from (
                Line(f"{item_id} {told['day']} {told['by']}：{told['reason']}") for item_id, told in flags.items()
            )
            if not flags:
                yield Line("没有标记的题。")
        return 0
    services.trainer.flag(str(item), check_characters(reason, "问题"), _learner(job), _place(services, job), job.today)
    yield Line(f"已标记 {item}，复核之前不再问；复核好了用 mingbai train review {item} 放回。")
    return 0


def review(services: Services, job: Job) -> Run:
    """Put a reviewed item back into the pool."""
    services.trainer.unflag(str(job.args.get("item") or ""))
    yield Line(f"已放回 {job.args.get('item')}。")
    return 0


def lesson(services: Services, job: Job) -> Run:
    """The course: without args.number its contents, else one lesson."""
    from bot.training.course import load_course

    number = job.args.get("number")
    if number is None:
        titles = [{"number": one.number, "title": one.title} for one in load_course()]
        if job.args.get("json"):
            yield Line(one_line({"lessons": titles}))
        else:
            yield from (Line(f"第{one['number']}课 {one['title']}") for one in titles)
        return 0
    found = services.trainer.lesson(int(number), _place(services, job), job.today)
    yield from (Line(one_line(found)),) if job.args.get("json") else map(Line, _lesson_lines(found))
    return 0


def _lesson_lines(found: Mapping[str, Any]) -> Iterator[str]:
    from bot.training.course import where

    yield f"第{found['number']}课 {found['title']}"
    yield found["what"]
    yield "谁管什么"
    for line in found["who"]:
        yield f"    {line['text']}。{where(line['citation'])}：“{' '.join(line['citation']['quote'].split())}”"
    said = dict.fromkeys(warning["text"] for line in found["who"] for warning in line["warnings"])
    yield from (f"    注意：{text.replace('[1]', '有的条款', 1)}" for text in said)
    yield "上门先问"
    yield from (f"    {one}" for one in found["ask"])
    yield "容易错的"
    yield from (f"    {one}" for one in found["traps"])
    yield "五道题（mingbai train answer 题号 答案）"
    for item in found["items"]:
        yield from (f"    {line}" for line in item_lines(item))
    if found["drill"]:
        yield f"一个案例（mingbai train drill {found['drill']['id']} --ask 问题）"
        yield f"    {found['drill']['opening']}"


def drill(services: Services, job: Job) -> Run:
    """Give out a drill; with args.item and args.ask answer a question; with anything else named mark an attempt."""
    from bot.training.drill_mark import Attempt

    ground, place = services.trainer.drills, _place(services, job)
    item, ask = job.args.get("item"), job.args.get("ask")
    named = {name: check_characters(str(job.args.get(name) or ""), name) for name in _NAMED}
    if item is None:
        found = ground.next(_learner(job), place, job.today)
        plain = [f"[{found['id']}] {found['opening']}", f"追问：mingbai train drill {found['id']} --ask 问题"]
    elif ask:
        found = ground.ask(str(item), check_characters(str(ask), "问题"), place, job.today)
        plain = [found["answer"]]
    elif any(named.values()):
        parts = {name: tuple(filter(None, map(str.strip, re.split("[；;\n]", named[name])))) for name in _LISTED}
        attempt = Attempt(**parts, urgent=named["urgent"], say=named["say"])
        found = ground.submit(_learner(job), str(item), attempt, place, job.today)
        plain = [f"得 {found['score']} 分，{'通过' if found['passed'] else '没有通过'}。", *found["told"]]
        plain.append(f"全情：{found['narrative']}")
    else:
        raise BadField("请用 --ask 追问，或写上 --measures、--offices、--urgent、--say 等交卷。")
    yield from (Line(one_line(found)),) if job.args.get("json") else map(Line, plain)
    return 0


def item_lines(item: Mapping[str, Any]) -> Iterator[str]:
    """An item for reading: its id, its stem, its options."""
    from bot.training.items import LETTERS

    yield f"[{item['id']}] {item['stem']}"
    for letter, option in zip(LETTERS, item["options"], strict=False):
        yield f"    {letter}. {option}"


def _report_lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"{found['learner']}：答过 {found['answered']} 次，对 {found['right']} 次，到期 {found['due']} 道。"
    yield ("合格：" if found["pass"]["passed"] else "还没合格：") + found["pass"]["reason"]
    for row in found["by_topic"]:
        yield f"    {row['name']} {row['right']}/{row['answered']}（{row['share']}%）"
    for row in found["weak"]:
        yield f"薄弱：{row['name']} {row['right']}/{row['answered']}"
    for wrong in found["wrong_book"]:
        yield f"错题 {wrong['id']}（{wrong['day']}，答的是{wrong['given']}）：{wrong['stem']}"
        yield f"    答案：{'；'.join(wrong['key'] or ())}  {wrong['explanation']}"


def _group_lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"{len(found['learners'])} 名学员，答过 {found['answered']} 次，对 {found['right']} 次。"
    for one in found["learners"]:
        mark = "合格" if one["pass"]["passed"] else "未合格"
        weak = f"，弱在{one['weak_topic']}" if one["weak_topic"] else ""
        yield f"    {one['learner']} {one['right']}/{one['answered']}（{mark}{weak}），最近 {one['last_day']}"
    for row in found["weak"]:
        yield f"全体薄弱：{row['name']} {row['right']}/{row['answered']}"


def _log_row(row: AnswerRow) -> dict[str, Any]:
    from bot.training.report import LEVELS

    said = {"right": "对" if row.right else "错", "level": LEVELS[row.level], "day": row.day.isoformat()}
    return asdict(row) | said


def _learner(job: Job) -> str:
    return check_learner(str(job.args.get("learner") or LEARNER))


def _place(services: Services, job: Job) -> str | None:
    region = job.args.get("region")
    if region is not None and not isinstance(region, str):
        raise BadField("region 要写成地名，如 江西省/南昌市。")
    return services.place(check_region(region) or job.region)
