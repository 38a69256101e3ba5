"""The statements of a row as objects of an RDF library: what most programs do, row by row.

rdflib, pyoxigraph and the obvious script make their terms by this one loop, each with its own classes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from benchmarks.facts import Told
from benchmarks.forms import BASE
from benchmarks.peers.statements import EDTF, GEO, MKG, SCHEMA, XSD, A

__all__ = ["Terms", "triples"]

_STARTS: Final = (("day", f"{XSD}date"), ("month", f"{XSD}gYearMonth"), ("year", f"{XSD}gYear"))
_WORDS: Final = {
    "a": A, "memorial": f"{MKG}Memorial", "landmark": f"{SCHEMA}LandmarksOrHistoricalBuildings",
    "artwork": f"{SCHEMA}VisualArtwork", "name": f"{SCHEMA}name", "kind": f"{SCHEMA}additionalType",
    "status": f"{MKG}status", "built": f"{MKG}built", "commemorates": f"{MKG}commemorates", "event": f"{SCHEMA}Event",
    "country": f"{MKG}country", "in": f"{SCHEMA}containedInPlace", "place": f"{SCHEMA}Place",
    "sculptor": f"{MKG}sculptor", "person": f"{SCHEMA}Person", "inauguration": f"{MKG}inauguration",
    "edtf": f"{MKG}edtf", "start": f"{SCHEMA}startDate", "earliest": f"{MKG}earliest", "latest": f"{MKG}latest",
    "height": f"{SCHEMA}height", "quantity": f"{SCHEMA}QuantitativeValue", "value": f"{SCHEMA}value",
    "unit": f"{SCHEMA}unitCode", "geo": f"{SCHEMA}geo", "point": f"{SCHEMA}GeoCoordinates",
    "latitude": f"{SCHEMA}latitude", "longitude": f"{SCHEMA}longitude", "radius": f"{MKG}radius",
    "method": f"{MKG}method", "wkt": f"{GEO}asWKT", "inscribed": f"{MKG}inscription",
    "inscription": f"{MKG}Inscription", "work": f"{SCHEMA}CreativeWork", "text": f"{SCHEMA}text",
    "language": f"{SCHEMA}inLanguage",
}  # fmt: skip


_Term: TypeAlias = Any  # of whichever library


class Terms(NamedTuple):
    """How a library makes its terms."""

    iri: Callable[[str], _Term]
    text: Callable[[str, str], _Term]  # with its language
    typed: Callable[[str, _Term], _Term]  # with the term of its datatype
    plain: Callable[[str], _Term]


class _On(NamedTuple):
    told: Told
    terms: Terms
    word: dict[str, _Term]


def triples(file: Path, told: Told, terms: Terms) -> Iterator[tuple[_Term, _Term, _Term]]:
    """The triples of a CSV file, some of them again and again."""
    on = _On(told, terms, {name: terms.iri(full) for name, full in _WORDS.items()})
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            memorial = terms.iri(f"{BASE}memorial/{row['memorial']}")
            yield from _memorial(row, memorial, on)
            for column, part in (
                ("inauguration_id", _inauguration),
                ("height_id", _height),
                ("coordinates_id", _coordinates),
                ("inscription_id", _inscription),
            ):
                if row[column]:
                    node = terms.iri(f"{BASE}memorial/{row['memorial']}#{row[column]}")
                    yield from part(row, memorial, node, on)


_Row = dict[str, str]
_Triples = Iterator[tuple[_Term, _Term, _Term]]


def _memorial(row: _Row, memorial: _Term, on: _On) -> _Triples:
    told, terms, word = on
    a, iri = word["a"], terms.iri
    yield memorial, a, word["memorial"]
    yield memorial, a, word["landmark"]
    yield memorial, a, word["artwork"]
    yield memorial, word["name"], terms.text(row["name"], told.language)
    if row["name_en"]:
        yield memorial, word["name"], terms.text(row["name_en"], "en")
    yield memorial, word["kind"], iri(row["kind_iri"])
    yield memorial, word["status"], word["built"]
    for column, predicate in (("country", "country"), ("place", "in")):
        place = iri(f"{BASE}place/{row[column]}")
        yield memorial, word[predicate], place
        yield place, a, word["place"]
    if row["event"]:
        event = iri(f"{BASE}event/{row['event']}")
        yield memorial, word["commemorates"], event
        yield event, a, word["event"]
    if row["sculptor"]:
        person = iri(f"{BASE}person/{row['sculptor']}")
        yield memorial, word["sculptor"], person
        yield person, a, word["person"]
        yield person, word["name"], terms.text(row["sculptor_name"], told.language)


def _inauguration(row: _Row, memorial: _Term, node: _Term, on: _On) -> _Triples:
    terms, word = on.terms, on.word
    date = terms.iri(f"{XSD}date")
    yield memorial, word["inauguration"], node
    yield node, word["a"], word["event"]
    yield node, word["edtf"], terms.typed(row["date"], terms.iri(EDTF))
    for column, datatype in _STARTS:
        if row[column]:
            yield node, word["start"], terms.typed(row[column], terms.iri(datatype))
    yield node, word["earliest"], terms.typed(row["earliest"], date)
    yield node, word["latest"], terms.typed(row["latest"], date)


def _height(row: _Row, memorial: _Term, node: _Term, on: _On) -> _Triples:
    terms, word = on.terms, on.word
    yield memorial, word["height"], node
    yield node, word["a"], word["quantity"]
    yield node, word["value"], terms.typed(row["height"], terms.iri(f"{XSD}decimal"))
    yield node, word["unit"], terms.plain("MTR")


def _coordinates(row: _Row, memorial: _Term, node: _Term, on: _On) -> _Triples:
    terms, word = on.terms, on.word
    decimal = terms.iri(f"{XSD}decimal")
    yield memorial, word["geo"], node
    yield node, word["a"], word["point"]
    for column in ("latitude", "longitude", "radius"):
        yield node, word[column], terms.typed(row[column], decimal)
    yield node, word["method"], terms.text(row["method"], "en")
    yield node, word["wkt"], terms.typed(row["wkt"], terms.iri(f"{GEO}wktLiteral"))


def _inscription(row: _Row, memorial: _Term, node: _Term, on: _On) -> _Triples:
    terms, word = on.terms, on.word
    yield memorial, word["inscribed"], node
    yield node, word["a"], word["inscription"]
    yield node, word["a"], word["work"]
    yield node, word["text"], terms.text(row["inscription"], on.told.language)
    yield node, word["language"], terms.plain(on.told.language)
