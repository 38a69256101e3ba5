"""Features in pages, in the manner of OGC API Features: memorials and proposals as GeoJSON, by box and by time."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import weakref
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memorial_kg.errors import InputError
from memorial_kg.server.conditional import entity
from memorial_kg.server.positions import Box, Feature, Positions, open_positions
from memorial_kg.server.problems import Refused
from memorial_kg.server.routing import Handler, reading
from memorial_kg.server.state import Generation, State
from memorial_kg.server.things import etag_of

__all__ = ["COLLECTIONS", "routes"]

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CONFORMANCE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_GEOJSON = "application/geo+json"
_USUAL_LIMIT = 100
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_TIME = r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"  # read, and not needed
_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{_TIME})?")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_NO_END = ("", "..")

# The collections: what each is called, and the kind of its things.
COLLECTIONS: dict[str, tuple[str, str]] = {
    "memorials": ("memorial", "Memorials"),
    "proposals": ("proposal", "Proposed memorials"),
}


class _Page(NamedTuple):
    """Which features are asked for."""

    box: Box | None
    days: tuple[str, str] | None
    limit: int
    offset: int


class _Features:
    """The features of each generation, indexed when they are first asked for."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._known: weakref.WeakKeyDictionary[Generation, asyncio.Task[Positions]] = weakref.WeakKeyDictionary()

    async def positions(self) -> Positions:
        generation = self.state.generation
        if generation not in self._known:
            self._known[generation] = asyncio.create_task(_open(generation))
        return await asyncio.shield(self._known[generation])

    def at(self, path: str = "") -> str:
        """The address of something of ours, from the root if the public address is not known."""
        settings = self.state.settings
        root = settings.url.rstrip("/") or settings.root_path
        return f"{root}/features{path}"


async def _open(generation: Generation) -> Positions:
    try:
        positions = await asyncio.to_thread(open_positions, generation.snapshot.graph)
    except InputError as error:
        raise Refused(404, str(error)) from None
    weakref.finalize(generation, positions.file.close)
    return positions


def routes(state: State) -> list[Route]:
    """`/features` and what is below it."""
    ours = _Features(state)

    def answering(make: Callable[[_Features, Request], object]) -> Handler:
        async def answer(request: Request) -> Response:
            _check_names(request.query_params, ())
            return _json(request, await asyncio.to_thread(make, ours, request))

        return answer

    async def collections(request: Request) -> Response:
        _check_names(request.query_params, ())
        positions = await ours.positions()
        found = [_collection(ours, name, positions) for name in COLLECTIONS]
        links = [_link(ours.at("/collections"), "self", "application/json")]
        return _json(request, {"links": links, "collections": found})

    async def collection(request: Request) -> Response:
        _check_names(request.query_params, ())
        name = _known(request)
        return _json(request, _collection(ours, name, await ours.positions()))

    async def items(request: Request) -> Response:
        return await _items(ours, request)

    async def item(request: Request) -> Response:
        return await _item(ours, request)

    return [
        reading("/features", answering(_landing)),
        reading("/features/conformance", answering(_conformance)),
        reading("/features/collections", collections),
        reading("/features/collections/{collection}", collection),
        reading("/features/collections/{collection}/items", items),
        reading("/features/collections/{collection}/items/{item}", item),
    ]


def _json(
    request: Request, what: object, media_type: str = "application/json", headers: Mapping[str, str] = _NO_HEADERS
) -> Response:
    body = json.dumps(what, ensure_ascii=False).encode() + b"\n"
    return entity(request, body, media_type, etag=etag_of(body.decode()), headers=headers)


def _link(href: str, rel: str, kind: str, title: str = "") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, **({"title": title} if title else {})}


# -- what there is -----------------------------------------------------------------------------------------------------


