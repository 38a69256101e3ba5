"""Makes one point of a GeoJSON geometry, and says by what method: a line or an area is no point of itself."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from memorial_kg.records.model import Tree
from memorial_kg.sources.crosswalk.cells import rounded
from memorial_kg.values import ValueProblem, quote

__all__ = ["Made", "point_of"]

_METRES_PER_DEGREE: Final = 111_320
_DECIMALS: Final = 7
_MOST_POSITIONS: Final = 200_000

_Position = tuple[float, float]


class Made(NamedTuple):
    """A point as text, and, where it was computed, within how many metres the whole lies and by what method."""

    longitude: str
    latitude: str
    radius: str = ""
    method: str = ""


def point_of(geometry: Tree, shapes: str, decimals: int | None) -> Made | None:
    """The point of a geometry; None for what is no point and is to be left out."""
    if not isinstance(geometry, Mapping):
        raise ValueProblem(
            "no GeoJSON geometry stands here", "a mapping with `type` and `coordinates`", "choose another column"
        )
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind == "Point":
        longitude, latitude = _pair(coordinates)
        return Made(rounded(longitude, decimals), rounded(latitude, decimals))
    if not isinstance(kind, str) or kind not in _MIDDLES:
        raise ValueProblem(f"{quote(str(kind))} is not a kind of geometry that is known here",
                           f"Point, {', '.join(_MIDDLES)}", "correct the source")  # fmt: skip
    if shapes == "leave-out":
        return None
    if shapes == "refuse":
        raise ValueProblem(f"a {kind} is no point", "a Point",
                           'write `shapes = "middle"` or `shapes = "leave-out"` in the rule')  # fmt: skip
    middle, words = _MIDDLES[kind]
    positions = [*_positions(coordinates)]
    if not positions:
        raise ValueProblem(f"the {kind} has no position", "at least one", "correct the source")
    return _made(middle(positions, coordinates), positions, words, _DECIMALS if decimals is None else decimals)


def _made(at: _Position, positions: list[_Position], words: str, decimals: int) -> Made:
    radius = max(1, math.ceil(max(_metres(at, each) for each in positions)))
    longitude, latitude = (_number(value, decimals) for value in at)
    return Made(longitude, latitude, str(radius), words)


def _number(value: float, decimals: int) -> str:
    made = format(Decimal(repr(value)).quantize(Decimal((0, (1,), -decimals))), "f")
    return made.removeprefix("-") if not made.strip("-0.") else made


def _pair(coordinates: Tree) -> tuple[str, str]:
    if isinstance(coordinates, list) and len(coordinates) >= 2 and all(isinstance(each, str) for each in coordinates):
        return coordinates[0], coordinates[1]
    raise ValueProblem("the point has no two numbers", "longitude and latitude", "correct the source")


def _positions(coordinates: Tree) -> Iterator[_Position]:
    """Every position of a geometry, in its order, however deep its lists are."""
    left, count = [coordinates], 0
    while left:
        each = left.pop()
        if not isinstance(each, list):
            raise ValueProblem(
                "the geometry is not made of positions", "lists of longitudes and latitudes", "correct the source"
            )
        if each and isinstance(each[0], str):
            yield _floats(each)
        else:
            left += reversed(each)
        count += 1
        if count > _MOST_POSITIONS:
            raise ValueProblem(f"the geometry has more than {_MOST_POSITIONS} positions", "fewer", "simplify it")


def _floats(position: list[Tree]) -> _Position:
    try:
        longitude, latitude = (float(each) for each in _pair(position))
    except ValueError:
        raise ValueProblem(f"{quote(str(position))} is no position", "longitude and latitude", "correct it") from None
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueProblem(f"{quote(str(position))} is not on the globe", "degrees", "correct it, or declare its `crs`")
    return longitude, latitude


def _metres(a: _Position, b: _Position) -> float:
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, a[1] - b[1]) * _METRES_PER_DEGREE


def _mean(positions: list[_Position], _: Tree) -> _Position:
    return math.fsum(x for x, _ in positions) / len(positions), math.fsum(y for _, y in positions) / len(positions)


def _along(positions: list[_Position], _: Tree) -> _Position:
    """The point halfway along a line."""
    lengths = [_metres(a, b) for a, b in itertools.pairwise(positions)]
    left = math.fsum(lengths) / 2
    for (a, b), length in zip(itertools.pairwise(positions), lengths, strict=True):
        if length and left <= length:
            share = left / length
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= length
    return positions[0]


def _inside(positions: list[_Position], coordinates: Tree) -> _Position:
    """The centre of gravity of an area; the nearest corner if it lies outside, as in a horseshoe."""
    ring = [_floats(each) for each in _largest_ring(coordinates)]
    if len(ring) < 3:
        return _mean(positions, None)
    x0, y0 = ring[0]
    area = sums_x = sums_y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area += cross
        sums_x += (ax + bx - 2 * x0) * cross
        sums_y += (ay + by - 2 * y0) * cross
    if not area:
        return _mean(positions, None)
    middle = x0 + sums_x / (3 * area), y0 + sums_y / (3 * area)
    return middle if _holds(ring, middle) else min(ring, key=lambda corner: _metres(corner, middle))


def _largest_ring(coordinates: Tree) -> list[Tree]:
    """The outline of a Polygon, or of the part of a MultiPolygon with the most corners."""
    rings = [coordinates[0]] if _depth(coordinates) == 2 else [part[0] for part in coordinates if part]
    return max(rings, key=len)


def _depth(coordinates: Tree) -> int:
    depth = 0
    while isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        coordinates, depth = coordinates[0], depth + 1
    return depth


def _holds(ring: list[_Position], at: _Position) -> bool:
    """Whether an outline goes around a point: a ray from it crosses the outline an odd number of times."""
    inside, (x, y) = False, at
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


_Middle = Callable[[list[_Position], Tree], _Position]

_MIDDLES: Final[Mapping[str, tuple[_Middle, str]]] = {
    "MultiPoint": (_mean, "the mean of the points that the source gives"),
    "LineString": (_along, "halfway along the line that the source gives"),
    "MultiLineString": (_mean, "the mean of the corners of the lines that the source gives"),
    "Polygon": (_inside, "the middle of the area that the source gives"),
    "MultiPolygon": (_inside, "the middle of one of the areas that the source gives"),
}
