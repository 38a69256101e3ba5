"""Writes an invented row in the two forms that are compared: as a record, and as the triples that a record must give.

The triples are spelt out by hand, with no word from the mapper, because they are what the mapper is checked against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.facts import Row, Told

__all__ = ["BASE", "record", "triples"]

BASE: Final = "https://example.org/invented/"

_MKG, _SCHEMA = "https://w3id.org/memorial-kg/ontology#", "http://schema.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_A: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_EDTF: Final = "<http://id.loc.gov/datatypes/edtf/EDTF>"
_WKT: Final = "<http://www.opengis.net/ont/geosparql#asWKT>"
_WKT_LITERAL: Final = "<http://www.opengis.net/ont/geosparql#wktLiteral>"


def record(row: Row, told: Told, number: int) -> dict[str, Any]:
    """The row as a record of a workspace."""
    language = told.language
    made: dict[str, Any] = {
        "record": row.memorial,
        "about": f"memorial/{row.memorial}",
        "locator": f"row {number}",
        "name": {language: row.name} | ({"en": row.name_en} if row.name_en else {}),
        "kinds": [row.kind],
        "status": ["built"],
        "country": f"place/{row.country}",
        "place": f"place/{row.place}",
    }
    if row.event:
        made["commemorates"] = [f"event/{row.event}"]
    if row.latitude:
        made["coordinates"] = {
            "latitude": row.latitude,
            "longitude": row.longitude,
            "radius": row.radius,
            "method": {"en": row.method},
        }
    if row.date:
        made["inauguration"] = {"date": row.date}
    if row.sculptor:
        made["sculptors"] = [{"id": f"person/{row.sculptor}", "name": {language: row.sculptor_name}}]
    if row.height:
        made["height"] = {"value": row.height, "unit": "MTR"}
    if row.inscription:
        made["inscriptions"] = [{"text": {language: row.inscription}, "language": language}]
    return made


def triples(row: Row, told: Told, kinds: Mapping[str, str]) -> Iterator[str]:
    """The row as lines of N-Triples; `kinds` are the IRIs of the words for kinds."""
    language = told.language
    memorial = f"<{BASE}memorial/{row.memorial}>"
    yield f"{memorial} {_A} <{_MKG}Memorial> ."
    yield f"{memorial} {_A} <{_SCHEMA}LandmarksOrHistoricalBuildings> ."
    yield f"{memorial} {_A} <{_SCHEMA}VisualArtwork> ."
    yield f"{memorial} <{_SCHEMA}name> {_text(row.name)}@{language} ."
    if row.name_en:
        yield f"{memorial} <{_SCHEMA}name> {_text(row.name_en)}@en ."
    yield f"{memorial} <{_SCHEMA}additionalType> <{kinds[row.kind]}> ."
    yield f"{memorial} <{_MKG}status> <{_MKG}built> ."
    if row.event:
        yield from _reference(memorial, f"{_MKG}commemorates", f"event/{row.event}", "Event")
    yield from _reference(memorial, f"{_MKG}country", f"place/{row.country}", "Place")
    yield from _reference(memorial, f"{_SCHEMA}containedInPlace", f"place/{row.place}", "Place")
    if row.sculptor:
        yield from _reference(memorial, f"{_MKG}sculptor", f"person/{row.sculptor}", "Person")
        yield f"<{BASE}person/{row.sculptor}> <{_SCHEMA}name> {_text(row.sculptor_name)}@{language} ."
    for part, lines in (
        (row.inauguration_id, _inauguration),
        (row.height_id, _height),
        (row.coordinates_id, _coordinates),
    ):
        if part:
            yield from lines(memorial, f"{memorial[:-1]}#{part}>", row)
    if row.inscription:
        node = f"{memorial[:-1]}#{row.inscription_id}>"
        yield f"{memorial} <{_MKG}inscription> {node} ."
        yield f"{node} {_A} <{_MKG}Inscription> ."
        yield f"{node} {_A} <{_SCHEMA}CreativeWork> ."
        yield f"{node} <{_SCHEMA}text> {_text(row.inscription)}@{language} ."
        yield f'{node} <{_SCHEMA}inLanguage> "{language}" .'


def _text(text: str) -> str:
    # JSON escapes what N-Triples escapes, in the same way, as far as it occurs here.
    return json.dumps(text, ensure_ascii=False)


def _reference(memorial: str, predicate: str, thing: str, cls: str) -> Iterator[str]:
    yield f"{memorial} <{predicate}> <{BASE}{thing}> ."
    yield f"<{BASE}{thing}> {_A} <{_SCHEMA}{cls}> ."


def _inauguration(memorial: str, node: str, row: Row) -> Iterator[str]:
    yield f"{memorial} <{_MKG}inauguration> {node} ."
    yield f"{node} {_A} <{_SCHEMA}Event> ."
    yield f'{node} <{_MKG}edtf> "{row.date}"^^{_EDTF} .'
    for start, datatype in ((row.day, "date"), (row.month, "gYearMonth"), (row.year, "gYear")):
        if start:
            yield f'{node} <{_SCHEMA}startDate> "{start}"^^<{_XSD}{datatype}> .'
    yield f'{node} <{_MKG}earliest> "{row.earliest}"^^<{_XSD}date> .'
    yield f'{node} <{_MKG}latest> "{row.latest}"^^<{_XSD}date> .'


def _height(memorial: str, node: str, row: Row) -> Iterator[str]:
    yield f"{memorial} <{_SCHEMA}height> {node} ."
    yield f"{node} {_A} <{_SCHEMA}QuantitativeValue> ."
    yield f'{node} <{_SCHEMA}value> "{row.height}"^^<{_XSD}decimal> .'
    yield f'{node} <{_SCHEMA}unitCode> "MTR" .'


def _coordinates(memorial: str, node: str, row: Row) -> Iterator[str]:
    yield f"{memorial} <{_SCHEMA}geo> {node} ."
    yield f"{node} {_A} <{_SCHEMA}GeoCoordinates> ."
    yield f'{node} <{_SCHEMA}latitude> "{row.latitude}"^^<{_XSD}decimal> .'
    yield f'{node} <{_SCHEMA}longitude> "{row.longitude}"^^<{_XSD}decimal> .'
    yield f'{node} <{_MKG}radius> "{row.radius}"^^<{_XSD}decimal> .'
    yield f'{node} <{_MKG}method> "{row.method}"@en .'
    yield f'{node} {_WKT} "{row.wkt}"^^{_WKT_LITERAL} .'