def _landing(ours: _Features, _: Request) -> object:
    openapi = ours.at().removesuffix("/features") + "/openapi.json"
    return {
        "title": ours.state.snapshot.summary.title,
        "description": "Memorials and proposed memorials with their positions, as far as a source gives any.",
        "links": [
            _link(ours.at(), "self", "application/json"),
            _link(openapi, "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
            _link(ours.at("/conformance"), "conformance", "application/json"),
            _link(ours.at("/collections"), "data", "application/json"),
        ],
    }


def _conformance(_: _Features, __: Request) -> object:
    return {"conformsTo": [f"{_CONFORMANCE}/{each}" for each in ("core", "geojson")]}


def _collection(ours: _Features, name: str, positions: Positions) -> dict[str, object]:
    kind, title = COLLECTIONS[name]
    extent = positions.extent(kind)
    return {
        "id": name,
        "title": title,
        "itemType": "feature",
        "crs": [_CRS84],
        **({"extent": {"spatial": {"bbox": [extent], "crs": _CRS84}}} if extent else {}),
        "links": [
            _link(ours.at(f"/collections/{name}"), "self", "application/json"),
            _link(ours.at(f"/collections/{name}/items"), "items", _GEOJSON, title),
        ],
    }


def _known(request: Request) -> str:
    name: str = request.path_params["collection"]
    if name not in COLLECTIONS:
        raise Refused(404, f"There is no such collection. There are: {', '.join(COLLECTIONS)}.")
    return name


# -- features ----------------------------------------------------------------------------------------------------------


async def _items(ours: _Features, request: Request) -> Response:
    name = _known(request)
    asked = _page(request.query_params, ours.state.limits.page_size)
    positions = await ours.positions()
    matched, features = await asyncio.to_thread(_select, positions, COLLECTIONS[name][0], asked)
    what = {
        "type": "FeatureCollection",
        "numberMatched": matched,
        "numberReturned": len(features),
        "links": [*_around(ours, request, name, asked, matched)],
        "features": features,
    }
    return _json(request, what, _GEOJSON, {"Content-Crs": f"<{_CRS84}>"})


async def _item(ours: _Features, request: Request) -> Response:
    _check_names(request.query_params, ())
    name = _known(request)
    positions = await ours.positions()
    found = positions.find(COLLECTIONS[name][0], request.path_params["item"])
    if found is None:
        raise Refused(404, "There is no such feature in this collection.")
    [feature] = await asyncio.to_thread(_read, positions, [found])
    links = [
        _link(ours.at(f"/collections/{name}/items/{found.id}"), "self", _GEOJSON),
        _link(ours.at(f"/collections/{name}"), "collection", "application/json"),
    ]
    return _json(request, {**feature, "links": links}, _GEOJSON, {"Content-Crs": f"<{_CRS84}>"})


def _select(positions: Positions, kind: str, asked: _Page) -> tuple[int, list[dict[str, object]]]:
    matching = [*positions.select(kind, asked.box, asked.days)]
    return len(matching), _read(positions, matching[asked.offset : asked.offset + asked.limit])


def _read(positions: Positions, features: list[Feature]) -> list[dict[str, object]]:
    """Features as they are served: known by the id that is in their address, and by their IRI."""
    return [
        {**read, "id": feature.id, "properties": {"iri": read["id"], **_mapping(read["properties"])}}
        for feature, read in zip(features, positions.read(features), strict=True)
    ]


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _around(ours: _Features, request: Request, name: str, asked: _Page, matched: int) -> list[dict[str, str]]:
    """Links to this page, to the one after it, and to the one before it."""
    given = [(key, value) for key, value in request.query_params.multi_items() if key != "offset"]

    def at(offset: int) -> str:
        query = urlencode([*given, ("offset", str(offset))] if offset else given)
        return ours.at(f"/collections/{name}/items") + (f"?{query}" if query else "")

    links = [_link(at(asked.offset), "self", _GEOJSON)]
    if asked.offset + asked.limit < matched:
        links.append(_link(at(asked.offset + asked.limit), "next", _GEOJSON))
    if asked.offset:
        links.append(_link(at(max(0, asked.offset - asked.limit)), "prev", _GEOJSON))
    return [*links, _link(ours.at(f"/collections/{name}"), "collection", "application/json")]


# -- what is asked -----------------------------------------------------------------------------------------------------


def _check_names(query: QueryParams, known: tuple[str, ...]) -> None:
    for name, several in itertools.groupby(sorted(key for key, _ in query.multi_items())):
        if name not in known:
            raise Refused(400, f"There is no parameter {name!r} here. There are: {', '.join(known) or 'none'}.")
        if len([*several]) > 1:
            raise Refused(400, f"The parameter {name!r} is given more than once.")


def _page(query: QueryParams, most: int) -> _Page:
    _check_names(query, ("bbox", "datetime", "limit", "offset"))
    limit = _whole(query.get("limit", str(_USUAL_LIMIT)), "limit")
    if not limit:
        raise Refused(400, "The parameter 'limit' has to be above 0.")
    box = _box(query["bbox"]) if "bbox" in query else None
    days = _days(query["datetime"]) if "datetime" in query else None
    return _Page(box, days, min(limit, most), _whole(query.get("offset", "0"), "offset"))


def _whole(text: str, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise Refused(400, f"The parameter {name!r} is a whole number such as 100.")
    return int(text)


def _box(text: str) -> Box:
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Refused(400, "The parameter 'bbox' is west,south,east,north in degrees, such as 26,36,45,42.")
    numbers = [float(part) for part in parts]
    west, south, east, north = numbers if len(parts) == 4 else (*numbers[:2], *numbers[3:5])
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(400, "The parameter 'bbox' lies outside the world, or its south is north of its north.")
    return Box(west, south, east, north)


def _days(text: str) -> tuple[str, str]:
    first, slash, last = text.partition("/")
    begins, ends = (_day(first, bool(slash)), _day(last, True) if slash else "")
    if not slash:
        return begins, begins
    if (not begins and not ends) or (begins and ends and begins > ends):
        raise Refused(400, "The parameter 'datetime' begins after it ends, or has neither beginning nor end.")
    return begins, ends


def _day(text: str, may_be_open: bool) -> str:
    if may_be_open and text in _NO_END:
        return ""
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1]).isoformat() if match else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Refused(400, "The parameter 'datetime' is a day or two with a slash between, such as 2010-01-01/2014-12-31.")
