"""Gathers quads into nodes, in the order in which a person reads them.

Memorials come first, each followed by its parts, and what is said of a node comes in the page order of its shape. The
order depends on the quads alone, never on the order in which they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from memorial_kg.ontology import Ontology, Shape
from memorial_kg.terms import RDF_TYPE, Quad, parse_line, unwrap

__all__ = ["Node", "nodes", "thing_of"]

_GROUPS = (
    "memorial",
    "proposal",
    "event",
    "person",
    "organization",
    "place",
    "record",
    "source",
    "decision",
    "dataset",
)
_RANK = {name: rank for rank, name in enumerate(_GROUPS)}


class Node(NamedTuple):
    """Everything that one graph says of one IRI, as terms: `types` are its classes, `says` is the rest by predicate."""

    subject: str
    graph: str
    shape: Shape | None
    types: list[str]
    says: list[tuple[str, list[str]]]


def thing_of(iri: str) -> str:
    """The IRI without its fragment: a part's thing.

    >>> thing_of("https://a.example/memorial/x#inauguration")
    'https://a.example/memorial/x'
    """
    return iri.partition("#")[0]


def nodes(lines: Iterable[str], ontology: Ontology, base: str) -> Iterator[Node]:
    """The nodes of a dataset: those of the default graph, then those of each named graph by its name."""
    keys: dict[str, tuple[int, str, str]] = {}

    def order(quad: Quad) -> tuple[str, tuple[int, str, str], Quad]:
        if quad.subject not in keys:
            keys[quad.subject] = _place(quad.subject, base)
        return quad.graph, keys[quad.subject], quad

    quads = sorted({parse_line(line) for line in lines}, key=order)
    for (graph, subject), several in groupby(quads, key=lambda quad: (quad.graph, quad.subject)):
        yield _node(subject, graph, [*several], ontology, base)


def _place(subject: str, base: str) -> tuple[int, str, str]:
    """Where a node stands among the others: its group, its thing, its fragment."""
    thing, _, fragment = unwrap(subject).partition("#")
    if not thing.startswith(base):
        return len(_GROUPS), thing, fragment
    return _RANK.get(thing[len(base) :].partition("/")[0], len(_GROUPS)), thing, fragment


def _node(subject: str, graph: str, quads: list[Quad], ontology: Ontology, base: str) -> Node:
    types = [quad.object for quad in quads if quad.predicate == RDF_TYPE and quad.object.startswith("<")]
    shape = _shape(subject, types, ontology, base)
    if shape is not None:
        stated = {cls: rank for rank, cls in enumerate(shape.types)}
        types.sort(key=lambda term: (stated.get(unwrap(term), len(stated)), term))
    rank = {} if shape is None else {f"<{key.path}>": place for place, key in enumerate(shape.keys.values())}
    says: dict[str, list[str]] = {}
    for quad in quads:
        if quad.predicate != RDF_TYPE or quad.object not in types:
            says.setdefault(quad.predicate, []).append(quad.object)
    ordered = sorted(says.items(), key=lambda each: (rank.get(each[0], len(rank)), unwrap(each[0])))
    return Node(subject, graph, shape, types, ordered)


def _shape(subject: str, types: list[str], ontology: Ontology, base: str) -> Shape | None:
    """The shape by which a node is read: that of its namespace, or, for a part, that of its most special class."""
    known = [ontology.by_class[unwrap(term)] for term in types if unwrap(term) in ontology.by_class]
    expected = ontology.shape_of(unwrap(subject)[len(base) :]) if unwrap(subject).startswith(base) else None
    return expected if expected in known else max(known, key=lambda shape: (len(shape.types), shape.name), default=None)
