"""Points on the globe (WGS 84), each with the radius within which the thing may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.quantities import check_decimal

__all__ = ["Point", "parse_point", "stated_radius"]

# One degree of a meridian, in metres: the mean of WGS 84, rounded up.
_METRES_PER_DEGREE: Final = Decimal(111_320)
# A memorial is not a pin: more decimals than it has extent, or a phone has accuracy, do not make a place more exact.
SMALLEST_STATED_RADIUS: Final = Decimal(10)

_LIMITS: Final = {"latitude": 90, "longitude": 180}
_IN_MINUTES: Final = re.compile(r".*[°º'’′″\"].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Point:
    """A place in decimal degrees, as given, and the radius in metres of the circle that is claimed."""

    latitude: Decimal
    longitude: Decimal
    radius: Decimal

    @property
    def wkt(self) -> str:
        """The point as a GeoSPARQL literal of CRS 84, the default: longitude first.

        >>> parse_point("52.43", "13.25").wkt
        'POINT(13.25 52.43)'
        """
        return f"POINT({self.longitude:f} {self.latitude:f})"


def parse_point(latitude: str, longitude: str, radius: str | None = None) -> Point:
    """Read a point from decimal degrees; without a radius, its decimals say how exact it is.

    >>> parse_point("52.43", "13.2534").radius
    Decimal('557')
    """
    degrees = _degrees(latitude, "latitude"), _degrees(longitude, "longitude")
    return Point(*degrees, stated_radius(*degrees) if radius is None else _metres(radius))


def stated_radius(latitude: Decimal, longitude: Decimal) -> Decimal:
    """Derive the radius from the decimals: half a unit of the last one, of whichever number has fewer.

    No decimals are 55.7 km, one 5.6 km, two 557 m, three 56 m; four and more are 10 m, the least that is derived.
    """
    coarsest = max(int(number.as_tuple().exponent) for number in (latitude, longitude))
    half = _METRES_PER_DEGREE * Decimal((0, (5,), coarsest - 1))
    return max(half.quantize(Decimal(1), rounding=ROUND_CEILING), SMALLEST_STATED_RADIUS)


def _degrees(text: str, name: str) -> Decimal:
    limit = _LIMITS[name]
    if _IN_MINUTES.fullmatch(text):
        raise ValueProblem(f"{name} {quote(text)} is not a decimal number", "decimal degrees, such as 40.37",
                           "make minutes fractions, and the direction a sign: 40° 22′ S is -40.37")  # fmt: skip
    number = _decimal(text, name, "decimal degrees, such as 40.37")
    if abs(number) > limit:
        raise ValueProblem(f"{name} {quote(text)} is not on the globe", f"-{limit} to {limit} degrees",
                           _range_hint(abs(number)))  # fmt: skip
    return number


def _range_hint(size: Decimal) -> str:
    if size > 360:
        return "it looks like metres of a projected system: convert it to WGS 84 (EPSG:4326)"
    if size <= 180:
        return "correct it; see whether latitude and longitude were swapped"
    return "correct it; longitudes run from -180 to 180"


def _metres(text: str) -> Decimal:
    number = _decimal(text, "radius", "metres, such as 50")
    if number <= 0:
        raise ValueProblem(f"the radius {quote(text)} is not above 0", "metres, such as 50", "correct it")
    return number


def _decimal(text: str, name: str, expected: str) -> Decimal:
    try:
        return Decimal(check_decimal(text))
    except ValueProblem as problem:
        raise ValueProblem(f"{name} {problem.what}", expected, problem.todo) from None
