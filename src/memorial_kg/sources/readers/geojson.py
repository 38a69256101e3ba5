"""Reads GeoJSON: each feature a row of its properties, with its geometry in degrees of WGS 84 or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.crs import GeometryError, Transform, transform_of, transformed
from memorial_kg.sources.readers.finding import Finding, file_problem, with_own
from memorial_kg.sources.readers.jsontree import LONGEST_LINE, json_items, json_value, line_member, rows_of_members
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.scanning import Member, NotJSONError, Scanner
from memorial_kg.sources.readers.texts import encoding_of, open_text
from memorial_kg.values import quote

__all__ = ["read_geojson", "read_geojson_lines", "read_topojson", "with_geometry"]

_HAS_CRS: Final = re.compile(rb'"crs"\s*:\s*\{')
_BLOCK: Final = 1 << 20
_DECLARE: Final = 'declare the reference system, such as crs = "EPSG:25832" under [harvest]'


def read_geojson(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The features of a file: a collection, one feature, or one geometry."""
    transform = transform_of(rules.crs or _stated_crs(source, rules), source.name)

    def read(member: Member, where: Finding) -> SourceRow:
        return _row(member, where, transform)

    members = json_items(source, rules, rules.items) if rules.items else _features(source, rules)
    yield from rows_of_members(members, source, rules, read, "feature")


def read_geojson_lines(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """A feature on each line, with or without the separator of GeoJSON text sequences (RFC 8142)."""
    transform = transform_of(rules.crs or "CRS84", source.name)
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        for line, text in enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), start=1):
            if words := text.strip("\x1e \t\r\n"):
                where = Finding(source.name, f"line {line}", line, encoding)
                member = line_member(words, where)
                yield where.row({}) if member is None else _row(member, where, transform)


def read_topojson(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """Refuse TopoJSON: its arcs would have to be put together first."""
    what = "it is TopoJSON, whose shapes share their borders" + (", whatever its crs" if rules.crs else "")
    todo = f"convert it: ogr2ogr -f GeoJSON places.geojson {quote(source.name)}"
    raise file_problem(source.name, what, "GeoJSON", todo)


def _features(source: Input, rules: ReadingRules) -> Iterator[Member]:
    """The features of a collection, one at a time; or the file's one value, which is a feature or a geometry."""
    with open_text(source, rules) as stream:
        scanner = Scanner(stream)
        if scanner.peek() != "{":
            yield from scanner.members() if scanner.peek() == "[" else (scanner.member() for _ in range(1))
            return
        found = False
        for key in scanner.names():
            if key == "features" and scanner.peek() == "[":
                found = True
                yield from scanner.members()
            else:
                scanner.skip()
        scanner.end()
    if not found:
        yield json_value(source, rules, "")


def _row(member: Member, where: Finding, transform: Transform | None) -> SourceRow:
    tree = member.tree
    if not isinstance(tree, dict):
        where.refuse("", f"{quote(str(tree)[:80])} is no feature", 'an object with "properties" and "geometry"', "")
        return where.row({})
    for key in dict.fromkeys(member.twice):
        where.refuse("", f"the key {quote(key)} stands here twice", "each key once", "")
    if "geometry" not in tree and "type" in tree and tree["type"] != "Feature":
        tree = {"geometry": tree}  # a geometry by itself
    identity = tree.get("id")
    if isinstance(identity, (str, int)):
        where.locator += f" ({str(identity)[:80]})"
    properties = tree.get("properties")
    own = {} if identity is None else {"id": identity}
    values = properties if isinstance(properties, dict) else {}
    other = {key: value for key, value in tree.items() if key not in ("type", "id", "properties", "geometry", "bbox")}
    return with_geometry({**other, **values}, own, tree.get("geometry"), transform, where)


def with_geometry(  # noqa: PLR0913 - two readers end with this
    values: Mapping[str, Tree],
    own: Mapping[str, Tree],
    geometry: Tree,
    transform: Transform | None,
    where: Finding,
    *,
    inside: str = "properties",
) -> SourceRow:
    """A row with its geometry in degrees; one that cannot be brought to degrees is left out, and a problem says so."""
    try:
        made = None if geometry is None else transformed(geometry, transform)
    except GeometryError as problem:
        where.refuse("geometry", str(problem), "longitude and latitude of WGS 84", _DECLARE)
        return where.row(with_own(values, own, inside))
    return where.row(with_own(values, {**own, "geometry": made}, inside))


def _stated_crs(source: Input, rules: ReadingRules) -> str:
    """The reference system that the file itself names (GeoJSON of 2008); its member `crs` may stand at the very end."""
    if encoding_of(source, rules)[0] == "utf-8" and not _names_a_crs(source):
        return "CRS84"
    try:
        with open_text(source, rules) as stream:
            scanner = Scanner(stream)
            for key in scanner.names() if scanner.peek() == "{" else ():
                if key == "crs":
                    return _name_of(scanner.value(), source)
                scanner.skip()
    except NotJSONError:
        pass  # whoever reads the features says so, with their number
    return "CRS84"


def _names_a_crs(source: Input) -> bool:
    with source.open() as stream:
        end = b""
        while block := stream.read(_BLOCK):
            if _HAS_CRS.search(end + block):
                return True
            end = block[-64:]
    return False


def _name_of(crs: Tree, source: Input) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") or properties.get("code") if isinstance(properties, dict) else None
    if crs is None or isinstance(name, str):
        return name or "CRS84"
    what = "its reference system has no name (it may be a link, which is not followed)"
    raise file_problem(source.name, what, 'a name such as "EPSG:25832"', _DECLARE)
