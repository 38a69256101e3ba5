"""A server of the endpoint alone, as a process: `python -m tests.server.sparql.app GRAPH '{"query_seconds": 2}' ''`.

The last word is the folder of what may be written.

It prints its port when it is ready.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from memorial_kg.built import STORE, Summary, read_summary
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names
from memorial_kg.server import graphstore
from memorial_kg.server.guards import Guards
from memorial_kg.server.limits import Limits
from memorial_kg.server.problems import Refused, problem
from memorial_kg.server.settings import Settings
from memorial_kg.server.sparql import routes
from memorial_kg.server.throttle import Throttle
from memorial_kg.server.workers import PAGES, Workers
from memorial_kg.server.writer import Writer

BASE = "https://w3id.org/memorial-kg/"


@dataclass
class Snapshot:
    graph: Path
    site: Path
    summary: Summary
    base: str = BASE
    languages: tuple[str, ...] = ("de", "tr")


@dataclass
class State:
    snapshot: Snapshot
    workers: Workers
    limits: Limits
    settings: Settings
    writer: Writer | None = None
    throttle: Throttle = field(init=False)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.limits.requests_per_minute)


async def refused(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        error = Refused(error.status_code, error.detail, headers=error.headers or {})
    assert isinstance(error, Refused)
    return problem(request, error)


TOKEN = "a-token-that-only-tests-use"  # noqa: S105 - that it is no secret is said in it


def create(graph: Path, limits: Limits, writable: str) -> Starlette:
    names = Names(load_ontology().prefixes, BASE)
    workers = Workers(graph / STORE, limits, names)
    writer = Writer(Path(writable), TOKEN, limits, names) if writable else None
    state = State(
        Snapshot(graph, Path(__file__).parent / "site", read_summary(graph)),
        workers,
        limits,
        Settings(limits=limits),
        writer,
    )

    async def bundled(request: Request) -> Response:
        """What the pages ask, in their own lane."""
        result = await workers.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", lane=PAGES)
        return PlainTextResponse(result.body)

    async def workers_of(_: Request) -> Response:
        return PlainTextResponse(json.dumps([sorted(p.id for p in lane.processes) for lane in workers.lanes.values()]))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await workers.start()
        if writer:
            await writer.start(graph / STORE)
            writer.follow(workers)
        yield
        if writer:
            await writer.stop()
        await workers.stop()

    return Starlette(
        routes=[*routes(state), *graphstore.routes(state), Route("/page", bundled), Route("/workers", workers_of)],
        middleware=[Middleware(Guards, limits=limits, uploads=("sparql", "graph-store") if writable else ())],
        exception_handlers={Refused: refused, HTTPException: refused},
        lifespan=lifespan,
    )


def main() -> None:
    graph, given, writable = sys.argv[1:]
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        create(Path(graph), Limits(**json.loads(given)), writable), log_level="error", proxy_headers=False
    )
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
