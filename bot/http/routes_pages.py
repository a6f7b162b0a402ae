"""The pages: chat, document, source sheet, sign-in, API reference. All work without JavaScript."""

from __future__ import annotations

import hmac
import itertools
import json
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.assembly import Services
from bot.clock import now
from bot.commands.ask import HISTORY_MAX, check_history, check_question
from bot.commands.inputs import check_region
from bot.dialogue import Reply, Turn
from bot.http.identify import SESSION_COOKIE, forget, own_region, remember_key, remember_session
from bot.http.rights import OPEN, needs, person_of
from bot.library_json import document_json, listed_json
from bot.pages import views
from bot.pages.render import page
from bot.pages.words import words
from bot.people import Origin, role_names
from bot.records import who_is
from corpus.errors import MingbaiError, NotFound
from corpus.model import Span

router = APIRouter(include_in_schema=False)
FRAGMENT_HEADER = "X-Fragment"


@router.get("/", dependencies=[needs("ask")])
def chat(request: Request) -> HTMLResponse:
    """An empty conversation."""
    region = own_region(person_of(request), _services(request).settings)
    return _chat([], region or "", None, _new_talk())


@router.post("/", dependencies=[needs("ask")])
def chat_turn(
    request: Request,
    question: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    history: Annotated[str, Form()] = "[]",
    talk: Annotated[str, Form(max_length=80)] = "",
) -> HTMLResponse:
    """A turn from the form: the whole page anew, or only the new bubbles for the page's own script.

    talk: the conversation that the page is of; without one the history is heard from its start.
    """
    services, person = _services(request), person_of(request)
    turns, conversation = _turns(history), talk or _new_talk()
    try:
        said = Turn(
            channel="web",
            user=f"{who_is(person)}/{conversation}",
            text=check_question(question),
            at=now(),
            place=services.place(check_region(region.strip())),
            history=None if talk else tuple(turns),
            triage=person.may("triage"),
        )
        reply = services.dialogue.reply(said)
        turn = reply_view(question, reply, said.place)
        region = turn["place"] or region
    except MingbaiError as error:
        turn = {"question": question, "error": error.text, "places": getattr(error, "options", ())}
    if request.headers.get(FRAGMENT_HEADER):
        return page("turn.html", turn=turn)
    return _chat(turns, region, turn, conversation)


@router.get("/documents", dependencies=[needs("read")])
def shelf(request: Request) -> HTMLResponse:
    """What stands on the shelf."""
    services = _services(request)
    day = services.today()
    documents = [
        listed_json(one, day) | {"page": views.document_link(one.document.document_id)}
        for one in services.library.documents()
    ]
    return page("shelf.html", documents=documents)


