"""Knows where each memorial and proposal lies and when it was opened, from the GeoJSON of the build.

That file may be large, so only an index of it is held: where each feature stands in the file, and what it is asked by.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NamedTuple

from memorial_kg.built import DATASET
from memorial_kg.errors import InputError

__all__ = ["Box", "Feature", "Positions", "open_positions"]

# As `export.tables` writes it: one space for each level, so a feature is what stands between these two lines.
_BEGIN, _END = b"  {\n", (b"  },\n", b"  }\n")


class Feature(NamedTuple):
    """A feature, by what it is asked by: dates are texts such as 2014-02-01, which sort as days do."""

    kind: str
    id: str
    longitude: float | None
    latitude: float | None
    earliest: str
    latest: str
    start: int
    length: int


class Box(NamedTuple):
    """A part of the world in degrees; one that crosses the antimeridian has its west east of its east."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float | None, latitude: float | None) -> bool:
        """Tell whether a point is in it, or on its edge; what has no position is nowhere."""
        if longitude is None or latitude is None or not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east


@dataclass(frozen=True, eq=False)
class Positions:
    """The features of a build in the order of their ids, and the open file in which they stand."""

    file: BinaryIO
    features: dict[str, list[Feature]]  # by kind
    extents: dict[str, list[float]]  # west, south, east and north of all that have a position, by kind
    _reading: Lock = field(default_factory=Lock)

    def select(self, kind: str, box: Box | None, days: tuple[str, str] | None) -> Iterator[Feature]:
        """The features of a kind in a box, and of the time between two days ("" is open)."""
        for each in self.features.get(kind, ()):
            if box and not box.holds(each.longitude, each.latitude):
                continue
            if days and not _meets(each, *days):
                continue
            yield each

    def find(self, kind: str, id_: str) -> Feature | None:
        """The feature of an id."""
        among = self.features.get(kind, [])
        at = bisect_left(among, id_, key=lambda each: each.id)
        return among[at] if at < len(among) and among[at].id == id_ else None

    def read(self, features: Iterable[Feature]) -> list[dict[str, object]]:
        """The features themselves, as GeoJSON has them."""
        texts = []
        with self._reading:
            for each in features:
                self.file.seek(each.start)
                texts.append(self.file.read(each.length))
        return [json.loads(text) for text in texts]


def open_positions(graph: Path) -> Positions:
    """Read the index of a build.

    Raises InputError when the build has no GeoJSON.
    """
    try:
        file = (graph / f"{DATASET}.geojson").open("rb")
    except OSError:
        raise InputError("The graph was built without GeoJSON: build it with that format") from None
    found: dict[str, list[Feature]] = {}
    for start, text in _texts(file):
        feature = _feature(start, text)
        found.setdefault(feature.kind, []).append(feature)
    for each in found.values():
        each.sort(key=lambda feature: feature.id)
    return Positions(file, found, {kind: _extent(features) for kind, features in found.items()})


def _texts(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    place, start, lines = 0, 0, []
    for line in file:
        if line == _BEGIN:
            start, lines = place, [line]
        elif line in _END and lines:
            lines.append(b"  }")
            yield start, b"".join(lines)
            lines = []
        elif lines:
            lines.append(line)
        place += len(line)


def _feature(start: int, text: bytes) -> Feature:
    read = json.loads(text)
    said = read["properties"]
    kind, _, id_ = said["id"].partition("/")
    longitude, latitude = (read["geometry"] or {}).get("coordinates", (None, None))
    first, last = said.get("earliest", ""), said.get("latest", "")
    return Feature(kind, id_, longitude, latitude, first, last, start, len(text))


def _extent(features: list[Feature]) -> list[float]:
    points = [(f.longitude, f.latitude) for f in features if f.longitude is not None]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points if y is not None]
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)] if latitudes else []


def _meets(feature: Feature, first: str, last: str) -> bool:
    if not feature.earliest and not feature.latest:
        return False
    begins, ends = feature.earliest or feature.latest, feature.latest or feature.earliest
    return (not last or begins <= last) and (not first or ends >= first)
