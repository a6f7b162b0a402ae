"""`mingbai library`: what stands on the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer_lines import titled
from bot.commands import Job, Line, Run
from bot.commands.ask import one_line
from bot.library_json import clause_json, document_json, duty_json, listed_json
from bot.pages.words import words

if TYPE_CHECKING:
    from bot.assembly import Services


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
        labels = words()["status"][item["status"]] + ("，要点整理" if item["edition"] == "digest" else "")
        yield Line(f"{titled(item['title'])}[{labels}] " + "，".join(str(fact) for fact in facts if fact))
        yield Line(f"    {item['document_id']}")
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
    heading: tuple[str, ...] = ()
    for clause in clauses:
        if clause.heading != heading:
            heading = clause.heading
            yield Line("  ".join(heading))
        yield Line(f"  [{clause.address}] {clause.text}")
    return 0


def duties(services: Services, job: Job) -> Run:
    """Who has to do what: every clause with offices, or those of one office (args.office: name or family)."""
    office = str(job.args.get("office") or "").strip()
    found = 0
    for one in services.library.duties(office or None):
        found += 1
        where = {"document_id": one.document.document_id, "address": one.clause.address}
        role = words()["role"][one.duty.role.value]
        plain = f"{one.duty.name}（{role}）{titled(one.document.title)}{one.clause.address}"
        yield Line(one_line(where | duty_json(one.duty)) if job.args.get("json") else plain)
    if not found:
        yield Line("没有找到" + (f"“{office}”的" if office else "") + "职责；请换个叫法，或先收录文件。", "err")
    return 0 if found else 1


def remove(services: Services, job: Job) -> Run:
    """Take the document that args.document names off the shelf."""
    shelved = services.library.find(str(job.args["document"]))
    services.remove(shelved.document.document_id)
    if job.args.get("json"):
        yield Line(one_line({"removed": shelved.document.document_id}))
    else:
        yield Line(f"已移除{titled(shelved.document.title)}（{shelved.document.document_id}）。")
    return 0
