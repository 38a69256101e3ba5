"""Answers at `/reconcile` and below it: two at a time, clients in turn, each answer with its own open catalogue."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from memorial_kg.catalogue import open_catalogue
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.server.conditional import entity
from memorial_kg.server.problems import Refused
from memorial_kg.server.reconciliation.answering import answers
from memorial_kg.server.reconciliation.entities import Entities
from memorial_kg.server.reconciliation.extending import extend, extension, proposed
from memorial_kg.server.reconciliation.manifest import manifest
from memorial_kg.server.reconciliation.previewing import POLICY, preview
from memorial_kg.server.reconciliation.reading import fields_of, questions
from memorial_kg.server.reconciliation.suggesting import SUGGESTED, suggest
from memorial_kg.server.refusals import TooSlow
from memorial_kg.server.routing import reading
from memorial_kg.server.sending import unless_gone
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.state import State
from memorial_kg.server.things import etag_of
from memorial_kg.server.throttle import client_of
from memorial_kg.server.turns import Turns

__all__ = ["routes"]

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_PREFLIGHT = {
    "Allow": ", ".join(_METHODS),
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_JSON, _HTML = "application/json", "text/html; charset=utf-8"
_AT_ONCE = 2
_A_QUESTION = 10  # queries of a batch that count as one question; OpenRefine sends so many at a time
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,255}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")
_FIELDS = ("queries", "extend")

_Check: TypeAlias = Callable[[], None]
_Make: TypeAlias = Callable[[Entities, _Check], object]


def routes(state: State) -> list[Route]:
    """The endpoint, and what its manifest names."""
    service = _Service(state)
    return [
        *(Route(path, service.answer, methods=[*_METHODS]) for path in ("/reconcile", "/reconcile/")),
        reading("/reconcile/suggest/{what}", service.suggest),
        reading("/reconcile/properties", service.properties),
        reading("/reconcile/preview", service.preview),
        reading("/reconcile/view", service.view),
    ]


@cache
def _ontology() -> Ontology:
    return load_ontology()


class _Service:
    def __init__(self, state: State) -> None:
        self._state = state
        self._turns = Turns(state.limits, range(_AT_ONCE))
        self._throttle = state.throttle

    # -- what is asked -------------------------------------------------------------------------------------------------

    async def answer(self, request: Request) -> Response:
        """The manifest, or the answer to a batch, or columns for a table."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        fields = await fields_of(request)
        asked = [each for each in _FIELDS if each in fields]
        if len(asked) > 1:
            raise Refused(400, "A request has `queries` or `extend`, not both.")
        if not asked:
            return self._manifest(request)
        if asked == ["queries"]:
            batch = questions(fields["queries"], _ontology())
            cost = len(batch) / _A_QUESTION
            return await self._json(request, lambda entities, check: answers(entities, batch, check), cost)
        wanted = extension(fields["extend"], _ontology())
        cost = len(wanted.ids) / _A_QUESTION
        return await self._json(request, lambda entities, check: extend(entities, wanted, check), cost)

    async def suggest(self, request: Request) -> Response:
        """Completions of a prefix."""
        what, prefix = request.path_params["what"], _words(request, "prefix")
        if what not in SUGGESTED:
            raise Refused(404, f"There are suggestions for {', '.join(SUGGESTED)}.")
        cursor = _number(request, "cursor")
        return await self._json(request, lambda entities, _: suggest(entities, what, prefix, cursor))

    async def properties(self, request: Request) -> Response:
        """The properties of a type."""
        type_, limit = _words(request, "type"), _number(request, "limit")
        return await self._json(request, lambda entities, _: proposed(entities.ontology, type_, limit))

    async def preview(self, request: Request) -> Response:
        """A small page of a thing."""
        id_ = _words(request, "id")
        body = await self._made(request, lambda entities, _: preview(entities, _known(entities, id_)))
        assert isinstance(body, bytes)  # noqa: S101 - for the type checker
        return entity(request, body, _HTML, etag=etag_of(body.decode()), headers={"Content-Security-Policy": POLICY})

    async def view(self, request: Request) -> Response:
        """On to the address of a thing: clients write the id with its slash escaped, which not every proxy lets by."""
        id_ = _words(request, "id")
        name = await self._made(request, lambda entities, _: _known(entities, id_))
        return RedirectResponse(f"../{quote(str(name))}", 303)

    # -- how it is answered --------------------------------------------------------------------------------------------

    def _manifest(self, request: Request) -> Response:
        if request.method == "POST":
            raise Refused(400, "There is neither `queries` nor `extend` in this form.")
        snapshot = self._state.snapshot
        made = manifest(self._root(request), snapshot.summary.title, snapshot.base, _ontology())
        return _json(request, made)

    def _root(self, request: Request) -> str:
        """The public address: as the server was told, or else as the client has called it."""
        if self._state.settings.url:
            return self._state.settings.url.rstrip("/")
        host = request.headers.get("host", "")
        if not _HOST.fullmatch(host):
            raise Refused(400, "The header Host is not the name of a host.")
        return f"{request.scope.get('scheme', 'http')}://{host}{self._state.settings.root_path}"

    async def _json(self, request: Request, make: _Make, cost: float = 0.0) -> Response:
        return _json(request, await self._made(request, make, cost))

    async def _made(self, request: Request, make: _Make, cost: float = 0.0) -> object:
        client = client_of(request, behind_proxy=self._state.settings.behind_proxy)
        self._throttle.pay(client)
        self._throttle.charge(client, max(0.0, cost - 1))
        return await unless_gone(request, self._in_turn(client, self._state.snapshot, make))

    async def _in_turn(self, client: str, snapshot: Snapshot, make: _Make) -> object:
        """Make an answer when the client has its turn, and leave off when nobody wants it any more."""
        turn = await self._turns.take(client)
        unwanted, began = threading.Event(), time.monotonic()

        def done(made: asyncio.Future[object]) -> None:
            self._turns.give(turn)
            self._throttle.meter(client)(time.monotonic() - began)
            if not made.cancelled():
                made.exception()  # looked at here, for there may be nobody else to do so

        # A thread cannot be ended from outside: its turn lasts until it has left off by itself.
        making = asyncio.ensure_future(asyncio.to_thread(self._make, snapshot, make, unwanted))
        making.add_done_callback(done)
        try:
            return await asyncio.shield(making)
        finally:
            unwanted.set()
            await asyncio.wait([making])

    def _make(self, snapshot: Snapshot, make: _Make, unwanted: threading.Event) -> object:
        seconds = self._state.limits.page_seconds
        end = time.monotonic() + seconds

        def check() -> None:
            if time.monotonic() > end or unwanted.is_set():
                raise TooSlow(seconds)

        with open_catalogue(snapshot.graph) as catalogue:
            catalogue.give_up_after(seconds, unwanted.is_set)
            try:
                return make(Entities(catalogue, _ontology()), check)
            except sqlite3.OperationalError as error:
                if "interrupted" not in str(error):
                    raise
                raise TooSlow(seconds) from None


def _known(entities: Entities, id_: str) -> str:
    name = entities.id(id_)
    if not name:
        raise Refused(404, "There is nothing of this id here.")
    return name


def _json(request: Request, data: object) -> Response:
    """JSON in ASCII: half a character in the name of a query goes back as it came."""
    body = json.dumps(data, allow_nan=False).encode() + b"\n"
    if request.method == "POST":
        return Response(body, 200, {"Cache-Control": "no-store", "Content-Type": _JSON})
    return entity(request, body, _JSON, etag=etag_of(body.decode()))


def _words(request: Request, name: str) -> str:
    """A parameter, as text that any encoding can carry, and as long as anybody types."""
    return request.query_params.get(name, "").encode("utf-8", "replace").decode()[:300]


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < len("1000000")):
        raise Refused(400, f"{name} has to be a whole number from 0 on.")
    return int(text)
