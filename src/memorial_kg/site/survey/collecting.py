"""Reads every thing of the catalogue once and says what is worth finding again: a table of collectors by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from memorial_kg.catalogue import Catalogue
from memorial_kg.ontology import Ontology
from memorial_kg.site.statements import Statements, source_of, statements_of, text_of
from memorial_kg.site.survey.checks import CHECKS
from memorial_kg.terms import expand, unwrap
from memorial_kg.values import parse_date

__all__ = ["TABLES", "findings"]

TABLES = """
CREATE TABLE comparison (relation TEXT, source TEXT, thing TEXT, node TEXT,
  PRIMARY KEY (relation, source, thing, node)) WITHOUT ROWID;
CREATE TABLE dated (earliest TEXT, latest TEXT, edtf TEXT, thing TEXT, node TEXT, graph TEXT,
  PRIMARY KEY (node, earliest, latest, edtf, graph, thing)) WITHOUT ROWID;
CREATE TABLE lacking (what TEXT, thing TEXT, PRIMARY KEY (what, thing)) WITHOUT ROWID;
CREATE TABLE only (source TEXT, thing TEXT, predicate TEXT, object TEXT,
  PRIMARY KEY (source, thing, predicate, object)) WITHOUT ROWID;
CREATE TABLE evidence (source TEXT, record TEXT, pieces INTEGER, PRIMARY KEY (source, record)) WITHOUT ROWID;
CREATE TABLE located (place TEXT, thing TEXT, PRIMARY KEY (place, thing)) WITHOUT ROWID;
CREATE TABLE example (term TEXT PRIMARY KEY, node TEXT) WITHOUT ROWID;
"""

_READ = 200  # records that are read for examples of their few properties

Finding = tuple[str, tuple[str | int, ...]]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Around(NamedTuple):
    """What is known of a place for the sake of what lies in it: its name and those of all places that hold it."""

    names: tuple[str, ...]
    radii: tuple[float, ...]


class _Reader:
    """Looks up places for the collectors; the same few hold many memorials."""

    def __init__(self, catalogue: Catalogue, ontology: Ontology) -> None:
        self.catalogue, self.ontology = catalogue, ontology
        self.place = lru_cache(maxsize=20_000)(self._place)
        self.used: set[str] = set()  # terms of which there is an example already
        keys = (key for shape in ontology.shapes.values() for key in shape.keys.values())
        self.choices = sorted({key.path for key in keys if key.choices})

    def said(self, name: str) -> Statements:
        return statements_of(self.catalogue, name, self.ontology.prefixes)

    def _place(self, name: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        said = self.said(name)
        return self.holders(said), radii(said)

    def holders(self, said: Statements) -> tuple[str, ...]:
        """The names of the places that directly hold a thing, in the reconciled graph."""
        return tuple(map(self.catalogue.name, said.iris("schema:containedInPlace", node=said.iri)))

    def around(self, said: Statements) -> Around:
        """All places that hold a thing, and how exact the positions of the thing and of these places are."""
        names: dict[str, None] = {}
        found = [*radii(said)]
        waiting = [*self.holders(said)]
        while waiting:
            place = waiting.pop()
            if place not in names:
                names[place] = None
                holders, exact = self.place(place)
                found += exact
                waiting += holders
        return Around(tuple(names), tuple(found))


def radii(said: Statements) -> tuple[float, ...]:
    """How far, in metres, the true position may lie from each point that a thing has in the reconciled graph.

    A point of which nobody says how exact it is counts as exact.
    """
    points = said.iris("schema:geo", node=said.iri)
    return tuple(float(text) for point in points for text in [*said.texts("mkg:radius", node=point)] or ["0"])


def findings(catalogue: Catalogue, ontology: Ontology) -> Iterator[Finding]:
    """Everything that a survey keeps: the table, and a row for it."""
    reader = _Reader(catalogue, ontology)
    for kind, collectors in _COLLECTORS.items():
        for name in catalogue.things(kind):
            said = reader.said(name)
            for collect in collectors:
                yield from collect(name, said, reader)
    yield from _evidence(catalogue, reader)


def _evidence(catalogue: Catalogue, reader: _Reader) -> Iterator[Finding]:
    """How many pieces of evidence each record gives. Records are many and long: most are counted without being read."""
    marked = f" <{_TYPE}> <{expand('mkg:Evidence', reader.ontology.prefixes)}> "
    for number, name in enumerate(catalogue.things("record")):
        if number < _READ:
            yield from _examples(name, reader.said(name), reader)
        pieces = sum(1 for line in catalogue.lines(name) if marked in line)
        yield "evidence", (source_of(name), name, pieces)


def _comparisons(name: str, said: Statements, reader: _Reader) -> Iterator[Finding]:
    for node in said.nodes("mkg:Comparison"):
        relation = said.first("mkg:relation", node=node).rpartition("#")[2]
        for record in said.texts("mkg:compares", node=node):
            yield "comparison", (relation, source_of(reader.catalogue.name(record)), name, node)


def _dates(name: str, said: Statements, _: _Reader) -> Iterator[Finding]:
    for quad in said.said("mkg:edtf"):
        edtf = text_of(quad.object)
        span = parse_date(edtf)  # a source may date an event twice: then its first and last days are not told apart
        days = [day.isoformat() if day else "" for day in (span.earliest, span.latest)]
        yield "dated", (*days, edtf, name, unwrap(quad.subject), unwrap(quad.graph))


def _lacks(name: str, said: Statements, reader: _Reader) -> Iterator[Finding]:
    around = reader.around(said)
    for what, check in CHECKS.items():
        if name.partition("/")[0] in check.kinds and check.lacks(said, around.radii):
            yield "lacking", (what, name)


def _only(name: str, said: Statements, reader: _Reader) -> Iterator[Finding]:
    """Properties of a memorial that several sources describe, and that one of them alone states."""
    if len(said.describers()) < 2:
        return
    stated: dict[str, set[str]] = {}
    own = [quad for quad in said.quads if quad.subject == f"<{said.iri}>" and quad.graph]
    for quad in own:
        stated.setdefault(quad.predicate, set()).add(quad.graph)
    for quad in own:
        if len(stated[quad.predicate]) == 1 and unwrap(quad.predicate) != _TYPE:
            source = reader.catalogue.name(unwrap(quad.graph))
            yield "only", (source, name, unwrap(quad.predicate), quad.object)


def _located(name: str, said: Statements, reader: _Reader) -> Iterator[Finding]:
    country = map(reader.catalogue.name, said.iris("mkg:country", node=said.iri))
    for place in (*reader.around(said).names, *country):
        yield "located", (place, name)


def _examples(_: str, said: Statements, reader: _Reader) -> Iterator[Finding]:
    """The first node with each property, of each class, and with each word of an enumeration."""
    for term, node in _used(said, reader):
        if term not in reader.used:
            reader.used.add(term)
            yield "example", (term, node)


def _used(said: Statements, reader: _Reader) -> Iterator[tuple[str, str]]:
    for quad in said.one_of_each():
        yield unwrap(quad.predicate), unwrap(quad.subject)
    for quad in said.said("rdf:type", *reader.choices):
        if quad.object.startswith("<"):
            yield unwrap(quad.object), unwrap(quad.subject)


Collector = Callable[[str, Statements, _Reader], Iterator[Finding]]

_COLLECTORS: dict[str, tuple[Collector, ...]] = {
    "memorial": (_comparisons, _dates, _lacks, _only, _located, _examples),
    "proposal": (_comparisons, _dates, _lacks, _located, _examples),
    "event": (_comparisons, _dates, _lacks, _examples),
    "person": (_lacks, _examples),
    "organization": (_lacks, _examples),
    "place": (_lacks, _examples),
    "source": (_lacks, _examples),
    "decision": (_lacks, _examples),
}
