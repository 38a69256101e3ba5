"""Carries a dataset between our lines and rdflib, for whoever works with rdflib.

Terms are kept as they are written: rdflib would otherwise turn `"01"^^xsd:integer` into `"1"`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from memorial_kg import terms
from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import ILLEGAL_IN_IRI, Quad

__all__ = ["from_rdflib", "graph_of", "quads_from_rdflib", "quiet", "to_graph", "to_rdflib", "written"]

_XSD_STRING = f"{terms.XSD}string"
_BLANK_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def to_rdflib(lines: Iterable[str]) -> Dataset:
    """Lines of N-Quads as an rdflib Dataset: the default graph is its default graph, and our prefixes are bound.

    >>> dataset = to_rdflib(['<http://e/a> <http://schema.org/value> "01" <http://e/source> .'])
    >>> [str(value) for value in dataset.graph(URIRef("http://e/source")).objects()]
    ['01']
    """
    dataset = Dataset()
    _bind(dataset)
    with quiet():
        graphs = {"": dataset.default_graph}
        for quad in map(terms.parse_line, lines):
            if quad.graph not in graphs:
                graphs[quad.graph] = dataset.graph(_name(quad.graph))
                _bind(graphs[quad.graph])
            graphs[quad.graph].add(_triple(quad))
    return dataset


def to_graph(lines: Iterable[str], graph_iri: str = "") -> Graph:
    """The lines of one graph as an rdflib Graph: of the default graph, or of the one with this IRI."""
    wanted = terms.iri(graph_iri) if graph_iri else ""
    return graph_of(quad for quad in map(terms.parse_line, lines) if quad.graph == wanted)


def graph_of(quads: Iterable[Quad]) -> Graph:
    """The triples of quads as an rdflib Graph, whatever graphs they are in."""
    graph = Graph(bind_namespaces="none")
    _bind(graph)
    with quiet():
        for quad in quads:
            graph.add(_triple(quad))
    return graph


def from_rdflib(graph: Graph) -> list[str]:
    """An rdflib Graph or Dataset as sorted lines of N-Quads; a plain Graph becomes the default graph.

    Raises InputError for what N-Quads cannot say, such as an IRI with a space, which rdflib would write without a word.
    """
    return terms.lines(quads_from_rdflib(graph))


def quads_from_rdflib(graph: Graph, *, strict: bool = True) -> Iterator[Quad]:
    """The quads of an rdflib Graph or Dataset; unless `strict`, what no IRI may hold is written as an escape."""
    if isinstance(graph, Dataset):
        for context in graph.graphs():
            name = "" if context.identifier == DATASET_DEFAULT_GRAPH_ID else written(context.identifier, strict=strict)
            yield from _quads(context, name, strict)
    else:
        yield from _quads(graph, "", strict)


def _quads(graph: Graph, name: str, strict: bool) -> Iterator[Quad]:
    for triple in graph:
        subject, predicate, obj = (written(term, strict=strict) for term in triple)
        yield Quad(subject, predicate, obj, name)


# -- inside ------------------------------------------------------------------------------------------------------------


@contextmanager
def quiet(name: str = "rdflib.term") -> Iterator[None]:
    """Keep a logger still: rdflib logs a traceback for each ill-typed literal, and to report those is validation's."""

    def drop(_: logging.LogRecord) -> bool:
        return False

    logger = logging.getLogger(name)
    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)


def _name(term: str) -> URIRef | BNode:
    return BNode(term[2:]) if term.startswith("_:") else URIRef(str(terms.parse_term(term)))


def _term(term: str) -> URIRef | BNode | Literal:
    """A term of ours as one of rdflib, spelt the same."""
    if not term.startswith('"'):
        return _name(term)
    text, datatype, language = cast("terms.Literal", terms.parse_term(term))
    if language:
        return Literal(text, lang=language)
    return Literal(text, datatype=None if datatype == _XSD_STRING else URIRef(datatype), normalize=False)


def _triple(quad: Quad) -> tuple[Node, Node, Node]:
    return _term(quad.subject), _term(quad.predicate), _term(quad.object)


def _bind(graph: Graph) -> None:
    """Bind our prefixes in place of rdflib's own: it knows `schema:` as https, and would call ours `schema1:`."""
    for prefix, namespace in load_ontology().prefixes.items():
        graph.bind(prefix, namespace, replace=True)


def written(term: object, *, strict: bool = True) -> str:
    """A term of rdflib as N-Triples writes it; see `quads_from_rdflib` for `strict`."""
    if isinstance(term, Literal):
        language, datatype = term.language or "", str(term.datatype or "")
        if ILLEGAL_IN_IRI.search(datatype):
            _refuse(datatype)
        return terms.literal(str(term), "" if language else datatype, language)
    if isinstance(term, URIRef):
        if strict and ILLEGAL_IN_IRI.search(term):
            _refuse(str(term))
        return f"<{ILLEGAL_IN_IRI.sub(_escape, term)}>"
    if isinstance(term, BNode):
        # Any text may be a blank node of rdflib's; N-Quads is choosier.
        return f"_:{term if _BLANK_LABEL.fullmatch(term) else f'x{term.encode().hex()}'}"
    raise InputError(f"The rdflib graph holds {term!r}, which is no term of RDF: remove it")


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04X}"


def _refuse(text: str) -> None:
    wrong = ILLEGAL_IN_IRI.search(text)
    shown = wrong.group() if wrong else ""
    raise InputError(f"The rdflib graph holds {text!r}, and an IRI cannot hold {shown!r}: percent-encode or correct it")
