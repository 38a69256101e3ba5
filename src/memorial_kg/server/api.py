"""The query API: every bundled query as an address, with parameters and formats, described by OpenAPI."""

from __future__ import annotations

import json
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from memorial_kg.server.bundled import Bundled, bundled
from memorial_kg.server.conditional import entity, matches
from memorial_kg.server.media import content_type
from memorial_kg.server.negotiation import best_type, quality
from memorial_kg.server.openapi import LONGEST, MOST_VALUES, OPENAPI_TYPE, document
from memorial_kg.server.problems import Refused
from memorial_kg.server.routing import reading
from memorial_kg.server.sending import answer, unless_gone
from memorial_kg.server.sparql.formats import called
from memorial_kg.server.state import State
from memorial_kg.server.things import etag_of
from memorial_kg.server.throttle import client_of
from memorial_kg.server.workers import PAGES, Formats

__all__ = ["routes"]

_LIST = "queries/index.html"  # of the site
_SAFE = {"csv": "spreadsheet"}  # people open these tables in one


def routes(state: State) -> list[Route]:
    """`/api`, `/api/<query>` and `/openapi.json`."""
    known = bundled()

    async def overview(request: Request) -> Response:
        return _overview(request, state, known)

    async def ask(request: Request) -> Response:
        asked = known.get(request.path_params["query"])
        if asked is None:
            raise Refused(404, "There is no query of this name; /api lists those that there are.")
        client = client_of(request, behind_proxy=state.settings.behind_proxy)
        state.throttle.pay(client)
        return await _ask(request, state, asked, client)

    async def openapi(request: Request) -> Response:
        body, etag = described(state.snapshot.summary.title)
        return entity(request, body, OPENAPI_TYPE, etag=etag)

    @lru_cache(maxsize=2)
    def described(title: str) -> tuple[bytes, str]:
        root = state.settings.url.rstrip("/") or state.settings.root_path
        body = json.dumps(document(known, title, root), ensure_ascii=False, indent=1).encode()
        return body + b"\n", etag_of(body.decode())

    return [reading("/api", overview), reading("/api/{query}", ask), reading("/openapi.json", openapi)]


def _overview(request: Request, state: State, known: dict[str, Bundled]) -> Response:
    """The queries that there are: their page in the site for people, a list for programs."""
    accept = request.headers.get("accept", "")
    if quality(accept, "text/html") > quality(accept, "application/json") and (state.snapshot.site / _LIST).is_file():
        return RedirectResponse(_LIST, 303, {"Vary": "Accept", "Cache-Control": "no-cache"})
    found = [
        {
            "name": name,
            "title": each.query.title,
            "description": each.query.description,
            "href": f"api/{name}",
            "parameters": [parameter.name for parameter in each.query.parameters],
            "formats": each.names,
        }
        for name, each in known.items()
    ]
    body = json.dumps({"queries": found, "openapi": "openapi.json"}, ensure_ascii=False, indent=1).encode() + b"\n"
    return entity(request, body, "application/json", etag=etag_of(body.decode()), headers={"Vary": "Accept"})


async def _ask(request: Request, state: State, asked: Bundled, client: str) -> Response:
    values = _values(request)
    media_type, name = _format(request, asked)
    etag = ""
    if state.writer is None:  # else what is stored may change while the snapshot stays
        etag = etag_of(state.snapshot.version, asked.query.name, media_type, json.dumps(values, sort_keys=True))
        if matches(request, etag):
            return entity(request, b"", media_type, etag=etag, headers={"Vary": "Accept"})
    request.state.lane = PAGES
    question = state.workers.ask(
        asked.query.text,
        parameters=values,
        formats=Formats(rows=_SAFE.get(name, name), graph=name),
        lane=PAGES,
        client=client,
        spent=state.throttle.meter(client),
        name=asked.query.name,
    )
    result = await unless_gone(request, question)
    return answer(request, result, content_type(media_type), seconds=state.limits.answer_seconds, etag=etag)


def _values(request: Request) -> dict[str, list[str]]:
    """The values of the parameters; the worker checks them as the library does."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name != "format":
            values.setdefault(name, []).append(value)
    for name, several in values.items():
        if len(several) > MOST_VALUES:
            raise Refused(400, f"The parameter {name[:LONGEST]!r} has more than {MOST_VALUES} values.")
        if any(len(value) > LONGEST for value in several):
            raise Refused(400, f"A value of the parameter {name[:LONGEST]!r} has more than {LONGEST} characters.")
    return values


def _format(request: Request, asked: Bundled) -> tuple[str, str]:
    """The media type and the format of the answer: as the address says, or else the header."""
    wanted = request.query_params.getlist("format")
    if len(wanted) > 1:
        raise Refused(400, "The parameter 'format' is given more than once.")
    if wanted:
        # The media type as it was named, or else the first of the format that goes by this name.
        names = (wanted[0], *called(wanted[0]))
        found = next((each for name in names for each in asked.formats.items() if name in each), None)
        if found is None:
            raise Refused(400, f"This query is not answered in that format. There are: {', '.join(asked.names)}.")
        return found
    chosen = best_type(request.headers.get("accept"), [*asked.formats])
    if chosen is None:
        offered = ", ".join(asked.formats)
        raise Refused(406, f"There is no form of this answer that fits the request. There are: {offered}.")
    return chosen, asked.formats[chosen]
