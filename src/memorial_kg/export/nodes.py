"""Gathers quads into nodes, in the order in which a person reads them.

Memorials come first, each followed by its parts, and what is said of a node comes in the page order of its shape. The
order depends on the quads alone, never on the order in which they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import NamedTuple, TypeAlias

from memorial_kg.export.sorting import in_order
from memorial_kg.ontology import Ontology, Shape
from memorial_kg.terms import RDF_TYPE, parse_line, unwrap

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
_HELD = 50_000  # lines of a piece that is sorted in memory: some 30 MB


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
    """The nodes of a dataset: those of the default graph, then those of each named graph by its name.

    Lines may come in any order and number: a few of them are held at a time.
    """
    reader = _Reader(ontology, base)
    in_page_order = in_order(_pieces(lines, base))
    for (graph, *_, subject), several in groupby(in_page_order, itemgetter(0)):
        said = {pair for _, pairs in several for pair in pairs}
        yield reader.node(subject, graph, sorted(said))


# Where a node stands: its graph, its group, its thing, its fragment, and, to be sure, the whole of its term.
_Place: TypeAlias = tuple[str, int, str, str, str]
_Pairs: TypeAlias = list[tuple[str, str]]  # predicates and objects


def _pieces(lines: Iterable[str], base: str) -> Iterator[list[tuple[_Place, _Pairs]]]:
    """What is said of nodes, by their places, in pieces that fit in memory."""
    told: dict[tuple[str, str], _Pairs] = {}
    for number, line in enumerate(lines, 1):
        subject, predicate, obj, graph = parse_line(line)
        told.setdefault((graph, subject), []).append((intern(predicate), obj))
        if not number % _HELD:
            yield _placed(told, base)
            told = {}
    yield _placed(told, base)


def _placed(told: Mapping[tuple[str, str], _Pairs], base: str) -> list[tuple[_Place, _Pairs]]:
    return [((graph, *_place(subject, base), subject), pairs) for (graph, subject), pairs in told.items()]


def _place(subject: str, base: str) -> tuple[int, str, str]:
    """Where a node stands among the others: its group, its thing, its fragment."""
    thing, _, fragment = unwrap(subject).partition("#")
    if not thing.startswith(base):
        return len(_GROUPS), thing, fragment
    return _RANK.get(thing[len(base) :].partition("/")[0], len(_GROUPS)), thing, fragment


class _Reader:
    """Makes nodes, and remembers in which order the classes and properties of each shape stand."""

    def __init__(self, ontology: Ontology, base: str) -> None:
        self._ontology, self._base = ontology, base
        self._orders: dict[str, tuple[dict[str, int], dict[str, int]]] = {
            shape.name: (
                {f"<{cls}>": rank for rank, cls in enumerate(shape.types)},
                {f"<{key.path}>": rank for rank, key in enumerate(shape.keys.values())},
            )
            for shape in ontology.shapes.values()
        }

    def node(self, subject: str, graph: str, pairs: Iterable[tuple[str, str]]) -> Node:
        """The node of what a graph says of a subject: predicates and objects, sorted."""
        types: list[str] = []
        says: dict[str, list[str]] = {}
        for predicate, obj in pairs:
            if predicate == RDF_TYPE and obj[:1] == "<":
                types.append(obj)
            else:
                says.setdefault(predicate, []).append(obj)
        shape = _shape(subject, types, self._ontology, self._base)
        stated, rank = self._orders[shape.name] if shape else ({}, {})
        if shape:
            types.sort(key=lambda term: (stated.get(term, len(stated)), term))
        ordered = sorted(says.items(), key=lambda each: (rank.get(each[0], len(rank)), each[0][1:-1]))
        return Node(subject, graph, shape, types, ordered)


def _shape(subject: str, types: list[str], ontology: Ontology, base: str) -> Shape | None:
    """The shape by which a node is read: that of its namespace, or, for a part, that of its most special class."""
    known = [ontology.by_class[unwrap(term)] for term in types if unwrap(term) in ontology.by_class]
    expected = ontology.shape_of(unwrap(subject)[len(base) :]) if unwrap(subject).startswith(base) else None
    return expected if expected in known else max(known, key=lambda shape: (len(shape.types), shape.name), default=None)
