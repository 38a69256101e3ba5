"""Checks one graph's lines for a part of the things, in any process: for builds that never hold the whole.

Most shapes look at one node and its values. Three things look further, and `context_needed` names them for given
lines: the types of what is referred to (sh:class), who points at a node (sh:inversePath), and what a SPARQL constraint
reads of other nodes. With these lines as context, the parts together give the results of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from memorial_kg.graph.bridge import written
from memorial_kg.validation.checking import Engines, Found
from memorial_kg.validation.shapes import HOLDS_SHAPES
from memorial_kg.validation.validating import bundled, bundled_fast

__all__ = ["Needed", "check_lines", "context_needed"]


class Needed(NamedTuple):
    """What a part needs to know of the rest of its graph, as terms of N-Triples.

    `types`: nodes whose rdf:type triples it needs. `whole`: nodes of which it needs every triple. `pointing`:
    predicates of which it needs a triple for each node that it describes and that is the object of any.
    """

    types: set[str]
    whole: set[str]
    pointing: frozenset[str]


def context_needed(lines: Iterable[str]) -> Needed:
    """What the bundled shapes ask of others when they are asked about the nodes that these N-Triples describe."""
    parts = [line.split(" ", 2) for line in lines]
    own = {subject for subject, _, _ in parts}
    asked, pointing = _asked()
    types = {rest[:-2] for _, predicate, rest in parts if predicate in asked} - own
    whole: set[str] = set()
    for constraint, _ in bundled_fast().constraints:
        level = own
        for over in constraint.reading.steps or ():
            level = {rest[:-2] for subject, predicate, rest in parts if subject in level and predicate in over}
            whole |= {node for node in level - own if node.startswith("<")}
    return Needed({node for node in types if node.startswith("<")}, whole, pointing)


@lru_cache(maxsize=1)
def _asked() -> tuple[frozenset[str], frozenset[str]]:
    """The predicates whose values must be of a class, and those that are followed backwards."""
    shapes, _ = bundled()
    paths = {
        path
        for shape in shapes.subjects(SH.path)
        if _by_class(shapes, shape)
        for path in shapes.objects(shape, SH.path)
    }
    forward = {written(path) for path in paths if isinstance(path, URIRef)}
    return frozenset(forward), frozenset(written(path) for path in shapes.objects(None, SH.inversePath))


def _by_class(shapes: Graph, shape: Node) -> bool:
    """Whether a shape asks for a class, itself or one of the shapes that it lists."""
    listed = [each for holds in HOLDS_SHAPES for head in shapes.objects(shape, holds) for each in shapes.items(head)]
    return (shape, SH["class"], None) in shapes or any(_by_class(shapes, each) for each in listed)


def check_lines(graph: str, lines: Iterable[str], context: Iterable[str] = ()) -> Found:
    """Check lines of one graph, given by its IRI ("" is the default graph), with the bundled shapes.

    Lines are N-Triples or N-Quads as `terms.lines` writes them, without line ends. They hold all that the graph says of
    some things; `context` holds what `context_needed` says of others, about which nothing is said here.
    """
    own, others = (_triples(each, f" <{graph}> .") if graph else [*each] for each in (lines, context))
    shapes, targets = bundled()
    return Engines(shapes, targets, bundled_fast()).check(graph, own, others)


def _triples(lines: Iterable[str], ending: str) -> list[str]:
    """Lines of N-Quads without their graph; a triple whose object is the graph stays as it is."""
    end = -len(ending)
    return [f"{line[:end]} ." if line.endswith(ending) and line.count(" ", 0, end) > 1 else line for line in lines]
