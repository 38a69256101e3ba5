"""Describes the endpoint to programs: what it understands, how it answers, and which graphs there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memorial_kg.terms import ILLEGAL_IN_IRI, RDF_TYPE, iri, literal

__all__ = ["description"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TABLES = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_READABLE = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_NAMES = (*_TABLES, *_READABLE, "TriG", "N-Quads")
_COMMENT = "The default graph holds what the sources together say, each named graph what one source says."


def description(endpoint: str, graphs: Iterable[str], *, writable: bool) -> list[str]:
    """The service description of SPARQL 1.1, as lines of N-Triples."""
    return [f"{' '.join(triple)} ." for triple in _triples(endpoint, graphs, writable=writable)]


def _triples(endpoint: str, graphs: Iterable[str], *, writable: bool) -> Iterator[tuple[str, str, str]]:
    me, dataset = iri(endpoint), iri(f"{endpoint}#dataset")
    yield me, RDF_TYPE, _sd("Service")
    yield me, _sd("endpoint"), me
    for language in ("SPARQL11Query", *(("SPARQL11Update",) if writable else ())):
        yield me, _sd("supportedLanguage"), _sd(language)
    yield me, _sd("feature"), _sd("EmptyGraphs")
    for name in _NAMES:
        yield me, _sd("resultFormat"), iri(_FORMATS + name)
    for name in _READABLE if writable else ():
        yield me, _sd("inputFormat"), iri(_FORMATS + name)
    yield me, _sd("defaultDataset"), dataset
    yield dataset, RDF_TYPE, _sd("Dataset")
    yield dataset, iri("http://purl.org/dc/terms/description"), literal(_COMMENT, language="en")
    default = iri(f"{endpoint}#default-graph")
    yield dataset, _sd("defaultGraph"), default
    yield default, RDF_TYPE, _sd("Graph")
    for number, name in enumerate((each for each in graphs if not ILLEGAL_IN_IRI.search(each)), 1):
        graph = iri(f"{endpoint}#graph-{number}")
        yield dataset, _sd("namedGraph"), graph
        yield graph, RDF_TYPE, _sd("NamedGraph")
        yield graph, _sd("name"), iri(name)


def _sd(name: str) -> str:
    return iri(_SD + name)
