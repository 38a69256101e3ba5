"""Answers at `/sparql`: a query, an update, or, to who asks nothing, what can be asked."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from memorial_kg.ontology import load_ontology
from memorial_kg.server.limits import Limits
from memorial_kg.server.negotiation import best_language
from memorial_kg.server.problems import Refused
from memorial_kg.server.sending import answer, unless_gone
from memorial_kg.server.settings import Settings
from memorial_kg.server.sparql.description import description
from memorial_kg.server.sparql.formats import GRAPHS, Wanted, prefers_html, wanted
from memorial_kg.server.sparql.reading import Asked, read
from memorial_kg.server.sparql.showing import ASKED_FOR, answered, html
from memorial_kg.server.throttle import Throttle, client_of
from memorial_kg.server.viewing import Served
from memorial_kg.server.workers import PAGES, Formats, Result, Workers
from memorial_kg.server.writer import Writer
from memorial_kg.site import LANGUAGES
from memorial_kg.site.pages.sparql import Answered
from memorial_kg.terms import ILLEGAL_IN_IRI

__all__ = ["Serving", "routes"]

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_PREFLIGHT = {
    "Allow": ", ".join(_METHODS),
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    # Not Authorization: what needs a token is not for the scripts of other sites.
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_FORM = "sparql.html"
_HTML = "text/html; charset=utf-8"
_BY = "Accept, Accept-Language"
_AT_ONCE = 2  # pages that are made side by side


class _Pages(Served, Protocol):
    @property
    def site(self) -> Path: ...


class Serving(Protocol):
    """What the endpoint needs of the server's state."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102
    @property
    def snapshot(self) -> _Pages: ...  # noqa: D102
    @property
    def workers(self) -> Workers: ...  # noqa: D102
    @property
    def limits(self) -> Limits: ...  # noqa: D102
    @property
    def throttle(self) -> Throttle: ...  # noqa: D102
    @property
    def writer(self) -> Writer | None: ...  # noqa: D102


def routes(state: Serving) -> list[Route]:
    """The route of the endpoint."""
    endpoint = Endpoint(state)
    return [Route("/sparql", endpoint.answer, methods=[*_METHODS])]


class Endpoint:
    """The endpoint of one server."""

    def __init__(self, state: Serving) -> None:
        self._state = state
        self._throttle = state.throttle
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        writer = self._state.writer
        asked = await read(request, self._state.limits, writer.check if writer else None)
        if asked.update:
            return await self._update(request, asked)
        if not asked.query:
            return await self._described(request, asked)
        return await self._query(request, asked)

    async def _query(self, request: Request, asked: Asked) -> Response:
        accept = request.headers.get("accept")
        client = client_of(request, behind_proxy=self._state.settings.behind_proxy)
        if not asked.formats and prefers_html(accept):
            return await self._shown(request, asked, client)
        choice = wanted(accept, asked.formats)
        self._throttle.pay(client)
        return self._sent(request, await self._asked(request, asked, client, choice.formats), choice)

    async def _asked(self, request: Request, asked: Asked, client: str, formats: Formats) -> Result:
        question = self._state.workers.ask(
            asked.query,
            formats=formats,
            dataset=(asked.default_graphs, asked.named_graphs),
            client=client,
            seconds=asked.seconds,
            spent=self._throttle.meter(client),
        )
        return await unless_gone(request, question)

    async def _shown(self, request: Request, asked: Asked, client: str) -> Response:
        """The answer on the page of the form, or there why there is none."""
        self._throttle.pay(client)  # refused in short: a page would be work
        status, headers = 200, {"Vary": _BY}
        try:
            result = await self._asked(request, asked, client, ASKED_FOR)
            async with self._turns:
                shown = await asyncio.to_thread(answered, request, result, load_ontology().prefixes)
        except Refused as refused:
            shown = Answered(error=refused.detail)
            status, headers = refused.status, {**headers, **refused.headers, "Cache-Control": "no-store"}
        body = await self._page(request, asked.query, shown, client)
        if status != HTTPStatus.OK:
            return Response(body, status, headers, _HTML)
        page = Result("page", "html", body)
        return answer(request, page, _HTML, seconds=self._state.limits.answer_seconds, headers=headers)

    async def _page(self, request: Request, query: str, shown: Answered, client: str) -> bytes:
        snapshot, url = self._state.snapshot, self._state.settings.url
        english, *others = LANGUAGES
        offered = (english, *(each for each in others if each in snapshot.languages))
        language = best_language(request.headers.get("accept-language"), offered, english)
        async with self._turns:
            began = time.monotonic()
            try:
                return await asyncio.to_thread(html, snapshot, url, language, query, shown)
            finally:
                self._throttle.meter(client)(time.monotonic() - began)

    async def _described(self, request: Request, asked: Asked) -> Response:
        """Tell a person with a page, a program with a service description."""
        accept = request.headers.get("accept")
        if not asked.formats and prefers_html(accept) and (self._state.snapshot.site / _FORM).is_file():
            return RedirectResponse(_FORM, 303, {"Vary": "Accept"})
        choice = wanted(accept, asked.formats)
        if choice.formats.graph is None:
            raise Refused(406, f"The description of this endpoint comes as {', '.join(GRAPHS)}.")
        url = self._state.settings.url.rstrip("/")
        endpoint = f"{url}/sparql" if url else str(request.url.replace(query="", fragment=""))
        if ILLEGAL_IN_IRI.search(endpoint):
            raise Refused(400, "The address of this request is none that could be written down.")
        client = client_of(request, behind_proxy=self._state.settings.behind_proxy)
        self._throttle.pay(client)
        call = partial(self._state.workers.call, lane=PAGES, client=client, spent=self._throttle.meter(client))
        _, names = await call({"do": "graphs"})
        lines = description(endpoint, names.decode().splitlines(), writable=self._state.writer is not None)
        header = {"do": "written", "format": choice.formats.graph}
        _, body = await call(header, "\n".join(lines).encode())
        result = Result("construct", choice.formats.graph, body)
        return self._sent(request, result, Wanted(Formats(), graph_type=choice.graph_type))

    async def _update(self, request: Request, asked: Asked) -> Response:
        if request.method != "POST":
            raise Refused(405, "An update is posted.", headers={"Allow": "POST"})
        if self._state.writer is None:
            raise Refused(403, "This endpoint answers queries and takes no updates.")
        self._state.writer.check(request)
        await self._state.writer.update(asked.update)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    def _sent(self, request: Request, result: Result, choice: Wanted) -> Response:
        media_type = choice.content_type(result.form)
        return answer(request, result, media_type, seconds=self._state.limits.answer_seconds)
