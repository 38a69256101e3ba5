"""Static maps show land where there is land, points as exactly as they are known, and stay small."""

from __future__ import annotations

import re
from math import cos, radians
from xml.etree import ElementTree as ET

import pytest

from memorial_kg.site.maps.drawing import EARTH, Spot, locator_map, world_map
from memorial_kg.site.maps.land import Box, Ring, clip, land_in

Rings = list[Ring]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def rings_of(path: str) -> Rings:
    """The rings that a path of `M x y l dx dy … z` draws."""
    found: Rings = []
    for part in filter(None, path.split("z")):
        start, _, moves = part.removeprefix("M").partition("l")
        x, y = map(float, re.findall(r"-?\d+", start))
        ring = [(x, y)]
        numbers = [float(number) for number in re.findall(r"-?\d+", moves)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def land(svg: str) -> Rings:
    path = parsed(svg).find("path[@class='map-land']")
    assert path is not None
    assert path.get("fill-rule") == "evenodd"  # which is what makes holes of the inner rings
    return rings_of(path.attrib["d"])


def is_land(rings: Rings, x: float, y: float) -> bool:
    """By the even-odd rule, as the drawing has it."""
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def circle(svg: str) -> tuple[float, float, float] | None:
    found = parsed(svg).find("circle")
    return (
        None if found is None else (float(found.get("cx", "")), float(found.get("cy", "")), float(found.get("r", "")))
    )


def kilometre(svg: str) -> float:
    """Pixels of a kilometre, by the map's own scale."""
    told = re.search(r'class="map-scale" d="M[^h]*h(\d+)v-10"/><text [^>]*>(\d+) km<', svg)
    assert told
    return int(told[1]) / int(told[2])


MIDDLE = (480.0, 320.0)

ON_LAND = {
    "Uşak": (29.4, 38.68),
    "Berlin": (13.4, 52.5),
    "Suva": (178.0, -17.8),
    "Chukotka": (179.0, 68.0),
    "Santiago": (-70.6, -33.4),
    "Mexico": (-99.1, 19.4),
}
AT_SEA = {
    "Black Sea": (34.0, 43.2),
    "Caspian": (51.0, 39.5),
    "Mid Pacific": (-179.5, 30.0),
    "Atlantic": (-30.0, 30.0),
    "off Baku": (50.8, 40.0),
}


@pytest.mark.parametrize("name", ON_LAND)
def test_a_place_on_land_is_drawn_on_land(name: str) -> None:
    assert is_land(land(locator_map(*ON_LAND[name], 0, name)), *MIDDLE)


@pytest.mark.parametrize("name", AT_SEA)
def test_a_place_at_sea_is_drawn_at_sea(name: str) -> None:
    assert not is_land(land(locator_map(*AT_SEA[name], 0, name)), *MIDDLE)


@pytest.mark.parametrize("longitude", [-180, 180, 179.99, -179.99])
def test_the_antimeridian_is_a_line_like_any_other(longitude: float) -> None:
    """Chukotka reaches over it: there is land on both sides, and the same map from both."""
    drawn = land(locator_map(longitude, 68, 0, ""))
    assert is_land(drawn, *MIDDLE)
    assert is_land(drawn, 400, 320)
    assert is_land(drawn, 560, 320)


@pytest.mark.parametrize("latitude", [-90, 90, 89.9])
def test_a_pole_has_a_map_too(latitude: float) -> None:
    assert is_land(land(locator_map(0, latitude, 0, "")), *MIDDLE) is (latitude < 0)


def test_a_disc_is_as_large_as_the_scale_says() -> None:
    for radius_m in (20_000, 300_000, 1_500_000):
        svg = locator_map(35, 39, radius_m, "")
        found = circle(svg)
        assert found is not None
        x, y, radius = found
        assert (x, y) == MIDDLE
        assert radius == pytest.approx(radius_m / 1000 * kilometre(svg), rel=0.03, abs=1)


def test_an_exact_point_has_no_disc_and_every_point_a_dot() -> None:
    assert circle(locator_map(29.4, 38.68, 0, "")) is None
    assert circle(locator_map(29.4, 38.68, 100, "")) is None
    assert locator_map(29.4, 38.68, 0, "").count('class="map-dot') == 1


def test_a_radius_of_half_the_world_stays_on_the_sheet() -> None:
    found = circle(locator_map(35, 39, 30_000_000, ""))
    assert found is not None
    assert found[2] <= 577


def test_distances_from_the_middle_are_true() -> None:
    """The strait at İstanbul is where a sphere says that it is, seen from Uşak."""
    svg = locator_map(29.4, 38.68, 0, "")
    east = (29.0 - 29.4) * cos(radians(39.9)) * radians(1) * EARTH
    north = (40.95 - 38.68) * radians(1) * EARTH
    x, y = MIDDLE[0] + east * kilometre(svg), MIDDLE[1] - north * kilometre(svg)
    drawn = land(svg)
    near = [is_land(drawn, x + dx, y + dy) for dx in range(-12, 13, 4) for dy in range(-12, 13, 4)]
    assert True in near
    assert False in near  # the coast runs within a few kilometres


def test_where_no_coast_is_near_the_map_shows_more() -> None:
    assert kilometre(locator_map(87, 43, 0, "Ürümqi")) < kilometre(locator_map(29.4, 38.68, 0, "Uşak"))


WORLD = [Spot(29.4, 38.68), Spot(-99.1, 19.4), Spot(13.4, 52.5)]


def dots(svg: str) -> list[tuple[int, int]]:
    path = re.search(r'class="map-dot [^"]*" d="([^"]*)"', svg)
    return [(int(x), int(y)) for x, y in re.findall(r"M(-?\d+) (-?\d+)h0", path[1])] if path else []


def test_the_world_has_each_point_on_its_land() -> None:
    svg = world_map(WORLD, "Where they stand")
    drawn = land(svg)
    assert len(dots(svg)) == 3
    assert all(is_land(drawn, x, y) for x, y in dots(svg))
    (pacific,) = dots(world_map([Spot(-150, 10)], ""))
    assert not is_land(drawn, *pacific)


def test_the_world_is_inside_its_frame() -> None:
    svg = world_map(WORLD, "")
    width, height = map(float, parsed(svg).get("viewBox", "").split()[2:])
    for ring in land(svg):
        assert all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in ring)


