"""Writes tables of memorials and proposals: CSV with a row for each, GeoJSON with a feature for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from memorial_kg.export.json_text import json_pieces
from memorial_kg.export.rows import Row, rows
from memorial_kg.ontology import Ontology
from memorial_kg.values import no_formula

__all__ = ["COLUMNS", "write_csv", "write_geojson"]

# The columns of the CSV in their order, and what each holds: "one" value, "many" values, how many there are ("count"),
# or a "number". Programs rely on this order: a new column goes to the end.
COLUMNS: dict[str, str] = {
    "id": "one",
    "iri": "one",
    "type": "one",
    "name": "one",
    "other_names": "many",
    "kinds": "many",
    "status": "many",
    "commemorates": "many",
    "country": "one",
    "place": "one",
    "siting": "many",
    "address": "many",
    "inauguration": "one",
    "earliest": "one",
    "latest": "one",
    "construction": "one",
    "creators": "many",
    "materials": "many",
    "inscriptions": "count",
    "sources": "many",
    "disagreements": "many",
    "possibly_same": "many",
    "realized_by": "many",
    "same_as": "many",
    "latitude": "number",
    "longitude": "number",
    "radius_m": "number",
    "position_of": "one",
    "position_method": "one",
}
_BETWEEN = " | "


def write_csv(lines: Iterable[str], ontology: Ontology, base: str, out: BinaryIO) -> None:
    """Write CSV as RFC 4180 has it, in UTF-8: a line of column names, then a row for each memorial and proposal."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        [_cell(row.values.get(column, []), kind) for column, kind in COLUMNS.items()]
        for row in rows(lines, ontology, base)
    )
    text.detach()


def _cell(values: list[str], kind: str) -> str:
    if kind == "count":
        return str(len(values))
    text = _BETWEEN.join(values)
    return text if kind == "number" else no_formula(text)


def write_geojson(lines: Iterable[str], ontology: Ontology, base: str, out: BinaryIO) -> None:
    """Write a feature collection as RFC 7946 has it; what has no position has no geometry."""
    features = map(_feature, rows(lines, ontology, base))
    out.writelines(piece.encode() for piece in json_pieces({"type": "FeatureCollection", "features": features}))
    out.write(b"\n")


_PROPERTY: dict[str, Callable[[list[str]], object]] = {
    "one": _BETWEEN.join,
    "many": list,
    "count": len,
    "number": lambda values: _number(values[0]),
}


def _feature(row: Row) -> dict[str, object]:
    position = [_number(row.values[axis][0]) for axis in ("longitude", "latitude") if axis in row.values]
    stated = {column: kind for column, kind in COLUMNS.items() if row.values.get(column) or kind == "count"}
    return {
        "type": "Feature",
        "id": row.iri,
        "geometry": {"type": "Point", "coordinates": position} if position else None,
        "properties": {
            column: _PROPERTY[kind](row.values.get(column, []))
            for column, kind in stated.items()
            if column not in ("iri", "latitude", "longitude")
        },
    }


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number
