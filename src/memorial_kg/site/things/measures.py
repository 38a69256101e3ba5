"""Numbers with what they measure, in words: heights and widths, distances, points on the earth."""

from __future__ import annotations

from decimal import Decimal

from memorial_kg.site.site import Site
from memorial_kg.site.statements import Statements
from memorial_kg.site.things.view import Point
from memorial_kg.site.words import Words
from memorial_kg.values.quantities import find_unit

__all__ = ["distance_in_words", "measure", "number_in_words", "point_at", "point_in_words", "quantity_at"]


def number_in_words(text: str, words: Words) -> str:
    """A number with the decimal sign of a language."""
    return text.replace(".", words("number.decimal"))


def measure(value: str, code: str, *, approximate: bool, words: Words) -> str:
    """A quantity in words: `about 2 m`. A unit that is not known keeps its code."""
    try:
        symbol = find_unit(code).symbol.replace("2", "²")
    except ValueError:
        symbol = code
    said = words("number.measure", number=number_in_words(value, words), unit=symbol)
    return words("number.about", said=said) if approximate else said


def distance_in_words(metres: str, words: Words) -> str:
    """A distance as a reader says it: in kilometres from 1,000 m on."""
    far = Decimal(metres)
    unit, number = ("km", far / 1000) if far >= 1000 else ("m", far)
    shown = format(number.quantize(Decimal("0.1")) if unit == "km" else number.quantize(Decimal(1)), "f")
    trimmed = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return words("number.measure", number=number_in_words(trimmed, words), unit=unit)


def quantity_at(site: Site, said: Statements, node: str) -> str:
    """The quantity at a node in words. The node is itself a value, so that all who point at it say the same."""
    value, unit, approximate = (
        _stated(said, path, node) for path in ("schema:value", "schema:unitCode", "mkg:approximate")
    )
    return measure(value, unit, approximate=approximate == "true", words=site.words)


def point_at(site: Site, said: Statements, node: str) -> Point:
    """The point at a node, which is itself a value, so that all who point at it say the same."""
    latitude, longitude, radius = (
        _stated(said, path, node) for path in ("schema:latitude", "schema:longitude", "mkg:radius")
    )
    return Point(latitude, longitude, radius, distance_in_words(radius, site.words) if radius else "")


def point_in_words(point: Point) -> str:
    """Coordinates in a line, with how exact they are."""
    return f"{point.latitude}, {point.longitude}" + (f" ± {point.within}" if point.within else "")


def _stated(said: Statements, path: str, node: str) -> str:
    return said.first(path, node=node) or said.first(path, node=node, graph=None)
