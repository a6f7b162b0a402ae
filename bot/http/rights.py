"""The right that each route asks for, and who is asking.

A route names its right, for its whole router or for itself; the person comes as a parameter where he is needed:

    router = APIRouter(prefix="/api/v1", dependencies=[needs("ask")])

    @router.post("/things")
    def make(request: Request, person: Annotated[Person, needs("triage")]) -> …

The rights stand in bot/people/rights.yaml. A route for everybody says `needs(OPEN)`: health, log-in, callbacks that
prove themselves by a signature of their own. A route that names none keeps the server from starting. The guard
(bot.http.guard) has found out who asks before the route is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from bot.people import STRANGER, Person, role_names
from bot.people.rights import table
from corpus.errors import Forbidden, MingbaiError, Unauthorized

OPEN = "open"
# What is no route of a router: the start of its path, and the right it asks for. The guard holds them.
PATHS = {"/static/": OPEN, "/api/v1/openapi.json": "ask", "/mcp": "channel"}


class Needs:
    """A dependency that gives the person and refuses him without the right."""

    def __init__(self, right: str) -> None:
        if right != OPEN and right not in table()["rights"]:
            raise ValueError(f"no right {right!r} in bot/people/rights.yaml")
        self.right = right

    async def __call__(self, request: Request) -> Person:
        """Who asks. Raises Unauthorized for strangers and guests, Forbidden for everybody else without the right."""
        person = person_of(request)
        error = refusal(person, self.right)
        if error is not None:
            raise error
        return person


def needs(right: str) -> Any:  # noqa: ANN401 - what FastAPI calls a dependency
    """The dependency for a route that asks for `right`. Raises ValueError for a right that the table does not know."""
    return Depends(Needs(right))


def person_of(request: Request) -> Person:
    """Who asks, as the guard found out; a stranger where no guard stands."""
    found = getattr(request.state, "person", None)
    return found if isinstance(found, Person) else STRANGER


def refusal(person: Person, right: str) -> MingbaiError | None:
    """Why `person` may not do what `right` stands for; None when he may."""
    if right == OPEN or person.may(right):
        return None
    what = table()["rights"][right]
    if not person.known:
        return Unauthorized(f"“{what}”要先登录；网页请到 /enter 登录，程序请在请求头写 Authorization: Bearer 密钥。")
    who = role_names(person.roles) or "这个密钥"
    return Forbidden(f"{who}没有“{what}”的权限；需要的话请找管理员。")


def rights_named(route: APIRoute) -> set[str]:
    """The rights that a route asks for."""
    return {call.right for call in _calls(route.dependant) if isinstance(call, Needs)}


def check(routers: Iterable[APIRouter]) -> None:
    """Raises RuntimeError naming the routes that ask for no right: such a server must not start."""
    bare = [route.path for router in routers for route in _routes(router) if not rights_named(route)]
    if bare:
        raise RuntimeError(f"routes without a right, see bot/http/rights.py: {', '.join(bare)}")


def is_open(routers: Iterable[APIRouter], path: str, method: str) -> bool:
    """Whether a path is for everybody."""
    route = _found(routers, path, method)
    if route is not None:
        return rights_named(route) == {OPEN}
    return path_right(path) == OPEN


def route_of(routers: Iterable[APIRouter], path: str, method: str) -> str | None:
    """The template of the route that answers a path, or the start of a path outside all routers; None for nowhere."""
    route = _found(routers, path, method)
    return route.path if route is not None else next((start for start in PATHS if path.startswith(start)), None)


def _found(routers: Iterable[APIRouter], path: str, method: str) -> APIRoute | None:
    wanted = "GET" if method == "HEAD" else method
    for router in routers:
        for route in _routes(router):
            if wanted in (route.methods or ()) and route.path_regex.match(path):
                return route
    return None


def path_right(path: str) -> str | None:
    """The right that a path outside all routers asks for; None for one inside them."""
    return next((right for start, right in PATHS.items() if path.startswith(start)), None)


def _routes(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        if not isinstance(route, APIRoute):
            raise TypeError(f"{route} is no plain route: give its path a right in bot/http/rights.py")
        yield route


def _calls(dependant: Dependant) -> Iterator[object]:
    for below in dependant.dependencies:
        yield below.call
        yield from _calls(below)
