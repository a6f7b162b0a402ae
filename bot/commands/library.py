"""`mingbai library`: what stands on the shelf, and lists over all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answer_lines import titled
from bot.commands import Job, Line, Run
from bot.commands.inputs import one_line
from bot.library_json import clause_json, document_json, listed_json
from bot.lists import Item, list_deadlines, list_duties, list_figures
from bot.pages.words import edition_words, words
from bot.sheets import csv_lines, round_number
from corpus.digests import remark_on

if TYPE_CHECKING:
    from bot.assembly import Services


_FEW = 3


def show_list(services: Services, job: Job) -> Run:
    """Every document, with counts and its standing on the caller's day."""
    shelved = services.library.documents()
    if job.args.get("json"):
        yield Line(one_line({"documents": [listed_json(one, job.today) for one in shelved]}))
        return 0
    if not shelved:
        yield Line("资料库是空的；用 mingbai ingest 收录文件。")
    for one in shelved:
        item = listed_json(one, job.today)
        facts = [item["doc_number"], item["issued_on"], item["region"] or item["self_place"], f"{item['clauses']} 条"]
        labels = words()["status"][item["status"]] + (f"，{edition_words(item)}" if item["edition"] == "digest" else "")
        yield Line(f"{titled(item['title'])}[{labels}] " + "，".join(str(fact) for fact in facts if fact))
        yield Line(f"    {item['document_id']}")
        if item["note"] is not None:
            yield Line(f"    注意：{item['note']}")
    return 0


def show(services: Services, job: Job) -> Run:
    """One document, named by args.document, with its clauses."""
    found = services.library.find(str(job.args["document"]))
    shelved, clauses = services.library.show(found.document.document_id)
    if job.args.get("json"):
        document = document_json(shelved, job.today)
        yield Line(one_line({"document": document, "clauses": [clause_json(clause) for clause in clauses]}))
        return 0
    yield Line(f"{titled(shelved.document.title)} {shelved.document.document_id}")
    if (note := remark_on(shelved.document).note) is not None:
        yield Line(f"注意：{note}")
    heading: tuple[str, ...] = ()
    for clause in clauses:
        if clause.heading != heading:
            heading = clause.heading
            yield Line("  ".join(heading))
        yield Line(f"  [{clause.address}] {clause.text}")
    return 0


def duties(services: Services, job: Job) -> Run:
    """Who has to do what: every clause with offices, or those of one office (args.office: name or family), by role."""
    office = str(job.args.get("office") or "").strip() or None
    found = list_duties(services, office, _place(services, job), job.today)
    yield from _listed("duties", found, job, _duty_lines)
    if not found:
        yield Line("没有找到" + (f"“{office}”的" if office else "") + "职责；请换个叫法，或先收录文件。", "err")
    return 0 if found else 1


def figures(services: Services, job: Job) -> Run:
    """Figures of all documents, or of one indicator (args.indicator), the same indicator side by side."""
    indicator = str(job.args.get("indicator") or "").strip() or None
    found = list_figures(services, indicator, _place(services, job), job.today)
    yield from _listed("figures", found, job, _figure_lines)
    if not found:
        yield Line("没有找到" + (f"“{indicator}”的" if indicator else "") + "数字；请换个说法，或先收录文件。", "err")
    return 0 if found else 1


def deadlines(services: Services, job: Job) -> Run:
    """What falls due when, the earliest first; args.coming: only what is still to come."""
    coming = bool(job.args.get("coming"))
    found = list_deadlines(services, _place(services, job), job.today, coming=coming)
    yield from _listed("deadlines", found, job, _deadline_lines)
    if not found:
        what = "还没到期的时限" if coming else "写明时限的条款"
        yield Line(f"没有找到{what}；请换个地点，或先收录文件。", "err")
    return 0 if found else 1


def _place(services: Services, job: Job) -> str | None:
    return services.place(job.args.get("region") or job.region)


def _listed(kind: str, found: list[Item], job: Job, plain: Callable[[list[Item]], Iterator[str]]) -> Iterator[Line]:
    """A list as the caller wants it: args.json, args.csv, else for reading."""
    if job.args.get("json"):
        yield from (Line(one_line(item)) for item in found)
    elif job.args.get("csv"):
        yield from map(Line, csv_lines(kind, found) if found else ())
    else:
        yield from map(Line, plain(found))


def _source(item: Item) -> str:
    status = words()["status"][item["status"]] + (f"，{edition_words(item)}" if item["edition"] == "digest" else "")
    return f"{titled(item['title'])}{item['address']}[{status}]"


def _duty_lines(found: list[Item]) -> Iterator[str]:
    for item in found:
        today = f"，现为{item['today']}" if item["today"] not in (None, item["name"]) else ""
        rider = f"，见{item['rider']}" if item["rider"] else ""
        yield f"{item['name']}（{words()['role'][item['role']]}{today}{rider}）{item['matter']} {_source(item)}"


def _figure_lines(found: list[Item]) -> Iterator[str]:
    for name, group in groupby(found, key=lambda item: item["indicator"] or "未归入统一指标的数字"):
        yield name
        for item in group:
            yield f"  {item['region'] or item['self_place'] or '未写明地点'}：{figure_words(item)} {_source(item)}"


def figure_words(item: Item) -> str:
    """A figure in words: `农村自来水普及率 2020年92%，2025年目标98%（预期性）`."""
    unit, bound = item["unit"], item["bound"]
    often = f"每{item['per']}" if item["per"] else ""
    before = {"min": "不低于", "max": "不超过"}.get(bound, "")
    after = {"about": "左右"}.get(bound, "")

    def said(value: float) -> str:
        return f"{often}{before}{round_number(value)}{unit}{after}"

    parts = []
    if item["base_value"] is not None:
        parts.append(f"{item['base_year'] or '基期'}{'年' if item['base_year'] else ''}{said(item['base_value'])}")
    if item["target_value"] is not None:
        parts.append(
            f"{str(item['target_year']) + '年' if item['target_year'] else ''}目标{said(item['target_value'])}"
        )
    if not parts:
        parts.append(said(item["value"]))
    nature = {"binding": "（约束性）", "aspirational": "（预期性）"}.get(item["nature"] or "", "")
    return f"{item['label']} {'，'.join(parts)}{nature}"


def _deadline_lines(found: list[Item]) -> Iterator[str]:
    for item in found:
        offices = _few([duty["name"] for duty in item["offices"]])
        yield f"{item['due_on']} {' '.join(item['what'].split())}{offices} {_source(item)}"


def _few(names: list[str]) -> str:
    """The first offices of a clause; the JSON and the calendar have them all."""
    if not names:
        return ""
    return f"（{'、'.join(names[:_FEW])}{f'等{len(names)}个单位' if len(names) > _FEW else ''}）"


def remove(services: Services, job: Job) -> Run:
    """Take the document that args.document names off the shelf."""
    shelved = services.library.find(str(job.args["document"]))
    services.remove(shelved.document.document_id)
    if job.args.get("json"):
        yield Line(one_line({"removed": shelved.document.document_id}))
    else:
        yield Line(f"已移除{titled(shelved.document.title)}（{shelved.document.document_id}）。")
    return 0
