"""Small static maps as SVG, for pages without scripts and for paper: where the points are, and how exactly one knows.

The land is Natural Earth's. A point known to within ten kilometres is a disc of ten kilometres with a dot in its
middle. All colours are classes: `map-sea`, `map-land`, `map-area`, `map-halo`, `map-dot`, `map-scale`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from math import asin, atan2, ceil, cos, degrees, hypot, inf, radians, sin, sqrt
from typing import NamedTuple

from memorial_kg.site.maps.land import Box, Point, Ring, Scale, clip, land_in

__all__ = ["Spot", "locator_map", "world_map"]

EARTH = 6371.0088  # km, the mean radius

Projection = Callable[[float, float], Point]
Circle = tuple[float, float, float]  # x, y and radius on the sheet


class Spot(NamedTuple):
    """A point on the globe, and the metres within which the thing lies (0 when nothing was said)."""

    longitude: float
    latitude: float
    radius_m: float = 0


# ── the world ──

_WORLD = Box(-180, -57, 180, 80)  # without the Antarctic
_WORLD_WIDTH = 1000
_CELL = 6  # dots closer than this would hide one another: one stands for all
_MOST = 800  # dots; where there are more, those further apart are taken together too
_FEWEST = 3.0  # a disc smaller than this cannot be told from its dot


def world_map(spots: Iterable[Spot], title: str) -> str:
    """All points on one map of the world, in equal areas (the Equal Earth projection).

    However many there are, the map stays small: points that would cover one another are one dot.
    """
    left, top = _equal_earth(_WORLD.west, 0)[0], -_equal_earth(0, _WORLD.north)[1]
    unit = _WORLD_WIDTH / (2 * -left)
    height = ceil(unit * (-top - _equal_earth(0, _WORLD.south)[1]))

    def place(longitude: float, latitude: float) -> Point:
        x, y = _equal_earth(longitude, latitude)
        return (x - left) * unit, (-y - top) * unit

    circles = [
        (*place(spot.longitude, spot.latitude), spot.radius_m / 1000 / EARTH * unit) for spot in sorted(set(spots))
    ]
    shown = _sparse(circles)
    discs = "".join(_disc((x, y), round(radius)) for x, y, radius in shown if radius >= _FEWEST)
    return _svg(_WORLD_WIDTH, height, title, _world_land(place), discs, _dots([(x, y) for x, y, _ in shown], "s"))


def _sparse(circles: Sequence[Circle]) -> list[Circle]:
    """One circle of each cell of a grid, that with the largest radius; the grid grows until there are few enough."""
    cell = _CELL
    while True:
        cells: dict[tuple[int, int], Circle] = {}
        for circle in circles:
            at = round(circle[0] / cell), round(circle[1] / cell)
            if at not in cells or circle[2] > cells[at][2]:
                cells[at] = circle
        if len(cells) <= _MOST:
            return list(cells.values())
        cell *= 2


def _world_land(place: Projection) -> str:
    return _path([place(*point) for point in _dense(clip(ring, _WORLD), 10)] for ring in land_in(_WORLD, "110m"))


def _equal_earth(longitude: float, latitude: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny 2018): equal areas, and continents that look like themselves."""
    root = sqrt(3) / 2
    theta = asin(root * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = 1.340264 - 3 * 0.081106 * square + sixth * (7 * 0.000893 + 9 * 0.003796 * square)
    x = radians(longitude) * cos(theta) / (root * slope)
    return x, theta * (1.340264 - 0.081106 * square + sixth * (0.000893 + 0.003796 * square))


# ── one place ──

_WIDTH, _HEIGHT = 960, 640
_NEAREST = 300.0  # km from the middle to the upper edge, at least: nobody knows a place by its nearest street corner
_WIDEST = 4_000.0
_AROUND = 3.0  # how many times its own radius a point's map shows
_COARSE = 2_000.0  # km from which the coarser coastline is exact enough
_STEPS = (1000, 500, 200, 100, 50)  # km


def locator_map(longitude: float, latitude: float, radius_m: float, title: str) -> str:
    """One point in its part of the world, with its radius and a scale.

    The projection keeps distances from the middle (azimuthal equidistant), so that the disc is as large as it says.
    Where no coast is near, the map shows more, until there is something to know the place by.
    """
    reach = min(_WIDEST, max(_NEAREST, _AROUND * radius_m / 1000))
    land = _around(round(longitude, 2), round(latitude, 2), reach)
    while not land.tells and reach < _WIDEST:
        reach = min(_WIDEST, reach * 1.6)
        land = _around(round(longitude, 2), round(latitude, 2), reach)
    unit = _HEIGHT / 2 / reach  # pixels of a kilometre
    middle, radius = (_WIDTH / 2, _HEIGHT / 2), radius_m / 1000 * unit
    disc = _disc(middle, round(min(radius, hypot(*middle)))) if radius >= _FEWEST else ""
    return _svg(_WIDTH, _HEIGHT, title, land.path, disc, _dots([middle], "l"), _scale(unit))


class _Land(NamedTuple):
    path: str
    tells: bool  # whether there is a coast to know the place by


@lru_cache(maxsize=4096)
def _around(longitude: float, latitude: float, reach: float) -> _Land:
    corner = degrees(reach * hypot(_WIDTH / _HEIGHT, 1) / EARTH)
    scale: Scale = "110m" if reach >= _COARSE else "50m"
    unit = _HEIGHT / 2 / reach * EARTH
    sheet = Box(-4, -4, _WIDTH + 4, _HEIGHT + 4)  # the edge of a cut piece lies out of sight
    place = _azimuthal(longitude, latitude, unit)
    rings = [
        [place(*point) for point in _dense(ring, 3)]
        for ring in land_in(_surrounding(longitude, latitude, corner), scale)
    ]
    cut = [piece for piece in (clip(ring, sheet) for ring in rings) if len(piece) > 2]
    inland = sum(1 for piece in cut for x, y in piece if sheet.west < x < sheet.east and sheet.south < y < sheet.north)
    return _Land(_path(cut), inland > 8)


def _surrounding(longitude: float, latitude: float, corner: float) -> Box:
    """The box of the globe that holds all within so many degrees of a point."""
    south, north = latitude - corner, latitude + corner
    if south <= -90 or north >= 90:
        return Box(longitude - 180, max(-90, south), longitude + 180, min(90, north))
    aside = degrees(asin(min(1.0, sin(radians(corner)) / cos(radians(latitude)))))
    return Box(longitude - aside, south, longitude + aside, north)


def _azimuthal(longitude: float, latitude: float, unit: float) -> Projection:
    sine, cosine = sin(radians(latitude)), cos(radians(latitude))

    def place(lon: float, lat: float) -> Point:
        turn, high, flat = radians(lon - longitude), sin(radians(lat)), cos(radians(lat))
        east, north = flat * sin(turn), cosine * high - sine * flat * cos(turn)
        length = hypot(east, north)
        distance = unit * atan2(length, sine * high + cosine * flat * cos(turn))
        share = distance / length if length else 0.0
        return _WIDTH / 2 + share * east, _HEIGHT / 2 - share * north

    return place


def _scale(unit: float) -> str:
    length = next(step for step in (*_STEPS, 0) if step * unit <= _WIDTH / 4)
    x, y = 28, _HEIGHT - 28
    return (
        f'<path class="map-scale" d="M{x} {y - 10}v10h{round(length * unit)}v-10"/>'
        f'<text class="map-scale-text" x="{x}" y="{y - 20}">{length} km</text>'
    )


# ── drawing ──


def _svg(width: int, height: int, title: str, land: str, *marks: str) -> str:
    label = escape(title, quote=True)
    return (
        f'<svg class="map-static" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f'<rect class="map-sea" width="{width}" height="{height}"/>'
        f'<path class="map-land" fill-rule="evenodd" d="{land}"/>{"".join(marks)}</svg>'
    )


def _disc(middle: Point, radius: float) -> str:
    return f'<circle class="map-area" cx="{round(middle[0])}" cy="{round(middle[1])}" r="{radius}"/>'


def _dots(middles: Iterable[Point], size: str) -> str:
    """All dots as one path of lines without length, whose round ends are the dots: nine bytes for each."""
    path = "".join(f"M{round(x)} {round(y)}h0" for x, y in middles)
    return (
        f'<path class="map-halo map-{size}" d="{path}"/><path class="map-dot map-{size}" d="{path}"/>' if path else ""
    )


def _path(rings: Iterable[Sequence[Point]]) -> str:
    return "".join(filter(None, map(_ring, rings)))


def _ring(ring: Sequence[Point]) -> str:
    """A closed ring in whole units, each point told from the one before; nothing when it is too small to be seen."""
    points = [(round(x), round(y)) for x, y in ring]
    told, (x, y) = [], points[0] if points else (0, 0)
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            told.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(told)}z".replace(" -", "-") if len(told) > 1 else ""


def _dense(ring: Ring, step: float) -> Ring:
    """The ring with no edge longer than so many degrees: what is straight on the globe's grid is bent on a map."""
    found: Ring = []
    before = ring[-1] if ring else (inf, inf)
    for point in ring:
        (x, y), (next_x, next_y) = before, point
        parts = ceil(max(abs(next_x - x), abs(next_y - y)) / step)
        found += [(x + (next_x - x) * part / parts, y + (next_y - y) * part / parts) for part in range(1, parts)]
        found.append(point)
        before = point
    return found
