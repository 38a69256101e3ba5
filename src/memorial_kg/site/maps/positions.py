"""Where things are drawn on a map, and how exact that is in words: no point that nobody stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from memorial_kg.catalogue.browsing import Entry
from memorial_kg.site.links import relative
from memorial_kg.site.maps.drawing import Spot, locator_map, world_map
from memorial_kg.site.site import Label, Site
from memorial_kg.site.things.measures import point_at
from memorial_kg.site.things.view import Description, Point

__all__ = ["Holder", "Map", "Position", "holders", "map_of", "map_of_all", "position_of"]

_MOST_POINTS = 300  # that a page carries for its interactive map; the page for browsing has one of all
_HIGHEST = 24  # places above places; the hierarchy of foreign data may run in a circle


class Holder(NamedTuple):
    """A place that holds another: its name, and what it is called."""

    name: str
    label: Label


@dataclass(frozen=True, slots=True)
class Position:
    """A point for a map. `of` is the name of the place whose point it is, "" where it is stated of the thing itself."""

    point: Point
    of: str
    label: Label
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing of our own numbers, with its title escaped, and the points behind it as GeoJSON, if they are few."""

    svg: str
    points: dict[str, object] | None


def holders(site: Site, name: str) -> list[Holder]:
    """The places that hold a thing, the smallest first, in the reconciled graph."""
    found = dict[str, None]()
    level = [name]
    while level and len(found) < _HIGHEST:
        above: list[str] = []
        for each in level:
            said = site.said(each)
            above += map(site.catalogue.name, said.iris("schema:containedInPlace", node=said.iri))
        level = [each for each in dict.fromkeys(above) if each not in found and each != name]
        found.update(dict.fromkeys(level))
    return [Holder(each, site.label(each)) for each in found]


def position_of(site: Site, described: Description, above: list[Holder]) -> Position | None:
    """Where to draw a thing: at its own point, or at that of the smallest place around it that has one.

    None where nobody stated any, and where sources contradict each other on the point.
    """
    row = described.row("coordinates")
    if row.contested:
        return None
    own = next((value.part.point for value in row.values if value.part and value.part.point), None)
    if own is not None:
        form = "within" if own.within else "exact"
        return Position(own, "", described.label, site.words(f"position.{form}", within=own.within))
    for place in above:
        point = _point_of(site, place.name)
        if point is not None:
            form = "place-within" if point.within else "place"
            words = site.words(f"position.{form}", place=place.label.text, within=point.within)
            return Position(point, place.name, described.label, words)
    return None


def _point_of(site: Site, name: str) -> Point | None:
    said = site.said(name)
    points = (point_at(site, said, node) for node in said.iris("schema:geo", node=said.iri))
    return next((point for point in points if point.latitude and point.longitude), None)


def map_of(site: Site, position: Position | None) -> Map | None:
    """The map of one thing."""
    if position is None:
        return None
    spot = Spot(float(position.point.longitude), float(position.point.latitude), float(position.point.radius or 0))
    svg = locator_map(*spot, site.words("position.map", label=position.label.text))
    return Map(svg, _collection([_feature(spot, position.label, position_of=position.words)]))


def map_of_all(site: Site, entries: Iterable[Entry], page: str) -> Map | None:
    """The map of memorials and proposals for a page of the site, whose points lead to their pages."""
    placed = [
        (Spot(each.longitude, each.latitude, each.radius or 0), each)
        for each in entries
        if each.longitude is not None and each.latitude is not None
    ]
    if not placed:
        return None
    svg = world_map([spot for spot, _ in placed], site.words("home.map-title", count=len(placed)))
    if len(placed) > _MOST_POINTS:
        return Map(svg, None)
    return Map(svg, _collection([_linked(site, spot, each, page) for spot, each in placed]))


def _linked(site: Site, spot: Spot, entry: Entry, page: str) -> dict[str, object]:
    place = site.label(entry.position_of).text if entry.position_of else ""
    words = site.words("browse.position-of", place=place) if place else ""
    return _feature(spot, site.label(entry.name), position_of=words, href=relative(page, f"{entry.name}.html"))


def _feature(spot: Spot, label: Label, **others: str) -> dict[str, object]:
    properties = {"label": label.text, "radius_m": float(spot.radius_m), **others}
    geometry = {"type": "Point", "coordinates": [spot.longitude, spot.latitude]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": features}
