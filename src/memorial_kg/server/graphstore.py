"""Answers at `/graph-store`: the SPARQL 1.1 Graph Store Protocol, to read for everybody, to write with a token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memorial_kg.server.problems import Refused
from memorial_kg.server.sending import answer, unless_gone
from memorial_kg.server.sparql.endpoint import Serving
from memorial_kg.server.sparql.formats import GRAPHS, wanted
from memorial_kg.server.sparql.reading import media_type_of
from memorial_kg.server.throttle import client_of
from memorial_kg.server.workers import Result
from memorial_kg.server.writer import Writer
from memorial_kg.values import ValueProblem, check_iri

__all__ = ["routes"]

_READING, _WRITING = ("GET", "HEAD", "OPTIONS"), ("PUT", "POST", "DELETE")
_READABLE = {media_type: name for media_type, name in GRAPHS.items() if name not in ("trig", "nquads")}
# A document of our own making is no place for somebody else's base; relative IRIs in it are relative to its graph.
_DEFAULT_BASE = "urn:default-graph"


def routes(state: Serving) -> list[Route]:
    """The route of the graph store; it writes only if the server has a writer when it is asked."""
    return [Route("/graph-store", GraphStore(state).answer, methods=[*_READING, *_WRITING])]


class GraphStore:
    """The graphs of one server, each by its name."""

    def __init__(self, state: Serving) -> None:
        self._state = state
        self._throttle = state.throttle

    async def answer(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        allowed = ", ".join(_READING if self._state.writer is None else (*_READING, *_WRITING))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": allowed, "Access-Control-Allow-Methods": "GET, HEAD"})
        if request.method in _WRITING:
            writer = self._state.writer
            if writer is None:
                raise Refused(405, "The graphs here can be read and not be written.", headers={"Allow": allowed})
            writer.check(request)
            new = await _WRITERS[request.method](self, writer, request, _graph_of(request))
            return Response(status_code=201 if new else 204, headers={"Cache-Control": "no-store"})
        return await self._read(request, _graph_of(request))

    async def _read(self, request: Request, graph: str) -> Response:
        choice = wanted(request.headers.get("accept"), request.query_params.getlist("format"))
        if choice.formats.graph is None:
            raise Refused(406, f"A graph comes as {', '.join(GRAPHS)}.")
        client = client_of(request, behind_proxy=self._state.settings.behind_proxy)
        self._throttle.pay(client)
        header = {"do": "graph", "graph": graph, "format": choice.formats.graph}
        asking = self._state.workers.call(header, client=client, spent=self._throttle.meter(client))
        _, body = await unless_gone(request, asking)
        result = Result("construct", choice.formats.graph, body)
        return answer(request, result, choice.content_type("construct"), seconds=self._state.limits.answer_seconds)

    async def _put(self, writer: Writer, request: Request, graph: str) -> bool:
        return await writer.replace(graph, await self._triples(request, graph))

    async def _post(self, writer: Writer, request: Request, graph: str) -> bool:
        return await writer.add(graph, await self._triples(request, graph))

    async def _delete(self, writer: Writer, _: Request, graph: str) -> bool:
        await writer.remove(graph)
        return False

    async def _triples(self, request: Request, graph: str) -> bytes:
        """The triples of the body, read by a worker: it is somebody else's document, whoever holds the token."""
        media_type = media_type_of(request)
        if media_type not in _READABLE:
            given = f"{media_type[:100]!r}" if media_type else "no type"
            raise Refused(415, f"A graph is sent as {', '.join(_READABLE)}; this body has {given}.")
        header = {"do": "parse", "format": _READABLE[media_type], "base": graph or _DEFAULT_BASE}
        _, lines = await self._state.workers.call(header, await request.body())
        return lines


# Each makes its change, and tells whether the graph is new.
_WRITERS: dict[str, Callable[[GraphStore, Writer, Request, str], Awaitable[bool]]] = {
    "PUT": GraphStore._put,  # noqa: SLF001 - they are ours
    "POST": GraphStore._post,  # noqa: SLF001
    "DELETE": GraphStore._delete,  # noqa: SLF001
}


def _graph_of(request: Request) -> str:
    """The graph that a request means: its name, or "" for the default graph."""
    given = request.query_params
    graphs, default = given.getlist("graph"), given.getlist("default")
    if len(graphs) + len(default) != 1:
        raise Refused(400, "Say which graph: `?graph=` and its whole IRI, or `?default`; one of them, once.")
    if default:
        return ""
    try:
        return check_iri(graphs[0])
    except ValueProblem as problem:
        raise Refused(400, f"This is no name of a graph: {problem}") from None
