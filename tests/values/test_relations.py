from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.values import (
    Point,
    Quantity,
    Relation,
    Span,
    ValueProblem,
    parse_date,
    parse_point,
    parse_quantity,
    relate_dates,
    relate_intervals,
    relate_points,
    relate_quantities,
    relate_texts,
)
from memorial_kg.values.relations import distance


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("2016", "2014-02", "disjoint"),  # Uşak: two sources contradict each other
        ("2015", "2015", "same"),
        ("2014-02-26", "2014", "refines"),
        ("2014", "2014-02-26", "refinedBy"),
        ("2014?", "2014", "same"),
        ("2014-XX", "2014", "same"),
        ("2014-02", "2014-02-01/2014-02-28", "same"),
        ("2012/2014", "2014/2016", "overlaps"),
        ("2012/..", "2014", "refinedBy"),
        ("2012/..", "../2014", "overlaps"),
        ("2012/..", "2012/", "same"),
        ("2012/..", "../2011-12-31", "disjoint"),
        ("../2014", "../2016", "refines"),
        ("2014-02-28", "2014-03-01", "disjoint"),
        ("201X", "2016", "refinedBy"),
    ],
)
def test_dates_relate_as_intervals(a: str, b: str, relation: str) -> None:
    assert relate_dates(parse_date(a), parse_date(b)) == relation


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (("8.6", "m"), ("8.6", "m"), "same"),
        (("860", "cm"), ("8.60", "m"), "same"),
        (("860", "cm"), ("8.6", "m"), "refines"),
        (("8.6", "m"), ("8.7", "m"), "disjoint"),
        (("9", "m"), ("8.6", "m"), "refinedBy"),
        (("8.5", "m"), ("9", "m"), "overlaps"),
        (("28.4", "ft"), ("8.6", "m"), "overlaps"),
        (("2", "t"), ("2000", "kg"), "refinedBy"),
    ],
)
def test_measures_relate_in_si_units(a: tuple[str, str], b: tuple[str, str], relation: str) -> None:
    assert relate_quantities(parse_quantity(*a), parse_quantity(*b)) == relation


def test_an_exact_size_refines_one_that_is_about_the_same() -> None:
    exact, about = parse_quantity("8.6", "m"), parse_quantity("8", "m", approximate=True)
    assert relate_quantities(exact, about) is Relation.REFINES
    assert relate_quantities(parse_quantity("10", "m"), about) is Relation.DISJOINT


def test_a_length_is_no_area() -> None:
    with pytest.raises(ValueProblem, match="3 m is a measure of length and 3 m2 of area"):
        relate_quantities(parse_quantity("3", "m"), parse_quantity("3", "m2"))


def test_texts_are_the_same_or_not() -> None:
    assert relate_texts("Ali İbadullayev", "ali ibadullayev") is Relation.SAME
    assert relate_texts("Natiq Aliyev", "Akif Asgarov") is Relation.DISJOINT


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (("52.4300", "13.2500", "50"), ("52.43", "13.25", "50"), "same"),
        (("52.43", "13.25", "50"), ("52.43", "13.25", "500"), "refines"),
        (("52.4301", "13.2501"), ("52.43", "13.25"), "refines"),
        (("52.43", "13.25"), ("52.4301", "13.2501"), "refinedBy"),
        (("52.4300", "13.2500"), ("52.4301", "13.2500"), "overlaps"),
        (("52.4300", "13.2500"), ("52.4310", "13.2500"), "disjoint"),
        (("0", "180", "5"), ("0", "-180", "5"), "same"),
        (("90", "0", "5"), ("90", "77", "5"), "same"),
    ],
)
def test_points_relate_by_their_circles(a: tuple[str, ...], b: tuple[str, ...], relation: str) -> None:
    assert relate_points(parse_point(*a), parse_point(*b)) == relation


def test_distances_are_those_of_the_globe() -> None:
    berlin, istanbul = parse_point("52.52", "13.405"), parse_point("41.0082", "28.9784")
    assert distance(berlin, istanbul) == pytest.approx(1_736_000, rel=0.005)
    assert distance(parse_point("90", "0"), parse_point("-90", "0")) == pytest.approx(20_015_000, rel=0.001)


bounds = st.integers(0, 6) | st.none()


@st.composite
def intervals(draw: st.DrawFn) -> tuple[int | None, int | None]:
    low, high = draw(bounds), draw(bounds)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return low, high


spans = st.sampled_from(
    [parse_date(text) for text in
     ("2014", "2014?", "2014-02", "2014-02-26", "201X", "20XX", "2013/2015", "2014-02-26/2015", "2014/..", "../2014",
      "/2015", "2016", "2014-02-XX")]
)  # fmt: skip
sizes = st.builds(
    parse_quantity,
    st.decimals(min_value=1, max_value=20, places=1).map(str) | st.integers(1, 20).map(str),
    st.sampled_from(["m", "ft"]),
    approximate=st.booleans(),
)
points = st.builds(
    Point,
    st.decimals(min_value=-90, max_value=90, places=3),
    st.decimals(min_value=-180, max_value=180, places=3),
    st.integers(1, 20_000_000).map(Decimal),
)


@given(intervals(), intervals())
def test_intervals_relate_as_the_sets_that_they_are(
    a: tuple[int | None, int | None], b: tuple[int | None, int | None]
) -> None:
    # Without a bound, an interval reaches beyond every bound that is drawn.
    a_set, b_set = (set(range(-1 if low is None else low, (7 if high is None else high) + 1)) for low, high in (a, b))
    expected = (
        Relation.DISJOINT if not a_set & b_set
        else Relation.SAME if a_set == b_set
        else Relation.REFINES if a_set < b_set
        else Relation.REFINED_BY if a_set > b_set
        else Relation.OVERLAPS
    )  # fmt: skip
    assert relate_intervals(*a, *b) is expected


@given(intervals(), intervals())
def test_related_intervals_relate_inversely(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> None:
    assert relate_intervals(*a, *b) is relate_intervals(*b, *a).inverse


@given(spans, spans)
def test_related_dates_relate_inversely(a: Span, b: Span) -> None:
    assert relate_dates(a, b) is relate_dates(b, a).inverse
    assert relate_dates(a, a) is Relation.SAME


@given(sizes, sizes)
def test_related_measures_relate_inversely(a: Quantity, b: Quantity) -> None:
    assert relate_quantities(a, b) is relate_quantities(b, a).inverse
    assert relate_quantities(a, a) is Relation.SAME


@given(points, points)
def test_related_points_relate_inversely(a: Point, b: Point) -> None:
    assert relate_points(a, b) is relate_points(b, a).inverse
    assert relate_points(a, a) is Relation.SAME


@given(st.text(), st.text())
@settings(deadline=None)  # the first example loads the tables
def test_related_texts_relate_inversely(a: str, b: str) -> None:
    assert relate_texts(a, b) is relate_texts(b, a).inverse
    assert relate_texts(a, a) is Relation.SAME


@pytest.mark.parametrize("relation", list(Relation))
def test_the_inverse_of_an_inverse_is_the_relation(relation: Relation) -> None:
    assert relation.inverse.inverse is relation
