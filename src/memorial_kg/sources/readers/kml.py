"""Reads KML and KMZ: each placemark a row of its texts and extended data, with its geometry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.archives import contents, zip_members
from memorial_kg.sources.readers.finding import Finding, file_problem
from memorial_kg.sources.readers.geojson import with_geometry
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.xmlstream import child, elements, local, rows_of_elements, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_kml", "read_kmz"]

_SIMPLE: Final = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}
_GEOMETRIES: Final = frozenset({*_SIMPLE, "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"})
_COMMA: Final = re.compile(r"\s*,\s*")


def read_kml(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:  # noqa: ARG001 - KML is always in WGS 84
    """The placemarks of a file; a link to another file is not followed, and a row says so."""
    yield from rows_of_elements(lambda: _rows(source), source, "placemark")


def read_kmz(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The placemarks of the KML files in a KMZ."""
    data = contents(source)
    members = list(zip_members(Input(source.name, lambda: io.BytesIO(data))))
    documents = [member for member in members if member.name.lower().endswith(".kml")]
    if not documents:
        raise file_problem(source.name, "there is no KML in it", "a zip with doc.kml", "check the file")
    for document in documents:
        yield from read_kml(document, rules)


def _rows(source: Input) -> Iterator[SourceRow]:
    folders: dict[int, str] = {}
    number = 0
    for element, depth in elements(source, {"Placemark", "NetworkLink", "name"}):
        if local(element) == "name":
            folders = {level: name for level, name in folders.items() if level < depth} | {depth: text_of(element)}
            continue
        number += 1
        name = text_of(child(element, "name"))
        where = Finding(source.name, f"placemark {number}" + (f" ({name[:80]})" if name else ""))
        if local(element) == "NetworkLink":
            where.refuse(
                "", "it is a link to another file, which is not followed", "a placemark", "fetch that file, too"
            )
            yield where.row({"name": name})
        else:
            above = [folder for level, folder in sorted(folders.items()) if level <= depth and folder]
            yield _placemark(element, above, where)


def _placemark(element: Element, folders: list[str], where: Finding) -> SourceRow:
    own: dict[str, Tree] = {"id": element.get("id")} if element.get("id") else {}
    extended: dict[str, Tree] = {}
    shapes: list[Element] = []
    for inner in element:
        name = local(inner)
        if name in _GEOMETRIES:
            shapes.append(inner)
        elif name == "ExtendedData":
            for key, value in _extended(inner):
                _add(extended, key, value)
        elif name in ("TimeStamp", "TimeSpan"):
            own |= {local(time): text_of(time) for time in inner}
        elif len(inner) == 0 and text_of(inner):
            own[name] = text_of(inner)
    if folders:
        own["folder"] = folders
    geometry = _geometry(shapes[0]) if shapes else None
    return with_geometry(extended, own, geometry, None, where, inside="ExtendedData")


def _extended(data: Element) -> Iterator[tuple[str, str]]:
    for inner in data:
        if local(inner) == "Data":
            yield inner.get("name") or "", text_of(child(inner, "value"))
        elif local(inner) == "SchemaData":
            yield from ((simple.get("name") or "", text_of(simple)) for simple in inner)
        else:
            yield local(inner), text_of(inner)


def _add(values: dict[str, Tree], key: str, value: str) -> None:
    """Add a value; a second one under the same name makes a list."""
    if key not in values:
        values[key] = value
    elif isinstance(values[key], list):
        values[key].append(value)
    else:
        values[key] = [values[key], value]


def _geometry(shape: Element) -> Tree:
    """A shape as GeoJSON; whether it is complete is for `transformed` to say."""
    name = local(shape)
    if name == "MultiGeometry":
        return {
            "type": "GeometryCollection",
            "geometries": [_geometry(inner) for inner in shape if local(inner) in _GEOMETRIES],
        }
    if name == "Polygon":
        rings = [ring for inner in shape if local(inner) in ("outerBoundaryIs", "innerBoundaryIs") for ring in inner]
        return {"type": name, "coordinates": [_positions(ring) for ring in rings]}
    if name not in _SIMPLE:
        return {"type": name}
    positions = _positions(shape)
    return {"type": _SIMPLE[name], "coordinates": next(iter(positions), None) if name == "Point" else positions}


def _positions(shape: Element) -> list[list[str]]:
    text = _COMMA.sub(",", text_of(child(shape, "coordinates")))
    return [position.split(",") for position in text.split()]
