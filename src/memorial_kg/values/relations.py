"""How two claims of one property relate to each other.

Every function keeps one law: `relate(a, b)` is the inverse of `relate(b, a)`.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from memorial_kg.values.coordinates import Point
from memorial_kg.values.dates import Span
from memorial_kg.values.problem import ValueProblem
from memorial_kg.values.quantities import Quantity
from memorial_kg.values.texts import fold

__all__ = [
    "Relation",
    "distance",
    "relate_dates",
    "relate_intervals",
    "relate_points",
    "relate_quantities",
    "relate_texts",
]

_Bound = TypeVar("_Bound", dt.date, Decimal, int)

# The mean radius of the earth (IUGG), in metres; the globe is a sphere here, which is wrong by 0.5 % at most.
_EARTH_RADIUS: Final = 6_371_008.8
# Two computed distances that differ by less than a millimetre differ by rounding.
_ROUNDING: Final = 0.001


class Relation(StrEnum):
    """How the first of two claims relates to the second.

    `COMPLEMENTS` is said of properties that may have several values; values cannot tell, so nothing here returns it.
    """

    SAME = "same"
    REFINES = "refines"
    REFINED_BY = "refinedBy"
    OVERLAPS = "overlaps"
    DISJOINT = "disjoint"
    COMPLEMENTS = "complements"

    @property
    def inverse(self) -> Relation:
        """How the second claim relates to the first."""
        return _INVERSES.get(self, self)


_INVERSES: Final = {Relation.REFINES: Relation.REFINED_BY, Relation.REFINED_BY: Relation.REFINES}

# Whether the first lies within the second, and the second within the first.
_BY_CONTAINMENT: Final = {
    (True, True): Relation.SAME,
    (True, False): Relation.REFINES,
    (False, True): Relation.REFINED_BY,
    (False, False): Relation.OVERLAPS,
}


def relate_intervals(
    a_low: _Bound | None, a_high: _Bound | None, b_low: _Bound | None, b_high: _Bound | None
) -> Relation:
    """Relate two intervals that include their bounds; None is a side without a bound.

    >>> relate_intervals(3, 4, 1, 9), relate_intervals(1, 3, 3, None)
    (<Relation.REFINES: 'refines'>, <Relation.OVERLAPS: 'overlaps'>)
    """
    if _ends_before(a_high, b_low) or _ends_before(b_high, a_low):
        return Relation.DISJOINT
    return _BY_CONTAINMENT[_lies_within(a_low, a_high, b_low, b_high), _lies_within(b_low, b_high, a_low, a_high)]


def _ends_before(high: _Bound | None, low: _Bound | None) -> bool:
    return high is not None and low is not None and high < low


def _lies_within(low: _Bound | None, high: _Bound | None, outer_low: _Bound | None, outer_high: _Bound | None) -> bool:
    starts_inside = outer_low is None or (low is not None and low >= outer_low)
    ends_inside = outer_high is None or (high is not None and high <= outer_high)
    return starts_inside and ends_inside


def relate_dates(a: Span, b: Span) -> Relation:
    """Relate two dates by the days that they leave possible; that one is uncertain changes nothing.

    A doubt is the source's own remark. Taking `2015?` to agree with 2016 would be ours.
    """
    return relate_intervals(a.earliest, a.latest, b.earliest, b.latest)


def relate_quantities(a: Quantity, b: Quantity) -> Relation:
    """Relate two measures by the sizes that they leave possible; a length and an area cannot be related."""
    if a.unit.dimension != b.unit.dimension:
        raise ValueProblem(f"{a} is a measure of {a.unit.dimension} and {b} of {b.unit.dimension}",
                           "two measures of one dimension", "correct a unit, or the key of one of them")  # fmt: skip
    # What rounds to 8.6 ends where what rounds to 8.7 begins: to touch is not to overlap.
    if a.high <= b.low or b.high <= a.low:
        return Relation.DISJOINT
    return relate_intervals(a.low, a.high, b.low, b.high)


def relate_texts(a: str, b: str) -> Relation:
    """Relate two texts by their spelling after folding: a text has no degrees."""
    return Relation.SAME if fold(a) == fold(b) else Relation.DISJOINT


def relate_points(a: Point, b: Point) -> Relation:
    """Relate two points by their circles: one circle inside another refines it, circles that meet overlap."""
    apart, a_radius, b_radius = distance(a, b), float(a.radius), float(b.radius)
    if apart > a_radius + b_radius + _ROUNDING:
        return Relation.DISJOINT
    within = apart + a_radius <= b_radius + _ROUNDING, apart + b_radius <= a_radius + _ROUNDING
    return _BY_CONTAINMENT[within]


def distance(a: Point, b: Point) -> float:
    """Measure the great-circle distance of two points in metres, by the haversine formula."""
    a_latitude, b_latitude = math.radians(a.latitude), math.radians(b.latitude)
    by_latitude = math.sin((b_latitude - a_latitude) / 2) ** 2
    by_longitude = math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    haversine = by_latitude + math.cos(a_latitude) * math.cos(b_latitude) * by_longitude
    return 2 * _EARTH_RADIUS * math.asin(math.sqrt(min(1.0, haversine)))
