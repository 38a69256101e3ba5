"""Finds things for people and for programs: the two pages that take a query, and the same as JSON.

On a static host scripts do this; here `search.html?q=…` and `browse.html?country=…` are answered without any, by the
templates of the site. Without a query both are the files of the site.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memorial_kg.catalogue import open_catalogue
from memorial_kg.catalogue.facets import FACETS
from memorial_kg.catalogue.search import MOST
from memorial_kg.catalogue.texts import SEARCHED
from memorial_kg.server.conditional import entity, matches
from memorial_kg.server.documents import Documents
from memorial_kg.server.problems import Refused
from memorial_kg.server.routing import Handler, reading
from memorial_kg.server.snapshot import Snapshot
from memorial_kg.server.state import State
from memorial_kg.server.things import etag_of
from memorial_kg.server.throttle import client_of
from memorial_kg.server.turns import Turns
from memorial_kg.server.viewing import view_of
from memorial_kg.site.finding.choices import Choice, chosen_in
from memorial_kg.site.finding.exporting import EXPORTS, export_of
from memorial_kg.site.finding.naming import value_label
from memorial_kg.site.pages.browse import browse_page
from memorial_kg.site.pages.search import search_page
from memorial_kg.site.rendering import render
from memorial_kg.site.settings import LANGUAGES
from memorial_kg.site.site import Site

__all__ = ["routes"]

_HTML = "text/html; charset=utf-8"
_JSON = "application/json"
_ENGLISH = next(iter(LANGUAGES))
_AT_ONCE = 4  # answers that are made side by side; others wait for their turn
_USUAL = 20
_LONGEST = 300  # characters of a query


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as the functions below read it: its parameters, and the language of its page."""

    parameters: tuple[tuple[str, str], ...]
    language: str

    def get(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return dict(self.parameters).get(name, default)

    def number(self, name: str, usual: int, most: int) -> int:
        """A whole number that is not negative, or a refusal."""
        text = self.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) < len("1000000000")):
            raise Refused(400, f"{name} has to be a whole number from 0 on.")
        return min(int(text), most)


# From the view of the site and what is asked to the body of an answer.
_Make = Callable[[Site, _Asked], bytes]


def routes(state: State) -> list[Route]:
    """The pages of each language, and `/api/search` and `/api/browse`."""
    documents, finding = Documents(state), _Finding(state)
    found = [reading("/api/search", finding.answer(_search, _JSON)), reading("/api/browse", finding.browse)]
    for language in LANGUAGES:
        folder = "" if language == _ENGLISH else f"{language}/"
        for name, make in (("search.html", _search_html), ("browse.html", _browse_html)):
            found.append(reading(f"/{folder}{name}", _or_file(finding.answer(make, _HTML, language), documents)))
    return found


def _or_file(answer: Handler, documents: Documents) -> Handler:
    """The file of the site unless there is a query."""

    async def handle(request: Request) -> Response:
        return await (answer(request) if request.url.query else documents.answer(request))

    return handle


class _Finding:
    def __init__(self, state: State) -> None:
        self._state = state
        self._turns = Turns(state.limits, range(_AT_ONCE))
        self._throttle = state.throttle

    def answer(self, make: _Make, media_type: str, language: str = "") -> Handler:
        """A handler that answers with what a function makes."""

        async def handle(request: Request) -> Response:
            return await self._made(request, make, media_type, language)

        return handle

    async def browse(self, request: Request) -> Response:
        """What fits a choice, as JSON or as a file."""
        wanted = request.query_params.get("format", "json")
        if wanted != "json" and wanted not in EXPORTS:
            raise Refused(400, f"format has to be json, {', '.join(EXPORTS)}.")
        make, media_type = (_browse, _JSON) if wanted == "json" else (_export, EXPORTS[wanted][1])
        return await self._made(request, make, media_type, "")

    async def _made(self, request: Request, make: _Make, media_type: str, language: str) -> Response:
        snapshot = self._state.snapshot
        asked = _Asked(tuple(request.query_params.multi_items()), language or _language(request, snapshot))
        client = client_of(request, behind_proxy=self._state.settings.behind_proxy)
        self._throttle.pay(client)
        etag = etag_of(snapshot.version, snapshot.identity, request.url.path, str(asked))
        body = b"" if matches(request, etag) else await self._in_turn(client, snapshot, make, asked)
        return entity(request, body, media_type, etag=etag)

    async def _in_turn(self, client: str, snapshot: Snapshot, make: _Make, asked: _Asked) -> bytes:
        """Make an answer when it has its turn; the client pays for the time that it takes."""
        turn = await self._turns.take(client)
        began = time.monotonic()
        try:
            return await asyncio.to_thread(self._make, snapshot, make, asked)
        finally:
            self._turns.give(turn)
            self._throttle.meter(client)(time.monotonic() - began)

    def _make(self, snapshot: Snapshot, make: _Make, asked: _Asked) -> bytes:
        seconds = self._state.limits.page_seconds
        with open_catalogue(snapshot.graph) as catalogue:
            catalogue.give_up_after(seconds)
            try:
                return make(view_of(snapshot, catalogue, self._state.settings.url, asked.language), asked)
            except sqlite3.OperationalError as error:
                if "interrupted" not in str(error):
                    raise
                detail = f"This took longer than {seconds:g} seconds; ask for less."
                raise Refused(503, detail, headers={"Retry-After": "5"}) from None


