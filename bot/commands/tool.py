"""One tool call of an assistant (MCP): six tools by name, each an object in and an object out.

The tools are those of bot.channels.mcp; here they work on the services, in this process or in the running server.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.answers.answer import evidence_json
from bot.answers.choose import names_person
from bot.commands import Job, Line, Run
from bot.commands.ask import check_history, check_question
from bot.commands.inputs import check_characters, check_region, one_line, read_day
from bot.commands.triage import triage_item
from bot.library_json import clause_json, document_json
from bot.lists import list_duties
from corpus.errors import BadField, NotFound
from corpus.lookup import read_phrases

if TYPE_CHECKING:
    from bot.assembly import Services

MOST_FOUND = 20
MOST_DUTIES = 200
Tool = Callable[["Services", Mapping[str, Any], str | None, dt.date], dict[str, Any]]


def tool(services: Services, job: Job) -> Run:
    """Call the tool args.name with args.arguments, for the caller's place and day."""
    arguments = job.args.get("arguments") or {}
    yield Line(one_line(call_tool(services, str(job.args.get("name")), arguments, job.region, job.today)))
    return 0


def call_tool(
    services: Services, name: str, arguments: Mapping[str, Any], region: str | None, today: dt.date
) -> dict[str, Any]:
    """What a tool gives. region, today: for calls that name no place and no day. Raises NotFound, BadField …"""
    if name not in TOOLS:
        raise NotFound(f"没有叫“{name[:40]}”的工具；可用 {'、'.join(TOOLS)}。")
    given = {key: value for key, value in arguments.items() if value is not None}
    day = read_day(given["as_of"]) if "as_of" in given else today
    return TOOLS[name](services, given, services.place(check_region(given.get("region")) or region), day)


def _search_clauses(services: Services, given: Mapping[str, Any], region: str | None, day: dt.date) -> dict[str, Any]:
    limit = max(1, min(int(given.get("limit", 10)), MOST_FOUND))
    question = check_question(given.get("query"))
    found = services.answerer.searcher.search(question, region=region, as_of=day, limit=MOST_FOUND)
    kept = [item for item in found.evidence if not names_person(item.unit.text)][:limit]
    rows = [
        row | {"title": item.document.title, "region": item.document.region, "edition": item.document.edition.value}
        for row, item in zip(evidence_json(kept), kept, strict=False)
    ]
    return {"query": question, "region": region, "as_of": day.isoformat(), "clauses": rows}


def _get_clause(services: Services, given: Mapping[str, Any], _region: str | None, day: dt.date) -> dict[str, Any]:
    words = check_characters(str(given.get("document", "")), "document")
    address = check_characters(str(given.get("address", "")), "address")
    if not words.strip() or not address.strip():
        raise BadField("要写 document（编号或标题）和 address（条款，如 第十一条）。")
    shelved, clauses = services.library.show(services.library.find(words).document.document_id)
    exact = [clause for clause in clauses if address in (clause.address, *clause.aliases)]
    spoken = [clause for pattern in read_phrases(address) for clause in pattern.select(clauses)]
    chosen = exact or spoken
    if not chosen:
        raise NotFound(f"《{shelved.document.title}》里没有“{address[:40]}”；请核对条款编号。")
    return {"document": document_json(shelved, day), "clauses": [clause_json(clause) for clause in chosen]}


def _answer_question(services: Services, given: Mapping[str, Any], region: str | None, day: dt.date) -> dict[str, Any]:
    return services.ask(check_question(given.get("question")), region, day, check_history(given.get("history")))


def _triage_household(services: Services, given: Mapping[str, Any], region: str | None, day: dt.date) -> dict[str, Any]:
    found = triage_item(services, {"channel": "cadre_note", **given}, region, day)
    # The order is the staff's own and unmasked: it does not leave through a tool.
    return {key: value for key, value in found.items() if key != "work_order"}


def _duties_of(services: Services, given: Mapping[str, Any], region: str | None, day: dt.date) -> dict[str, Any]:
    office = check_characters(str(given.get("office", "")), "office").strip()
    if not office:
        raise BadField("要写 office：单位的原名、现名或部门类别（如 民政）。")
    duties = list_duties(services, office, region, day)
    return {"office": office, "region": region, "count": len(duties), "duties": duties[:MOST_DUTIES]}


def _quiz_question(services: Services, given: Mapping[str, Any], region: str | None, day: dt.date) -> dict[str, Any]:
    topic, kind = given.get("topic"), given.get("kind")
    items = services.trainer.items(region, day)
    chosen = [item for item in items if topic in (None, item.topic) and kind in (None, item.kind)]
    if not chosen:
        topics = "、".join(sorted({item.topic for item in items}))
        raise NotFound(f"没有这样的题；topic 可用 {topics}。")
    return random.choice(chosen).as_json()


TOOLS: Mapping[str, Tool] = {
    "search_clauses": _search_clauses,
    "get_clause": _get_clause,
    "answer_question": _answer_question,
    "triage_household": _triage_household,
    "duties_of": _duties_of,
    "quiz_question": _quiz_question,
}
# The right that a tool asks for beside that of the channel.
RIGHTS: Mapping[str, str] = {"triage_household": "triage", "quiz_question": "ask"}
