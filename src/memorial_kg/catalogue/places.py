"""Where things lie: what a place is called and is a part of, all the way up, and the nearest point that is known."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import NamedTuple

from memorial_kg.catalogue.things import LABEL_PATH, Thing
from memorial_kg.ontology import Ontology

__all__ = ["Place", "Places", "Point"]

_REMEMBERED = 1 << 16


class Point(NamedTuple):
    """A stated point, and how far from it the thing may lie, in metres."""

    longitude: float
    latitude: float
    radius: float | None


class Place(NamedTuple):
    """A place, by its name in the catalogue."""

    name: str
    above: tuple[str, ...]
    country: str
    point: Point | None


class Places:
    """The places of a catalogue in the making, and the names of everything, remembered while they are asked for."""

    def __init__(self, made: sqlite3.Connection, base: str, ontology: Ontology) -> None:
        self._made, self._base, self._ontology = made, base, ontology
        self.place = lru_cache(_REMEMBERED)(self._place)
        self.names = lru_cache(_REMEMBERED)(self._names)

    def local(self, iri: str) -> str:
        """The name of a thing of this IRI."""
        return iri.partition("#")[0].removeprefix(self._base)

    def iri(self, name: str) -> str:
        """The IRI of a thing of this name."""
        return name if ":" in name else self._base + name

    def point(self, thing: Thing) -> Point | None:
        """The point that is stated of a thing; none where its sources contradict each other."""
        shape, coordinates = thing.shape(thing.iri), self._ontology.shapes["Coordinates"]
        for part in thing.values(shape.keys.get("coordinates"), reconciled=True) if shape else ():
            axes = [
                thing.values(coordinates.keys[axis], part, reconciled=True)
                for axis in ("longitude", "latitude", "radius")
            ]
            if axes[0] and axes[1]:
                return Point(float(axes[0][0]), float(axes[1][0]), float(axes[2][0]) if axes[2] else None)
        return None

    def around(self, start: tuple[str, ...]) -> list[Place]:
        """Some places and all that they lie in, the nearest first, each once."""
        found: dict[str, Place] = {}
        level = [*start]
        while level:
            new = [self.place(name) for name in dict.fromkeys(level) if name not in found]
            found |= {each.name: each for each in new}
            level = [above for each in new for above in each.above]
        return [*found.values()]

    def _place(self, name: str) -> Place:
        thing = self._thing(name)
        keys = self._ontology.shapes["Place"].keys
        above = tuple(self.local(iri) for iri in thing.values(keys["place"]))
        country = next((self.local(iri) for iri in thing.values(keys["country"])), "")
        return Place(name, above or ((country,) if country else ()), country, self.point(thing))

    def _names(self, name: str) -> tuple[tuple[str, str], ...]:
        """Everything that a thing is called by anybody: language and text."""
        shape = self._ontology.shape_of(name)
        thing = self._thing(name)
        paths = [shape.keys[key].path for key in ("name", "alternateName") if shape and key in shape.keys]
        said = [each.value for path in (LABEL_PATH, *paths) for each in thing.said(path)]
        return tuple(dict.fromkeys((each.language, each.text) for each in said if not isinstance(each, str)))

    def _thing(self, name: str) -> Thing:
        rows = self._made.execute("SELECT line FROM line WHERE thing = ? ORDER BY number", [name])
        return Thing(name, self.iri(name), (line for (line,) in rows), self._ontology)