def _language(request: Request, snapshot: Snapshot) -> str:
    """The language in which a program wants labels."""
    asked = request.query_params.get("lang", _ENGLISH)
    return asked if asked in snapshot.languages else _ENGLISH


# -- pages -------------------------------------------------------------------------------------------------------------


def _search_html(site: Site, asked: _Asked) -> bytes:
    page = chosen_in(asked.parameters).page
    return render(search_page(site, _words(asked), asked.get("kind"), page), site).encode()


def _browse_html(site: Site, asked: _Asked) -> bytes:
    return render(browse_page(site, chosen_in(asked.parameters)), site).encode()


# -- for programs ------------------------------------------------------------------------------------------------------


def _words(asked: _Asked) -> str:
    """What is searched for, as text that any encoding can carry."""
    return asked.get("q").encode("utf-8", "replace").decode()[:_LONGEST]


def _search(site: Site, asked: _Asked) -> bytes:
    query, kind = _words(asked), asked.get("kind")
    if kind and kind not in SEARCHED:
        raise Refused(400, f"kind has to be one of {', '.join(SEARCHED)}.")
    limit, offset = asked.number("limit", _USUAL, MOST), asked.number("offset", 0, MOST)
    found = site.catalogue.words.search(query, kind=kind, limit=limit, offset=offset)
    hits = [
        {
            **_named(site, hit.name),
            "kind": hit.kind,
            "alike": hit.alike,
            "matches": [
                {**match._asdict(), "parts": [part._asdict() for part in match.parts]} for match in hit.matches
            ],
        }
        for hit in found.hits
    ]
    return _json({"query": query, "total": found.total, "kinds": dict(found.kinds), "offset": offset, "hits": hits})


def _browse(site: Site, asked: _Asked) -> bytes:
    choice = chosen_in(asked.parameters)
    limit, offset = asked.number("limit", _USUAL, 1_000), asked.number("offset", 0, 10_000_000)
    browser = site.catalogue.browse
    numbers = browser.select(choice.facets, choice.order)
    entries = [
        {
            **_named(site, each.name),
            "longitude": each.longitude,
            "latitude": each.latitude,
            "radius_m": each.radius,
            "position_of": each.position_of,
            "dates": each.dates,
            "place": each.place or None,
            "country": each.country or None,
            "creators": each.creators,
        }
        for each in browser.entries(numbers[offset : offset + limit])
    ]
    counts = {facet: _counts(site, choice, facet) for facet in FACETS}
    chosen = {facet: [*values] for facet, values in choice.facets.items()}
    return _json({"chosen": chosen, "total": len(numbers), "offset": offset, "entries": entries, "facets": counts})


def _counts(site: Site, choice: Choice, facet: str) -> list[dict[str, object]]:
    counts = site.catalogue.browse.facet(facet, choice.facets, limit=200)
    return [
        {
            "value": each.value,
            "label": value_label(site, facet, each).text,
            "count": each.count,
            "chosen": each.chosen,
            **({"inside": each.above} if each.above else {}),
        }
        for each in counts
    ]


def _named(site: Site, name: str) -> dict[str, object]:
    label = site.label(name)
    return {"id": name, "iri": site.catalogue.iri(name), "label": label.text, "language": label.language or None}


def _export(site: Site, asked: _Asked) -> bytes:
    made = export_of(site, chosen_in(asked.parameters), asked.get("format"))
    if isinstance(made, int):
        raise Refused(413, f"A file in this format takes at most {made} entries; choose fewer.")
    return made


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"
