"""The coastlines that the static maps draw: read once, cut to what a map shows.

Coastlines only, as the build of the front end leaves them. Political borders are not drawn anywhere: where they run is
disputed in several of the places that the data speaks of, and to draw one would take a side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from math import ceil, floor
from typing import Literal, NamedTuple

from memorial_kg import resources

__all__ = ["Box", "Ring", "Scale", "clip", "land_in"]

Point = tuple[float, float]
Ring = list[Point]
Scale = Literal["110m", "50m"]

_SNAP = 10  # degrees: neighbouring maps share what was cut for them


class Box(NamedTuple):
    """A rectangle; of the globe, its longitudes may lie beyond 180 on either side."""

    west: float
    south: float
    east: float
    north: float


def clip(ring: Ring, box: Box) -> Ring:
    """What of a ring lies in a rectangle, closed along its sides (Sutherland and Hodgman); [] when nothing does.

    >>> clip([(0, 0), (4, 0), (4, 4), (0, 4)], Box(2, 1, 9, 9))
    [(2.0, 1), (4.0, 1), (4, 4), (2, 4.0)]
    """
    sides = ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1))
    for axis, bound, inward in sides:
        if not ring:
            break
        ring = list(_beyond(ring, axis, bound, inward))
    return ring


def _beyond(ring: Ring, axis: int, bound: float, inward: int) -> Iterator[Point]:
    before = ring[-1]
    was_in = (before[axis] - bound) * inward >= 0
    for point in ring:
        is_in = (point[axis] - bound) * inward >= 0
        if is_in != was_in:
            share = (bound - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            yield (bound, other) if axis == 0 else (other, bound)
        if is_in:
            yield point
        before, was_in = point, is_in


def land_in(box: Box, scale: Scale) -> tuple[Ring, ...]:
    """The rings of land in a part of the globe and a little around it: holes too, to be drawn by the even-odd rule."""
    snapped = Box(
        floor(box.west / _SNAP) * _SNAP,
        max(-90, floor(box.south / _SNAP) * _SNAP),
        ceil(box.east / _SNAP) * _SNAP,
        min(90, ceil(box.north / _SNAP) * _SNAP),
    )
    return _cut(snapped, scale)


@lru_cache(maxsize=512)
def _cut(box: Box, scale: Scale) -> tuple[Ring, ...]:
    found: list[Ring] = []
    for ring, extent in _rings(scale):
        for turn in (-360, 0, 360):  # the same land again, for a box that reaches over the antimeridian
            if _meet(extent, box, turn):
                cut = clip([(x + turn, y) for x, y in ring] if turn else ring, box)
                if len(cut) > 2:
                    found.append(cut)
    return tuple(found)


def _meet(extent: Box, box: Box, turn: int) -> bool:
    return (
        extent.west + turn < box.east
        and extent.east + turn > box.west
        and extent.south < box.north
        and extent.north > box.south
    )


@cache
def _rings(scale: Scale) -> tuple[tuple[Ring, Box], ...]:
    geometry = json.loads(resources.text("web", f"assets/map/land-{scale}.json"))
    rings = [[(x, y) for x, y in ring[:-1]] for polygon in geometry["coordinates"] for ring in polygon]
    return tuple((ring, _extent(ring)) for ring in rings)


def _extent(ring: Ring) -> Box:
    longitudes, latitudes = zip(*ring, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
