"""Puts the server together: one table of routes, the guards before them, and the one table of errors."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from memorial_kg.errors import MemorialKGError, UsageError
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names
from memorial_kg.server import api, features, finding, graphstore, health, reconciliation, sparql
from memorial_kg.server.documents import Documents
from memorial_kg.server.guards import Bound, Guards, Root
from memorial_kg.server.headers import HouseHeaders
from memorial_kg.server.limits import Limits
from memorial_kg.server.logs import RequestLog
from memorial_kg.server.problems import Refused, problem, refusal_of
from memorial_kg.server.routing import reading
from memorial_kg.server.settings import Settings
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.state import StartWorkers, State
from memorial_kg.server.workers import Workers
from memorial_kg.server.writer import Writer

__all__ = ["create_app"]

# What answers below which path, the first that fits; the site answers for everything else.
_PARTS: tuple[Callable[[State], list[Route]], ...] = (
    health.routes,
    finding.routes,  # before the queries: `/api/search` is none of them
    api.routes,
    features.routes,
    sparql.routes,
    graphstore.routes,
    reconciliation.routes,
)
# What scripts of the pages may ask, by the name that `site.json` has for it, as a link from the root of the site.
_LIVE = {
    "sparql": "sparql",
    "graph-store": "graph-store",
    "search": "api/search",
    "browse": "api/browse",
    "api": "api",
    "openapi": "openapi.json",
    "features": "features",
    "reconcile": "reconcile",
}
_UPLOADS = ("graph-store", "sparql")


def create_app(settings: Settings, *, start_workers: StartWorkers | None = None) -> Starlette:
    """Make the app; it opens its folders when it starts, and says in an error what is wrong with them."""
    state = State(settings, start_workers or _start_workers, _start_writer if settings.writable else None)
    routes: list[BaseRoute] = [route for part in _PARTS for route in part(state)]
    there = {route.path for route in routes if isinstance(route, Route)}
    documents = Documents(state, {name: path for name, path in _LIVE.items() if f"/{path}" in there})
    routes.append(reading("/site.json", documents.site_json))
    _check_root(settings.root_path, routes)
    routes.append(reading("/{path:path}", documents.answer))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with state.running():
            yield

    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(RequestLog, clients=settings.log_clients),
            Middleware(HouseHeaders, state=state),
            Middleware(Root, path=settings.root_path),
            Middleware(Guards, limits=settings.limits, uploads=_UPLOADS if settings.writable else ()),
            Middleware(Bound, state=state),
        ],
        exception_handlers=_HANDLERS,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.server = state
    return app


async def _start_workers(snapshot: Snapshot, limits: Limits) -> Workers:
    workers = Workers(snapshot.store_path, limits, _names(snapshot))
    await workers.start()
    return workers


async def _start_writer(snapshot: Snapshot, settings: Settings) -> Writer:
    assert settings.writable is not None  # noqa: S101 - for the type checker
    writer = Writer(settings.writable, settings.token, settings.limits, _names(snapshot))
    await writer.start(snapshot.store_path)
    return writer


def _names(snapshot: Snapshot) -> Names:
    return Names(load_ontology().prefixes, snapshot.base)


def _check_root(root: str, routes: list[BaseRoute]) -> None:
    first = root.removeprefix("/").partition("/")[0]
    if first and first in {route.path.split("/")[1] for route in routes if isinstance(route, Route)}:
        raise UsageError(f"The root path cannot begin with /{first}: the server answers there itself")


# -- errors ------------------------------------------------------------------------------------------------------------


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - for the type checker
    return problem(request, error)


async def _of_the_library(request: Request, error: Exception) -> Response:
    return problem(request, refusal_of(error))


async def _of_starlette(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker
    return problem(request, Refused(error.status_code, f"{error.detail}.", headers=error.headers or {}))


_HANDLERS = {Refused: _refused, MemorialKGError: _of_the_library, HTTPException: _of_starlette}
