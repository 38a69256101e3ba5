"""What is said of one thing, in a shape from which facets and searchable texts are taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.terms import RDF_TYPE, RDFS_LABEL, Literal, parse_term, unwrap

__all__ = ["LABEL_PATH", "Said", "Thing", "things_of"]

LABEL_PATH = unwrap(RDFS_LABEL)


class Said(NamedTuple):
    """One value: an IRI as a string, or a literal; and the graph that says it, "" for the reconciled one."""

    value: str | Literal
    graph: str

    @property
    def text(self) -> str:
        """The IRI, or the text of the literal."""
        return self.value.text if isinstance(self.value, Literal) else self.value


class Thing:
    """One thing and its parts, by node and property. What lines of ours say is read when it is asked for; little is."""

    def __init__(self, name: str, iri: str, lines: Iterable[str], ontology: Ontology) -> None:
        self.name, self.iri, self._ontology = name, iri, ontology
        self._lines: dict[str, dict[str, list[str]]] = {}
        before, of_subject = "", dict[str, list[str]]()
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)  # no IRI has a space
            if subject != before:
                before, of_subject = subject, self._lines.setdefault(subject[1:-1], {})
            path = predicate[1:-1]
            if path in of_subject:
                of_subject[path].append(rest)
            else:
                of_subject[path] = [rest]

    @property
    def kind(self) -> str:
        """The namespace of its name."""
        return self.name.partition("/")[0]

    @property
    def nodes(self) -> Iterable[str]:
        """The IRIs of the thing and of its parts, of which anything is said."""
        return self._lines

    def shape(self, node: str) -> Shape | None:
        """The shape of the thing or of one of its parts: that of its most special class."""
        if node == self.iri:
            return self._ontology.shape_of(self.name)
        classes = (said.text for said in self.said(unwrap(RDF_TYPE), node))
        known = {cls: shape for cls in classes if (shape := self._ontology.by_class.get(cls))}
        return max(known.values(), key=lambda shape: (len(shape.types), shape.name), default=None)

    def said(self, path: str, node: str = "") -> Iterator[Said]:
        """Every value of a property of a node, whoever says it."""
        for rest in self._lines.get(node or self.iri, {}).get(path, ()):
            # The last quotation mark ends the literal: there is none in the IRI of a graph.
            end = rest.find(" ", rest.rfind('"') if rest[0] == '"' else 0)
            yield Said(parse_term(rest[:end]), rest[end + 2 : -3])

    def values(self, key: Key | None, node: str = "", *, reconciled: bool = False) -> list[str]:
        """The values of a key as the reconciled graph has them; what the sources say where it chooses none.

        With `reconciled` it is the first or nothing.
        """
        every = [*self.said(key.path, node)] if key else []
        chosen = [each for each in every if not each.graph]
        return [*dict.fromkeys(each.text for each in (chosen if chosen or reconciled else every))]

    @property
    def graphs(self) -> list[str]:
        """The graphs of the sources that describe it, as IRIs: each says there what it is."""
        return sorted({said.graph for said in self.said(unwrap(RDF_TYPE))} - {""})


def things_of(made: sqlite3.Connection, kind: str, base: str, ontology: Ontology) -> Iterator[Thing]:
    """All things of a kind, one at a time, in the order of their names."""
    query = "SELECT thing, line FROM line WHERE thing >= ? AND thing < ? ORDER BY thing, number"
    with closing(made.cursor()) as cursor:
        for name, rows in groupby(cursor.execute(query, [f"{kind}/", f"{kind}0"]), itemgetter(0)):
            yield Thing(name, base + name, (line for _, line in rows), ontology)
