"""Values as Wikibase writes them in full: times with their precision, measures with their bounds, points with a radius.

(Wikibase RDF dump format, "Full values": https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format.) What would
take an identifier that nobody has verified is left out: the calendar of a time, the globe of a point. Units are IRIs of
the data set's own, by their UN/CEFACT codes, for the same reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from memorial_kg.records import Tree
from memorial_kg.terms import XSD, literal
from memorial_kg.values import Quantity, Span, parse_date, parse_point, parse_quantity

__all__ = ["FULL", "Value", "day", "midnight"]

_PRECISIONS = {"day": 11, "month": 10, "year": 9, "decade": 8, "century": 7}
# How many characters of two dates agree, and the finest precision in which they are one: 2008 and 2011 are one century.
_SHARED = ((10, 11), (7, 10), (4, 9), (3, 8), (2, 7), (1, 6), (0, 5))
_METRES_PER_DEGREE = 111_320


class Value(NamedTuple):
    """One value of one property, as a statement gives it.

    `identity` tells it from every other value of the property; `simple` is its term, or "" where a source gives a limit
    and no date; `kind` and `full` are the class and the triples of its full value, by their names in `wikibase:`.
    """

    simple: str
    identity: str
    kind: str = ""
    full: Mapping[str, str] = {}
    approximate: bool = False
    earliest: dt.date | None = None
    latest: dt.date | None = None
    unit: str = ""


def midnight(date: dt.date) -> str:
    """A day as Wikibase writes it: xsd:dateTime at midnight UTC, whatever its precision."""
    return literal(f"{date.isoformat()}T00:00:00Z", f"{XSD}dateTime")


def day(date: dt.date) -> Value:
    """The value of one whole day, as the limits of uncertain dates are."""
    return Value(midnight(date), date.isoformat(), "TimeValue", _moment(date, _PRECISIONS["day"]))


def _moment(date: dt.date, precision: int) -> dict[str, str]:
    return {"timeValue": midnight(date), "timePrecision": _integer(precision), "timeTimezone": _integer(0)}


def _integer(number: int) -> str:
    return literal(str(number), f"{XSD}integer")


def _decimal(number: Decimal) -> str:
    return literal(f"{number.normalize():f}", f"{XSD}decimal")


def _time(event: Tree, simple: str, _: Callable[[str], str]) -> Value | None:
    if "date" not in event:
        return None
    span = parse_date(event["date"])
    # EDTF counts the 20th century from 1900, Wikibase from 1901: only the limits say what is meant.
    limited = span.uncertain or span.precision in ("interval", "century")
    full = _moment(span.earliest, _precision(span)) if span.earliest else {}
    return Value(
        simple=simple,
        identity=span.edtf,
        kind="TimeValue",
        full=full,
        approximate=span.approximate,
        earliest=span.earliest if limited else None,
        latest=span.latest if limited else None,
    )


def _precision(span: Span) -> int:
    """The precision of a date; for an interval, the finest one in which it is a single date."""
    if span.precision in _PRECISIONS:
        return _PRECISIONS[span.precision]
    if span.earliest is None or span.latest is None:
        dated = next(end for end in span.edtf.split("/") if end not in ("", ".."))
        return _PRECISIONS[parse_date(dated).precision]
    first, last = span.earliest.isoformat(), span.latest.isoformat()
    return next(precision for length, precision in _SHARED if first[:length] == last[:length])


def _quantity(part: Tree, simple: str, iri: Callable[[str], str]) -> Value:
    size = parse_quantity(part["value"], part["unit"], approximate=part.get("approximate") == "true")
    return Value(
        simple=simple,
        identity=str(size),
        kind="QuantityValue",
        full={"quantityAmount": simple, "quantityUnit": iri(f"unit/{size.unit.code}")} | _bounds(size),
        approximate=size.approximate,
        unit=size.unit.code,
    )


def _bounds(size: Quantity) -> dict[str, str]:
    """Between what an approximate measure lies, in its own unit; an exact one has no bounds in Wikibase."""
    if not size.approximate:
        return {}
    factor = size.unit.factor
    return {"quantityLowerBound": _decimal(size.low / factor), "quantityUpperBound": _decimal(size.high / factor)}


def _point(part: Tree, simple: str, _: Callable[[str], str]) -> Value:
    point = parse_point(part["latitude"], part["longitude"], part.get("radius"))
    degrees = (point.radius / _METRES_PER_DEGREE).quantize(Decimal("0.0000001"))
    full = {
        "geoLatitude": literal(f"{point.latitude:f}", f"{XSD}double"),
        "geoLongitude": literal(f"{point.longitude:f}", f"{XSD}double"),
        "geoPrecision": literal(f"{degrees.normalize():f}", f"{XSD}double"),
    }
    return Value(simple, f"{point.wkt} {point.radius.normalize():f}", "GlobecoordinateValue", full)


# The shape of a part, and how its tree and the simple term of it become a value; None where the part gives no value.
FULL: Mapping[str, Callable[[Tree, str, Callable[[str], str]], Value | None]] = {
    "Event": _time,
    "Quantity": _quantity,
    "Coordinates": _point,
}