def test_nothing_runs_across_the_world() -> None:
    """A ring torn at the antimeridian shows as a line from one side to the other."""
    for ring in land(world_map([], "")):
        assert all(abs(ax - bx) < 60 for (ax, _), (bx, _) in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_an_uncertain_point_is_a_disc_in_the_world_too() -> None:
    assert circle(world_map([Spot(35, 39, 10_000)], "")) is None
    found = circle(world_map([Spot(35, 39, 600_000)], ""))
    assert found is not None
    assert 10 < found[2] < 30


def test_the_world_stays_small_however_many_points_there_are() -> None:
    many = [Spot(n * 137.508 % 360 - 180, n * 0.61803 % 137 - 57, n % 3 * 100_000) for n in range(20_000)]
    assert len(world_map(many, "").encode()) < 100_000
    assert len(world_map(WORLD, "").encode()) < 40_000


@pytest.mark.parametrize("name", [*ON_LAND, *AT_SEA])
def test_a_locator_stays_small(name: str) -> None:
    assert len(locator_map(*{**ON_LAND, **AT_SEA}[name], 10_000, name).encode()) < 15_000


def test_a_map_is_the_same_whatever_the_order_of_its_points() -> None:
    assert world_map(WORLD, "x") == world_map(reversed(WORLD), "x") == world_map(WORLD * 2, "x")


def test_a_title_is_a_name_and_never_markup() -> None:
    for svg in (world_map([], '"><script>'), locator_map(0, 0, 0, '"><script>')):
        element = parsed(svg)
        assert element.get("role") == "img"
        assert element.get("aria-label") == '"><script>'
        assert {child.tag for child in element} <= {"rect", "path", "circle", "text"}
        assert not [name for each in element.iter() for name in each.attrib if name == "style" or name.startswith("on")]


def test_a_ring_is_cut_to_its_box() -> None:
    square: Ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert set(clip(square, Box(5, 5, 20, 20))) == {(5, 5), (10, 5), (10, 10), (5, 10)}
    assert clip(square, Box(2, 2, 3, 3)) == [(3, 2), (3, 3), (2, 3), (2, 2)] or len(clip(square, Box(2, 2, 3, 3))) == 4
    assert clip(square, Box(11, 11, 12, 12)) == []


def test_land_is_found_on_both_sides_of_the_antimeridian() -> None:
    east, west = (land_in(Box(a, 65, a + 4, 69), "50m") for a in (178, -182))
    assert [[(round(x - 360, 6), y) for x, y in ring] for ring in east] == [
        [(round(x, 6), y) for x, y in ring] for ring in west
    ]
    assert east
