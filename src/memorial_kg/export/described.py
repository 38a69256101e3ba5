"""Divides a dataset for its tables: a few memorials at a time, with all that their rows are made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter

from memorial_kg.export.sorted_lines import SortedLines, by_subject, in_default_graph
from memorial_kg.export.sorting import in_order
from memorial_kg.ontology import Ontology
from memorial_kg.terms import RDF_TYPE, iri, parse_line, unwrap

__all__ = ["described"]

_TOGETHER = 200  # memorials: enough that the cost of a query is small, few enough to be held with their places
_HELD = 20_000  # records that are sorted in memory
_REMEMBERED = 1 << 14  # descriptions of places and people: the next memorial names them again


def described(every: SortedLines, ontology: Ontology) -> Iterator[tuple[list[str], list[str]]]:
    """Some memorials and proposals, by their IRIs in order, and the lines from which their rows can be made.

    These are what is said of them, of all that they name, and of where that lies, and of which source their records
    are: the queries in `queries/export` look no further. Named graphs are left out.
    """
    around = _Around(every, ontology)
    mains = frozenset(iri(ontology.by_namespace[each].cls) for each in ontology.subjects() if each in _MAIN)
    told = groupby(in_order(_mentions(every, mains, ontology)), itemgetter(0))
    things = ((thing, [line for _, lines in several for line in lines]) for thing, several in told)
    wanted = ((thing, [line for line in lines if line]) for thing, lines in things if "" in lines)
    while together := [*islice(wanted, _TOGETHER)]:
        lines = {line for _, records in together for line in records}
        for thing, _ in together:
            lines |= around.lines(f"<{thing}>")
        yield [thing for thing, _ in together], sorted(lines)


# Whose tables there are.
_MAIN = ("memorial", "proposal")


def _mentions(
    every: SortedLines, mains: frozenset[str], ontology: Ontology
) -> Iterator[list[tuple[str, tuple[str, ...]]]]:
    """For each thing that is one of these, an empty line; for each that a record is about, what that says of itself."""
    record = ontology.shapes["Record"].keys
    about, source = iri(record["about"].path), iri(record["source"].path)
    telling = tuple(f" {predicate} " for predicate in (RDF_TYPE, about, source))
    piece: list[tuple[str, tuple[str, ...]]] = []
    for subject, run in by_subject(every):
        told = [line for line in run if line.startswith(telling, len(subject)) and in_default_graph(line)]
        quads = [parse_line(line) for line in told]
        if any(quad.predicate == RDF_TYPE and quad.object in mains for quad in quads):
            piece.append((unwrap(subject), ("",)))
        things = [unwrap(quad.object) for quad in quads if quad.predicate == about]
        piece += [(thing, tuple(told)) for thing in things]
        if len(piece) >= _HELD:
            yield piece
            piece = []
    yield piece


class _Around:
    """What is said of a node, of what it names, of where that lies, all the way up, and of the points of all these."""

    def __init__(self, every: SortedLines, ontology: Ontology) -> None:
        self._every = every
        place = ontology.shapes["Place"].keys
        self._onwards = frozenset({iri(place["place"].path), iri(place["coordinates"].path)})
        self._said = lru_cache(_REMEMBERED)(self._look_up)

    def lines(self, node: str) -> set[str]:
        lines, named, onwards = self._look_up(node)
        found = {*lines}
        seen: set[str] = set()
        level = {*named, *onwards}
        while level:
            seen |= level
            several = [self._said(each) for each in level]
            found.update(line for lines, _, _ in several for line in lines)
            level = {each for _, _, onwards in several for each in onwards} - seen
        return found

    def _look_up(self, node: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
        """The lines of a node in the default graph, what they name, and what of that lies on the way up."""
        lines = tuple(filter(in_default_graph, self._every.starting(f"{node} ")))
        quads = [quad for quad in map(parse_line, lines) if quad.object[0] != '"' and quad.predicate != RDF_TYPE]
        onwards = frozenset(quad.object for quad in quads if quad.predicate in self._onwards)
        return lines, frozenset(quad.object for quad in quads), onwards
