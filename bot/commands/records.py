"""`mingbai records`: orders, what is over its time, erasing, export; by whoever may run commands on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.commands import NOTHING_DONE, Job, Line, Run
from bot.commands.inputs import check_characters, one_line
from corpus.desk.order_store import Wanted
from corpus.errors import BadField

if TYPE_CHECKING:
    from bot.assembly import Services

BY = "command:records"
_ALL = 100_000


def orders(services: Services, job: Job) -> Run:
    """The orders, newest first (args.status, args.region), without residents' data."""
    from bot.people import desk
    from bot.records.life import states
    from bot.sheets import csv_lines

    status = job.args.get("status")
    if status is not None and status not in states():
        raise BadField(f"没有“{status}”这个状态；可用的有 {'、'.join(states())}。")
    wanted = Wanted(status=status, region=services.place(job.args.get("region")))
    found = services.records.orders.listed(desk(), wanted, 1, _ALL)["orders"]
    if job.args.get("csv"):
        yield from map(Line, csv_lines("orders", found))
    elif job.args.get("json"):
        yield from (Line(one_line(one)) for one in found)
    else:
        yield from (Line(f"{one['id']} {one['status']} {one['due'] or '未定期限'} {one['title']}") for one in found)
        yield from () if found else (Line("没有工单。"),)
    return 0


def prune(services: Services, job: Job) -> Run:
    """Delete what is over its time; args.dry_run: only count it."""
    gone = services.records.keeping.prune(only_count=bool(job.args.get("dry_run")))
    if job.args.get("json"):
        yield Line(one_line(gone))
        return 0
    names = {"answers": "问答", "feedback": "反馈", "orders": "工单", "audit": "审计", "talks": "会话"}
    told = "，".join(f"{names[name]} {count} 条" for name, count in gone.items())
    yield Line(("到期可删：" if job.args.get("dry_run") else "已删到期的：") + told + "。")
    return 0


def erase(services: Services, job: Job) -> Run:
    """Delete the order args.order with all that hangs on it, for the reason args.why."""
    why = check_characters(str(job.args.get("why") or ""), "理由").strip()
    if not why:
        raise BadField("请用 --why 写上为什么删，如 本人要求；它会记入审计。")
    number = str(job.args.get("order") or "")
    if not services.records.orders.erase([number], BY, why):
        yield Line(f"没有工单 {number}；请用 mingbai records orders 查看编号。", "err")
        return NOTHING_DONE
    yield Line(f"已删除工单 {number} 和它的全部经过；审计里只留编号和理由。")
    return 0


def export(services: Services, job: Job) -> Run:
    """Every answer and all feedback since args.since as lines of JSON, personal data masked as they are kept."""
    since = str(job.args.get("since") or "")
    for row in services.records.answers.since(since):
        yield Line(one_line(_answer(row.id, row.at, row.channel, row.who, row.content)))
    for one in reversed(list(_feedback(services))):
        if one["at"] >= since:
            yield Line(one_line({"record": "feedback"} | one))
    services.people.audit.note(BY, "records.export", "", since=since)
    return 0


def _answer(number: str, at: str, channel: str, who: str, content: Mapping[str, Any]) -> dict[str, Any]:
    return {"record": "answer", "answer_id": number, "at": at, "channel": channel, "who": who, **content}


def _feedback(services: Services) -> Iterator[dict[str, Any]]:
    yield from services.records.feedback.listed(None, 1, _ALL)["feedback"]
