"""What is chosen as a file: a table for spreadsheets, points for maps, and the data of the entries themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

from memorial_kg.catalogue.browsing import Entry
from memorial_kg.export import FORMATS
from memorial_kg.site.finding.choices import Choice
from memorial_kg.site.finding.naming import dates_of, value_label
from memorial_kg.site.programs.representations import thing_lines
from memorial_kg.site.site import Site

__all__ = ["EXPORTS", "export_of"]

# What makes a spreadsheet run a text as a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = " | "
# Column → facet, for the columns that are facets.
_FACETS = {
    "creators": "creator",
    "kinds": "kind",
    "status": "status",
    "languages": "language",
    "sources": "source",
    "agreement": "agreement",
}
Record = dict[str, Any]


def _records(site: Site, numbers: list[int]) -> Iterator[Record]:
    """Each entry as values by column, in the order of the columns; several values are a list."""
    facets = {column: _facet(site, facet, numbers) for column, facet in _FACETS.items()}
    for entry in site.catalogue.browse.entries(numbers):
        yield {
            "id": entry.name,
            "iri": site.catalogue.iri(entry.name),
            "type": entry.name.partition("/")[0],
            "name": site.label(entry.name).text,
            "place": site.label(entry.place).text if entry.place else "",
            "country": site.label(entry.country).text if entry.country else "",
            "opened": dates_of(site, entry),
            "earliest": entry.earliest or "",
            "latest": entry.latest or "",
            **{column: values.get(entry.number, []) for column, values in facets.items()},
            "latitude": "" if entry.latitude is None else entry.latitude,
            "longitude": "" if entry.longitude is None else entry.longitude,
            "radius_m": "" if entry.radius is None else entry.radius,
            "position_of": _position(site, entry),
        }


def _facet(site: Site, facet: str, numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for value, rows in site.catalogue.browse.rows_of(facet, among=numbers):
        known = site.catalogue.browse.value(facet, value)
        label = value_label(site, facet, known).text if known else value
        for row in rows:
            found.setdefault(row, []).append(label)
    return found


def _position(site: Site, entry: Entry) -> str:
    if entry.position_of is None:
        return ""
    return site.label(entry.position_of).text if entry.position_of else entry.name.partition("/")[0]


def _csv(site: Site, numbers: list[int]) -> bytes:
    """A line of column names, and a row for each entry; no cell runs in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for number, record in enumerate(_records(site, numbers)):
        if not number:
            writer.writerow(record)
        writer.writerow([_cell(value) for value in record.values()])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    text = _BETWEEN.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _geojson(site: Site, numbers: list[int]) -> bytes:
    """A feature for each entry; what has no position has no geometry."""
    features = []
    for record in _records(site, numbers):
        iri, longitude, latitude = (record.pop(name) for name in ("iri", "longitude", "latitude"))
        point = None if longitude == "" else {"type": "Point", "coordinates": [longitude, latitude]}
        features.append({"type": "Feature", "id": iri, "geometry": point, "properties": record})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode() + b"\n"


def _turtle(site: Site, numbers: list[int]) -> bytes:
    """What the reconciled graph says of the entries, and of what they name."""
    names = [entry.name for entry in site.catalogue.browse.entries(numbers)]
    lines = {line for name in names for line in thing_lines(site.catalogue, site.ontology, name, "triples")}
    out = io.BytesIO()
    FORMATS["turtle"].write(sorted(lines), site.ontology, site.catalogue.base, out)
    return out.getvalue()


# Format → what writes it, its media type, and the most entries that it takes: data are gathered for each of them.
EXPORTS: MappingProxyType[str, tuple[Callable[[Site, list[int]], bytes], str, int]] = MappingProxyType(
    {
        "csv": (_csv, "text/csv; charset=utf-8; header=present", 10_000),
        "geojson": (_geojson, "application/geo+json", 10_000),
        "turtle": (_turtle, "text/turtle; charset=utf-8", 500),
    }
)


def export_of(site: Site, choice: Choice, wanted: str) -> bytes | int:
    """Everything that a choice fits as a file; or the most entries that one takes, where there are more."""
    write, _, most = EXPORTS[wanted]
    numbers = site.catalogue.browse.select(choice.facets, choice.order)
    return most if len(numbers) > most else write(site, numbers)
