"""Writes the step from one dataset to another for programs: as an RDF Patch, or as a SPARQL Update.

What goes is written before what comes. A store that keeps values instead of spellings has one number for `1.10` and
`1.1`: told of the new one first, it would then drop both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import Final

from memorial_kg.changes.lines import fingerprint, only
from memorial_kg.errors import InputError
from memorial_kg.terms import Quad, parse_line
from memorial_kg.values import quote

__all__ = ["PATCHES", "rdf_patch", "sparql_update"]

_AT_ONCE: Final = 1000  # quads in one operation: endpoints limit the length of a request


def rdf_patch(old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """The lines of an RDF Patch (https://afs.github.io/rdf-patch/) that makes the old dataset the new one.

    Both are sorted lines of N-Quads and can be walked through more than once. The id in the header depends on the two
    datasets alone, so that the same step has the same patch everywhere.
    """
    yield f"H id <urn:uuid:{fingerprint(old, new)}> ."
    yield "TX ."
    yield from (f"D {line}" for line in only(old, new))
    yield from (f"A {line}" for line in only(new, old))
    yield "TC ."


def sparql_update(old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """The lines of a SPARQL 1.1 Update that makes the old dataset the new one, in operations of bounded length."""
    for verb, lines in (("DELETE", only(old, new)), ("INSERT", only(new, old))):
        for several in _batches(lines):
            yield f"{verb} DATA {{"
            for graph, quads in groupby(sorted(several, key=_graph), key=_graph):
                triples = [f"{' '.join(quad[:3])} ." for quad in quads]
                yield from [f"GRAPH {graph} {{", *triples, "}"] if graph else triples
            yield "} ;"


def _batches(lines: Iterator[str]) -> Iterator[list[Quad]]:
    while several := [_quad(line) for line in islice(lines, _AT_ONCE)]:
        yield several


def _quad(line: str) -> Quad:
    try:
        quad = parse_line(line)
    except ValueError as error:
        raise InputError(f"{quote(line)} is no line of N-Quads; build the graph again") from error
    if any(term.startswith("_:") for term in quad):
        raise InputError(f"{quote(line)} has a blank node, which SPARQL cannot delete: ask for rdf-patch")
    return quad


def _graph(quad: Quad) -> str:
    return quad.graph


# How a step is written, by the name of the format.
PATCHES: dict[str, Callable[[Iterable[str], Iterable[str]], Iterator[str]]] = {
    "rdf-patch": rdf_patch,
    "sparql-update": sparql_update,
}