@router.get("/documents/{document_id:path}", dependencies=[needs("read")])
def document(
    request: Request,
    document_id: str,
    address: Annotated[str | None, Query()] = None,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> HTMLResponse:
    """A document in its outline, the quoted words marked."""
    services = _services(request)
    shelved, clauses = services.library.show(document_id)
    shown = views.outline(clauses, address, _span(start, end))
    facts = document_json(shelved, services.today())
    return page("document.html", document=facts, clauses=shown, anchor=views.anchor)


@router.get("/source", dependencies=[needs("read")])
def source(
    request: Request,
    document: Annotated[str, Query()],
    address: Annotated[str, Query()],
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> HTMLResponse:
    """The source sheet: one clause among its neighbours, with the facts of its document."""
    services = _services(request)
    shelved, clauses = services.library.show(document)
    span = _span(start, end)
    near = views.around(views.outline(clauses, address, span))
    if not near:
        raise NotFound("这份文件里没有这一条；文件可能已经更新，请重新提问。")
    chosen = next(one for one in near if one.chosen)
    link = views.document_link(document, chosen.clause.address, span)
    facts = document_json(shelved, services.today())
    return page("source.html", document=facts, clauses=near, chosen=chosen, link=link)


@router.get("/enter", dependencies=[needs(OPEN)])
def enter(request: Request) -> HTMLResponse:
    """Where a person logs in, or types the key of this office."""
    return _enter(request, "")


@router.post("/enter", dependencies=[needs(OPEN)])
def enter_with(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Log in by name and password, or by MINGBAI_API_KEY."""
    services, response = _services(request), RedirectResponse("/", HTTPStatus.SEE_OTHER)
    expected = services.settings.api_key.get_secret_value() if services.settings.api_key else None
    if name.strip():
        try:
            remember_session(request, response, services.people.login(name, password))
        except MingbaiError as error:
            return _enter(request, error.text, error.http_status)
        return response
    if expected is None or not hmac.compare_digest(key.strip().encode(), expected.encode()):
        return _enter(request, "密钥不对；请向管理员核对 MINGBAI_API_KEY。", HTTPStatus.UNAUTHORIZED)
    remember_key(request, response, expected)
    return response


@router.post("/leave", dependencies=[needs(OPEN)])
def leave(request: Request) -> Response:
    """Log out."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        _services(request).people.logout(token)
    response = RedirectResponse("/enter", HTTPStatus.SEE_OTHER)
    forget(response)
    return response


@router.get("/api/docs", dependencies=[needs("ask")])
def reference(request: Request) -> HTMLResponse:
    """The API, from its own OpenAPI description, without any script."""
    return page("reference.html", api=request.app.openapi())


def _enter(request: Request, fault: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    services = _services(request)
    by_key, by_name = services.settings.api_key is not None, bool(services.people.accounts())
    person = person_of(request)
    known = person if person.origin in (Origin.ACCOUNT, Origin.KEY) else None
    roles = role_names(known.roles) if known else ""
    return page("enter.html", status, fault=fault, by_key=by_key, by_name=by_name, known=known, roles=roles)


def reply_view(question: str, reply: Reply, place: str | None) -> dict[str, Any]:
    """What the template turn.html shows of a reply. place: the one that the page sent along; the view's `place` is the
    one to keep from now on, None for no change."""
    shown: dict[str, Any] = {"place": reply.place if reply.place != place and reply.status == "noted" else None}
    choices = [{"label": one.label, "say": one.say} for one in reply.choices]
    if reply.ask is not None:
        notes = list(itertools.takewhile(lambda block: block.kind != "answer", reply.blocks))
        shown["place"] = reply.place if notes and reply.place != place else None
        return turn_view(reply.ask) | shown | {"question": question, "notes": [block.text for block in notes]}
    kept = [block for block in reply.blocks if block.kind not in ("source", "menu")]
    chips = views.chips({"citations": reply.citations})
    told = {"question": question, "error": None, "answer": None, "blocks": kept, "chips": chips, "choices": choices}
    return told | shown


def turn_view(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the template turn.html shows of an ask object."""
    codes = {warning["code"] for warning in answer["warnings"]}
    return {
        "question": answer["question"],
        "error": None,
        "answer": answer,
        "pieces": views.pieces(answer["answer"]),
        "chips": views.chips(answer),
        "nearest": views.nearest(answer),
        "options_are_places": "place_unknown" in codes,
    }


def _new_talk() -> str:
    return secrets.token_urlsafe(12)


def _chat(turns: Sequence[Mapping[str, str]], region: str, turn: dict[str, Any] | None, talk: str) -> HTMLResponse:
    told = list(turns)
    if turn is not None and not turn["error"]:
        said = turn["answer"]["answer"] if turn["answer"] else "\n".join(block.text for block in turn["blocks"])
        told += [{"role": "user", "content": turn["question"]}, {"role": "assistant", "content": said}]
    kept = json.dumps(told[-HISTORY_MAX:], ensure_ascii=False)
    examples = [] if turn or turns else words()["examples"]
    return page("chat.html", earlier=turns, turn=turn, region=region, history=kept, examples=examples, talk=talk)


def _turns(history: str) -> Sequence[Mapping[str, str]]:
    try:
        return check_history(json.loads(history))
    except (ValueError, RecursionError, MingbaiError):
        return ()  # a garbled hidden field costs the memory of the talk, not the answer


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
