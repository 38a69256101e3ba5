"""Brings coordinates of other reference systems to WGS 84, longitude first, or says why that cannot be done."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.values import quote

__all__ = ["GeometryError", "Transform", "transform_of", "transformed"]


class GeometryError(ValueError):
    """Something in a geometry cannot be brought to degrees."""


# From x and y (east, north) to longitude and latitude; None where they lie outside of the system.
Transform: TypeAlias = Callable[[Decimal, Decimal], tuple[str, str] | None]

# GeoJSON has longitude first whatever the axes of EPSG:4326 are (RFC 7946, 3.1.1 and 4; so does what GDAL writes).
_DEGREES: Final = frozenset({"CRS84", "CRS84H", "4326", "4979"})
_MERCATOR: Final = frozenset({"3857", "900913", "3785", "102100", "102113"})
_RADIUS: Final = 6_378_137  # metres: the equator of WGS 84
_CODE: Final = re.compile(r"(?:EPSG|OGC|ESRI)(?:/|:)(?:[\d.]*(?:/|:))?(\w+)\Z", re.IGNORECASE)
_PLACES: Final = 7  # of a degree: a centimetre


def transform_of(name: str, file: str) -> Transform | None:
    """What brings coordinates of a named system to degrees; None if they are degrees of WGS 84 already."""
    match = _CODE.search(name.strip())
    code = (match[1] if match else name.strip()).upper()
    if code in _DEGREES:
        return None
    return _from_mercator if code in _MERCATOR else _by_pyproj(name, file)


def _from_mercator(x: Decimal, y: Decimal) -> tuple[str, str] | None:
    """The inverse of Web Mercator: IOGP Guidance Note 373-7-2 (EPSG 7-2), method 1024.

    The example of the note, 24°22'54.433" N 100°20' W:

    >>> _from_mercator(Decimal("-11169055.58"), Decimal("2800000.00"))
    ('-100.3333334', '24.3817869')
    """
    if max(abs(x), abs(y)) > Decimal("20037508.35"):
        return None
    longitude = math.degrees(float(x) / _RADIUS)
    return _degrees(longitude, math.degrees(math.pi / 2 - 2 * math.atan(math.exp(-float(y) / _RADIUS))))


def _by_pyproj(name: str, file: str) -> Transform:
    try:
        import pyproj
    except ImportError:
        raise UsageError(
            f"{file}: coordinates in {name} need a library: install memorial-kg[crs], or convert them to EPSG:4326"
        ) from None
    try:
        bring = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(name), "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError:
        what = f"the reference system {quote(name)} is not known"
        raise file_problem(file, what, "a code such as EPSG:25832", 'declare crs = "EPSG:…" under [harvest]') from None

    def from_system(x: Decimal, y: Decimal) -> tuple[str, str] | None:
        longitude, latitude = bring.transform(float(x), float(y))
        return _degrees(longitude, latitude)

    return from_system


def _degrees(longitude: float, latitude: float) -> tuple[str, str] | None:
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        return None
    shown = [f"{number:.{_PLACES}f}".rstrip("0").rstrip(".") for number in (longitude, latitude)]
    return (shown[0] if shown[0] != "-0" else "0"), (shown[1] if shown[1] != "-0" else "0")


def transformed(geometry: Tree, transform: Transform | None) -> Tree:
    """A GeoJSON geometry in degrees, longitude first; a `GeometryError` says in words what is wrong with it."""
    if not isinstance(geometry, dict):
        raise GeometryError("the geometry is no object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        inner = geometry.get("geometries")
        if not isinstance(inner, list):
            raise GeometryError("the collection has no geometries")
        return {"type": kind, "geometries": [transformed(each, transform) for each in inner]}
    if kind not in _DEPTH:
        raise GeometryError(f"{quote(str(kind))} is no type of geometry")
    return {"type": kind, "coordinates": _positions(geometry.get("coordinates"), _DEPTH[kind], transform)}


_DEPTH: Final = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _positions(coordinates: Tree, depth: int, transform: Transform | None) -> Tree:
    if not isinstance(coordinates, list):
        raise GeometryError("its coordinates are not complete")
    if depth:
        return [_positions(inner, depth - 1, transform) for inner in coordinates]
    if len(coordinates) < 2:
        raise GeometryError("a position has fewer than two numbers")
    try:
        x, y = (Decimal(number) for number in coordinates[:2])
    except (InvalidOperation, TypeError, ValueError):
        raise GeometryError("a coordinate is not a number") from None
    if not (x.is_finite() and y.is_finite()):
        raise GeometryError("a coordinate is not a number")
    if transform is None:
        _check_degrees(x, y)
        return coordinates
    made = transform(x, y)
    if made is None:
        raise GeometryError(f"{x}, {y} lies outside of the declared reference system")
    return [*made, *coordinates[2:]]


def _check_degrees(x: Decimal, y: Decimal) -> None:
    if abs(x) <= 180 and abs(y) <= 90:
        return
    if abs(x) <= 90 and abs(y) <= 180:
        raise GeometryError(f"{x}, {y} is no place on Earth; it looks like latitude first: GeoJSON has longitude first")
    looks = "; it looks like metres" if max(abs(x), abs(y)) > 1000 else ""
    raise GeometryError(f"{x}, {y} is no place in degrees{looks}")
