"""Features in pages, in the manner of OGC API Features: memorials and proposals as GeoJSON, by box and by time."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memorial_kg.errors import InputError
from memorial_kg.server.conditional import entity
from memorial_kg.server.paging import Page, check_names, page_of
from memorial_kg.server.positions import Feature, Positions, open_positions
from memorial_kg.server.problems import Refused
from memorial_kg.server.routing import Handler, reading
from memorial_kg.server.state import Generation, State
from memorial_kg.server.things import etag_of

__all__ = ["COLLECTIONS", "routes"]

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CONFORMANCE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_GEOJSON = "application/geo+json"
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

# The collections: what each is called, and the kind of its things.
COLLECTIONS: dict[str, tuple[str, str]] = {
    "memorials": ("memorial", "Memorials"),
    "proposals": ("proposal", "Proposed memorials"),
}


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
            check_names(request.query_params, ())
            return _json(request, await asyncio.to_thread(make, ours, request))

        return answer

    async def collections(request: Request) -> Response:
        check_names(request.query_params, ())
        positions = await ours.positions()
        found = [_collection(ours, name, positions) for name in COLLECTIONS]
        links = [_link(ours.at("/collections"), "self", "application/json")]
        return _json(request, {"links": links, "collections": found})

    async def collection(request: Request) -> Response:
        check_names(request.query_params, ())
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
    extent = positions.extents.get(kind)
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
    asked = page_of(request.query_params, ours.state.limits.page_size)
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
    check_names(request.query_params, ())
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


def _select(positions: Positions, kind: str, asked: Page) -> tuple[int, list[dict[str, object]]]:
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


def _around(ours: _Features, request: Request, name: str, asked: Page, matched: int) -> list[dict[str, str]]:
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
