"""The mapping from the columns of a source to its triples, as data: RML, templates, the columnar plan.

Subjects and things are templates below the base IRI, with columns in braces. A triple whose columns are empty is left
out. Statements of one `group` are there together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.facts import SOURCES, Told
from benchmarks.forms import BASE

__all__ = ["MKG", "SCHEMA", "XSD", "A", "Statement", "graph_of", "sources", "statements"]

MKG: Final = "https://w3id.org/memorial-kg/ontology#"
SCHEMA: Final = "http://schema.org/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
A: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Statement(NamedTuple):
    """One triple. `kind` says what `value` is: a thing, a word, an iri, a text, typed or plain."""

    group: str  # the column that is empty when the statement is not there; "" when it always is
    subject: str  # a template: "memorial/{memorial}"
    predicate: str
    kind: str  # thing: a template; word: an IRI; iri: a column of IRIs; text, typed: a column; plain: a string
    value: str
    extra: str = ""  # the language of a text, the datatype of a typed value


def sources(folder: Path) -> Iterator[tuple[Told, Path]]:
    """The sources of a folder of records, with their CSV files."""
    for told in SOURCES:
        file = folder / "csv" / f"{told.name}.csv"
        if file.exists():
            yield told, file


def graph_of(told: Told) -> str:
    """The IRI of the graph of a source."""
    return f"{BASE}source/{told.name}"


def statements(told: Told) -> list[Statement]:
    """All that a row of this source states."""
    own, memorial = told.language, "memorial/{memorial}"
    made = [
        Statement("", memorial, A, "word", f"{MKG}Memorial"),
        Statement("", memorial, A, "word", f"{SCHEMA}LandmarksOrHistoricalBuildings"),
        Statement("", memorial, A, "word", f"{SCHEMA}VisualArtwork"),
        Statement("", memorial, f"{SCHEMA}name", "text", "name", own),
        Statement("", memorial, f"{SCHEMA}additionalType", "iri", "kind_iri"),
        Statement("", memorial, f"{MKG}status", "word", f"{MKG}built"),
        Statement("", memorial, f"{MKG}country", "thing", "place/{country}"),
        Statement("", memorial, f"{SCHEMA}containedInPlace", "thing", "place/{place}"),
        Statement("name_en", memorial, f"{SCHEMA}name", "text", "name_en", "en"),
        Statement("event", memorial, f"{MKG}commemorates", "thing", "event/{event}"),
        Statement("sculptor", memorial, f"{MKG}sculptor", "thing", "person/{sculptor}"),
        *_part("inauguration_id", f"{MKG}inauguration", f"{SCHEMA}Event"),
        *_part("height_id", f"{SCHEMA}height", f"{SCHEMA}QuantitativeValue"),
        *_part("coordinates_id", f"{SCHEMA}geo", f"{SCHEMA}GeoCoordinates"),
        *_part("inscription_id", f"{MKG}inscription", f"{MKG}Inscription", f"{SCHEMA}CreativeWork"),
    ]
    for group, predicate, kind, value, extra in (
        ("inauguration_id", f"{MKG}edtf", "typed", "date", EDTF),
        ("inauguration_id", f"{MKG}earliest", "typed", "earliest", f"{XSD}date"),
        ("inauguration_id", f"{MKG}latest", "typed", "latest", f"{XSD}date"),
        ("day", f"{SCHEMA}startDate", "typed", "day", f"{XSD}date"),
        ("month", f"{SCHEMA}startDate", "typed", "month", f"{XSD}gYearMonth"),
        ("year", f"{SCHEMA}startDate", "typed", "year", f"{XSD}gYear"),
        ("height_id", f"{SCHEMA}value", "typed", "height", f"{XSD}decimal"),
        ("height_id", f"{SCHEMA}unitCode", "plain", "MTR", ""),
        ("coordinates_id", f"{SCHEMA}latitude", "typed", "latitude", f"{XSD}decimal"),
        ("coordinates_id", f"{SCHEMA}longitude", "typed", "longitude", f"{XSD}decimal"),
        ("coordinates_id", f"{MKG}radius", "typed", "radius", f"{XSD}decimal"),
        ("coordinates_id", f"{MKG}method", "text", "method", "en"),
        ("coordinates_id", f"{GEO}asWKT", "typed", "wkt", f"{GEO}wktLiteral"),
        ("inscription_id", f"{SCHEMA}text", "text", "inscription", own),
        ("inscription_id", f"{SCHEMA}inLanguage", "plain", own, ""),
    ):
        part = group if group.endswith("_id") else "inauguration_id"
        made.append(Statement(group, f"{memorial}#{{{part}}}", predicate, kind, value, extra))
    made += [
        Statement("", "place/{country}", A, "word", f"{SCHEMA}Place"),
        Statement("", "place/{place}", A, "word", f"{SCHEMA}Place"),
        Statement("event", "event/{event}", A, "word", f"{SCHEMA}Event"),
        Statement("sculptor", "person/{sculptor}", A, "word", f"{SCHEMA}Person"),
        Statement("sculptor", "person/{sculptor}", f"{SCHEMA}name", "text", "sculptor_name", own),
    ]
    return made


def _part(column: str, predicate: str, *classes: str) -> Iterator[Statement]:
    node = f"memorial/{{memorial}}#{{{column}}}"
    yield Statement(column, "memorial/{memorial}", predicate, "thing", node)
    for cls in classes:
        yield Statement(column, node, A, "word", cls)
