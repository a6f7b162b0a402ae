"""create_app: the FastAPI application around one set of Services."""

from __future__ import annotations

from importlib import resources

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from bot.assembly import Services
from bot.channels.mcp.door import PATH, Door
from bot.http import (
    background,
    errors,
    guard,
    rights,
    routes_api,
    routes_callbacks,
    routes_chat,
    routes_dify,
    routes_documents,
    routes_health,
    routes_internal,
    routes_lists,
    routes_openai,
    routes_orders,
    routes_pages,
    routes_people,
    routes_records,
    routes_stream,
    routes_training,
    routes_triage,
)
from bot.http.deadline import Deadline
from bot.http.observe import Observe
from bot.metrics import Metrics

OPENAPI_PATH = "/api/v1/openapi.json"
# Every route of these names the right that it asks for (bot.http.rights).
ROUTERS = (
    routes_health.router,
    routes_health.metrics,
    routes_people.router,
    routes_api.router,
    routes_stream.router,
    routes_triage.router,
    routes_training.router,
    routes_documents.router,
    routes_lists.router,
    routes_orders.router,
    routes_orders.handovers,
    routes_openai.router,
    routes_dify.router,
    routes_chat.router,
    routes_records.router,
    routes_callbacks.router,
    routes_pages.router,
)


def create_app(services: Services, token: str | None = None) -> FastAPI:
    """The application. token: what /internal/run asks for; without one that route is not there.

    Raises RuntimeError for a route that names no right.
    """
    app = FastAPI(
        title="明白人 Mingbai",
        version="1",
        description="政策问答：答案先行，条款为据。离线可用。",
        # FastAPI's own pages load scripts from a CDN; /api/docs of ours needs nothing from outside.
        docs_url=None,
        redoc_url=None,
        openapi_url=OPENAPI_PATH,
        lifespan=background.running,
    )
    app.state.services = services
    background.install(app, services)
    app.state.token = token
    app.state.door = Door(services)
    routers = (*ROUTERS, routes_internal.router) if token is not None else ROUTERS
    rights.check(routers)
    errors.install(app)
    # The last one added stands outermost: first the number and the log, then the guard, then the time limit.
    app.add_middleware(Deadline)
    guard.install(app, services, routers)
    app.state.metrics = Metrics()
    app.add_middleware(Observe, metrics=app.state.metrics, routers=routers)
    for router in routers:
        app.include_router(router)
    app.router.routes.append(Route(PATH, endpoint=app.state.door, include_in_schema=False))
    with resources.as_file(resources.files("bot.pages").joinpath("static")) as static:
        app.mount("/static", StaticFiles(directory=static), name="static")
    return app
