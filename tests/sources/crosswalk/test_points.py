"""A line or an area is no point: the middle is computed, lies where it should, and its radius holds the whole."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.records import Tree
from memorial_kg.sources.crosswalk.points import point_of
from memorial_kg.values import ValueProblem


def geometry(kind: str, coordinates: Tree) -> Tree:
    """A geometry, its numbers as the texts that readers give."""

    def texts(each: Tree) -> Tree:
        return [texts(inner) for inner in each] if isinstance(each, list) else str(each)

    return {"type": kind, "coordinates": texts(coordinates)}


SQUARE = [[[10, 50], [12, 50], [12, 52], [10, 52], [10, 50]]]
HORSESHOE = [[[0, 0], [9, 0], [9, 1], [1, 1], [1, 8], [9, 8], [9, 9], [0, 9], [0, 0]]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "longitude", "latitude"),
    [
        ("LineString", [[0, 0], [0, 1], [0, 4]], 0, 2),
        ("LineString", [[3, 3], [3, 3]], 3, 3),
        ("MultiPoint", [[0, 0], [2, 2]], 1, 1),
        ("MultiLineString", [[[0, 0], [2, 0]], [[0, 2], [2, 2]]], 1, 1),
        ("Polygon", SQUARE, 11, 51),
        ("MultiPolygon", [SQUARE, [[[0, 0], [1, 1], [0, 0]]]], 11, 51),
        ("Polygon", [[[5, 5], [5, 5], [5, 5], [5, 5]]], 5, 5),
    ],
)
def test_the_middle_lies_in_the_middle(kind: str, coordinates: Tree, longitude: float, latitude: float) -> None:
    made = point_of(geometry(kind, coordinates), "middle", 6)
    assert made is not None
    assert (float(made.longitude), float(made.latitude)) == (longitude, latitude)
    assert made.method
    assert float(made.radius) >= 1


def test_the_middle_of_a_horseshoe_lies_on_it() -> None:
    made = point_of(geometry("Polygon", HORSESHOE), "middle", 6)
    assert made is not None
    assert [int(float(made.longitude)), int(float(made.latitude))] in HORSESHOE[0]


def test_a_point_is_as_it_was_given_and_needs_no_method() -> None:
    assert point_of({"type": "Point", "coordinates": ["-51.5", "-30.10"]}, "refuse", None) == (
        "-51.5",
        "-30.10",
        "",
        "",
    )
    assert point_of({"type": "MultiPoint", "coordinates": [["1", "2"]]}, "refuse", None) == ("1", "2", "", "")


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80)), min_size=3, max_size=12))
def test_the_radius_reaches_every_corner(corners: list[tuple[float, float]]) -> None:
    ring = [[*corner] for corner in corners]
    made = point_of(geometry("Polygon", [[*ring, ring[0]]]), "middle", None)
    assert made is not None
    assert abs(float(made.latitude)) <= 90
    assert abs(float(made.longitude)) <= 180
    for _, latitude in corners:
        north = abs(latitude - float(made.latitude)) * 111_320
        assert north <= float(made.radius) + 1 or math.isclose(north, float(made.radius))


@pytest.mark.parametrize(
    "given_geometry",
    [
        pytest.param("POINT(1 2)", id="a text"),
        pytest.param({"type": "Point"}, id="no position"),
        pytest.param({"type": "Point", "coordinates": ["1"]}, id="one number"),
        pytest.param({"type": ["Point"], "coordinates": ["1", "2"]}, id="a list for a kind"),
        pytest.param({"type": "GeometryCollection", "geometries": []}, id="a collection"),
        pytest.param({"type": "Polygon", "coordinates": []}, id="no corners"),
        pytest.param({"type": "Polygon", "coordinates": [[["x", "y"]]]}, id="words"),
        pytest.param({"type": "Polygon", "coordinates": [[["nan", "0"]]]}, id="not a number"),
        pytest.param({"type": "Polygon", "coordinates": [[["500000", "4200000"]]]}, id="metres"),
        pytest.param({"type": "LineString", "coordinates": {"a": "b"}}, id="a table"),
    ],
)
def test_what_is_no_geometry_is_refused_in_words(given_geometry: Tree) -> None:
    with pytest.raises(ValueProblem):
        point_of(given_geometry, "middle", None)


_TREES = st.recursive(st.text("0123456789.-x", max_size=4), lambda inner: st.lists(inner, max_size=4), max_leaves=20)


@given(st.sampled_from(["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]), _TREES)
def test_no_geometry_breaks_the_harvest(kind: str, coordinates: Tree) -> None:
    with suppress(ValueProblem):
        assert point_of({"type": kind, "coordinates": coordinates}, "middle", None) is not None
