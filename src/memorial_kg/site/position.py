"""Where a thing is drawn on a map, and how exact that is in words: no point that nobody stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from memorial_kg.site.description import point_of
from memorial_kg.site.site import Label, Site
from memorial_kg.site.view import Description, Point

__all__ = ["Holder", "Position", "holders", "position_of"]

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

    @property
    def feature(self) -> dict[str, object]:
        """The point as a GeoJSON collection, for the interactive map."""
        properties = {
            "label": self.label.text,
            "radius_m": float(self.point.radius or 0),
            "position_of": self.words,
        }
        geometry = {"type": "Point", "coordinates": [float(self.point.longitude), float(self.point.latitude)]}
        return {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": properties, "geometry": geometry}],
        }


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
    points = (point_of(site, said, node) for node in said.iris("schema:geo", node=said.iri))
    return next((point for point in points if point.latitude and point.longitude), None)
